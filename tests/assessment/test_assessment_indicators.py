"""Records of indicators: what changed, whether that is better, and what can be said at all."""

import json
from pathlib import Path

import pytest

import anyshire as made_up
from saferplan.cli import main
from saferplan.evidence.assessment.indicators import indicators, is_older, lag_words, newest
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake
from saferplan.evidence.periods import parse_period
from saferplan.evidence.snapshot import read_rows
from tiny_indicators import indicator_rows
from tiny_lake import Row

SERIES = f"""
indicator | area               | period  | kind  | value | numerator | denominator | per  | published  | lower_is_better
fires     | {made_up.ANYSHIRE} | FY2021  | rate  | 10    | 100       | 10000       | 1000 | 2022-06-01 | yes
fires     | {made_up.ANYSHIRE} | FY2022  | rate  | 5     | 50        | 10000       | 1000 | 2023-06-01 | yes
fires     | {made_up.ANYSHIRE} | FY2023  | rate  | 5.1   | 51        | 10000       | 1000 | 2024-06-01 | yes
leavers   | {made_up.ANYSHIRE} | CY2021  | share | 20    | 20        | 100         | 100  | 2022-06-01 | no
leavers   | {made_up.ANYSHIRE} | CY2022  | share | 60    | 60        | 100         | 100  | 2024-06-01 | no
referrals | E23000029          | CY2022  | count | 10    | -         | -           | -    | 2023-03-01 | -
referrals | E23000029          | CY2023  | count | 40    | -         | -           | -    | 2024-03-01 | -
fraud     | E23000029          | FY2023  | other | 7     | -         | -           | -    | 2024-07-01 | -
fraud     | E23000029          | 2024-04 | other | 9     | -         | -           | -    | 2024-07-01 | -
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.anyshire(tmp_path_factory.mktemp("indicators") / "lake", indicators=indicator_rows(SERIES)).root


@pytest.fixture(scope="module")
def table(lake: Path) -> list[Row]:
    return indicators(Basis(Lake(lake).snapshot()), made_up.ANYSHIRE)


def of(table: list[Row], indicator: str) -> list[Row]:
    return [row for row in table if row["indicator"] == indicator]


def test_a_fall_of_what_should_be_low_is_better_and_chance_is_no_change(table: list[Row]):
    assert [(row["verdict"], row["direction"], row["change"]) for row in of(table, "fires")] == [
        (None, "", None),
        ("fall", "better", 0.5),
        ("no clear change", "", pytest.approx(1.02)),
    ]


def test_a_rise_of_what_should_be_high_is_better(table: list[Row]):
    last = of(table, "leavers")[-1]
    assert (last["verdict"], last["direction"], last["previous"], last["previous_period"]) == (
        "rise",
        "better",
        20,
        "2021",
    )


def test_where_neither_is_better_a_rise_is_a_rise(table: list[Row]):
    last = of(table, "referrals")[-1]
    assert (last["verdict"], last["direction"]) == ("rise", "")
    assert (last["area_name"], last["is_own"]) == ("Thames Valley", False)


def test_without_numbers_of_people_nothing_can_be_tested_and_a_month_is_not_set_beside_a_year(table: list[Row]):
    assert [(row["verdict"], row["low"], row["previous"]) for row in of(table, "fraud")] == [(None, None, None)] * 2


def test_a_quarter_is_set_beside_the_same_quarter_and_a_rolling_year_beside_one_apart_from_it(tmp_path: Path):
    drawn = f"""
    indicator | area               | period           | kind  | value
    fires     | {made_up.ANYSHIRE} | 2022-07..2022-09 | count | 90
    fires     | {made_up.ANYSHIRE} | 2023-04..2023-06 | count | 40
    fires     | {made_up.ANYSHIRE} | 2023-07..2023-09 | count | 92
    rolling   | {made_up.ANYSHIRE} | R12:2022-06      | count | 10
    rolling   | {made_up.ANYSHIRE} | R12:2023-03      | count | 20
    rolling   | {made_up.ANYSHIRE} | R12:2023-06      | count | 30
    """
    lake = made_up.anyshire(tmp_path / "lake", indicators=indicator_rows(drawn))
    found = indicators(Basis(lake), made_up.ANYSHIRE)
    assert [(row["previous"], row["verdict"]) for row in of(found, "fires")] == [
        (None, None),
        (None, None),
        (90, "no clear change"),
    ]
    assert [row["previous"] for row in of(found, "rolling")] == [None, None, 10]


def test_the_false_discovery_rate_is_held_over_the_table(tmp_path: Path):
    """Alone, 60 after 88 in 55,000 is a change (p 0.026); beside five that are none, the test no longer bears it."""
    heading = "indicator | area | period | kind | value | numerator | denominator | per"
    before, after = (
        "{0} | {1} | FY2021 | rate | 88 | 88 | 55000 | 1",
        "{0} | {1} | FY2022 | rate | {2} | {2} | 55000 | 1",
    )
    pair = f"{before}\n{after}"
    alone = "\n".join([heading, pair.format("changed", made_up.ANYSHIRE, 60)])
    many = "\n".join([alone, *(pair.format(f"still-{letter}", made_up.ANYSHIRE, 88) for letter in "abcde")])
    verdicts = []
    for name, drawn in (("alone", alone), ("many", many)):
        lake = made_up.anyshire(tmp_path / name, indicators=indicator_rows(drawn))
        found = indicators(Basis(lake), made_up.ANYSHIRE)
        verdicts.append(of(found, "changed")[-1]["verdict"])
    assert verdicts == ["fall", "no clear change"]


def test_the_newest_of_each(table: list[Row]):
    assert [(row["indicator"], row["period_to"]) for row in newest(table)] == [
        ("fires", "2024-03"),
        ("fraud", "2024-04"),
        ("leavers", "2022-12"),
        ("referrals", "2023-12"),
    ]


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (-1, "no lag"),
        (0, "no lag"),
        (1, "a month's lag"),
        (7, "7 months' lag"),
        (12, "a year's lag"),
        (24, "2 years' lag"),
    ],
)
def test_lags_in_words(months: int, words: str):
    assert lag_words(months) == words


def test_a_figure_from_before_the_period_is_older(table: list[Row]):
    assert is_older(of(table, "leavers")[-1], parse_period("FY2023"))
    assert not is_older(of(table, "fires")[-1], parse_period("FY2023"))


def test_command_prints_every_series_with_its_lag_and_source(lake: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["indicators", "--area", made_up.ANYSHIRE, "--lake", str(lake)]) == 0
    out = capsys.readouterr().out
    assert "About fires" in out
    assert "17 months' lag" in out
    assert "Source: A yearbook" in out


def test_command_as_json_and_csv(lake: Path, capsys: pytest.CaptureFixture[str]):
    asked = ["indicators", "--area", made_up.ANYSHIRE, "--newest", "--lake", str(lake)]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["value"] for row in told] == [5.1, 9.0, 60.0, 40.0]
    assert main([*asked, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(",") == list(told[0])
    assert len(lines) == 5
    assert main([*asked, "--csv", "--json"]) == 2


def test_command_without_indicators_says_how_to_load_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = made_up.anyshire(tmp_path / "lake").root
    assert main(["indicators", "--area", made_up.ANYSHIRE, "--lake", str(root)]) == 0
    assert "saferplan template show indicators" in capsys.readouterr().err


INDICATOR_FILE = """indicator,title,source,period,area_code,kind,value,unit,published
fires,Fires,Yearbook,FY2022,E06000060,other,1,points,2024-01-01
fires,Fires,Yearbook,FY2023,E06000060,other,2,points,2024-01-01
floods,Floods,Yearbook,FY2023,E06000060,other,3,points,2024-01-01
fires,Fires,Other book,FY2023,E06000060,other,4,points,2024-01-01
"""


def test_a_newer_file_replaces_its_source_indicator_and_period_alone(tmp_path: Path):
    """A correction of one year's fires, from one source, leaves the other years, indicators and sources as they are."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(INDICATOR_FILE)
    second.write_text(
        "".join([INDICATOR_FILE.splitlines(True)[0], INDICATOR_FILE.splitlines(True)[2].replace(",2,", ",9,")])
    )
    lake = str(tmp_path / "lake")
    assert main(["load", str(first), "--lake", lake]) == 0
    assert main(["load", str(second), "--lake", lake]) == 0
    rows = read_rows(Lake(tmp_path / "lake").snapshot().files("indicators"))
    assert sorted((row["source"], row["indicator"], row["period"][:4], row["value"]) for row in rows) == [
        ("Other book", "fires", "2023", 4.0),
        ("Yearbook", "fires", "2022", 1.0),
        ("Yearbook", "fires", "2023", 9.0),
        ("Yearbook", "floods", "2023", 3.0),
    ]


def test_a_file_that_a_spreadsheet_saved_in_an_older_encoding_is_refused_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "fires.csv"
    file.write_bytes(INDICATOR_FILE.replace("Yearbook", "Ynys M\u00f4n").encode("cp1252"))
    assert main(["load", str(file), "--lake", str(tmp_path / "lake")]) == 4
    assert "the file is cp1252 text: save it as CSV in UTF-8" in capsys.readouterr().err
