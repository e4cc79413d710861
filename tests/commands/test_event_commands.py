"""`saferplan near-repeat` and `when` as a user meets them."""

import csv
import io
import json
from pathlib import Path

import pytest

from offences import SOURCE, burglaries, offence
from saferplan.cli import main
from tiny_lake import lake_rows, tiny_lake, write_lake

CODE, ELSEWHERE = "E06000901", "E06000902"
PLACES = f"""
lsoa21    | ward24 | ltla24      | csp24 | pfa24
E01000001 | w1     | {CODE}      | CSP-A | thames-valley
E01000002 | w2     | {ELSEWHERE} | CSP-B | thames-valley
"""
CELL = [
    "cell", "distance", "days", "observed", "expected", "mean", "median", "ratio", "ratio_median", "p", "q", "verdict",
]  # fmt: skip
BANDS = ["--space", "same,100,400", "--days", "0,1-7"]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = lake_rows(places=PLACES, incidents="month | lsoa | crime_type\n2024-04 | E01000001 | burglary")
    other = offence(9_000, burglaries(1, ["x"])[0]["from_time"], 500_000, 300_000, "E01000002", crime_type="robbery")
    rows["offence_records"] = [*burglaries(60, ["E01000001"]), other]
    return write_lake(tmp_path_factory.mktemp("offences") / "lake", rows).root


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["easting", "northing", "from_time", "to_time"])
        for row in burglaries(60, ["x"]):
            writer.writerow([row["easting"], row["northing"], row["from_time"].isoformat(), row.get("to_time") or ""])
    return path


