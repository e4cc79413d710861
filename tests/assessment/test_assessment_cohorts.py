"""Cohorts beside people chosen alike and not taken on, over a lake small enough to check by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from saferplan.documents.strategic_assessment.exhibits import cohorts as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment import cohorts
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period
from tiny_lake import HOME_FORCE, Row, lake_rows, write_lake

PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
b1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
"""
SCHEME = "Offender management"


def people(number: int, before: tuple[int, ...], after: tuple[int, ...], **more: Any) -> list[Row]:
    """So many people, whose counts go round; of the north and not of the comparison unless `more` says so."""
    common = {
        "source": "Police of the test",
        "cohort": SCHEME,
        "area_code": "E06000901",
        "district": "North",
        "adopted_on": date(2024, 2, 1),
        "is_comparison": False,
        "months": 6,
        "extract_id": "tiny",
    } | more
    named = f"{common['cohort']}-{common['district']}-{common['is_comparison']}-{common['area_code']}"
    return [
        common
        | {
            "member": f"{named}-{at}",
            "offences_before": before[at % len(before)],
            "offences_after": after[at % len(after)],
            "sex": "female" if at % 4 == 0 else "male",
            "offending": "burglary",
        }
        for at in range(number)
    ]


def scope_of(folder: Path, members: list[Row], targets: list[Row] | None = None) -> Scope:
    content = lake_rows(places=PLACES) | {"cohort_members": members, "cohort_targets": targets or []}
    basis = Basis(write_lake(folder, content))
    return Scope(basis, basis.geography.area("E06000901"), parse_period("FY2023"))


COHORT = people(20, (4, 2), (1, 1))  # 60 to 20
ALIKE = people(30, (4, 2), (3, 3), is_comparison=True)  # 90 to 90


def test_the_cohort_is_held_against_the_comparison(tmp_path: Path):
    (row,) = cohorts.cohorts(scope_of(tmp_path, COHORT + ALIKE))
    assert (row["people"], row["before"], row["after"]) == (20, 60, 20)
    assert (row["comparison_people"], row["comparison_before"], row["comparison_after"]) == (30, 90, 90)
    assert row["ratio"] == pytest.approx(1 / 3)
    assert row["net_ratio"] == pytest.approx(1 / 3)
    assert row["verdict"] == cohorts.MORE
    assert (row["district"], row["months"]) == (cohorts.WHOLE, [6])


def test_a_fall_without_a_comparison_is_no_success(tmp_path: Path):
    (row,) = cohorts.cohorts(scope_of(tmp_path, COHORT))
    assert row["high"] < 1
    assert row["net_ratio"] is None
    assert row["verdict"] == cohorts.NO_COMPARISON


def test_a_fall_that_the_comparison_has_too_is_no_clear_difference(tmp_path: Path):
    alike = people(30, (4, 2), (1, 1), is_comparison=True)
    (row,) = cohorts.cohorts(scope_of(tmp_path, COHORT + alike))
    assert row["verdict"] == cohorts.NO_CLEAR_DIFFERENCE


def test_offending_that_fell_less_is_said(tmp_path: Path):
    rows = people(20, (4, 2), (3, 3)) + people(30, (4, 2), (1, 1), is_comparison=True)
    assert cohorts.cohorts(scope_of(tmp_path, rows))[0]["verdict"] == cohorts.LESS


def test_districts_follow_the_whole_and_too_few_people_get_no_ratio(tmp_path: Path):
    rows = cohorts.cohorts(scope_of(tmp_path, COHORT + ALIKE + people(6, (5,), (0,), district="South")))
    assert [(row["district"], row["people"]) for row in rows] == [(cohorts.WHOLE, 26), ("North", 20), ("South", 6)]
    assert (rows[2]["before"], rows[2]["after"], rows[2]["ratio"], rows[2]["verdict"]) == (30, 0, None, "cannot say")


def test_a_district_of_so_few_that_one_might_be_known_is_hidden_and_no_difference_gives_it_away(tmp_path: Path):
    more = people(3, (5,), (0,), district="South") + people(9, (5,), (4,), district="East")
    rows = {row["district"]: row for row in cohorts.cohorts(scope_of(tmp_path, COHORT + more))}
    assert rows[cohorts.WHOLE]["people"] == 32
    assert rows["South"]["status"] == rows["East"]["status"] == "suppressed"  # else 32 - 20 - 9 is 3
    assert (rows["South"]["people"], rows["South"]["before"], rows["South"]["verdict"]) == (None, None, "cannot say")
    assert (rows["North"]["people"], rows["North"]["status"]) == (20, "ok")


def test_a_cohort_of_four_people_has_no_figures(tmp_path: Path):
    (row,) = cohorts.cohorts(scope_of(tmp_path, people(4, (5,), (1,))))
    assert (row["people"], row["before"], row["status"]) == (None, None, "suppressed")


def test_other_areas_cohorts_are_not_read_as_ours(tmp_path: Path):
    elsewhere = people(20, (4, 2), (1, 1), area_code="E06000902")
    assert cohorts.cohorts(scope_of(tmp_path, elsewhere)) == []


