import csv
import json
from dataclasses import replace
from datetime import date

import pytest
from picture_files import whole_png
from sample_document import FORMULA, HOSTILE, document, evaluated, exhibits, vocabulary, write_folder
from svg_reading import root_of

from saferplan.documents.brand import Brand
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import read_folder
from saferplan.documents.outputs import write
from saferplan.errors import DocumentError, UsageError

DAY = date(2026, 11, 5)
BRAND = Brand(name="Exampleshire Partnership")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    base = tmp_path_factory.mktemp("outputs")
    write(document(base / "doc"), base / "out")
    return base / "out"


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_page_json_and_a_csv_and_svg_per_exhibit_are_written(out):
    names = set(exhibits())
    expected = {"assessment.html", "assessment.json", *(f"exhibits/{name}.csv" for name in names)}
    expected |= {f"exhibits/{name}.svg" for name in names - {"league"}}
    assert set(tree(out)) == expected


def test_json_holds_every_finding_and_exhibit_with_its_provenance(out):
    read = json.loads((out / "assessment.json").read_text(encoding="utf-8"))
    assert [finding["id"] for finding in read["findings"]] == ["rate/burglary", "change/burglary"]
    assert read["findings"][0]["value"] == 5.61
    assert read["findings"][0]["provenance"]["tables"] == {"incidents": 12, "population": 3}
    assert [exhibit["label"] for exhibit in read["exhibits"]][:3] == ["Figure 1", "Figure 2", "Figure 3"]
    shares = read["exhibits"][0]
    assert shares["columns"][1] == {"key": "count", "heading": "Crimes", "kind": "count"}
    assert shares["records"][6]["ward"] == HOSTILE
    assert shares["records"][6]["change"] is None
    assert "outline" not in shares["records"][0]
    assert shares["notes"] == ["A note."]
    assert read["printed"][1] == {
        "chapter": "01-summary.md",
        "line": 3,
        "text": "5.6",
        "findings": ["rate/burglary"],
    }


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(out):
    content = (out / "exhibits" / "shares.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["Ward", "Crimes", "Ratio"]
    assert [row[0] for row in rows[-2:]] == [HOSTILE, f"'{FORMULA}"]


def test_every_svg_is_whole_xml_without_scripts(out):
    for path in (out / "exhibits").glob("*.svg"):
        root = root_of(path.read_text(encoding="utf-8"))
        assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_writing_again_gives_the_same_bytes_and_keeps_other_files(out, tmp_path):
    before = tree(out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    write(document(tmp_path / "doc"), out)
    assert tree(out) == before | {"notes.txt": b"mine"}
    (out / "notes.txt").unlink()


def test_exhibits_that_are_no_longer_shown_disappear(tmp_path):
    write(document(tmp_path / "doc"), tmp_path / "out")
    write(evaluated('# A\n\n{{ exhibit("league") }}\n'), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "exhibits").iterdir()] == ["league.csv"]


def test_another_name_stands_beside_the_first(tmp_path):
    write(evaluated("# A\n"), tmp_path / "out")
    page = write(evaluated("# B\n"), tmp_path / "out", name="profile")
    assert page == tmp_path / "out" / "profile.html"
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_file()) == [
        "assessment.html",
        "assessment.json",
        "profile.html",
        "profile.json",
    ]


def with_exhibit(**changes):
    known = {"x": replace(exhibits()["shares"], **changes)}
    chapter = {"01-one.md": '# A\n\n{{ exhibit("x") }}\n'}
    return lambda path: evaluate(read_folder(write_folder(path, chapter)), {"exhibit": known.get, "hostile": "h"})


def test_each_format_is_written_once_and_the_first_is_told(tmp_path):
    told = evaluated('# A\n\n{{ exhibit("shares") }}\n')
    first = write(told, tmp_path / "out", name="profile", formats=("pdf", "data", "pdf"), made_on=DAY)
    assert first == tmp_path / "out" / "profile.pdf"
    assert sorted(tree(tmp_path / "out")) == ["profile-data.zip", "profile.pdf"]


