"""`saferplan document` as it is typed, on a made-up country: from an empty folder to what is frozen, and next year."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, CITYHAM, EARLIER, LATER, NULLHAM, PAIRHAM, TREFAN
from saferplan.cli import main
from saferplan.documents.kinds.kind import kinds

Run = Callable[..., tuple[int, str, str]]
FULL, REFRESH, PROFILE = kinds()
OPTIONS = {FULL: (), REFRESH: (), PROFILE: ("--measure", "burglary")}
PROMPT = re.compile(r"\{\{ to_write\(.*\) \}\}")
MINE = """# Mine

Burglary rose: {{ change("burglary") }}. Shoplifting did not rise: {{ change("shoplifting") }}.

{{ exhibit("crime-types") }}
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.anyshire(tmp_path_factory.mktemp("documents") / "lake").root


@pytest.fixture
def run(lake: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def typed(verb: str, *words: str | Path, lake: Path = lake) -> tuple[int, str, str]:
        with_lake = () if verb in ("new", "verify") else ("--lake", str(lake))
        code = main(["document", verb, *map(str, words), *with_lake])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return typed


def begun(run: Run, folder: Path, kind: str = FULL) -> Path:
    words = ("--area", ANYSHIRE, "--period", LATER, "--against", EARLIER, *OPTIONS[kind])
    assert run("new", kind, folder, *words)[0] == 0
    return folder


def mine(run: Run, folder: Path, text: str = MINE) -> Path:
    """A document of one chapter, of a kind that the regulations ask nothing of."""
    begun(run, folder, PROFILE)
    for chapter in folder.glob("*.md"):
        chapter.unlink()
    (folder / "01-mine.md").write_text(text, encoding="utf-8")
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", [FULL, REFRESH, PROFILE])
def test_what_is_begun_can_be_built_as_a_draft_and_not_as_a_final_document(run: Run, tmp_path: Path, kind: str) -> None:
    folder = begun(run, tmp_path / "mine", kind)
    code, printed, err = run("build", folder)
    assert code == 0
    page = folder / "out" / f"{kinds()[kind].file}.html"
    assert printed.strip().endswith(str(page))
    assert "passages are still to be written; saferplan document check" in err
    text = page.read_text(encoding="utf-8")
    assert "Draft: " in text
    assert "[To be written: " in text
    before = files_in(folder / "out")
    code, printed, err = run("build", folder, "--final")
    assert (code, printed) == (9, "")
    assert re.search(r"\d+ passages are still to be written: \d\d-[a-z-]+\.md, line \d+; ", err)
    assert files_in(folder / "out") == before


@pytest.mark.parametrize("kind", [FULL, REFRESH, PROFILE])
def test_check_asks_for_what_is_to_be_written_and_for_nothing_else(run: Run, tmp_path: Path, kind: str) -> None:
    folder = begun(run, tmp_path / "mine", kind)
    code, printed, _ = run("check", folder, "--json")
    assert code == 9
    about = {one["about"] for one in json.loads(printed)["remarks"]}
    assert about == ({"to-write", "matter"} if kinds()[kind].regulated else {"to-write"})
    for chapter in folder.glob("*.md"):
        chapter.write_text(PROMPT.sub("Written.", chapter.read_text(encoding="utf-8")), encoding="utf-8")
    code, printed, _ = run("check", folder)
    assert (code, printed) == (0, "0 errors, 0 warnings\n")
    assert run("build", folder, "--final")[0] == 0


def test_remarks_are_told_with_chapter_line_and_what_to_do(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine", '# Mine\n\nBurglary fell: {{ change("burglary") }}. Some 1,234 people.\n')
    code, printed, _ = run("check", folder)
    assert code == 9
    assert "01-mine.md, line 3: error, claim: “Burglary fell: a rise of 100%" in printed
    assert "says 'fell'; the test says: a rise.\n    Change the sentence" in printed
    assert "01-mine.md, line 3: error, source: '1,234' is typed and has no source." in printed
    assert printed.endswith("2 errors, 0 warnings\n")


def test_warnings_alone_end_well(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine", "# Mine\n\nWe met 3 times.\n")
    code, printed, _ = run("check", folder)
    assert (code, printed.splitlines()[-1]) == (0, "0 errors, 1 warning")


def test_a_problem_profile_is_of_one_measure(run: Run, tmp_path: Path) -> None:
    folder = begun(run, tmp_path / "mine", PROFILE)
    assert run("build", folder)[0] == 0
    record = json.loads((folder / "out" / "problem-profile.json").read_text(encoding="utf-8"))
    assert record["title"] == "Burglary in Anyshire"
    shown = [one["id"] for one in record["exhibits"]]
    assert {"issue-years", "issue-months", "issue-wards", "issue-beside"} <= set(shown)
    wards = next(one for one in record["exhibits"] if one["id"] == "issue-wards")
    expected = made_up.counted(lambda row: row["ltla"] == ANYSHIRE, made_up.year(LATER).months, ["burglary"])
    assert sum(row["count"] for row in wards["records"]) == expected
    assert record["kind"] == "problem-profile"


def test_the_regulations_table_names_the_chapters_that_answer(run: Run, tmp_path: Path) -> None:
    folder = begun(run, tmp_path / "mine")
    (folder / "33-what-people-say.md").unlink()
    assert run("build", folder)[0] == 0
    record = json.loads((folder / "out" / "assessment.json").read_text(encoding="utf-8"))
    table = next(one for one in record["exhibits"] if one["id"] == "regulations")
    stands = {row["letter"]: row["answered"] for row in table["records"]}
    assert "“Why things changed”" in stands["(c)"]
    assert stands["(f)"].startswith("For the partnership to write")


@pytest.mark.parametrize("kind", [FULL, REFRESH, PROFILE])
@pytest.mark.parametrize("area", [NULLHAM, TREFAN, PAIRHAM])
def test_areas_with_little_or_no_data_get_a_document_that_says_so(
    run: Run, tmp_path: Path, kind: str, area: str
) -> None:
    words = ("--area", area, "--period", LATER, "--against", EARLIER, *OPTIONS[kind])
    assert run("new", kind, tmp_path / "mine", *words)[0] == 0
    _, printed, _ = run("check", tmp_path / "mine", "--json")
    remarks = json.loads(printed)["remarks"]
    assert {one["about"] for one in remarks} <= {"to-write", "matter"}
    assert run("build", tmp_path / "mine")[0] == 0


def test_wards_of_a_programme_and_similar_areas_are_named_in_document_toml(run: Run, tmp_path: Path) -> None:
    folder = begun(run, tmp_path / "mine")
    (folder / "wards.txt").write_text("Abbey\n")
    with (folder / "document.toml").open("a") as settings:
        settings.write(f'wards_list = "wards.txt"\nsimilar = ["{CITYHAM}"]\n')
    assert run("build", folder)[0] == 0
    page = (folder / "out" / "assessment.html").read_text(encoding="utf-8")
    assert "the list wards" in page
    assert "1 areas named as similar" in page or "1 area named as similar" in page


# Next year


def test_next_year_a_rise_that_is_now_a_fall_is_found(run: Run, tmp_path: Path) -> None:
    """From April 2024 burglary doubles and shoplifting halves; a year later, in the second lake, both turn round."""

    def turned(row: Any, month: str, crime_type: str) -> int:
        swap = {"burglary": "shoplifting", "shoplifting": "burglary"}
        return made_up.number_of(row, month, swap.get(crime_type, crime_type))

    folder = mine(run, tmp_path / "mine")
    assert run("build", folder)[0] == 0
    assert run("diff", folder, "--against-build", folder / "out")[0] == 0
    newer = made_up.anyshire(tmp_path / "newer", number=turned).root
    code, printed, _ = run("diff", folder, "--against-build", folder / "out" / "problem-profile.json", lake=newer)
    assert code == 9
    assert "Sentences that the figures do not bear: 2" in printed
    assert "01-mine.md, line 3: “Burglary rose: a fall of" in printed
    assert "says 'rose'; the test says: a fall (true before)" in printed
    assert "says 'rise (denied)'; the test says: rise (true before)" in printed
    assert "change-burglary: a rise of 100% (95% interval" in printed
    assert "was: rise, is: fall" in printed


def test_the_same_data_gives_no_difference(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine")
    assert run("build", folder)[0] == 0
    code, printed, _ = run("diff", folder, "--against-build", folder / "out", "--json")
    found = json.loads(printed)
    assert code == 0
    assert all(value == [] for value in found.values())


def test_a_chapter_that_fails_on_the_new_data_is_told_and_the_rest_compared(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine")
    assert run("build", folder)[0] == 0
    (folder / "02-more.md").write_text("# More\n\n{{ nothing }}\n", encoding="utf-8")
    code, printed, _ = run("diff", folder, "--against-build", folder / "out")
    assert code == 9
    assert "Chapters that cannot be built: 1\n  02-more.md, line 3: there is no figure or word 'nothing'" in printed


def test_other_periods_may_stand_in_place_of_those_of_the_document(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine", '# Mine\n\n{{ period }}: {{ volume("burglary") }}\n')
    assert run("build", folder)[0] == 0
    code, printed, _ = run("diff", folder, "--against-build", folder / "out", "--period", EARLIER, "--against", LATER)
    assert code == 0
    assert "Figures that moved: 1\n  volume-burglary: " in printed
    assert "beyond chance" in printed


# Frozen


def test_frozen_it_gives_the_same_although_the_lake_has_changed_since(run: Run, tmp_path: Path) -> None:
    own = made_up.anyshire(tmp_path / "lake").root
    folder, place = mine(run, tmp_path / "mine"), tmp_path / "published" / "2026"
    code, printed, err = run("freeze", folder, "--out", place, "--formats", "html,data", lake=own)
    assert (code, err) == (0, "")
    digest = printed.splitlines()[-1]
    made_up.anyshire(own, number=lambda *_: 1)
    code, printed, _ = run("verify", place, "--lake", own, "--digest", digest, "--out", tmp_path / "again")
    assert code == 0
    assert "Figures that come out otherwise from the lake: none" in printed
    assert "Files with other bytes when built again: none" in printed
    assert files_in(tmp_path / "again") == files_in(place / "outputs")
    assert run("build", folder, "--out", tmp_path / "now", lake=own)[0] == 0
    assert files_in(tmp_path / "now")["problem-profile.json"] != files_in(place / "outputs")["problem-profile.json"]


def test_next_year_can_be_compared_with_the_frozen_document(run: Run, tmp_path: Path) -> None:
    folder, place = mine(run, tmp_path / "mine"), tmp_path / "f"
    assert run("freeze", folder, "--out", place, "--formats", "html")[0] == 0
    code, printed, _ = run("diff", folder, "--against-build", place)
    assert code == 0
    assert "Figures that moved: none" in printed


def test_a_tampered_document_and_another_digest_are_found(run: Run, tmp_path: Path) -> None:
    folder, place = mine(run, tmp_path / "mine"), tmp_path / "f"
    assert run("freeze", folder, "--out", place)[0] == 0
    code, printed, _ = run("verify", place, "--digest", "0" * 64, "--json")
    assert code == 9
    assert (json.loads(printed)["is_same_digest"], json.loads(printed)["other_figures"]) == (False, [])
    page = place / "outputs" / "problem-profile.html"
    page.chmod(0o644)
    page.write_text("nothing")
    code, printed, _ = run("verify", place)
    assert code == 9
    assert "Files that were changed: 1\n  outputs/problem-profile.html" in printed
    assert "Nothing was built again" in printed


def test_the_lake_of_another_partnership_cannot_verify_it(run: Run, tmp_path: Path) -> None:
    own = made_up.anyshire(tmp_path / "lake").root
    made_up.anyshire(own, number=lambda *_: 1)
    folder, place = mine(run, tmp_path / "mine", "# Mine\n\nText.\n"), tmp_path / "f"
    assert run("freeze", folder, "--out", place, "--formats", "html", lake=own)[0] == 0
    other = made_up.anyshire(tmp_path / "other").root
    code, printed, err = run("verify", place, "--lake", other)
    assert (code, printed) == (7, "")
    assert "the lake has no load 2 of " in err


def test_nothing_is_built_or_frozen_into_what_is_published(run: Run, tmp_path: Path) -> None:
    folder, place = mine(run, tmp_path / "mine"), tmp_path / "f"
    assert run("freeze", folder, "--out", place, "--formats", "html")[0] == 0
    before = files_in(place)
    assert "this is a frozen document" in run("build", folder, "--out", place / "outputs")[2]
    assert "there is something here already" in run("freeze", folder, "--out", place)[2]
    assert "this is a frozen document" in run("verify", place, "--out", place / "outputs")[2]
    assert files_in(place) == before


# What goes wrong


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            {"01-mine.md": b"# Mine\n\n{% for x in range(10000000) %}x{% endfor %}"},
            "01-mine.md, line 3: a range",
        ),
        (
            {"01-mine.md": b"# Mine\n\n{{ area.__class__.__mro__ }}"},
            "01-mine.md, line 3: access to attribute '__class__'",
        ),
        ({"01-mine.md": "# Café".encode("latin-1")}, "01-mine.md, line 1: byte 0xe9 is not UTF-8 text. Save the file"),
        ({"02-mine.md": b"# Mine again"}, "02-mine.md, line 1: two chapters have the id 'mine'"),
        ({"01-mine.md": b"# Mine\n\n![A yard](gone.png)"}, "there is no image gone.png"),
        ({"brand.toml": b'name = "Anyshire"\nlogo = "gone.png"'}, "there is no logo gone.png"),
        (
            {"document.toml": b'title = "T"\nversion = 9'},
            "this document is of version 9, and saferplan reads version 1",
        ),
        ({"document.toml": b'title = "T"\nkind = "leaflet"'}, "there is no kind of document 'leaflet'"),
        ({"document.toml": b'title = "T"\nkind = "problem-profile"'}, "does not say what the document is about"),
        (
            {"01-mine.md": b'+++\nanswers = ["everything"]\n+++\n# Mine'},
            "01-mine.md, line 2: the regulations have no matter 'everything'",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_document_that_cannot_be_built_leaves_the_old_one(
    run: Run, tmp_path: Path, spoil: dict[str, bytes], said: str
) -> None:
    folder = mine(run, tmp_path / "mine", "# Mine\n\nText.\n")
    assert run("build", folder)[0] == 0
    before = files_in(folder / "out")
    for name, content in spoil.items():
        (folder / name).write_bytes(content)
    code, printed, err = run("build", folder)
    assert (code, printed) == (9, "")
    assert said in err
    assert "Traceback" not in err
    assert files_in(folder / "out") == before


def test_a_picture_of_200_megabytes_is_refused_unread(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine", "# Mine\n\n![A yard](huge.png)\n")
    with (folder / "huge.png").open("wb") as stream:
        stream.write(b"\x89PNG\r\n\x1a\n")
        stream.truncate(200_000_000)
    for verb in ("build", "check"):
        code, printed, err = run(verb, folder)
        assert code == 9
        assert "200,000,000 bytes" in printed + err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("new", "xyz", "new", "--area", "E1", "--period", LATER), 2, "There are strategic-assessment-full"),
        (("new", FULL, "taken", "--area", "E1", "--period", LATER), 2, "this folder is not empty"),
        (("new", FULL, "new", "--area", "E1", "--period", "FY24"), 2, "'FY24' is not a period"),
        (("new", PROFILE, "new", "--area", "E1", "--period", LATER), 2, "needs --measure NAME"),
        (
            ("new", PROFILE, "new", "--area", "E1", "--period", LATER, "--measure", "burglry"),
            5,
            "Did you mean burglary",
        ),
        (("new", REFRESH, "new", "--area", "E1", "--period", LATER), 2, "needs --against PERIOD"),
        (("new", FULL, "new", "--area", "E1", "--period", LATER, "--against", "2023-04"), 2, "has 12 months"),
        (("build", "nowhere"), 9, "there is no document.toml in this folder"),
        (("build", "taken", "--formats", "html,exe"), 2, "there is no format 'exe'"),
        (("build", "taken", "--formats", ","), 2, "--formats names no format"),
        (("build", "taken", "--period", "FY24"), 2, "'FY24' is not a period"),
        (("diff", "taken", "--against-build", "nowhere.json"), 2, "the earlier build cannot be read"),
        (("verify", "taken"), 2, "there is no frozen.json in this folder"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    mine(run, tmp_path / "taken")
    before = files_in(tmp_path)
    ended, printed, err = run(*words)
    assert (ended, printed) == (code, "")
    assert said in err
    assert files_in(tmp_path) == before


def test_the_area_must_be_a_partnership(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine")
    settings = folder / "document.toml"
    settings.write_text(settings.read_text().replace(ANYSHIRE, "E99999999"))
    code, _, err = run("build", folder)
    assert (code, "there is no area 'E99999999'" in err) == (5, True)


def test_a_copy_of_the_folder_elsewhere_builds_the_same(run: Run, tmp_path: Path) -> None:
    folder = mine(run, tmp_path / "mine")
    shutil.copytree(folder, tmp_path / "copy")
    for one in (folder, tmp_path / "copy"):
        assert run("build", one)[0] == 0
    assert files_in(folder / "out") == files_in(tmp_path / "copy" / "out")
