"""Who is told: anti-social behaviour by agency, time and tenure, and what only one kind of agency knows."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from saferplan.evidence.analysis.repeat_victims.known_to import known_to
from saferplan.evidence.analysis.repeat_victims.one_incident import incidents_of
from saferplan.evidence.people.counted import Counted, by_group, whole
from saferplan.evidence.people.reports import Codes, Reports
from saferplan.evidence.people.words import NOT_TOLD, THREE_OR_MORE, TOGETHER, words

RECORDS, ASB, KNOWN_TO, TENURE = "records", "asb", "known-to", "asb-by-tenure"
HOURS = 3
WEEKDAYS = 7
MONDAY = np.datetime64("2024-01-01", "D")


def records(reports: Reports) -> Iterator[Counted]:
    """How many incidents each kind of agency told of, and of how many the victim is known."""
    everything = np.ones(len(reports), dtype=bool)
    has_victim = np.isin(reports.incident, reports.incident[reports.key >= 0])
    for measure, rows in (("incidents", everything), ("incidents-with-victim", has_victim)):
        at = reports.each_incident_once(rows)
        yield whole(RECORDS, measure, len(at), adds_up=True)
        kinds = reports.coded["agency_kind"].told(reports.agency_kinds)
        own = [kinds[place] for place in at.tolist()]
        yield by_group(RECORDS, "agency-kind", measure, reports.agency_kinds, own, adds_up=True)


def asb(reports: Reports) -> Iterator[Counted]:
    """Anti-social behaviour that agencies were told of; an incident told to two is in both, until people are linked."""
    at = reports.each_incident_once(reports.about("asb"))
    yield whole(ASB, "incidents", len(at), adds_up=True)
    if not len(at):
        return
    categories = tuple(words()["asb_categories"])
    category = reports.coded["asb_category"].told(categories)
    kind = reports.coded["agency_kind"].told(reports.agency_kinds)
    groups = [f"{one}{TOGETHER}{other}" for one in reports.agency_kinds for other in categories]
    cells = [f"{kind[row]}{TOGETHER}{category[row]}" for row in at.tolist()]
    yield by_group(ASB, "agency-kind-and-category", "incidents", groups, cells, adds_up=True)
    told = reports.coded["month"].told(reports.period.months)
    yield by_group(ASB, "month", "incidents", reports.period.months, [told[row] for row in at], adds_up=True)
    yield by_group(ASB, "weekday-and-hour", "incidents", week_groups(), week_of(reports.time[at]), adds_up=True)


def week_groups() -> list[str]:
    """'1+00' for Monday from midnight, to '7+21', then NOT_TOLD."""
    return [f"{day}{TOGETHER}{hour:02d}" for day in range(1, 8) for hour in range(0, 24, HOURS)] + [NOT_TOLD]


def week_of(times: NDArray[np.datetime64]) -> list[str]:
    """Exactly midnight is what a day without an hour becomes, so it counts as not told."""
    days = (times.astype("datetime64[D]") - MONDAY).astype(np.int64) % WEEKDAYS + 1
    minutes = (times - times.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
    return [
        NOT_TOLD if unknown or minute == 0 else f"{day}{TOGETHER}{minute // 60 // HOURS * HOURS:02d}"
        for day, minute, unknown in zip(days.tolist(), minutes.tolist(), np.isnat(times).tolist(), strict=True)
    ]


def known_alone(reports: Reports) -> Iterator[Counted]:
    """People, and incidents, by the set of kinds of agency that know of them. Nothing without linkage over agencies."""
    if not reports.is_linked or not reports.agency_kinds:
        return
    for subject in ("any", "asb"):
        finding = KNOWN_TO if subject == "any" else f"{KNOWN_TO}-{subject}"
        at = reports.each_once(reports.person, reports.about(subject) & reports.has_person_and_time)
        agency, kinds = (reports.coded[name].codes[at] for name in ("agency", "agency_kind"))
        events = incidents_of(reports.person[at], agency, reports.time[at])
        yield _sets(finding, "victims", reports, reports.person[at], kinds)
        again = _of_several(reports.person[at], events)
        yield _sets(finding, "repeat-victims", reports, reports.person[at][again], kinds[again])
        yield _sets(finding, "events", reports, events, kinds)


def _of_several(person: Codes, events: Codes) -> NDArray[np.bool_]:
    """Rows of people with two events or more: with one alone, hardly anybody can be known to two agencies."""
    pairs = np.unique(np.stack([person, events]), axis=1)
    people, number = np.unique(pairs[0], return_counts=True)
    return np.isin(person, people[number > 1])


def _sets(finding: str, measure: str, reports: Reports, subject: Codes, kinds: Codes) -> Counted:
    names = reports.coded["agency_kind"].names
    counted: Counter[str] = Counter()
    for members, number in known_to(subject, kinds, len(names)).items():
        counted[_set_name([names[at] for at in members])] += number
    parts = {group: counted[group] for group in set_groups(reports.agency_kinds)}
    return Counted(finding, "agency-kinds", measure, counted.total(), parts)


def _set_name(kinds: list[str]) -> str:
    return TOGETHER.join(sorted(kinds)) if len(kinds) < 3 else THREE_OR_MORE


def set_groups(kinds: tuple[str, ...]) -> list[str]:
    """Each kind alone, each two together, and three or more."""
    pairs = [TOGETHER.join(sorted(pair)) for pair in combinations(kinds, 2)]
    return [*kinds, *pairs, *([THREE_OR_MORE] if len(kinds) > 2 else [])]


def asb_by_tenure(reports: Reports) -> Iterator[Counted]:
    at = reports.each_incident_once(reports.about("asb"))
    tenures = tuple(words()["tenures"])
    told = reports.coded["tenure"].told(tenures)
    if len(at) and any(told[row] != NOT_TOLD for row in at.tolist()):
        yield by_group(TENURE, "tenure", "incidents", tenures, [told[row] for row in at.tolist()], adds_up=True)
