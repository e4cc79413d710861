"""`saferplan assess` as it is typed: what it writes, what it prints, and how it refuses."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, CITYHAM, EARLIER, LATER, NULLHAM, PAIRHAM
from saferplan.cli import main
from saferplan.evidence.assessment.tables import every_partnership
from saferplan.evidence.basis import Basis

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.anyshire(tmp_path_factory.mktemp("commands") / "lake").root


@pytest.fixture
def run(lake: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def typed(*words: str | Path) -> tuple[int, str, str]:
        code = main(["assess", *map(str, words), "--lake", str(lake)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return typed


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_page_its_figures_and_its_exhibits_are_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "new" / "assessment"
    code, printed, err = run(ANYSHIRE, "--period", LATER, "--against", EARLIER, "--out", out)
    assert (code, err) == (0, "")
    assert printed.startswith("Written in ")
    assert printed.strip().endswith(str(out / "assessment.html"))
    assert {"assessment.html", "assessment.json", "exhibits/changes.csv", "exhibits/changes.svg"} <= set(files_in(out))


def test_json_says_where_the_page_is_and_nothing_else(run: Run, tmp_path: Path) -> None:
    code, printed, _ = run(ANYSHIRE, "--period", LATER, "--out", tmp_path / "out", "--json")
    assert code == 0
    said = json.loads(printed)
    assert set(said) == {"assessment", "area_code", "area_name", "seconds"}
    assert (said["area_code"], said["area_name"]) == (ANYSHIRE, "Anyshire")
    assert Path(said["assessment"]).is_file()


def test_a_code_that_stands_for_another_is_taken_with_a_note(run: Run, tmp_path: Path) -> None:
    code, _, err = run("E22000901", "--period", LATER, "--out", tmp_path / "out")
    assert code == 0
    assert err.startswith("Note: Anyshire East (E22000901) shares its authority with other partnerships")


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["Anyshir", "--period", LATER], 5, "there is no area 'Anyshir'. Nearest: E06000901 Anyshire"),
        (["E99999999", "--period", LATER], 5, "there is no area 'E99999999'"),
        (["E05060101", "--period", LATER], 2, "Abbey is a ward; an assessment is of a whole partnership area"),
        (["E23000029", "--period", LATER], 2, "Use E06000901, E06000902."),
        ([ANYSHIRE, "--period", "FY24"], 2, "'FY24' is not a period. Write it as 2024-04..2025-03, FY2024"),
        ([ANYSHIRE, "--period", LATER, "--against", "last year"], 2, "'last year' is not a period"),
        ([ANYSHIRE, "--period", LATER, "--against", "2023-04"], 2, "FY2024 has 12 months and 2023-04 has 1"),
        ([ANYSHIRE, "--period", LATER, "--against", "CY2024"], 2, "A month cannot be compared with itself"),
        (["--period", LATER], 2, "name one area's CODE, or --all. Find codes with: saferplan areas"),
        ([ANYSHIRE, "--all", "--period", LATER], 2, "name one area's CODE, or --all"),
        (["--all", "--period", LATER], 2, "--all goes with --tables-only"),
        (["--all", "--tables-only", "--period", LATER, "--similar", "x"], 2, "--similar goes with one area"),
        (["--all", "--tables-only", "--period", LATER, "--wards-list", "x"], 2, "--wards-list goes with one area"),
        ([ANYSHIRE, "--period", LATER, "--similar", "E06000999"], 5, "there is no area 'E06000999'"),
        ([ANYSHIRE, "--period", LATER, "--similar", "E23000029"], 2, "--similar: Thames Valley is a police force area"),
        ([ANYSHIRE, "--period", LATER, "--similar", f"{ANYSHIRE}, ,"], 2, "--similar names no other area"),
        ([ANYSHIRE, "--period", LATER, "--wards-list", "/nowhere/wards.txt"], 2, "the list cannot be read"),
        ([ANYSHIRE, "--period", LATER, "--chapters", "/nowhere"], 9, "there is no document.toml in this folder"),
        ([ANYSHIRE, "--period", LATER, "--as-at", "yesterday"], 2, "'yesterday' is not a date"),
        ([ANYSHIRE, "--period", LATER, "--as-at", "1999-01-01"], 6, "no data is loaded"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    run: Run, tmp_path: Path, words: list[str], exit_code: int, said: str
) -> None:
    out = tmp_path / "out"
    code, printed, err = run(*words, "--out", out)
    assert (code, printed) == (exit_code, "")
    assert err.startswith("saferplan: ")
    assert said in err
    assert "Traceback" not in err
    assert not out.exists()


def test_without_a_folder_there_is_nowhere_to_write(run: Run) -> None:
    code, _, err = run(ANYSHIRE, "--period", LATER)
    assert code == 2
    assert "--out is missing" in err


def test_a_lake_without_data_says_how_to_load_some(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["assess", ANYSHIRE, "--period", LATER, "--out", str(tmp_path / "out"), "--lake", str(tmp_path / "none")]
    assert main(words) == 6
    assert "Load files with: saferplan load PATH" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_left_alone(run: Run, tmp_path: Path) -> None:
    there = tmp_path / "out"
    there.write_text("mine")
    code, _, err = run(ANYSHIRE, "--period", LATER, "--out", there)
    assert code == 2
    assert "this is a file, not a folder" in err
    assert there.read_text() == "mine"


@pytest.mark.parametrize("extra", [[], ["--tables-only"]], ids=["document", "tables"])
def test_a_folder_below_a_file_cannot_be_written(run: Run, tmp_path: Path, extra: list[str]) -> None:
    (tmp_path / "file").write_text("mine")
    code, _, err = run(ANYSHIRE, "--period", LATER, "--out", tmp_path / "file" / "out", *extra)
    assert code == 1
    assert "nothing can be written here" in err
    assert "Name another --out." in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    code, _, err = run(ANYSHIRE, "--period", LATER, "--out", tmp_path / "out")
    assert code == 1
    assert "Permission denied" in err


def test_other_files_in_the_folder_stay(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run(ANYSHIRE, "--period", LATER, "--out", tmp_path)[0] == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_second_run_replaces_the_first(run: Run, tmp_path: Path) -> None:
    assert run(ANYSHIRE, "--period", LATER, "--against", EARLIER, "--out", tmp_path)[0] == 0
    assert (tmp_path / "exhibits" / "changes.csv").is_file()
    assert run(ANYSHIRE, "--period", LATER, "--out", tmp_path)[0] == 0
    assert not (tmp_path / "exhibits" / "changes.csv").exists()


@pytest.mark.parametrize(
    "chapter",
    [
        '# Title\n\n{{ volume("no-such-measure") }}\n',
        '# Title\n\n{{ change("burglary") }}\n',
        "# Title\n\n{{ nobody_knows }}\n",
        '# Title\n\n{{ exhibit("changes") }}\n',
        '# Title\n\n{{ ward_names("sideways") }}\n',
        '# Title\n\n{{ beside("burglary", "sideways") }}\n',
        '# Title\n\n{{ deprived("burglary") }}\n',
    ],
)
def test_a_chapter_that_asks_for_what_is_not_there_leaves_the_old_document(
    run: Run, tmp_path: Path, chapter: str
) -> None:
    out, own = tmp_path / "out", tmp_path / "own"
    assert run(ANYSHIRE, "--period", LATER, "--out", out)[0] == 0
    before = files_in(out)
    own.mkdir()
    (own / "document.toml").write_text('title = "Mine"\n')
    (own / "01-mine.md").write_text(chapter)
    code, _, err = run(ANYSHIRE, "--period", LATER, "--chapters", own, "--out", out)
    assert code == 9
    assert "01-mine.md, line 3: there " in err or "01-mine.md, line 3: this assessment" in err
    assert files_in(out) == before


def test_chapters_of_ones_own_stand_in_place_of_the_template(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "document.toml").write_text('title = "Mine of {{ area }}"\n')
    (own / "01-mine.md").write_text('# Title\n\n{{ volume("burglary") }} burglaries\n\n{{ exhibit("crime-types") }}\n')
    assert run(ANYSHIRE, "--period", LATER, "--chapters", own, "--out", tmp_path / "out")[0] == 0
    record = json.loads((tmp_path / "out" / "assessment.json").read_text())
    assert record["title"] == "Mine of Anyshire"
    assert [exhibit["id"] for exhibit in record["exhibits"]] == ["crime-types"]


def test_similar_areas_of_ones_own(run: Run, tmp_path: Path) -> None:
    words = [ANYSHIRE, "--period", LATER, "--similar", f"{CITYHAM}, E07000901,{PAIRHAM}", "--tables-only"]
    code, _, err = run(*words)
    assert code == 2
    assert "North Pairham is a local authority, not a partnership area" in err
    code, printed, _ = run(*words[:4], f"{CITYHAM},{PAIRHAM}", "--tables-only")
    assert code == 0
    assert {row["area_code"] for row in json.loads(printed)["similar_areas"]} == {CITYHAM, PAIRHAM}


def test_a_list_of_wards_is_called_by_its_files_name(run: Run, tmp_path: Path) -> None:
    wards = tmp_path / "Opportunity wards.txt"
    wards.write_text("\ufeffAbbey\nAnyshire Ward 2\n", encoding="utf-8")
    assert run(ANYSHIRE, "--period", LATER, "--wards-list", wards, "--out", tmp_path / "out")[0] == 0
    assert "the list Opportunity wards" in (tmp_path / "out" / "assessment.html").read_text()


@pytest.mark.parametrize(
    ("content", "exit_code", "said"),
    [
        (b"Abbey\nAbby\n", 5, "wards.txt, line 2: 'Abby' is no ward of the area. Did you mean Abbey"),
        (b"\n# none\n", 2, "wards.txt: the list names no ward"),
        (b"Abb\xe9y\n", 2, "wards.txt: the list is not UTF-8 text"),
    ],
)
def test_a_list_of_wards_that_cannot_be_used(
    run: Run, tmp_path: Path, content: bytes, exit_code: int, said: str
) -> None:
    wards = tmp_path / "wards.txt"
    wards.write_bytes(content)
    code, _, err = run(ANYSHIRE, "--period", LATER, "--wards-list", wards, "--out", tmp_path / "out")
    assert code == exit_code
    assert said in err


# Tables alone


def test_the_tables_of_one_area_are_a_line_of_json(run: Run) -> None:
    code, printed, err = run(ANYSHIRE, "--period", LATER, "--tables-only")
    assert (code, err) == (0, "")
    (line,) = printed.splitlines()
    assert json.loads(line)["area_name"] == "Anyshire"


def test_the_tables_of_one_area_are_a_file_in_the_folder(run: Run, tmp_path: Path) -> None:
    code, printed, _ = run(ANYSHIRE, "--period", LATER, "--tables-only", "--out", tmp_path)
    assert code == 0
    assert printed.startswith("Tables of 1 area written in ")
    assert list(files_in(tmp_path)) == [f"{ANYSHIRE}.json"]


def test_json_and_tables_do_not_go_to_one_place(run: Run, tmp_path: Path) -> None:
    code, printed, err = run("--all", "--tables-only", "--period", LATER, "--json")
    assert (code, printed) == (2, "")
    assert "--json with --tables-only wants --out" in err
    code, printed, _ = run("--all", "--tables-only", "--period", LATER, "--json", "--out", tmp_path)
    assert code == 0
    assert json.loads(printed)["areas"] == 7


def test_all_partnerships_together_are_as_each_alone(run: Run, lake: Path) -> None:
    together = {
        document["area_code"]: document
        for line in run("--all", "--tables-only", "--period", LATER, "--against", EARLIER)[1].splitlines()
        for document in [json.loads(line)]
    }
    assert len(together) == 7
    for code in (ANYSHIRE, CITYHAM, PAIRHAM, NULLHAM):
        alone = run(code, "--tables-only", "--period", LATER, "--against", EARLIER)[1]
        assert together[code] == json.loads(alone), code


def test_a_choice_of_partnerships_can_be_assessed_in_process(lake: Path) -> None:
    from saferplan.evidence.lake import Lake

    basis = Basis(Lake(lake).snapshot())
    chosen = every_partnership(basis, made_up.year(LATER), None, [CITYHAM])
    assert [tables.scope.area.code for tables in chosen] == [CITYHAM]


def test_what_the_lake_held_on_a_day_can_be_assessed_again(run: Run) -> None:
    code, printed, _ = run(ANYSHIRE, "--period", LATER, "--tables-only", "--as-at", "2026-01-01")
    assert code == 0
    assert json.loads(printed)["crime_types"][0]["count"] > 0


def test_help_ends_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["assess", "--help"])
    assert ended.value.code == 0
    assert "saferplan assess E06000060 --period FY2021 --against FY2018 --out assessment" in capsys.readouterr().out
