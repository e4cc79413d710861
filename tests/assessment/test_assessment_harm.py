"""Harm of a made-up area: sums by hand, what has no weight, what an index leaves out, and what is refused."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import anyshire as made_up
from saferplan.cli import main
from saferplan.errors import NothingLoaded
from saferplan.evidence.assessment.harm import ALL_OFFENCES, harm, of_index
from saferplan.evidence.assessment.offences import published_offences, recorded_offences
from saferplan.evidence.lake import Snapshot
from tiny_lake import Row, rows_of

ONS, CAMBRIDGE = "ons-crime-severity", "cambridge"
WEIGHTS = """
index              | version | offence_code | weight | left_out
ons-crime-severity | 2016    | 1            | 7979   |
ons-crime-severity | 2016    | 2            | 4663   |
ons-crime-severity | 2016    | 92E          | 3      |
ons-crime-severity | 2013    | 1            | 1      |
cambridge          | 2020    | 1            | 5475   |
cambridge          | 2020    | 92E          | 1      |
cambridge          | 2020    | 46           | 2      | yes
"""
EAST, WEST = "Anyshire East", "Anyshire & West"
# Quarters of 2023/24 and 2024/25. Shoplifting (46) has no weight of the ONS's here.
OFFENCES = f"""
name   | quarter          | code | group                      | offences
{EAST} | 2024-04..2024-06 | 1    | Violence against the person | 1
{WEST} | 2024-04..2024-06 | 1    | Violence against the person | 1
{EAST} | 2024-04..2024-06 | 2    | Violence against the person | 1
{WEST} | 2024-04..2024-06 | 92e  | Drug offences               | 60
{EAST} | 2024-07..2024-09 | 92E  | Drug offences               | 40
{WEST} | 2024-07..2024-09 | 46   | Theft offences              | 97
{EAST} | 2024-10..2024-12 | 92E  | Drug offences               | 5
{EAST} | 2023-04..2023-06 | 92E  | Drug offences               | 50
{WEST} | 2023-04..2023-06 | 46   | Theft offences              | 10
"""


def weights(drawn: str = WEIGHTS) -> list[Row]:
    return [
        {
            **row,
            "offence": f"Offence {row['offence_code']}",
            "weight": float(row["weight"]),
            "unit": "days",
            "source": f"Weights of {row['index']}",
            "left_out": True if row.get("left_out") else None,
        }
        for row in rows_of(drawn)
    ]


def offences(drawn: str = OFFENCES) -> list[Row]:
    return [
        {
            "edition": row["quarter"],
            "source": "Home Office",
            "period": row["quarter"],
            "level": "csp",
            "name": row["name"].replace("&", "and"),
            "offence_group": row["group"],
            "offence_code": row["code"],
            "offence": f"Offence {row['code']}",
            "offences": int(row["offences"]),
        }
        for row in rows_of(drawn)
    ]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("harm") / "lake"
    return made_up.anyshire(folder, harm_weights=weights(), recorded_crime=offences(), offence_records=records())


def records() -> list[Row]:
    """Of an extract: two murders in Anyshire, one outside it, and one without a place."""
    own, other = (next(row["lsoa"] for row in made_up.places() if row["ltla"] == one) for one in AREAS)
    places = {"A": own, "B": own, "C": other, "D": None}
    return [
        {
            "record_id": name,
            "source": "Extract of the police",
            "month": "2024-05",
            "offence_code": "1",
            "from_time": datetime(2024, 5, 1),
            "lsoa_code": lsoa,
        }
        for name, lsoa in places.items()
    ]


AREAS = (made_up.ANYSHIRE, made_up.CITYHAM)


@pytest.fixture(scope="module")
def table(lake: Snapshot) -> list[Row]:
    return harm(made_up.scope_of(lake, made_up.ANYSHIRE, "FY2024", against="FY2023"))


def whole(table: list[Row], index: str = ONS) -> Row:
    return of_index(table, index)[0]


def test_the_sum_by_hand_over_all_partnerships_of_the_area(table: list[Row]):
    """2 x 7,979 + 4,663 + 100 x 3 = 20,921, of 24,000 residents; the newest weights, codes in either spelling.

    Five more of cannabis are of a quarter that West has no table of, and are not counted.
    """
    row = whole(table)
    assert (row["offence_group"], row["version"], row["harm"]) == (ALL_OFFENCES, "2016", 20_921)
    assert row["score"] == 20_921 / 24_000
    assert (row["months_present"], row["months_expected"]) == (6, 12)


def test_offences_without_a_weight_are_listed_and_never_zero(table: list[Row]):
    row = whole(table)
    assert (row["count"], row["without_weight"], row["codes_without_weight"]) == (200, 97, "46 (97)")
    assert row["coverage"] == 103 / 200
    theft = next(row for row in of_index(table, ONS) if row["offence_group"] == "Theft offences")
    assert (theft["count"], theft["harm"], theft["coverage"], theft["without_weight"]) == (97, None, 0, 97)


def test_groups_stand_by_harm_and_shares_add_up(table: list[Row]):
    groups = of_index(table, ONS)[1:]
    assert [row["offence_group"] for row in groups] == [
        "Violence against the person",
        "Drug offences",
        "Theft offences",
    ]
    assert [row["share_of_harm"] for row in groups] == [
        pytest.approx(20_621 / 20_921),
        pytest.approx(300 / 20_921),
        None,
    ]
    assert [row["share_of_count"] for row in groups] == [3 / 200, 100 / 200, 97 / 200]


def test_cambridge_leaves_out_what_police_work_finds(table: list[Row]):
    """Drugs by their group, shoplifting by the weights' own mark; attempted murder has no weight in these."""
    row = whole(table, CAMBRIDGE)
    assert (row["harm"], row["count"], row["left_out"], row["codes_without_weight"]) == (10_950, 3, 197, "2 (1)")
    assert [one["offence_group"] for one in of_index(table, CAMBRIDGE)[1:]] == ["Violence against the person"]


