"""Which archives of data.police.uk are read: hand-checked, and against trying every combination."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.fetching.archives import archives_up_to, holds, listed_archives, plan
from saferplan.evidence.fetching.publishers import PoliceArchives, catalogue
from saferplan.evidence.periods import month_of, month_range

RULES = catalogue().police_archives
ALL = archives_up_to("2026-07", RULES)


@pytest.mark.parametrize(
    ("first", "last", "archives"),
    [
        ("2021-04", "2022-03", ["2024-03"]),  # the newest that still holds the oldest month
        ("2025-08", "2026-07", ["2026-07"]),  # the newest there is
        ("2023-08", "2026-07", ["2026-07"]),  # 36 months: one archive
        ("2023-07", "2026-07", ["2026-06", "2026-07"]),  # 37 months: two
        ("2010-12", "2014-12", ["2017-04"]),  # archives up to April 2017 hold everything
        ("2010-12", "2017-05", ["2017-04", "2020-04"]),
        ("2014-06", "2017-05", ["2017-05"]),  # the first archive of 36 months, also where 2017-04 would reach less
    ],
)
def test_the_fewest_and_of_those_the_newest(first, last, archives):
    planned = plan(month_range(first, last), ALL, RULES)
    assert list(planned.take) == archives
    assert planned.left == ()


def test_each_month_is_taken_once():
    planned = plan(month_range("2023-07", "2026-07"), ALL, RULES)
    assert planned.take["2026-06"] == month_range("2023-07", "2026-06")
    assert planned.take["2026-07"] == ("2026-07",)


def test_months_that_no_archive_holds_are_left():
    planned = plan(["2010-11", "2026-07", "2026-08"], ALL, RULES)
    assert planned.left == ("2010-11", "2026-08")
    assert planned.take == {"2026-07": ("2026-07",)}


def test_an_archive_that_is_not_listed_is_not_chosen():
    without = [archive for archive in ALL if archive != "2024-03"]
    assert list(plan(month_range("2021-04", "2022-03"), without, RULES).take) == ["2024-02"]


SMALL = PoliceArchives(first_month="2020-01", first_archive="2020-03", whole_history_until="2020-05", window_months=4)
MONTHS = [month_of(2020 * 12 + n) for n in range(14)]


def fewest_by_trying(months: set[str], archives: list[str]) -> int:
    """Slow and obvious: the size of the smallest set of archives that holds every month."""
    return next(
        size
        for size in range(len(archives) + 1)
        for chosen in combinations(archives, size)
        if all(any(holds(archive, month, SMALL) for archive in chosen) for month in months)
    )


@given(months=st.sets(st.sampled_from(MONTHS)), archives=st.sets(st.sampled_from(MONTHS[2:]), max_size=8))
def test_no_other_choice_takes_fewer_archives(months, archives):
    planned = plan(months, archives, SMALL)
    taken = [month for covered in planned.take.values() for month in covered]
    assert sorted([*taken, *planned.left]) == sorted(months)
    assert all(holds(archive, month, SMALL) for archive, covered in planned.take.items() for month in covered)
    assert not any(holds(archive, month, SMALL) for archive in archives for month in planned.left)
    assert len(planned.take) == fewest_by_trying(set(taken), sorted(archives))


def test_the_index_gives_each_archive_its_checksum():
    a, b = "a" * 32, "b" * 32
    page = f"""<a href='/data/archive/latest.zip'>latest</a> <a href="/data/archive/neighbourhood.zip">n</a>
        <li><a href="/data/archive/2026-07.zip">July 2026</a> 1.7 GB <span>MD5: {a}</span>
        <li><a href="https://data.police.uk/data/archive/2026-06.zip">June</a> MD5 {"c" * 32}-104
        <li><a class="x" href="/data/archive/2026-05.zip">May</a> MD5 {b}
        <li><a href="/data/archive/2026-13.zip">no month</a>"""
    # A hash of an upload in parts ends in their number and is no MD5 of the file.
    assert listed_archives(page) == {"2026-07": a, "2026-06": "", "2026-05": b}


def test_a_page_without_archives_lists_none():
    assert listed_archives("<html>Down for maintenance</html>") == {}
