"""What is released of true counts: rounded, withheld, held against what was released before; the lake's register."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people_lake import HOME, NOW, YEAR, lake_of, linked, many, record
from saferplan.errors import NothingLoaded, UnknownName, UsageError
from saferplan.evidence.analysis.repeat_victims.concentration import share_on_most_victimised
from saferplan.evidence.basis import Basis
from saferplan.evidence.overlaps import ReleasedCount
from saferplan.evidence.people import newest, write_findings
from saferplan.evidence.people.counted import Counted, whole
from saferplan.evidence.people.households import households_by_tenure
from saferplan.evidence.people.register import period_code, released_before
from saferplan.evidence.people.releasing import (
    FEWEST_FOR_A_SHARE,
    OVERLAPPING,
    TELLING,
    TOO_FEW,
    Before,
    Figure,
    released,
    under_base,
    worked_out,
)
from saferplan.evidence.people.repeats import REPEATS
from saferplan.evidence.periods import Period, parse_period
from saferplan.evidence.rounding import base, rounded_down
from saferplan.evidence.tables import ALL_TABLES, PEOPLE_COUNTS

NOTHING = Before()


def by_ward(*parts: int, finding: str = "f", measure: str = "victims", adds_up: bool = False) -> Counted:
    groups = {f"w{at}": number for at, number in enumerate(parts)}
    return Counted(finding, "ward", measure, sum(parts), groups, adds_up)


def shown(figures: Sequence[Figure]) -> list[float | str | None]:
    return [figure.note if figure.value is None else figure.value for figure in figures]


def test_counts_are_rounded_down_and_small_ones_withheld():
    assert shown(released([whole("f", "victims", 16_634)], YEAR, NOTHING)) == [16_630]
    assert shown(released([whole("f", "victims", 4)], YEAR, NOTHING)) == [under_base()] == ["under 5"]
    assert shown(released([by_ward(43, 28, 0)], YEAR, NOTHING)) == [40, 25, "under 5"]


def test_nobody_and_four_people_look_alike():
    assert released([by_ward(43, 28, 0)], YEAR, NOTHING) == released([by_ward(43, 28, 2)], YEAR, NOTHING)


def test_a_small_whole_is_not_broken_down():
    (figure,) = released([by_ward(9, 9, 9)], YEAR, NOTHING)
    assert (figure.value, figure.note, figure.group) == (None, TOO_FEW, "")


def test_parts_that_the_total_would_give_away_are_not_released():
    """Five wards of 14: printed 10 each and 70 in all, which only 14 each can be."""
    (figure,) = released([by_ward(14, 14, 14, 14, 14)], YEAR, NOTHING)
    assert (figure.value, figure.note) == (None, TELLING)


def test_where_they_were_released_before_those_figures_stand():
    before = released([by_ward(14, 13, 14, 12, 14)], YEAR, NOTHING)
    standing = Before({figure.place: figure for figure in before})
    assert released([by_ward(14, 14, 14, 14, 14)], YEAR, standing) == before


def test_overlapping_periods_are_held_against_one_another():
    """Five months of four each were released as under five each; their sum would tell that all were four."""
    place = ("f", "all", "all", "incidents")
    months = [ReleasedCount(f"2024-0{month}", f"2024-0{month}", 0) for month in range(4, 9)]
    before = Before(counts={place: months})
    five_months = parse_period("2024-04..2024-08")
    sums = [released([whole("f", "incidents", number, adds_up=True)], five_months, before) for number in (20, 19)]
    assert [shown(figures) for figures in sums] == [[OVERLAPPING], [15]]
    people = released([whole("f", "incidents", 20)], five_months, before)
    assert shown(people) == [20]  # people victimised in two months are one: their counts do not add up


def test_the_same_period_again_is_not_held_against_itself():
    before = Before(counts={("f", "all", "all", "incidents"): [ReleasedCount("2024-04", "2025-03", 0)]})
    assert shown(released([whole("f", "incidents", 9, adds_up=True)], YEAR, before)) == [5]


PARTS = st.lists(st.integers(0, 80), min_size=1, max_size=8)


@given(PARTS)
def test_no_released_count_is_small_and_each_is_the_truth_rounded(parts: list[int]):
    for figure in released([by_ward(*parts)], YEAR, NOTHING):
        if figure.value is not None:
            assert figure.value >= base()
            assert figure.value == rounded_down(parts[int(figure.group[1:])])


@given(PARTS, st.integers(0, 7), st.integers(1, 4))
def test_one_to_four_people_more_move_a_figure_by_one_step_or_not_at_all(parts: list[int], where: int, more: int):
    after = [number + more * (at == where % len(parts)) for at, number in enumerate(parts)]
    first, second = (released([by_ward(*numbers)], YEAR, NOTHING) for numbers in (parts, after))
    if len(first) == len(second) == len(parts) and first[0].group and second[0].group:
        steps = {(later.value or 0) - (earlier.value or 0) for earlier, later in zip(first, second, strict=True)}
        assert steps <= {0, base()}


# Shares and rates, of what was released alone


def of_repeats(victims: int, repeat: int, events: int, theirs: int) -> list[Figure]:
    names = ("victims", "repeat-victims", "events", "events-of-repeat")
    counted = [whole("f", name, number) for name, number in zip(names, (victims, repeat, events, theirs), strict=True)]
    return worked_out(released(counted, YEAR, NOTHING), 12, {})


def test_the_share_that_001_prints():
    share, of_all = of_repeats(79_198, 16_632, 152_235, 89_669)
    assert (share.measure, of_all.measure) == ("repeat-share", "event-share")
    assert share.value == pytest.approx(0.21, abs=0.0005)
    assert share.low == pytest.approx(0.2072, abs=0.0005)
    assert share.high == pytest.approx(0.2129, abs=0.0005)
    assert (of_all.value, of_all.low) == (pytest.approx(0.589, abs=0.0005), None)


@given(st.integers(25, 500), st.integers(0, 400), st.integers(0, 4))
def test_shares_tell_no_more_than_the_counts(victims: int, repeat: int, further: int):
    """Whatever lies within the same step gives the same share, to the last digit."""
    repeat = min(repeat, victims)
    truth = (victims, repeat, victims + repeat, 2 * repeat)
    same = tuple(number - number % base() + further for number in truth)
    assert of_repeats(*truth) == of_repeats(*same)


def test_no_share_of_few_or_of_what_is_withheld():
    assert of_repeats(FEWEST_FOR_A_SHARE - 1, 10, 40, 25) == []
    assert of_repeats(1_000, 4, 1_004, 8) == []


def test_how_soon_again_is_worked_out_of_released_counts():
    days = ("30", "90", "180", "365")
    again = Counted("again", "days", "victimised-again", 100, dict(zip(days, (50, 30, 20, 0), strict=True)))
    left = Counted("again", "days", "followed-to", 900, dict(zip(days, (0, 0, 0, 900), strict=True)))
    figures = worked_out(released([again, left], YEAR, NOTHING), 12, {})
    assert [figure.group for figure in figures] == list(days)
    assert [figure.value for figure in figures] == pytest.approx([0.05, 0.08, 0.10, 0.10], abs=0.01)
    assert all(figure.low < figure.value < figure.high for figure in figures)
    nudged = replace(left, parts={"30": 3, "90": 0, "180": 4, "365": 902})
    assert worked_out(released([again, nudged], YEAR, NOTHING), 12, {}) == figures


def test_nothing_is_worked_out_of_a_breakdown_that_was_not_released():
    again = Counted("again", "days", "victimised-again", 4, {"30": 4, "90": 0, "180": 0, "365": 0})
    left = Counted("again", "days", "followed-to", 900, {"30": 0, "90": 0, "180": 0, "365": 900})
    assert worked_out(released([again, left], YEAR, NOTHING), 12, {}) == []


def most_victimised(victims: int, repeat: int, events: int, theirs: int) -> dict[str, float]:
    names = ("victims", "repeat-victims", "events", "events-of-repeat")
    numbers = zip(names, (victims, repeat, events, theirs), strict=True)
    counted = [whole(REPEATS, name, number) for name, number in numbers]
    figures = worked_out(released(counted, YEAR, NOTHING), 12, {})
    return {one.group: one.value for one in figures if one.measure == "share-of-events"}


def test_what_the_most_victimised_have_at_least_comes_of_repeat_victims_alone():
    """200 repeat victims with 900 of 1,700 events: half of them are a tenth of all, and have 450 at least."""
    found = most_victimised(1_000, 200, 1_700, 900)
    assert list(found) == ["1%", "5%", "10%"]
    assert found["10%"] == pytest.approx(450 / 1_700, abs=0.02)
    beyond = most_victimised(1_000, 50, 1_150, 200)  # 50 repeat victims with 200, and 50 with one each
    assert beyond["10%"] == pytest.approx(250 / 1_150, abs=0.02)


@given(st.lists(st.integers(1, 12), min_size=40, max_size=400))
def test_the_least_share_is_never_more_than_the_truth(times: list[int]):
    repeat = [number for number in times if number > 1]
    found = most_victimised(len(times), len(repeat), sum(times), sum(repeat))
    for share, part in zip(found.values(), share_on_most_victimised(times), strict=False):
        assert share <= part


@given(st.integers(30, 300), st.integers(5, 30), st.integers(0, 60), st.integers(0, 4))
def test_the_least_share_tells_no_more_than_the_counts(victims: int, repeat: int, more: int, further: int):
    truth = victims, repeat, victims + repeat + more, 2 * repeat + more
    same = tuple(number - number % base() + further for number in truth)
    assert most_victimised(*truth) == most_victimised(*same)


def test_rates_are_of_the_households_of_the_tenure():
    tenures = {"owned": 120, "social-rented": 60, "private-rented": 0, "other": 0, "not-told": 40}
    few_tell = tenures | {"not-told": 400}
    counted = Counted("asb-by-tenure", "tenure", "incidents", 580, few_tell, adds_up=True)
    assert worked_out(released([counted], YEAR, NOTHING), 6, {"owned": 40_000}) == []
    counted = Counted("asb-by-tenure", "tenure", "incidents", 220, tenures, adds_up=True)
    figures = worked_out(released([counted], YEAR, NOTHING), 6, {"owned": 40_000, "social-rented": 5_000})
    rates = {figure.group: figure for figure in figures if figure.measure == "rate"}
    assert rates["owned"].value == pytest.approx(122 / 40_000 * 2 * 1_000)
    assert rates["social-rented"].value == pytest.approx(62 / 5_000 * 2 * 1_000)
    assert rates["social-rented"].low < rates["social-rented"].value < rates["social-rented"].high
    assert set(rates) == {"owned", "social-rented"}


# Into the lake


def test_findings_stand_in_an_open_table(tmp_path: Path):
    lake = lake_of(tmp_path, many(60) + many(40, times=2, start=60))
    written = write_findings(lake, HOME, YEAR, now=NOW)
    rows = newest(lake.snapshot(), HOME, YEAR)
    assert written == len(rows)
    assert not PEOPLE_COUNTS.is_restricted
    found = {(row["finding"], row["measure"]): row for row in rows if row["breakdown"] == "all"}
    own = "repeat-victims-unlinked"
    assert [found[own, name]["value"] for name in ("victims", "repeat-victims", "events")] == [100, 40, 140]
    assert found[own, "repeat-share"]["value"] == pytest.approx(42 / 102)
    assert {row["run"] for row in rows} == {""}
    assert {(row["purpose"], row["feeds"], row["period"]) for row in rows} == {
        ("aggregates", "police", "2024-04..2025-03")
    }


def test_no_key_and_no_name_reaches_the_table(tmp_path: Path):
    incidents = many(60, address="7 Synthetic Street") + many(40, agency="landlord", kind="asb")
    lake = lake_of(tmp_path, incidents)
    write_findings(lake, HOME, YEAR, now=NOW, clusters=linked(incidents), run="3", purpose="asb-panel")
    told = str(newest(lake.snapshot(), HOME, YEAR))
    assert "Synthetic" not in told
    assert not any(row["victim_key"] in told for row in incidents)
    assert not any(row["reference"] in told for row in incidents)


def test_linkage_is_shown_before_what_lacks_it_and_a_newer_release_before_an_older(tmp_path: Path):
    incidents = many(60) + many(60, agency="landlord", kind="asb")
    lake = lake_of(tmp_path, incidents)
    write_findings(lake, HOME, YEAR, now=NOW, clusters=linked(incidents), run="1")
    write_findings(lake, HOME, YEAR, now=NOW + timedelta(days=2), clusters=linked(incidents), run="2")
    write_findings(lake, HOME, YEAR, now=NOW + timedelta(days=3))
    assert {row["run"] for row in newest(lake.snapshot(), HOME, YEAR)} == {"2"}


def test_every_release_stays_in_the_register(tmp_path: Path):
    lake = lake_of(tmp_path, many(100))
    for day in range(3):
        write_findings(lake, HOME, YEAR, now=NOW + timedelta(days=day))
    write_findings(lake, HOME, parse_period("2024-04..2024-06"), now=NOW + timedelta(days=5))
    before = released_before(lake.snapshot(), HOME, YEAR, "aggregates", "police")
    place = ("records", "all", "all", "incidents")
    assert before.standing[place].value == 100
    assert sorted(one[:2] for one in before.counts[place]) == [("2024-04", "2024-06"), ("2024-04", "2025-03")]
    other = released_before(lake.snapshot(), HOME, YEAR, "another", "police")
    assert (other.standing, other.counts) == ({}, before.counts)
    more_feeds = released_before(lake.snapshot(), HOME, YEAR, "aggregates", "landlord, police")
    assert (more_feeds.standing, more_feeds.counts) == ({}, before.counts)


def test_a_count_under_five_is_on_the_register_as_such_and_a_share_is_not(tmp_path: Path):
    """Three months of at most four each are known to be so when the sum of them is asked for."""
    lake = lake_of(tmp_path, [*many(3, kind="asb"), *many(100, start=10)])
    write_findings(lake, HOME, YEAR, now=NOW)
    before = released_before(lake.snapshot(), HOME, YEAR, "aggregates", "police")
    assert before.counts["asb", "all", "all", "incidents"] == [ReleasedCount("2024-04", "2025-03", 0)]
    assert not [place for place in before.counts if "share" in place[3]]


def test_five_months_of_under_five_each_hold_back_their_sum_whatever_the_purpose(tmp_path: Path):
    """Four reports a month: under five each month, twenty in all, so that each is four. The sum is withheld."""
    months = [f"2024-{month:02d}" for month in range(4, 9)]
    told = [(month, number) for month in months for number in range(4)]
    asb = [
        record("police", "asb", f"{month}-{number}", f"{month}-10T10:00", f"{month}{number}") for month, number in told
    ]
    lake = lake_of(tmp_path, asb)
    for at, month in enumerate(months):
        write_findings(lake, HOME, parse_period(month), now=NOW + timedelta(hours=at), purpose=f"purpose-{at}")
    five = parse_period("2024-04..2024-08")
    write_findings(lake, HOME, five, now=NOW + timedelta(days=1))
    rows = {(row["finding"], row["breakdown"], row["measure"]): row for row in newest(lake.snapshot(), HOME, five)}
    withheld = [("asb", "incidents"), ("repeat-victims-unlinked", "events"), ("records", "incidents")]
    for place in [(finding, "all", measure) for finding, measure in withheld]:
        assert (rows[place]["value"], rows[place]["note"]) == (None, OVERLAPPING)


def test_one_period_is_one_however_it_is_written(tmp_path: Path):
    lake = lake_of(tmp_path, many(100))
    write_findings(lake, HOME, parse_period("R12:2025-03"), now=NOW)
    assert newest(lake.snapshot(), HOME, YEAR)
    assert period_code(YEAR) == period_code(parse_period("2024-04..2025-03"))


@pytest.mark.parametrize("more", [1, 4])
def test_a_few_more_people_look_like_none(tmp_path: Path, more: int):
    """100 victims, and up to four more: no figure of the release tells."""
    releases = []
    for number in (100, 100 + more):
        lake = lake_of(tmp_path / str(number), many(number))
        write_findings(lake, HOME, YEAR, now=NOW)
        rows = newest(lake.snapshot(), HOME, YEAR)
        releases.append([(row["finding"], row["group"], row["measure"], row["value"]) for row in rows])
    assert releases[0] == releases[1]


def test_a_feed_without_records_in_one_period_does_not_hide_what_periods_tell_together(tmp_path: Path):
    """The landlord was told of nothing in some of the five months: each month counts the same records all the same."""
    months = [f"2024-{month:02d}" for month in range(4, 9)]
    told = [(month, number) for month in months for number in range(4)]
    asb = [
        record("landlord" if month > "2024-06" and number == 0 else "police", "asb", f"{month}-{number}", f"{month}-10")
        for month, number in told
    ]
    lake = lake_of(tmp_path, asb)
    for at, month in enumerate(months):
        write_findings(lake, HOME, parse_period(month), now=NOW + timedelta(hours=at))
    five = parse_period("2024-04..2024-08")
    write_findings(lake, HOME, five, now=NOW + timedelta(days=1))
    (row,) = [
        row for row in newest(lake.snapshot(), HOME, five) if (row["finding"], row["breakdown"]) == ("asb", "all")
    ]
    assert (row["value"], row["note"]) == (None, OVERLAPPING)


def test_nothing_is_there_before_the_first_release(tmp_path: Path):
    assert newest(lake_of(tmp_path, many(10)).snapshot(), HOME, YEAR) == []


@pytest.mark.parametrize(
    ("code", "period", "fault", "said"),
    [
        (HOME, parse_period("FY2010"), NothingLoaded, "no record of partners of April 2010"),
        ("w1", YEAR, UsageError, "whole partnership area"),
        ("X1", YEAR, UnknownName, "there is no area 'X1'"),
    ],
)
def test_what_cannot_be_found_out_is_refused_and_nothing_written(
    tmp_path: Path, code: str, period: Period, fault: type[Exception], said: str
):
    lake = lake_of(tmp_path, many(10))
    with pytest.raises(fault, match=said):
        write_findings(lake, code, period, now=NOW)
    assert not lake.snapshot().has(PEOPLE_COUNTS.name)


def test_two_releases_of_one_moment_are_refused(tmp_path: Path):
    lake = lake_of(tmp_path, many(100))
    write_findings(lake, HOME, YEAR, now=NOW)
    with pytest.raises(UsageError, match="very moment"):
        write_findings(lake, HOME, YEAR, now=NOW)


HOUSEHOLDS = """
date       | code | households | tenure
2021-03-21 | a1   | 100        | all
2021-03-21 | a1   | 40         | Owned: Owns outright
2021-03-21 | a1   | 20         | Owned: Owns with a mortgage or loan
2021-03-21 | a2   | 30         | Social rented: Other social rented
2021-03-21 | a2   | 5          | Lives rent free
2021-03-21 | b1   | 500        | Social rented: Other social rented
"""


def test_households_by_tenure_are_those_of_the_area(tmp_path: Path):
    basis = Basis(lake_of(tmp_path, [record()], households=HOUSEHOLDS).snapshot())
    found, source = households_by_tenure(basis, HOME, YEAR)
    assert found == {"owned": 60, "social-rented": 30, "other": 5}
    assert source == "Census"
    assert households_by_tenure(Basis(lake_of(tmp_path / "b", [record()]).snapshot()), HOME, YEAR) == ({}, "")


def test_the_contract_says_why_a_figure_is_missing():
    assert {"hidden", "note", "purpose", "run", "feeds"} <= set(ALL_TABLES["people_counts"].column_names)