def test_the_change_is_over_the_quarters_that_both_years_have(table: list[Row]):
    """April to June: 20,801 of harm now, 50 x 3 then; for drugs alone 60 after 50."""
    row = whole(table)
    assert row["change"] == pytest.approx(20_801 / 150)
    drugs = next(row for row in of_index(table, ONS) if row["offence_group"] == "Drug offences")
    assert (drugs["change"], drugs["verdict"]) == (pytest.approx(1.2), "no clear change")


def test_a_group_without_harm_cannot_be_compared(table: list[Row]):
    theft = next(row for row in of_index(table, ONS) if row["offence_group"] == "Theft offences")
    assert (theft["change"], theft["verdict"]) == (None, "cannot say")


def test_without_a_comparison_nothing_is_said_of_change(lake: Snapshot):
    rows = harm(made_up.scope_of(lake, made_up.ANYSHIRE, "FY2024"))
    assert {row["verdict"] for row in rows} == {None}


def test_a_quarter_that_a_partnership_lacks_is_not_counted(lake: Snapshot):
    found = published_offences(made_up.scope_of(lake, made_up.ANYSHIRE, "FY2024"))
    assert sorted(found.spans) == [("2023-04", "2023-06"), ("2024-04", "2024-06"), ("2024-07", "2024-09")]


def test_a_cancelled_offence_is_taken_off(tmp_path: Path):
    """A quarter in which more was cancelled than recorded must not be dropped when partnerships are added up."""
    drawn = f"""
name   | quarter          | code | group | offences
{EAST} | 2024-04..2024-06 | 1    | V     | 3
{WEST} | 2024-04..2024-06 | 1    | V     | -2
"""
    snapshot = made_up.anyshire(tmp_path / "lake", harm_weights=weights(), recorded_crime=offences(drawn))
    assert whole(harm(made_up.scope_of(snapshot, made_up.ANYSHIRE, "FY2024")))["harm"] == 7_979


def test_an_extract_counts_what_lies_in_the_area(lake: Snapshot):
    """Groups come from the Home Office's table, which knows code 1."""
    scope = made_up.scope_of(lake, made_up.ANYSHIRE, "FY2024")
    rows = of_index(harm(scope, recorded_offences), ONS)
    assert [(row["offence_group"], row["count"], row["harm"]) for row in rows] == [
        (ALL_OFFENCES, 2, 15_958),
        ("Violence against the person", 2, 15_958),
    ]
    assert rows[0]["source"] == "Extract of the police"


