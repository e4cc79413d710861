"""The files of an assessment: whole, traceable, and safe where names are not."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import document_of, page_of

import anyshire as made_up
from anyshire import ANYSHIRE, EARLIER, places
from saferplan.documents.outputs import write
from saferplan.evidence.assessment.tables import AssessmentTables

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "command": "@SUM(1+1)*cmd|'/C calc'!A0",
    "template": "{{ volume('all-crime') }}{% for x in range(9) %}",
    "markdown": "**bold** [link](http://evil.example) ![x](y)",
    "quotes": 'O\'Hara & "Sons" \\ `code`',
    "attribute": '" onload="alert(1)',
    "long": "Very Long Ward Name " * 12,
    "letters": "Llanfairpwllgwyngyll ŷ ﷽ 中",
}


@pytest.fixture(scope="module")
def written(tables: AssessmentTables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(document_of(tables), tmp_path_factory.mktemp("written") / "out").parent


@pytest.fixture(scope="module")
def record(written: Path) -> dict[str, Any]:
    return strictly(written / "assessment.json")


def strictly(path: Path) -> Any:
    """JSON as the standard has it: NaN and infinity are none of its numbers."""

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_every_exhibit_has_its_files(written: Path, record: dict[str, Any], tables: AssessmentTables) -> None:
    drawn = {placed.exhibit.id for placed in document_of(tables).exhibits if placed.exhibit.draw}
    names = {exhibit["id"] for exhibit in record["exhibits"]}
    assert {path.stem for path in (written / "exhibits").glob("*.csv")} == names
    assert {path.stem for path in (written / "exhibits").glob("*.svg")} == drawn
    assert {path.name for path in written.iterdir()} == {"assessment.html", "assessment.json", "exhibits"}


def test_the_json_holds_every_finding_that_is_printed(record: dict[str, Any]) -> None:
    known = {finding["id"] for finding in record["findings"]}
    used = {name for printed in record["printed"] for name in printed["findings"]}
    assert used == known
    assert {"volume-all-crime", "rate-all-crime", "change-burglary", "beside-force-all-crime"} <= known


def test_the_json_is_as_its_reference_says(record: dict[str, Any]) -> None:
    assert set(record) == {"title", "subtitle", "kind", "language", "banner", "findings", "printed", "exhibits"}
    traced = {"tables", "filter", "formula", "sources", "code_version"}
    for finding in record["findings"]:
        assert set(finding) == {"id", "value", "text", "unit", "record", "provenance"}
        assert set(finding["provenance"]) == traced
    for exhibit in record["exhibits"]:
        assert {"id", "label", "title", "subtitle", "alt", "columns", "records", "notes", "source_line"} <= set(exhibit)
        assert set(exhibit["provenance"]) == traced


def test_figures_in_the_json_are_not_rounded(record: dict[str, Any], tables: AssessmentTables) -> None:
    rate = next(finding for finding in record["findings"] if finding["id"] == "rate-all-crime")
    assert rate["value"] == tables.crime_types[0]["rate_annualised"] == rate["record"]["rate_annualised"]
    assert rate["text"] == f"{rate['value']:.1f} per 1,000 residents"


def test_the_csv_of_an_exhibit_is_its_table(written: Path, record: dict[str, Any]) -> None:
    for exhibit in record["exhibits"]:
        text = (written / "exhibits" / f"{exhibit['id']}.csv").read_text(encoding="utf-8-sig")
        heading, *rows = csv.reader(io.StringIO(text))
        assert heading == [column["heading"] for column in exhibit["columns"]]
        assert len(rows) == len(exhibit["records"])
        for column in (one for one in exhibit["columns"] if one["kind"] != "text"):
            at = exhibit["columns"].index(column)
            values = [row[at] for row in rows if row[at]]
            assert all(float(value) is not None for value in values), exhibit["id"]


def test_the_pictures_are_well_formed_and_name_the_wards(written: Path) -> None:
    for path in (written / "exhibits").glob("*.svg"):
        assert ET.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")
    assert "Abbey" in (written / "exhibits" / "ward-funnel.svg").read_text(encoding="utf-8")


def test_the_tables_alone_are_json(tables: AssessmentTables) -> None:
    text = json.dumps(tables.as_document(), allow_nan=False)
    assert json.loads(text)["crime_types"][0]["count"] == tables.crime_types[0]["count"]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_name_is_only_ever_a_name(tmp_path: Path, name: str) -> None:
    """A ward, an authority and a force called so: nothing of it is markup, code or a formula anywhere."""
    wards = sorted({row["ward"] for row in places() if row["ltla"] == ANYSHIRE})
    renamed = {wards[0]: name, ANYSHIRE: name, "E23000029": name}
    snapshot = made_up.anyshire(tmp_path / "lake", renamed=renamed)
    document = document_of(made_up.tables_of(snapshot, against=EARLIER))
    out = write(document, tmp_path / "out").parent
    page = page_of(document)
    assert page.tags.isdisjoint({"script", "iframe", "b", "object"})
    assert not [link for link in page.links if "evil" in link]
    assert not [attribute for attribute in page.attributes if attribute.startswith("on")]
    strictly(out / "assessment.json")
    for path in (out / "exhibits").glob("*.svg"):
        tree = ET.fromstring(path.read_text(encoding="utf-8"))
        assert not [one for one in tree.iter() if one.tag.endswith("script") or "onload" in one.attrib]
    for path in (out / "exhibits").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            assert not [cell for cell in row if cell.startswith(("=", "@"))], path.name
    assert " ".join(name.split()) in page.prose


def test_outlines_and_tiles_draw_the_same_wards(another: Callable[..., AssessmentTables], tmp_path: Path) -> None:
    from ward_shapes import boxes, tiles

    mapped = document_of(another(lake={"boundaries": boxes()}))
    exhibit = next(placed.exhibit for placed in mapped.exhibits if placed.exhibit.id == "ward-map")
    assert exhibit.alt.startswith("A map,")
    assert "OS data" in exhibit.source_line
    tiled = made_up.anyshire(tmp_path / "tiles", area_profiles=tiles())
    hexagons = next(
        one.exhibit for one in document_of(made_up.tables_of(tiled)).exhibits if one.exhibit.id == "ward-map"
    )
    assert hexagons.alt.startswith("A tile map, one hexagon a ward,")
    assert "OS data" not in hexagons.source_line
    assert [row["area_code"] for row in exhibit.records] == [row["area_code"] for row in hexagons.records]
    assert exhibit.draw
    assert hexagons.draw
    assert exhibit.draw(320).count("Abbey") == 1
