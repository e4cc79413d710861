"""Tasked areas beside their controls, over a lake small enough to check by hand."""

from pathlib import Path

import pytest

from saferplan.documents.strategic_assessment.exhibits import taskings as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment import taskings
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period
from tiny_lake import HOME_FORCE, Row, lake_rows, rows_of, write_lake

PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
t1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
t2     | w1     | E06000901 | E22000901 | {HOME_FORCE}
n1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
c1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
m1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
"""
# Robbery halves in t1 and t2 (100 to 50), hardly falls in the control (90 to 85), rises next door (40 to 70).
INCIDENTS = """
month   | lsoa | crime_type | number
2023-06 | t1   | robbery    | 60
2023-06 | t2   | robbery    | 40
2023-06 | c1   | robbery    | 90
2023-06 | n1   | robbery    | 40
2023-06 | m1   | robbery    | 60
2023-06 | t1   | burglary   | 500
2024-06 | t1   | robbery    | 30
2024-06 | t2   | robbery    | 20
2024-06 | c1   | robbery    | 85
2024-06 | n1   | robbery    | 70
2024-06 | m1   | robbery    | 60
2023-07 | t1   | robbery    | 999
"""
TREATED_AND_CONTROL = """
role    | lsoa
treated | t1
treated | t2
control | c1
"""
WITH_BUFFER = f"""{TREATED_AND_CONTROL}
buffer         | n1
buffer-control | m1
"""


def scope_of(folder: Path, areas: str, before: str = "2023-06..2023-07", after: str = "2024-06..2024-07") -> Scope:
    content = lake_rows(places=PLACES, incidents=INCIDENTS)
    tasking = {"tasking": "Market Square", "source": "Minutes of May", "measure": "robbery", "extract_id": "tiny"}
    content["tasked_areas"] = [
        tasking | {"role": row["role"], "lsoa_code": row["lsoa"], "before": before, "after": after}
        for row in rows_of(areas)
    ]
    basis = Basis(write_lake(folder, content))
    return Scope(basis, basis.geography.area("E06000901"), parse_period("FY2024"))


def only(folder: Path, areas: str, **periods: str) -> Row:
    (row,) = taskings.taskings(scope_of(folder, areas, **periods))
    return row


def test_counts_and_difference_by_hand(tmp_path: Path):
    row = only(tmp_path, TREATED_AND_CONTROL)
    assert (row["treated_before"], row["treated_after"]) == (100, 50)
    assert (row["control_before"], row["control_after"], row["buffer_before"]) == (90, 85, None)
    assert row["difference"] == -45
    assert row["q"] == pytest.approx(0.0125, abs=0.001)  # z = -45 / sqrt(325) = -2.50
    assert row["verdict"] == taskings.FELL


def test_what_moved_next_door_is_taken_off(tmp_path: Path):
    row = only(tmp_path, WITH_BUFFER)
    assert (row["buffer_before"], row["buffer_after"], row["buffer_control_after"]) == (40, 70, 60)
    assert row["difference"] == -15
    assert row["verdict"] == taskings.NO_CLEAR_CHANGE


def test_a_month_that_one_year_lacks_is_left_out_of_both(tmp_path: Path):
    """July 2024 was never published, so July 2023 with its 999 is not counted."""
    row = only(tmp_path, TREATED_AND_CONTROL)
    assert (row["months_before"], row["months_after"]) == (1, 1)


def test_periods_of_two_lengths_are_compared_by_the_month(tmp_path: Path):
    row = only(tmp_path, TREATED_AND_CONTROL, before="2023-06..2023-07", after="2024-06")
    assert (row["months_before"], row["months_after"]) == (2, 1)
    assert row["difference"] == 50 - (100 + 999) / 2 - (85 - 90 / 2)


@pytest.mark.parametrize(
    ("areas", "problem"),
    [
        ("role | lsoa\ntreated | t1", "no control area"),
        (f"{TREATED_AND_CONTROL}\nbuffer | n1", "its buffer has no control"),
        (f"{TREATED_AND_CONTROL}\nbuffer-control | m1", "its buffer has no control"),
        (f"{TREATED_AND_CONTROL}\ncontrol | zz", "no lookup knows the small area zz"),
    ],
)
def test_why_nothing_can_be_said(tmp_path: Path, areas: str, problem: str):
    row = only(tmp_path, areas)
    assert problem in row["problem"]
    assert (row["difference"], row["verdict"]) == (None, taskings.CANNOT_SAY)


def test_a_period_that_nobody_published_is_not_a_fall_to_nothing(tmp_path: Path):
    row = only(tmp_path, TREATED_AND_CONTROL, after="2025-06..2025-07")
    assert "no month of it is loaded" in row["problem"]
    assert row["difference"] is None


def test_a_tasking_belongs_to_the_area_that_it_treats(tmp_path: Path):
    scope = scope_of(tmp_path, "role | lsoa\ntreated | c1\ncontrol | t1")
    assert taskings.taskings(scope) == []


def test_the_exhibit_says_what_came_of_it(tmp_path: Path):
    tables = AssessmentTables(scope_of(tmp_path, TREATED_AND_CONTROL))
    exhibit = exhibits.taskings(tables, Figures(tables))
    assert exhibit.title == "Of 1 tasked area, crime fell by more than chance in 1 and rose in 0"
    assert "Market Square" in exhibit.draw(640)
    assert "Minutes of May" in exhibit.source_line


def test_the_exhibit_warns_of_a_control_with_many_more_or_fewer_incidents(tmp_path: Path):
    """t1 alone had 60 robberies before, its control 90; n1 had 40, and 60 in its control. t2 has 40 beside 90."""
    for folder, areas, is_warned in (
        ("alike", WITH_BUFFER.replace("treated | t2", ""), False),
        ("unlike", TREATED_AND_CONTROL.replace("treated | t1", ""), True),
    ):
        tables = AssessmentTables(scope_of(tmp_path / folder, areas))
        notes = exhibits.taskings(tables, Figures(tables)).notes
        assert any("by the same share: Market Square." in note for note in notes) == is_warned


def test_the_exhibit_of_what_cannot_be_tested_is_a_table(tmp_path: Path):
    tables = AssessmentTables(scope_of(tmp_path, "role | lsoa\ntreated | t1"))
    assert exhibits.taskings(tables, Figures(tables)).draw is None
