"""What went on when it was complained about happened until then, and not later than the complaint."""

from datetime import date, datetime

import pytest

from saferplan.evidence.case_review.complaints import Counts, counts
from saferplan.evidence.case_review.reading import _complaint
from saferplan.evidence.case_review.rules import shipped

MADE = datetime(2024, 6, 10, 9)
ROW = {
    "agency": "Synthetic Homes",
    "reference": "1",
    "case_reference": None,
    "kind": "asb",
    "reported_time": MADE,
    "is_hate": None,
}


@pytest.mark.parametrize(
    ("began", "ended", "behaviour", "stands"),
    [
        (datetime(2024, 6, 1), None, date(2024, 6, 1), Counts.YES),
        (datetime(2024, 6, 1), datetime(2024, 6, 5), date(2024, 6, 5), Counts.YES),
        (datetime(2024, 1, 1), datetime(2024, 6, 30), date(2024, 6, 10), Counts.YES),
        (datetime(2024, 1, 1), datetime(2024, 2, 1), date(2024, 2, 1), Counts.LATE),
        (datetime(2024, 6, 11), datetime(2024, 6, 30), date(2024, 6, 30), Counts.DAY_STRANGE),
        (None, datetime(2024, 6, 30), date(2024, 6, 30), Counts.DAY_STRANGE),
        (None, None, None, Counts.TO_CHECK),
    ],
)
def test_the_day_that_a_complaint_is_judged_by(began, ended, behaviour, stands) -> None:
    complaint = _complaint(ROW | {"from_time": began, "to_time": ended}, take_care=False)
    assert complaint.behaviour == behaviour
    assert counts(complaint, shipped()[0], date(2024, 7, 1)) is stands
