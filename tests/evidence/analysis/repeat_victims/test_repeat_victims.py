"""Repeat victimisation by hand, beside the plain reference, and what must always hold."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import numpy as np
import plain_reference as plain
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.repeat_victims.again import DAYS, by_stretch, first_and_next, share_again
from saferplan.evidence.analysis.repeat_victims.concentration import PARTS, share_on_most_victimised
from saferplan.evidence.analysis.repeat_victims.counting import repeats, repeats_by
from saferplan.evidence.analysis.repeat_victims.known_to import MOST_AGENCIES, known_to
from saferplan.evidence.analysis.repeat_victims.one_incident import SAME_INCIDENT_DAYS, incidents_of

VICTIMS = st.lists(st.integers(0, 12), max_size=60)
START = datetime(2024, 4, 1)
END = datetime(2025, 4, 1)
MOMENTS = st.integers(0, 364 * 24).map(lambda hours: START + timedelta(hours=hours))


def numbers(found) -> tuple[int, int, int, int]:
    return tuple(int(one[0]) for one in found)


# Victims victimised more than once


def test_by_hand():
    """Ann three times, Bob once, Cy twice: two of three are repeat victims, and five of six events are theirs."""
    assert numbers(repeats([1, 1, 2, 3, 3, 1])) == (3, 2, 6, 5)


def test_nobody_and_one():
    assert numbers(repeats([])) == (0, 0, 0, 0)
    assert numbers(repeats([7])) == (1, 0, 1, 0)


@given(VICTIMS)
def test_agrees_with_counting_by_hand(victims: list[int]):
    assert numbers(repeats(victims)) == plain.repeats(victims)


@given(VICTIMS, st.randoms())
def test_order_and_names_do_not_matter(victims: list[int], chance):
    mixed = [victim * 1_000_003 - 5 for victim in victims]
    chance.shuffle(mixed)
    assert numbers(repeats(mixed)) == numbers(repeats(victims))


@given(VICTIMS, st.integers(0, 12))
def test_one_more_event_never_lowers_anything(victims: list[int], another: int):
    before, after = numbers(repeats(victims)), numbers(repeats([*victims, another]))
    assert all(later >= earlier for earlier, later in zip(before, after, strict=True))


@given(VICTIMS)
def test_repeat_victims_have_at_least_two_each(victims: list[int]):
    people, again, events, theirs = numbers(repeats(victims))
    assert theirs >= 2 * again
    assert events - theirs == people - again


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), max_size=60))
def test_groups_are_each_counted_alone(rows: list[tuple[int, int]]):
    who, where = [row[0] for row in rows], [row[1] for row in rows]
    found = repeats_by(who, where, 4)
    for group in range(4):
        own = [victim for victim, place in rows if place == group]
        assert tuple(int(one[group]) for one in found) == plain.repeats(own)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), max_size=60))
def test_linking_people_never_lowers_the_share_of_repeats_of_the_same_events(rows: list[tuple[int, int]]):
    """Two keys that turn out to be one person: fewer victims, and no event less."""
    apart, linked = repeats([victim for victim, _ in rows]), repeats([victim // 2 for victim, _ in rows])
    assert linked.victims[0] <= apart.victims[0]
    assert linked.of_repeat[0] >= apart.of_repeat[0]
    assert linked.events[0] == apart.events[0]


@pytest.mark.parametrize(
    ("who", "where", "groups"), [([1], [1, 2], 3), ([1], [3], 3), ([1], [-1], 3), ([[1]], [[0]], 1)]
)
def test_what_is_no_list_of_victimisations_is_refused(who: list, where: list, groups: int):
    with pytest.raises(ValueError, match=r"victimisation|groups"):
        repeats_by(who, where, groups)


# Concentration


def test_the_most_victimised_tenth_by_hand():
    """Ten victims, one victimised eleven times and the others once: the tenth has 11 of 20."""
    assert share_on_most_victimised([11] + [1] * 9, [0.1, 0.5, 1, 0]).tolist() == pytest.approx([0.55, 0.75, 1, 0])


def test_a_part_of_one_victim_takes_that_part_of_theirs():
    assert share_on_most_victimised([4] + [1] * 6, [1 / 14]) == pytest.approx([0.2])


@given(st.lists(st.integers(1, 30), min_size=1, max_size=50), st.floats(0, 1))
def test_concentration_agrees_with_going_through_the_victims(times: list[int], part: float):
    assert share_on_most_victimised(times, [part])[0] == pytest.approx(
        plain.share_on_most_victimised(times, part), abs=1e-9
    )


@given(st.lists(st.integers(1, 30), min_size=1, max_size=50))
def test_the_most_victimised_have_at_least_their_part(times: list[int]):
    shares = share_on_most_victimised(times)
    assert (shares >= np.array(PARTS) - 1e-9).all()
    assert (np.diff(shares) >= -1e-12).all()


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 9), min_size=1))
def test_weights_stand_for_that_many_victims(classes: dict[int, int]):
    one_by_one = [often for often, people in classes.items() for _ in range(people)]
    grouped = share_on_most_victimised(list(classes), PARTS, list(classes.values()))
    assert grouped == pytest.approx(share_on_most_victimised(one_by_one))


def test_nobody_has_no_share():
    assert np.isnan(share_on_most_victimised([])).all()


@pytest.mark.parametrize(("times", "parts"), [([0], [0.1]), ([1], [1.1]), ([1], [-0.1])])
def test_what_cannot_be_concentrated(times: list, parts: list):
    with pytest.raises(ValueError, match=r"between 0 and 1|at least once"):
        share_on_most_victimised(times, parts)


# How soon again


def found_of(victimised: dict[int, list[datetime]], end: datetime = END):
    rows = [(person, time) for person, times in victimised.items() for time in times]
    return first_and_next([row[0] for row in rows], [np.datetime64(row[1], "m") for row in rows], np.datetime64(end))


def test_days_to_the_next_by_hand():
    found = found_of({1: [START, START + timedelta(days=10), START + timedelta(days=200)], 2: [START]})
    assert found.days_to_next[0] == 10
    assert np.isnan(found.days_to_next[1])
    assert found.days_left.tolist() == [365, 365]


def test_whoever_was_victimised_in_the_last_month_is_not_followed_and_pulls_nothing_down():
    followed = {person: [START, START + timedelta(days=5)] if person < 5 else [START] for person in range(10)}
    recent = {100 + person: [END - timedelta(days=3)] for person in range(50)}
    alone, together = (share_again(by_stretch(found_of(who))) for who in (followed, followed | recent))
    assert alone.share[0] == together.share[0] == 0.5
    assert repeats([p for p, times in (followed | recent).items() for _ in times]).repeat[0] / 60 < 0.1


def test_a_repeat_counts_only_where_the_whole_stretch_was_seen():
    """Victimised 20 days before the end and again 10 days later: among those seen for 30 days she is not."""
    late = {1: [END - timedelta(days=20), END - timedelta(days=10)], 2: [START]}
    again, left = by_stretch(found_of(late))
    assert (again.sum(), left.tolist()) == (0, [0, 0, 0, 1])


@given(st.dictionaries(st.integers(0, 30), st.lists(MOMENTS, min_size=1, max_size=4, unique=True), max_size=30))
def test_how_soon_again_agrees_with_stretch_by_stretch(victimised: dict[int, list[datetime]]):
    counted = by_stretch(found_of(victimised))
    expected = plain.share_again(victimised, END, DAYS)
    if not expected:
        assert counted.again.sum() + counted.left.sum() == 0
        return
    ours = share_again(counted).share
    assert ours[: len(expected)] == pytest.approx(expected[: len(ours)])


@given(st.dictionaries(st.integers(0, 30), st.lists(MOMENTS, min_size=1, max_size=4), min_size=1, max_size=30))
def test_each_victim_is_in_one_stretch_at_most(victimised: dict[int, list[datetime]]):
    again, left = by_stretch(found_of(victimised))
    long_enough = sum((END - min(times)).days >= DAYS[0] for times in victimised.values())
    assert again.sum() + left.sum() == long_enough


@pytest.mark.parametrize(("who", "when"), [([1], [END]), ([1, 2], [START])])
def test_what_lies_outside_the_period_is_refused(who: list, when: list):
    with pytest.raises(ValueError, match="victimisation"):
        first_and_next(who, [np.datetime64(one, "m") for one in when], np.datetime64(END))


# One incident told to several agencies

POLICE, LANDLORD, COUNCIL = 0, 1, 2


def grouped(reports: list[plain.Report], days: float = SAME_INCIDENT_DAYS) -> set[frozenset[int]]:
    number = incidents_of(
        [one[0] for one in reports], [one[1] for one in reports], [np.datetime64(one[2], "m") for one in reports], days
    )
    found: dict[int, set[int]] = defaultdict(set)
    for at, incident in enumerate(number.tolist()):
        found[incident].add(at)
    return {frozenset(one) for one in found.values()}


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def test_police_on_saturday_and_landlord_on_monday_are_one_incident():
    assert grouped([(1, POLICE, at(0)), (1, LANDLORD, at(2))]) == {frozenset({0, 1})}


@pytest.mark.parametrize(
    "other", [(1, POLICE, at(1)), (2, LANDLORD, at(1)), (1, LANDLORD, at(3.01))], ids=["agency", "person", "days"]
)
def test_the_same_agency_another_person_or_a_later_day_is_another_incident(other: plain.Report):
    assert len(grouped([(1, POLICE, at(0)), other])) == 2


def test_two_nights_told_to_both_are_two_incidents():
    told = [(1, POLICE, at(0)), (1, LANDLORD, at(1)), (1, POLICE, at(2)), (1, LANDLORD, at(2.5)), (1, COUNCIL, at(2.9))]
    assert grouped(told) == {frozenset({0, 1, 4}), frozenset({2, 3})}


REPORTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 480).map(lambda h: START + timedelta(hours=h))),
    max_size=25,
)


@given(REPORTS, st.sampled_from([0.5, 1, 3, 7]))
def test_incidents_agree_with_going_through_the_reports(reports: list[plain.Report], days: float):
    def told(groups):
        return Counter(frozenset(reports[at] for at in group) for group in groups)

    assert told(grouped(reports, days)) == told(plain.incidents(reports, days))


@given(REPORTS)
def test_no_incident_has_an_agency_twice_and_none_lasts_longer_than_it_may(reports: list[plain.Report]):
    for group in grouped(reports):
        own = [reports[at] for at in group]
        assert len({one[0] for one in own}) == 1
        assert len({one[1] for one in own}) == len(own)
        assert max(one[2] for one in own) - min(one[2] for one in own) <= timedelta(days=SAME_INCIDENT_DAYS)


def test_reports_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="each report"):
        incidents_of([1, 2], [1], [np.datetime64("2024-01-01")])


# Known to one agency, or to several


def test_sets_of_agencies_by_hand():
    """One known to police alone, twice; one to police and landlord; one to the landlord alone."""
    found = known_to([1, 1, 2, 2, 3], [POLICE, POLICE, POLICE, LANDLORD, LANDLORD], 2)
    assert found == {frozenset({0}): 1, frozenset({0, 1}): 1, frozenset({1}): 1}
    assert known_to([], [], 2) == Counter()


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=60))
def test_sets_agree_with_a_dictionary_of_sets(records: list[tuple[int, int]]):
    found = known_to([one[0] for one in records], [one[1] for one in records], 5)
    assert found == plain.known_to(records)
    assert found.total() == len({subject for subject, _ in records})


@pytest.mark.parametrize(("subject", "agency", "agencies"), [([1], [2], 2), ([1], [0, 1], 2), ([1], [0], 63)])
def test_agencies_out_of_range_are_refused(subject: list, agency: list, agencies: int):
    with pytest.raises(ValueError, match=r"agencies|agency"):
        known_to(subject, agency, agencies)
    assert MOST_AGENCIES == 62
