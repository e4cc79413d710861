"""Which month of which list there is, told apart: not there, not yet there, too late, and there with nothing in it."""

import pytest

from saferplan.evidence.coverage import CoverageRecord, Presence
from saferplan.evidence.feed_months import FeedMonths, Standing, of_partners, of_police, twelve_to
from saferplan.evidence.partners.quality.history import MonthTold

ALL = Standing.LOADED
LIST = FeedMonths("Harbour Homes", "asb", {"2025-02": ALL, "2025-03": ALL, "2025-05": ALL})


def police(month: str, rows: int | None, rejected: int = 0, low: str = "") -> CoverageRecord:
    presence = Presence.MISSING if rows is None else Presence.PRESENT
    return CoverageRecord("tv", "Thames Valley Police", month, presence, rows, rejected, "", low)


def told(month: str, incidents: int, extract: str = "a", released: str = "2025-06-01", feed: str = "asb") -> MonthTold:
    return MonthTold(feed, "Harbour Homes", extract, released, month, incidents)


def extract(name: str, loaded: int = 100, rejected: int = 0) -> dict:
    return {"extract_id": name, "rows_loaded": loaded, "rows_rejected": rejected}


@pytest.mark.parametrize(
    ("month", "standing"),
    [
        ("2025-01", Standing.BEFORE),
        ("2025-02", Standing.LOADED),
        ("2025-04", Standing.MISSING),
        ("2025-06", Standing.LATE),
        ("2025-07", Standing.DUE),
        ("2025-08", Standing.DUE),
    ],
)
def test_in_september_a_month_that_is_not_there_is_before_missing_late_or_due(month, standing):
    assert LIST.standing(month, this_month="2025-09") is standing


def test_over_the_turn_of_a_year_months_are_counted_and_not_subtracted():
    known = FeedMonths("a", "b", {"2025-10": ALL})

    assert known.standing("2025-11", "2026-01") is Standing.DUE
    assert known.standing("2025-11", "2026-02") is Standing.LATE


def test_the_police_s_months_are_whole_in_part_or_low_and_none_where_they_did_not_come():
    records = [
        police("2025-01", 99, 1),
        police("2025-02", 98, 2),
        police("2025-03", 9, low="9 rows"),
        police("2025-04", None),
    ]

    (force,) = of_police(records)

    assert force.agency == "Thames Valley Police"
    assert force.known == {"2025-01": Standing.LOADED, "2025-02": Standing.PART, "2025-03": Standing.LOW}


def test_a_force_of_which_nothing_came_is_no_list():
    assert of_police([police("2025-01", None)]) == []


def test_a_list_that_tells_of_a_month_without_incidents_has_come():
    (feed,) = of_partners([told("2025-01", 7), told("2025-02", 0)], [extract("a")])

    assert feed.known == {"2025-01": Standing.LOADED, "2025-02": Standing.NONE}


def test_of_a_month_told_twice_the_newest_file_counts_whatever_their_order():
    old, new = told("2025-01", 7, "a", "2025-02-01"), told("2025-01", 7, "b", "2025-03-01")

    for both in ([old, new], [new, old]):
        (feed,) = of_partners(both, [extract("a"), extract("b", 50, 50)])
        assert feed.known == {"2025-01": Standing.PART}


def test_what_is_no_longer_in_force_is_not_there():
    """As after going back to an earlier load: quality is told of every extract that ever was."""
    assert of_partners([told("2025-01", 7)], [extract("other")]) == []


def test_feeds_stand_by_agency_each_for_itself():
    found = of_partners([told("2025-01", 1, feed="b"), told("2025-02", 1, feed="a")], [extract("a")])

    assert [(one.feed, list(one.known)) for one in found] == [("a", ["2025-02"]), ("b", ["2025-01"])]


def test_twelve_months_end_with_the_one_asked_for():
    assert (twelve_to("2025-03")[0], len(twelve_to("2025-03"))) == ("2024-04", 12)
