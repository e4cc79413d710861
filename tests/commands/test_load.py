"""`saferplan load` as a user meets it: exit codes, what is printed where, the JSON contract, and the progress bar."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from police_files import (
    STREET,
    counts,
    csv_text,
    name_of,
    state,
    stop_row,
    street_row,
    street_rows,
    write,
    write_street,
    zip_of,
)
from saferplan.cli import main
from saferplan.evidence.lake import Lake

FILE_KEYS = ["path", "format", "status", "rows_read", "rows_loaded", "rows_rejected", "message", "changes"]
KEYS = ["files", "rows_read", "rows_loaded", "rows_rejected", "load_id", "seconds"]


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("SAFERPLAN_LAKE", str(tmp_path / "lake"))
    return Lake(tmp_path / "lake")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


POINTS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"date": "2019-01-01"},'
    ' "geometry": {"type": "Point", "coordinates": [-0.81, 51.81]}}]}'
)


def as_json(capsys: pytest.CaptureFixture, *words: object) -> tuple[int, dict]:
    code = main(["load", "--json", *map(str, words)])
    return code, json.loads(capsys.readouterr().out)


def with_a_bad_row(month: str = "2024-02") -> list[dict[str, str]]:
    return [*street_rows(9, month=month), street_row(10, month=month, crime_type="Witchcraft")]


# ---- exit codes


def test_all_is_well_0(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    assert main(["load", str(write_street(files, street_rows(9)))]) == 0
    assert capsys.readouterr().err == ""
    assert counts(lake) == {("bedfordshire", "2024-01"): 9}


def test_rows_rejected_3(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    assert main(["load", str(write_street(files, with_a_bad_row()))]) == 3
    assert capsys.readouterr().err == ("saferplan: 1 row was rejected; list them with: saferplan coverage --rejected\n")
    assert counts(lake) == {("bedfordshire", "2024-02"): 9}


def test_in_a_lake_that_is_not_the_usual_one_the_way_to_rejected_rows_names_it(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    elsewhere = tmp_path / "another one"
    rows = [*street_rows(30), *(street_row(n, crime_type="Witchcraft") for n in range(11))]
    assert main(["load", str(write_street(files, rows)), "--lake", str(elsewhere)]) == 3
    told = capsys.readouterr()
    command = f"saferplan coverage --rejected --lake '{elsewhere}'\n"
    assert told.err == f"saferplan: 11 rows were rejected; list them with: {command}"
    assert f"and 1 more: {command}" in told.out


def test_a_file_refused_4_whatever_else_is_wrong(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    write_street(files, with_a_bad_row())
    empty = write(files, b"")
    assert main(["load", str(files)]) == 4
    assert capsys.readouterr().err == (
        f"saferplan: 1 of 2 files was refused: {empty}: the file is empty. Download it again.\n"
    )
    assert counts(lake) == {("bedfordshire", "2024-02"): 9}


def test_all_or_nothing_4(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    write_street(files, street_rows(9))
    write_street(files, with_a_bad_row())
    assert main(["load", "--all-or-nothing", str(files)]) == 4
    printed = capsys.readouterr()
    assert "Nothing in the lake has changed." in printed.out
    assert "held back" in printed.out
    assert f"rejected: {files / name_of('2024-02')}, line 11, Crime type: it is not one" in printed.out
    assert lake.loads() == []


def test_trouble_with_the_lake_7(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture):
    path = write_street(files, street_rows(9))
    assert main(["load", str(path), "--lake", str(files)]) == 7
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"saferplan: {files}: this folder holds other files and is not a lake. "
        "Name an empty or a new folder with --lake.\n"
    )


def test_another_load_at_work_7(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    path = write_street(files, street_rows(9))
    with lake.writing():
        assert main(["load", str(path)]) == 7
    assert "another load is writing to this lake. Wait until it has ended." in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--purpose", "curiosity", "x"], ["--no-such-option", "x"]])
def test_words_that_are_off_2(words: list[str], capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit) as left:
        main(["load", *words])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("usage: saferplan ")


def test_a_path_that_does_not_exist_4(lake: Lake, capsys: pytest.CaptureFixture):
    assert main(["load", "nowhere.csv"]) == 4
    assert "nowhere.csv: there is no such file or folder. Check the path." in capsys.readouterr().err


# ---- JSON


def test_the_document_has_the_keys_of_its_contract(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    path = write_street(files, with_a_bad_row())
    code, told = as_json(capsys, path)
    assert code == 3
    assert list(told) == KEYS
    assert told["files"] == [
        {
            "path": str(path),
            "format": "police-uk-street",
            "status": "loaded",
            "rows_read": 10,
            "rows_loaded": 9,
            "rows_rejected": 1,
            "message": "",
            "changes": {},
        }
    ]
    assert (told["rows_read"], told["rows_loaded"], told["rows_rejected"], told["load_id"]) == (10, 9, 1, 1)
    assert isinstance(told["seconds"], float)


def test_every_status_has_the_same_keys_and_the_totals_add_up(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    main(["load", str(write_street(files, street_rows(5, month="2024-03"), released=datetime(2024, 5, 1)))])
    capsys.readouterr()
    write_street(files / "older", street_rows(4, month="2024-03"), released=datetime(2024, 4, 1))
    write_street(files, with_a_bad_row())
    write(files, b"")
    write(files, csv_text([stop_row(1)]), name_of(kind="stop-and-search"))
    write(files, "hello", "notes.txt")
    code, told = as_json(capsys, files)
    assert code == 4
    assert sorted(file["status"] for file in told["files"]) == [
        "ignored", "left out", "loaded", "refused", "superseded", "unchanged"
    ]  # fmt: skip
    for file in told["files"]:
        assert list(file) == FILE_KEYS
        assert file["rows_loaded"] + file["rows_rejected"] == file["rows_read"]
        assert bool(file["message"]) == (file["status"] not in ("loaded", "unchanged"))
    for total in ("rows_read", "rows_loaded", "rows_rejected"):
        assert told[total] == sum(file[total] for file in told["files"])


def test_where_nothing_is_new_the_number_of_the_load_is_null(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    path = write_street(files, street_rows(5))
    assert as_json(capsys, path)[1]["load_id"] == 1
    before = state(lake)
    code, told = as_json(capsys, path)
    assert (code, told["load_id"], told["files"][0]["status"]) == (0, None, "unchanged")
    assert state(lake) == before


def test_changes_are_in_the_document_and_in_words(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    main(["load", str(write_street(files / "a", street_rows(5), released=datetime(2024, 4, 1)))])
    capsys.readouterr()
    newer = write_street(files / "b", street_rows(7), released=datetime(2024, 5, 1))
    assert main(["load", str(newer)]) == 0
    assert f"{newer}: replaced an earlier release: 2 rows new\n" in capsys.readouterr().out
    _, told = as_json(capsys, write_street(files / "c", street_rows(6), released=datetime(2024, 6, 1)))
    assert told["files"][0]["changes"] == {
        "rows_gone": 1,
        "rows_new": 0,
        "changed_outcome": 0,
        "changed_place": 0,
        "changed_lsoa_code": 0,
    }


def test_an_older_release_is_told_with_the_option_that_loads_it(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    older = write_street(files / "a", street_rows(5), released=datetime(2024, 4, 1))
    main(["load", str(write_street(files / "b", street_rows(7), released=datetime(2024, 5, 1)))])
    capsys.readouterr()
    assert main(["load", str(older)]) == 0
    assert "superseded: " in capsys.readouterr().out
    assert main(["load", "--allow-older", str(older)]) == 0
    assert counts(lake) == {("bedfordshire", "2024-01"): 5}


# ---- as a process: what goes where


COMMAND = [sys.executable, "-c", "import sys; from saferplan.cli import main; sys.exit(main())", "load"]


def in_a_process(*words: object, lake: Lake, encoding: str = "utf-8") -> subprocess.CompletedProcess:
    environment = os.environ | {"SAFERPLAN_LAKE": str(lake.root), "PYTHONIOENCODING": encoding}
    return subprocess.run([*COMMAND, *map(str, words)], env=environment, capture_output=True, check=False)


def test_json_alone_is_on_standard_output_and_a_pipe_is_quiet(lake: Lake, files: Path):
    write_street(files, with_a_bad_row())
    write(files, b"")
    run = in_a_process("--json", files, lake=lake)
    assert run.returncode == 4
    assert list(json.loads(run.stdout)) == KEYS
    assert run.stderr.count(b"\n") == 1
    assert b"\r" not in run.stdout + run.stderr


def test_any_name_of_a_file_can_be_printed_in_any_locale(lake: Lake, files: Path):
    write(files, b"", "Ünï-東京.csv")
    Path(str(files) + "/caf\udce9.csv").write_bytes(b"")
    for encoding in ("utf-8", "ascii"):
        run = in_a_process("--json", files, lake=lake, encoding=encoding)
        assert run.returncode == 4, run.stderr
        names = {Path(file["path"]).name for file in json.loads(run.stdout)["files"]}
        assert names == {"caf\N{REPLACEMENT CHARACTER}.csv", "Ünï-東京.csv"}
    assert in_a_process(files, lake=lake, encoding="ascii").returncode == 4


def on_a_terminal(*words: object, lake: Lake) -> str:
    """What a person at a terminal sees of standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)],
        env=os.environ | {"SAFERPLAN_LAKE": str(lake.root)},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        seen += chunk
    process.communicate()
    os.close(ours)
    return seen.decode()