def test_an_extract_with_points_alone_needs_the_outline_of_the_area(tmp_path: Path):
    pointed = [row | {"lsoa_code": None, "easting": 485_000.0, "northing": 210_000.0} for row in records()]
    snapshot = made_up.anyshire(tmp_path / "lake", harm_weights=weights(), offence_records=pointed)
    with pytest.raises(NothingLoaded, match="boundaries are loaded for 0 of the 24 small areas"):
        harm(made_up.scope_of(snapshot, made_up.ANYSHIRE, "FY2024"), recorded_offences)


@pytest.mark.parametrize("missing", ["harm_weights", "recorded_crime"])
def test_nothing_is_made_up_where_something_is_missing(tmp_path: Path, missing: str):
    content = {"harm_weights": weights(), "recorded_crime": offences()}
    content.pop(missing)
    snapshot = made_up.anyshire(tmp_path / "lake", **content)
    assert harm(made_up.scope_of(snapshot, made_up.ANYSHIRE, "FY2024")) == []


# ---- the command


@pytest.fixture
def run(lake: Snapshot, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def asked(*words: str) -> tuple[int, str, str]:
        code = main(["harm", made_up.ANYSHIRE, "--period", "FY2024", *words, "--lake", str(lake.root)])
        return code, *capsys.readouterr()

    return asked


def test_command_tells_what_has_no_weight_and_what_is_left_out(run):
    code, out, err = run("--against", "FY2023")
    assert code == 0
    assert "ONS Crime Severity Score" in out
    assert "Source: Weights of cambridge" in out
    assert "97 offences (48.5%) have a code without a weight and are in no sum: 46 (97)" in err
    assert "Cambridge Crime Harm Index: 197 offences are left out, as the index does" in err


def test_command_as_json_and_csv_and_of_one_index(run):
    told = json.loads(run("--json", "--index", CAMBRIDGE)[1])
    assert [row["harm"] for row in told] == [10_950, 10_950]
    assert run("--csv", "--index", CAMBRIDGE)[1].splitlines()[0].split(",") == list(told[0])
    assert run("--csv", "--json")[0] == 2


def test_command_of_an_extract_logs_its_purpose(run, lake: Snapshot):
    code, out, _ = run("--records", "--json", "--index", ONS)
    assert (code, json.loads(out)[0]["harm"]) == (0, 15_958)
    last = json.loads((lake.root / "reads.jsonl").read_text().splitlines()[-1])
    assert (last["table"], last["purpose"]) == ("offence_records", "harm")


def test_command_never_weighs_broad_categories(run, lake: Snapshot, capsys: pytest.CaptureFixture[str]):
    """The lake holds police.uk incidents of 2024/25 for Cityham, and no table of offences by code."""
    assert main(["harm", made_up.CITYHAM, "--period", "FY2024", "--lake", str(lake.root)]) == 6
    said = capsys.readouterr().err
    assert "no Home Office table of offences by partnership of April 2024 to March 2025 is loaded for Cityham" in said
    assert "one category holds offences as different as murder and harassment" in said


def test_command_without_weights_and_with_an_unknown_index(run, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = made_up.anyshire(tmp_path / "lake").root
    assert main(["harm", made_up.ANYSHIRE, "--period", "FY2024", "--lake", str(root)]) == 6
    assert "saferplan template show harm-weights" in capsys.readouterr().err
    code, _, err = run("--index", "cambrige")
    assert (code, "Did you mean cambridge?" in err) == (5, True)


def test_weights_of_broad_categories_are_rejected_when_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "weights.csv"
    file.write_text(
        "index,version,offence_code,offence,weight,unit,source\n"
        "mine,1,28E,Burglary of a home,100,days,me\nmine,1,burglary,Burglary,80,days,me\n"
    )
    assert main(["load", str(file), "--lake", str(tmp_path / "lake")]) == 3
    assert "line 3, offence_code: is not a Home Office offence code such as 28E" in capsys.readouterr().out