def answer(capsys: pytest.CaptureFixture, *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_cells_of_a_file_as_json(file, capsys):
    code, out, _ = answer(capsys, "near-repeat", file, *BANDS, "--permutations", 199, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["events"], found["permutations"], found["metric"], found["plane"]) == (
        120, 199, "manhattan", "British National Grid",
    )  # fmt: skip
    assert [list(cell) for cell in found["cells"]] == [CELL] * 12
    next_door = next(
        cell for cell in found["cells"] if (cell["distance"], cell["days"]) == ("0 to 100 m", "1 to 7 days")
    )
    assert next_door["observed"] > 50  # some of the first ones are known to within hours, and taken for the day after
    assert next_door["verdict"] == "more than chance explains"
    assert sum(cell["observed"] for cell in found["cells"]) == 120 * 119 / 2


def test_the_same_events_of_the_lake_give_the_same_cells(file, lake, capsys):
    options = (*BANDS, "--permutations", 99, "--json")
    _, of_file, _ = answer(capsys, "near-repeat", file, *options)
    _, of_lake, _ = answer(capsys, "near-repeat", "--area", CODE, "--measure", "burglary", "--lake", lake, *options)
    assert json.loads(of_file)["cells"] == json.loads(of_lake)["cells"]
    assert json.loads(of_lake)["source"] == SOURCE


def test_the_same_seed_gives_the_same_answer_and_another_does_not(file, capsys):
    run = ("near-repeat", file, *BANDS, "--permutations", 99, "--csv")
    one, again, other = (answer(capsys, *run, *seed)[1] for seed in ((), (), ("--seed", 5)))
    assert one == again != other
    assert list(csv.DictReader(io.StringIO(one)).fieldnames or ()) == CELL


def test_a_terminal_shows_a_table_and_how_it_was_made(file, capsys):
    _, out, err = answer(capsys, "near-repeat", file, *BANDS, "--permutations", 199, "--metric", "euclidean")
    assert out.splitlines()[0].split() == ["Apart", "Days", "between", "Pairs", "Expected", "Ratio", "Of", "median", "p", "q", "Verdict"]  # fmt: skip # noqa: E501
    assert out.splitlines()[-1] == "120 events, 199 permutations, euclidean distance."
    assert err == ""


def test_few_permutations_are_told(file, capsys):
    _, _, err = answer(capsys, "near-repeat", file, "--permutations", 99)
    assert "with 99 permutations no cell among so many can be clear" in err


def test_points_that_many_share_are_told(tmp_path, capsys):
    path = tmp_path / "snapped.csv"
    lines = [f"{at % 3 * 1000},5,2024-01-{at + 1:02d}" for at in range(30)]
    path.write_text("\n".join(["x,y,date", *lines]))
    _, _, err = answer(capsys, "near-repeat", path, *BANDS, "--permutations", 99)
    assert "100% of the events share their point with another" in err


def test_the_picture_is_written(file, tmp_path, capsys):
    path = tmp_path / "near.svg"
    answer(capsys, "near-repeat", file, *BANDS, "--permutations", 99, "--plot", path)
    assert path.read_text(encoding="utf-8").startswith("<svg")
    assert answer(capsys, "when", file, "--plot", tmp_path)[0] == 2


def test_hours_of_a_file(file, capsys):
    code, out, _ = answer(capsys, "when", file, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["events"], found["exact"], found["spread"], found["longer"]) == (120, 108, 12, 0)
    assert len(found["cells"]) == 168
    assert sum(cell["events"] for cell in found["cells"]) == pytest.approx(120)
    assert found["cells"][0] == {"day": "Monday", "hour": "00:00", "events": found["cells"][0]["events"], "share": found["cells"][0]["share"]}  # fmt: skip # noqa: E501


def test_hours_of_the_lake_are_those_of_the_file(file, lake, capsys):
    _, of_file, _ = answer(capsys, "when", file, "--csv")
    _, of_lake, _ = answer(capsys, "when", "--area", CODE, "--lake", lake, "--csv")
    assert of_file == of_lake


def test_hours_of_a_period(lake, capsys):
    _, out, _ = answer(capsys, "when", "--area", CODE, "--period", "2024-04", "--lake", lake, "--json")
    in_april = [row for row in burglaries(60, ["x"]) if row["month"] == "2024-04"]
    assert json.loads(out)["events"] == len(in_april)


def test_intervals_longer_than_asked_are_told_and_left_out_or_spread(file, capsys):
    _, out, err = answer(capsys, "when", file, "--longest", 5)
    assert "12 events can have happened over more than 5 hours and are left out" in err
    assert out.splitlines()[-1].startswith("108 events: 108 at a known time")
    _, out, err = answer(capsys, "when", file, "--longest", 5, "--spread-longer")
    assert "are spread over all of it" in err
    assert out.splitlines()[-1].startswith("120 events")


def test_where_no_event_is_known_well_enough_there_is_no_table(tmp_path, capsys):
    path = tmp_path / "events.csv"
    path.write_text("from,to\n2024-01-05T00:00,2024-01-09T00:00\n")
    code, out, err = answer(capsys, "when", path)
    assert (code, out) == (11, "")
    assert "no event is known to within 24 hours. Allow longer with --longest" in err


def test_one_place_for_all_is_no_pattern(tmp_path, capsys):
    path = tmp_path / "one.csv"
    path.write_text("\n".join(["x,y,date", *(f"500,500,2024-01-{at % 28 + 1:02d}" for at in range(40))]))
    code, out, _ = answer(capsys, "near-repeat", path, *BANDS, "--permutations", 199, "--json")
    cells = json.loads(out)["cells"]
    assert code == 0
    assert {cell["ratio"] for cell in cells if cell["distance"] == "same location"} == {1.0}
    assert "more than chance explains" not in {cell["verdict"] for cell in cells}


def test_a_week_on_a_terminal_has_a_row_an_hour(file, capsys):
    _, out, _ = answer(capsys, "when", file)
    assert out.splitlines()[0].split() == [
        "From", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "All", "days",
    ]  # fmt: skip
    assert [line.split()[0] for line in out.splitlines()[1:25]] == [f"{hour:02d}:00" for hour in range(24)]


def test_midnight_that_stands_for_unknown_is_told(tmp_path, capsys):
    path = tmp_path / "events.csv"
    path.write_text("\n".join(["date", *["2024-01-02T00:00"] * 5, *["2024-01-02T15:00"] * 5]))
    _, _, err = answer(capsys, "when", path)
    assert "5 events (50%) stand at exactly 00:00" in err


def test_a_lake_without_offence_records_says_why_others_cannot_serve(tmp_path, capsys):
    lake = tiny_lake(
        tmp_path / "lake", places=PLACES, incidents="month | lsoa | crime_type\n2024-04 | E01000001 | burglary"
    )
    for command in ("near-repeat", "when"):
        code, _, err = answer(capsys, command, "--area", CODE, "--lake", lake.root)
        assert code == 6
        assert "no offence records are loaded; the files of data.police.uk give months and no days" in err


def test_reads_of_offence_records_are_logged_with_their_purpose(lake, capsys):
    for command in ("near-repeat", "when"):
        answer(capsys, command, "--area", CODE, "--lake", lake, "--json")
    purposes = [json.loads(line)["purpose"] for line in (lake / "reads.jsonl").read_text().splitlines()]
    assert purposes[-2:] == ["near-repeat", "when"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["near-repeat"], 2, "name either a file of events or an area"),
        (["when", "FILE", "--area", CODE], 2, "name either a file of events or an area"),
        (["near-repeat", "FILE", "--period", "FY2024"], 2, "--period goes with --area"),
        (["when", "FILE", "--measure", "burglary"], 2, "--measure goes with --area"),
        (["near-repeat", "FILE", "--json", "--csv"], 2, "one at a time"),
        (["near-repeat", "FILE", "--space", "0-200,100-300"], 2, "the bands of metres in '0-200,100-300' overlap"),
        (["near-repeat", "FILE", "--days", "0-7,5-9"], 2, "the bands of days in '0-7,5-9' overlap"),
        (["near-repeat", "FILE", "--permutations", "3"], 2, "3 permutations are too few"),
        (["near-repeat", "FILE", "--seed", "-1"], 2, "--seed must not be negative"),
        (["when", "FILE", "--longest", "0"], 2, "--longest must be above 0"),
        (["when", "FILE", "--zone", "Nowhere"], 2, "there is no time zone 'Nowhere'"),
        (["when", "FILE", "--zone", "Asia/Kolkata"], 2, "differ from UTC by parts of an hour"),
        (["near-repeat", "--area", ELSEWHERE, "--lake", "LAKE"], 11, "1 event is too few for a near-repeat test"),
        (
            ["when", "--area", CODE, "--measure", "drugs", "--lake", "LAKE"],
            11,
            "no offence records of that kind lie in",
        ),
        (["when", "--area", "E99", "--lake", "LAKE"], 5, "there is no area 'E99'"),
    ],
)
def test_what_cannot_be_asked(file, lake, capsys, arguments, exit_code, message):
    named = [{"FILE": file, "LAKE": lake}.get(one, one) for one in arguments]
    code, out, err = answer(capsys, *named)
    assert (code, out) == (exit_code, "")
    assert message in err
