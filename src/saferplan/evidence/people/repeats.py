"""Repeat victimisation, with and without linkage: in all, by subject, kind of agency, offence group and ward."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from saferplan.evidence.analysis.repeat_victims.again import DAYS, by_stretch, first_and_next
from saferplan.evidence.analysis.repeat_victims.counting import Repeats, repeats, repeats_by
from saferplan.evidence.analysis.repeat_victims.one_incident import incidents_of
from saferplan.evidence.people.counted import Counted, whole
from saferplan.evidence.people.reports import Coded, Codes, Reports
from saferplan.evidence.people.words import words
from saferplan.evidence.periods import month_number, month_of

REPEATS, UNLINKED = "repeat-victims", "repeat-victims-unlinked"
PLACES, AGAIN, CONCENTRATION = "repeat-places", "again", "concentration"
MEASURES = ("victims", "repeat-victims", "events", "events-of-repeat")
PLACE_MEASURES = ("places", "repeat-places", "incidents", "incidents-of-repeat")


@dataclass(frozen=True)
class Victimisations:
    """Positions in the reports of the first that told of each victimisation, and its person."""

    rows: Codes
    person: Codes


def victimisations(reports: Reports, rows: NDArray[np.bool_]) -> Victimisations:
    """Of the reports at `rows` with a known victim. Linked, what several agencies were told of once counts once."""
    person = reports.person if reports.is_linked else reports.key
    at = reports.each_once(person, rows & ~np.isnat(reports.time))
    if reports.is_linked:
        at = at[np.argsort(reports.time[at], kind="stable")]
        number = incidents_of(person[at], reports.coded["agency"].codes[at], reports.time[at])
        at = at[np.unique(number, return_index=True)[1]]
    return Victimisations(at, person[at])


def repeat_victims(reports: Reports, wards: Sequence[str]) -> Iterator[Counted]:
    """Every count of repeat victims; linked, those in all also as they are without. `wards`: all of the area."""
    finding = REPEATS if reports.is_linked else UNLINKED
    yield from _in_all(finding, reports)
    if reports.is_linked:
        yield from _in_all(UNLINKED, replace(reports, is_linked=False))
    victimised = victimisations(reports, reports.about("any"))
    crime = victimisations(reports, reports.about("crime"))
    yield from _by(finding, "offence-group", crime, reports.coded["offence_group"])
    yield from _by(finding, "ward", victimised, _numbered(reports.coded["ward"], wards))
    yield from _by(finding, "agency-kind", _told_to_each(reports), reports.coded["agency_kind"])
    yield from how_soon(reports, victimised)


def _in_all(finding: str, reports: Reports) -> Iterator[Counted]:
    subjects = tuple(words()["subjects"])
    found = [repeats(victimisations(reports, reports.about(subject)).person) for subject in subjects]
    for measure, number in zip(MEASURES, found[0], strict=True):
        yield whole(finding, measure, int(number[0]), adds_up=_adds_up(finding, measure))
    together = Repeats(*(np.concatenate([getattr(one, name) for one in found]) for name in Repeats._fields))
    yield from _parts(finding, "subject", subjects, together, found[0])


def _told_to_each(reports: Reports) -> Victimisations:
    """Each agency's own records: what it holds, whether others do or not."""
    person = reports.person if reports.is_linked else reports.key
    at = reports.each_once(person, reports.about("any"))
    return Victimisations(at, person[at])


def how_soon(reports: Reports, victimised: Victimisations) -> Iterator[Counted]:
    """Victims by the stretch after the first time in which they were victimised again, or to which they were followed.

    The period ends with its last month; victimisations whose own time lies before or after it, though they were
    reported in it, are left out, for nothing says what else happened then.
    """
    start = np.datetime64(f"{reports.period.first}-01", "m")
    end = np.datetime64(f"{month_of(month_number(reports.period.last) + 1)}-01", "m")
    when = reports.time[victimised.rows]
    inside = (when >= start) & (when < end)
    counted = by_stretch(first_and_next(victimised.person[inside], when[inside], end))
    groups = [str(day) for day in DAYS]
    for measure, numbers in (("victimised-again", counted.again), ("followed-to", counted.left)):
        parts = dict(zip(groups, numbers.tolist(), strict=True))
        yield Counted(AGAIN, "days", measure, int(numbers.sum()), parts)


def repeat_places(reports: Reports, wards: Sequence[str]) -> Iterator[Counted]:
    """Addresses with several incidents. Only how many there are is ever told, and in which ward."""
    at = reports.each_once(reports.place, reports.about("any"))
    places = Victimisations(at, reports.place[at])
    for measure, number in zip(PLACE_MEASURES, repeats(places.person), strict=True):
        yield whole(PLACES, measure, int(number[0]), adds_up=_adds_up(PLACES, measure))
    yield from _by(PLACES, "ward", places, _numbered(reports.coded["ward"], wards), PLACE_MEASURES)


def _by(
    finding: str, breakdown: str, victimised: Victimisations, column: Coded, measures: Sequence[str] = MEASURES
) -> Iterator[Counted]:
    """By the values of a column; rows that tell none of it are in the whole alone."""
    codes = column.codes[victimised.rows]
    known = codes >= 0
    found = repeats_by(victimised.person[known], codes[known], len(column.names))
    yield from _parts(finding, breakdown, column.names, found, repeats(victimised.person), measures)


def _parts(
    finding: str,
    breakdown: str,
    groups: Sequence[str],
    found: Repeats,
    all_of_it: Repeats,
    measures: Sequence[str] = MEASURES,
) -> Iterator[Counted]:
    for measure, numbers, total in zip(measures, found, all_of_it, strict=True):
        parts = dict(zip(groups, numbers.tolist(), strict=True))
        if parts:
            yield Counted(finding, breakdown, measure, int(total[0]), parts, _adds_up(finding, measure))


def _adds_up(finding: str, measure: str) -> bool:
    """Whether the counts of two months are that of both: of incidents, unless reports of two months may be of one."""
    return finding in (UNLINKED, PLACES) and measure in (MEASURES[2], PLACE_MEASURES[2])


def _numbered(column: Coded, names: Sequence[str]) -> Coded:
    """The column with the numbers that `names` have, and -1 for what is none of them."""
    places = {name: at for at, name in enumerate(names)}
    numbers = np.array([*(places.get(name, -1) for name in column.names), -1], dtype=np.int64)
    return Coded(numbers[column.codes], tuple(names))