def test_every_format_has_a_writer_and_the_same_day_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    told = document(tmp_path / "doc")
    for out in ("one", "two"):
        write(told, tmp_path / out, formats=("html", "pdf", "docx", "odt", "data"), brand=BRAND, made_on=DAY)
    written = tree(tmp_path / "one")
    assert {name for name in written if "/" not in name} == {
        "assessment.html", "assessment.json", "assessment.pdf",
        "assessment.docx", "assessment.odt", "assessment-data.zip",
    }  # fmt: skip
    assert written == tree(tmp_path / "two")
    assert b"Exampleshire Partnership" in written["assessment.html"]


@pytest.mark.parametrize(
    ("formats", "said"),
    [
        (("html", "pfd"), "there is no format 'pfd'. Did you mean pdf"),
        (("zzz",), "There are html, pdf"),
        ((), "no format"),
    ],
)
def test_a_format_that_does_not_exist_is_refused_before_anything_is_done(tmp_path, formats, said):
    with pytest.raises(UsageError, match=said):
        write(evaluated("# A\n"), tmp_path / "out", formats=formats)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("format_name", ["pdf", "docx", "odt"])
def test_where_one_format_cannot_be_written_none_is(tmp_path, format_name):
    out = tmp_path / "out"
    write(evaluated("# Old\n"), out)
    before = tree(out)
    (tmp_path / "fonts").mkdir()
    brand = Brand(font="House", font_folder=tmp_path / "fonts")
    with pytest.raises(DocumentError, match="the font 'House' is not in the font_folder"):
        write(evaluated('# New\n\n{{ exhibit("shares") }}\n'), out, formats=("html", format_name), brand=brand)
    assert tree(out) == before


def test_a_picture_of_a_chapter_is_in_every_format_and_a_huge_one_in_none(tmp_path):
    folder = write_folder(tmp_path / "doc", {"01-one.md": "# A\n\n![A square](square.png)\n"})
    told = evaluate(read_folder(folder), vocabulary())
    (folder / "square.png").write_bytes(whole_png())
    write(told, tmp_path / "out", formats=("html", "pdf", "docx", "odt"), made_on=DAY)
    (folder / "square.png").open("r+b").truncate(200_000_000)
    for format_name in ("html", "pdf", "docx", "odt"):
        with pytest.raises(DocumentError, match=r"image square\.png has 200,000,000 bytes"):
            write(told, tmp_path / "out", formats=(format_name,))


def broken_drawing(width):
    raise ZeroDivisionError("in the drawing")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"draw": broken_drawing}, ZeroDivisionError),
        ({"draw": lambda _: "<svg></svg>"}, DocumentError),
        ({"id": "../../escape"}, DocumentError),
        ({"id": "Two Words"}, DocumentError),
    ],
)
def test_on_any_error_the_old_output_is_untouched(tmp_path, changes, fault):
    out = tmp_path / "out"
    write(evaluated("# Old\n"), out)
    before = tree(tmp_path)
    failing = with_exhibit(**changes)(tmp_path / "doc")
    with pytest.raises(fault):
        write(failing, out)
    assert {name: data for name, data in tree(tmp_path).items() if not name.startswith("doc/")} == before


def test_when_a_file_cannot_be_moved_what_was_there_is_back(tmp_path, monkeypatch):
    out = tmp_path / "out"
    write(evaluated("# Old\n"), out)
    before = tree(out)
    moves = []

    def full_disk(self, target):
        moves.append(target)
        if len(moves) == 4:
            raise OSError("no space left on device")
        return rename(self, target)

    rename = type(out).rename
    monkeypatch.setattr(type(out), "rename", full_disk)
    with pytest.raises(OSError, match="no space"):
        write(evaluated("# New\n"), out)
    monkeypatch.undo()
    assert tree(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_folder_is_made_with_its_parents(tmp_path):
    page = write(evaluated("# A\n"), tmp_path / "one" / "two")
    assert page.is_file()


def test_a_relative_folder_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from pathlib import Path

    assert write(evaluated("# A\n"), Path("out")).is_file()