def test_a_terminal_sees_progress_and_it_is_wiped_away_at_the_end(lake: Lake, files: Path):
    for number in range(1, 5):
        write_street(files, street_rows(500, month=f"2024-0{number}"))
    seen = on_a_terminal("--json", files, lake=lake)
    assert "reading " in seen
    assert seen.endswith("\r\x1b[K")
    assert "\n" not in seen


def test_a_name_does_not_steer_the_terminal(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    members = {"\x1b[2Jevil\r.csv": b"", name_of(): csv_text(street_rows(3), STREET)}
    zip_of(write(files, b"", "x.zip"), members)
    assert main(["load", str(files)]) == 4
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "\r" not in printed.out + printed.err
    assert "?[2Jevil?.csv" in printed.out
    assert "\x1b" not in on_a_terminal(files, lake=lake).replace("\x1b[K", "")


# ---- in words


def test_the_sum_of_rows_is_printed(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    write_street(files, street_rows(1200))
    write_street(files, with_a_bad_row())
    main(["load", str(files)])
    out = capsys.readouterr().out
    assert "Files: 2 loaded\n" in out
    assert re.search(r"^Rows: 1,209 loaded \+ 1 rejected = 1,210 read, in \d+\.\d s$", out, re.MULTILINE)
    assert f"{files / name_of('2024-02')}: 1 of 10 rows rejected\n" in out


def test_the_first_rejected_rows_are_shown_and_where_the_rest_is(
    lake: Lake, files: Path, capsys: pytest.CaptureFixture
):
    rows = [*street_rows(30), *(street_row(n, crime_type="Witchcraft") for n in range(12))]
    main(["load", str(write_street(files, rows))])
    out = capsys.readouterr().out
    assert out.count("rejected: ") == 10
    assert "and 2 more: saferplan coverage --rejected" in out


def test_stop_and_search_says_why_it_is_left_out(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    path = write(files, csv_text([stop_row(n) for n in range(3)]), name_of(kind="stop-and-search"))
    assert main(["load", str(path)]) == 0
    assert f"left out: {path}: stop and search is loaded with --purpose disproportionality alone" in (
        capsys.readouterr().out
    )
    assert main(["load", "--purpose", "disproportionality", str(path)]) == 0


def test_files_left_out_for_one_reason_are_told_in_one_line(lake: Lake, files: Path, capsys: pytest.CaptureFixture):
    for month in ("2024-01", "2024-02", "2024-03"):
        write(files, csv_text([stop_row(1)]), name_of(month=month, kind="stop-and-search"))
    write(files, POINTS, "robberies.geojson")
    assert main(["load", str(files)]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("left out: ")]
    assert len(told) == 2
    assert any("2024-01-" in line and "and 2 more: stop and search is loaded with" in line for line in told)
    assert any("robberies.geojson: these are points without codes of areas" in line for line in told)


def test_help_ends_with_an_example_and_names_every_option(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit):
        main(["load", "--help"])
    out = capsys.readouterr().out
    assert "Example:\n  saferplan load downloads/ thames-valley-street.zip --lake lake" in out
    for option in ("--lake", "--json", "--purpose", "--all-or-nothing", "--allow-older"):
        assert option in out
