import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt
from page_reading import read_page
from rich_document import rich_document
from sample_document import FORMULA, HOSTILE, document, exhibits

from saferplan.documents.brand import Brand
from saferplan.documents.data_pack import KINDS, data_pack
from saferplan.documents.exhibits import ColumnKind
from saferplan.documents.numbers import PRINTERS
from saferplan.documents.packing import unzipped
from saferplan.errors import DocumentError

DAY = date(2026, 11, 5)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return document(tmp_path_factory.mktemp("data") / "doc")


@pytest.fixture(scope="module")
def pack(told):
    return unzipped(data_pack(told, Brand(name="Council & <b>"), DAY))


@pytest.fixture(scope="module")
def readme(pack):
    return read_page(MarkdownIt().enable("table").render(pack["README.md"].decode()))


def rows(pack, name):
    assert pack[name].startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(pack[name].decode("utf-8-sig"))))


def test_a_csv_for_each_exhibit_beside_the_findings_and_their_origin(pack):
    expected = {"README.md", "findings.csv", "provenance.csv", *(f"exhibits/{name}.csv" for name in exhibits())}
    assert set(pack) == expected
    assert [row["Ward"] for row in rows(pack, "exhibits/shares.csv")][-2:] == [HOSTILE, f"'{FORMULA}"]


def test_every_figure_of_the_text_is_there_unrounded_with_its_places(pack):
    assert rows(pack, "findings.csv") == [
        {
            "id": "rate/burglary",
            "value": "5.61",
            "unit": "per 1,000 residents",
            "text": "5.6 per 1,000 residents",
            "printed_as": "5.6; 5.6 per 1,000 residents",
            "printed_in": "01-summary.md, line 3; 01-summary.md, line 6",
        },
        {
            "id": "change/burglary",
            "value": "0.8",
            "unit": "ratio",
            "text": "down 20%",
            "printed_as": "down 20%",
            "printed_in": "01-summary.md, line 4",
        },
    ]


def test_every_figure_and_exhibit_says_where_it_comes_from(pack, told):
    told_of = rows(pack, "provenance.csv")
    assert [row["id"] for row in told_of] == [
        "rate/burglary",
        "change/burglary",
        *(one.exhibit.id for one in told.exhibits),
    ]
    assert {row["tables"] for row in told_of} == {"incidents version 12; population version 3"}
    assert {row["sources"] for row in told_of} == {"Home Office via data.police.uk; ONS, Census 2021"}
    assert told_of[2] == {
        "of": "exhibit",
        "id": "shares",
        "label": "Figure 1",
        "counted": "burglary, in Exampleshire, January to March 2025",
        "worked_out_as": "count / residents x 1,000",
        "tables": "incidents version 12; population version 3",
        "sources": "Home Office via data.police.uk; ONS, Census 2021",
        "code": "saferplan 0.1.0",
    }


def test_the_readme_explains_columns_sources_licence_and_versions(readme, told):
    words = readme.text
    assert "Published by Council & <b>. Made on 5 November 2026." in words
    assert "Open Government Licence v3.0" in words
    assert "incidents version 12, population version 3" in words
    headings = [found.text for found in readme.all("h3")]
    assert headings == [f"{one.label}: {one.exhibit.title}" for one in told.exhibits]
    columns = [[cell.text for cell in row.all("td")] for row in readme.all("table")[0].all("tr")[1:]]
    assert columns == [["Ward", "words"], ["Crimes", "a whole number"], ["Ratio", "a ratio: 1.2 is 20% more"]]


def test_hostile_names_change_nothing_in_the_readme(readme):
    assert not readme.all("script")
    assert not readme.all("b")
    assert [found.attributes["href"] for found in readme.all("a")] == [
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    ]
    assert readme.one("h1").text == f"Data of Assessment of {HOSTILE}: 2025"
    assert readme.all("strong")[0].text == "Synthetic records </style>"


def test_every_kind_of_column_is_explained():
    assert set(KINDS) == set(PRINTERS) >= set(ColumnKind.__args__)


def test_text_of_findings_cannot_run_in_a_spreadsheet(tmp_path):
    from sample_document import PROVENANCE

    from saferplan.evidence.findings import Finding

    finding = Finding("name/x", "=1+1", "=1+1", PROVENANCE, "", {})
    made = data_pack(rich_document(tmp_path / "doc", "# A\n\n{{ name() }}\n", name=lambda: finding), Brand(), DAY)
    (row,) = rows(unzipped(made), "findings.csv")
    assert (row["value"], row["text"]) == ("'=1+1", "'=1+1")


def test_the_same_day_gives_the_same_bytes(told):
    first = data_pack(told, Brand(), DAY)
    assert data_pack(told, Brand(), DAY) == first
    assert data_pack(told, Brand(), date(2026, 11, 6)) != first


def test_an_exhibit_whose_id_names_no_file_is_refused(tmp_path):
    odd = replace(exhibits()["shares"], id="../../escape")
    told = rich_document(tmp_path / "doc", '# A\n\n{{ exhibit("x") }}\n', exhibit=lambda _: odd)
    with pytest.raises(DocumentError, match="cannot name a file"):
        data_pack(told, Brand(), DAY)
