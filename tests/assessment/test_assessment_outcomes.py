"""The chart of outcomes where a group has no crimes, or the list of groups lacks it."""

from copy import copy

import pytest

from saferplan.documents.strategic_assessment.exhibits.outcomes import outcomes
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.outcomes import OTHER, outcome_groups
from saferplan.evidence.assessment.tables import AssessmentTables

CHARGED, *_ = outcome_groups().values()


def exhibit_of(tables: AssessmentTables, counts: dict[str, int]):
    total = sum(counts.values())
    own = copy(tables)
    vars(own)["outcomes"] = [
        {"title": title, "crime_type": name, "outcome": outcome, "count": count, "share": count / total}
        for title, name in (("All crime", "all-crime"), ("Burglary", "burglary"))
        for outcome, count in counts.items()
    ]
    exhibit = outcomes(own, Figures(own))
    assert exhibit is not None
    assert exhibit.draw is not None
    return exhibit, exhibit.draw(720)


@pytest.mark.parametrize("stray", [{"A group of another edition": 0}, {"": 0}])
def test_a_group_that_the_list_lacks_stops_no_drawing(tables: AssessmentTables, stray: dict[str, int]) -> None:
    exhibit, svg = exhibit_of(tables, {CHARGED: 1, OTHER: 3, **stray})
    assert [column.key for column in exhibit.columns[2:]] == [CHARGED, OTHER]
    assert "75%" in svg


def test_a_group_without_crimes_has_neither_column_nor_key(tables: AssessmentTables) -> None:
    groups = dict.fromkeys(outcome_groups().values(), 0) | {CHARGED: 4}
    exhibit, svg = exhibit_of(tables, groups)
    assert [column.key for column in exhibit.columns[2:]] == [CHARGED]
    assert "100%" in svg
    assert OTHER not in svg