def test_each_reading_of_the_members_is_logged_with_its_purpose(tmp_path: Path):
    scope = scope_of(tmp_path, COHORT)
    cohorts.cohorts(scope)
    (line,) = (tmp_path / "reads.jsonl").read_text().splitlines()
    assert '"purpose": "before-and-after"' in line
    assert "North" not in line


def target(value: str, share: float, characteristic: str = "sex") -> Row:
    own = {"cohort": SCHEME, "source": "Terms of reference", "extract_id": "tiny"}
    return own | {"characteristic": characteristic, "value": value, "target_share": share}


@pytest.mark.parametrize(("share", "is_met"), [(0.05, True), (0.25, None), (0.3, None), (0.75, False)])
def test_a_target_is_met_or_missed_only_beyond_chance(tmp_path: Path, share: float, is_met: bool | None):
    """Five of twenty are women: 25%, and by Wilson's interval 11% to 47%."""
    (row,) = cohorts.cohort_makeup(scope_of(tmp_path, COHORT + ALIKE, [target("female", share)]))
    assert (row["count"], row["people"], row["share"]) == (5, 20, 0.25)
    assert (row["low"], row["high"]) == pytest.approx((0.112, 0.469), abs=0.001)
    assert row["is_met"] is is_met


def test_people_of_whom_it_is_not_known_are_no_part_of_the_share(tmp_path: Path):
    unknown = [row | {"offending": None, "member": f"u{row['member']}"} for row in people(10, (1,), (1,))]
    (row,) = cohorts.cohort_makeup(scope_of(tmp_path, COHORT + unknown, [target("burglary", 0.5, "offending")]))
    assert (row["people"], row["unknown"], row["share"], row["is_met"]) == (20, 10, 1, True)


def test_the_share_of_a_few_is_hidden(tmp_path: Path):
    """Three of twelve are women."""
    (row,) = cohorts.cohort_makeup(scope_of(tmp_path, people(12, (4, 2), (1, 1)), [target("female", 0.1)]))
    assert (row["count"], row["share"], row["status"]) == (None, None, "suppressed")


def of_kinds(**numbers: int) -> list[Row]:
    """Members by their kind of offending, dashes written as underscores."""
    rows = people(sum(numbers.values()), (4, 2), (1, 1))
    kinds = [kind.replace("_", "-") for kind, number in numbers.items() for _ in range(number)]
    return [row | {"offending": kind} for row, kind in zip(rows, kinds, strict=True)]


def test_the_other_targets_do_not_give_away_a_hidden_one(tmp_path: Path):
    """Of 23, 12 and 8 would leave the 3."""
    targets = [target(kind, 0.3, "offending") for kind in ("burglary", "domestic-abuse", "robbery")]
    rows = cohorts.cohort_makeup(scope_of(tmp_path, of_kinds(burglary=12, robbery=8, domestic_abuse=3), targets))
    assert {row["value"]: row["count"] for row in rows} == {"burglary": 12, "domestic-abuse": None, "robbery": None}
    assert [row["people"] for row in rows if row["status"] == "suppressed"] == [None, None]


def test_targets_do_not_give_away_the_few_of_whom_nothing_is_meant(tmp_path: Path):
    """Of 23, 12 and 8 would leave 3 whose kind of offending has no target."""
    targets = [target(kind, 0.3, "offending") for kind in ("burglary", "robbery")]
    rows = cohorts.cohort_makeup(scope_of(tmp_path, of_kinds(burglary=12, robbery=8, arson=3), targets))
    assert [row["count"] for row in rows] == [12, None]


def exhibit_of(builder, folder: Path, *rows: list[Row]):
    tables = AssessmentTables(scope_of(folder, *rows))
    return builder(tables, Figures(tables))


def test_the_exhibit_warns_of_regression_to_the_mean(tmp_path: Path):
    exhibit = exhibit_of(exhibits.cohorts, tmp_path, COHORT + ALIKE)
    assert exhibit.title == "Offending fell more than among people not taken on in 1 of 1 cohort"
    assert "regression to the mean" in exhibit.notes[0]
    assert "Offender management" in exhibit.draw(640)


def test_the_exhibit_without_a_comparison_has_no_picture_to_be_misread(tmp_path: Path):
    exhibit = exhibit_of(exhibits.cohorts, tmp_path, COHORT)
    assert exhibit.draw is None
    assert "no comparison to judge it by" in exhibit.title


def test_the_make_up_says_how_many_targets_are_missed(tmp_path: Path):
    targets = [target("female", 0.75), target("burglary", 0.5, "offending")]
    exhibit = exhibit_of(exhibits.cohort_makeup, tmp_path, COHORT, targets)
    assert exhibit.title == "Of 2 targets for the make-up of cohorts, 1 is clearly missed"
    assert "female 25.0%, target 75.0%" in exhibit.alt


def test_no_cohort_no_exhibit(tmp_path: Path):
    assert exhibit_of(exhibits.cohorts, tmp_path / "a", []) is None
    assert exhibit_of(exhibits.cohort_makeup, tmp_path / "b", COHORT) is None
