"""The truth behind the files, kept apart from them: who, which incident, which address, and what ought to be found.

Expected findings are counted in plain loops over what the files tell, by the true person in place of any link.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from saferplan.evidence.partners.mentions import Subject
from saferplan.synth.partnership.cells import FeedRows
from saferplan.synth.partnership.world import DAY, World, data
from saferplan.synth.people.names import KINDS
from saferplan.synth.positions import NOBODY

EPOCH = date(1970, 1, 1)
# Anti-social Behaviour, Crime and Policing Act 2014 s.104(11), and the threshold of its guidance: three complaints
# within six months, each made within one month of the behaviour.
MONTHS_TO_APPLY, MONTHS_TO_COMPLAIN, COMPLAINTS = 6, 1, 3


def write_truth(folder: Path, world: World, feeds: Sequence[FeedRows]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    on = EPOCH + timedelta(days=world.last_day)
    complaints = complaints_of(feeds)
    return [
        _write(folder / "people.csv", _people(world)),
        _write(folder / "persons.csv", _persons(feeds)),
        _write(folder / "incidents.csv", _incidents(feeds)),
        _write(folder / "addresses.csv", _addresses(world, feeds)),
        _write(folder / "complaints.csv", _complaints(complaints)),
        _write(folder / "case-review.csv", case_review(complaints, on)),
        _write_expected(folder / "expected.json", world, feeds, on),
    ]


def _write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return path


def _people(world: World) -> Iterable[Sequence[object]]:
    people = world.people
    yield "person", "name_kind", "household", "date_of_birth", "dwelling", "twin_of", "namesake_of"
    columns = (people.kind, people.household, people.born, people.dwelling, people.twin_of, people.namesake_of)
    for at, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        kind, household, born, dwelling, twin, namesake = row
        yield at, KINDS[kind], household, EPOCH + timedelta(days=born), dwelling, _or_empty(twin), _or_empty(namesake)


def _or_empty(value: int) -> int | str:
    return "" if value == NOBODY else value


def _persons(feeds: Sequence[FeedRows]) -> Iterable[Sequence[object]]:
    yield "feed", "reference", "subject", "person"
    for rows in feeds:
        for subject in Subject:
            person = getattr(rows.reports, subject.value)
            for at in np.flatnonzero(person != NOBODY).tolist():
                yield rows.feed.name, rows.references[at], subject.value, int(person[at])


def _incidents(feeds: Sequence[FeedRows]) -> Iterable[Sequence[object]]:
    yield "feed", "reference", "incident"
    for rows in feeds:
        for reference, incident in zip(rows.references, rows.reports.incident.tolist(), strict=True):
            yield rows.feed.name, reference, incident


def _addresses(world: World, feeds: Sequence[FeedRows]) -> Iterable[Sequence[object]]:
    yield "feed", "reference", "dwelling", "uprn", "tenure", "is_refuge"
    from saferplan.synth.area import TENURES

    for rows in feeds:
        for at in np.flatnonzero(rows.reports.dwelling != NOBODY).tolist():
            home = int(rows.reports.dwelling[at])
            tenure = TENURES[int(world.placed.tenure[home])]
            is_refuge = "yes" if home == world.placed.refuge else "no"
            yield rows.feed.name, rows.references[at], home, world.placed.homes.uprn[home], tenure, is_refuge


@dataclass(frozen=True)
class Complaint:
    """A report of ASB by somebody whom the file names. `case`: the agency's case, or the report's own reference."""

    feed: str
    agency: str
    reference: str
    case: str
    person: int
    incident: int
    behaviour: date
    reported: date
    scenario: str


def complaints_of(feeds: Sequence[FeedRows]) -> list[Complaint]:
    """Every report of ASB of the feeds that name people."""
    laid = data("scenarios")["scenario"]
    found = []
    for rows in feeds:
        own = rows.reports
        is_asb = rows.feed.kind == "asb" and rows.names_people
        for at in np.flatnonzero(own.victim != NOBODY).tolist() if is_asb else ():
            found.append(
                Complaint(
                    feed=rows.feed.name,
                    agency=rows.feed.agency,
                    reference=rows.references[at],
                    case=rows.cases[at] or rows.references[at],
                    person=int(own.victim[at]),
                    incident=int(own.incident[at]),
                    behaviour=_day_of(own.start[at]),
                    reported=_day_of(own.reported[at]),
                    scenario=laid[int(own.scenario[at])]["name"] if own.scenario[at] != NOBODY else "",
                )
            )
    return found


def _complaints(complaints: Sequence[Complaint]) -> Iterable[Sequence[object]]:
    yield [one.name for one in fields(Complaint)]
    yield from (list(asdict(one).values()) for one in complaints)


def _day_of(minutes: int) -> date:
    return EPOCH + timedelta(days=int(minutes) // DAY)


def last_day(begins: date, months: int) -> date:
    """The last of so many months that begin with a day: the day before the same one, or the end of a shorter month."""
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    end_of_month = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    if begins.day > end_of_month:
        return date(year, month + 1, end_of_month)
    return date(year, month + 1, begins.day) - timedelta(days=1)


def qualifies(behaviour: date, reported: date, on: date) -> bool:
    """Made within a month that begins with the behaviour, and still counting on the day."""
    return reported <= last_day(behaviour, MONTHS_TO_COMPLAIN) and reported <= on <= last_day(reported, MONTHS_TO_APPLY)


def case_review(complaints: Iterable[Complaint], on: date) -> Iterable[Sequence[object]]:
    """Cases of a person who has reached the threshold on the day, or stands one short; see `_standing`."""
    counting: dict[int, list[Complaint]] = defaultdict(list)
    for one in complaints:
        if qualifies(one.behaviour, one.reported, on):
            counting[one.person].append(one)
    yield "agency", "case", "person", "complaints", "status", "incidents", "status_by_incident"
    for person, own in sorted(counting.items()):
        incidents = len({one.incident for one in own})
        standing = len(own), _standing(len(own)), incidents, _standing(incidents)
        cases = {(one.agency, one.case) for one in own}
        for case in sorted(cases) if any(standing[1::2]) else ():
            yield *case, person, *standing


def _standing(number: int) -> str:
    """By the number of complaints that count; with some local procedures one incident told to several counts once."""
    return "reached" if number >= COMPLAINTS else "one short" if number == COMPLAINTS - 1 else ""


def _write_expected(path: Path, world: World, feeds: Sequence[FeedRows], on: date) -> Path:
    found = {
        "on": on.isoformat(),
        "months": list(world.months),
        "area": world.areas.code,
        "people": len(world.people),
        "repeat_victims_of_police_crime": repeat_victims(
            [rows for rows in feeds if rows.feed.name.endswith("police-crime")]
        ),
        "people_known_to_agencies": known_to(feeds),
        "reports": {rows.feed.name: len(rows.reports) for rows in feeds},
    }
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return path


def repeat_victims(feeds: Sequence[FeedRows]) -> dict[str, int | float]:
    """Victims, those of more than one incident, and how many of the victims' incidents are theirs."""
    incidents: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for rows in feeds:
        for at in np.flatnonzero(rows.reports.victim != NOBODY).tolist():
            incidents[int(rows.reports.victim[at])].add((rows.feed.name, rows.references[at]))
    repeated = [own for own in incidents.values() if len(own) > 1]
    return {
        "victims": len(incidents),
        "repeat_victims": len(repeated),
        "share": len(repeated) / len(incidents) if incidents else 0.0,
        "incidents": sum(map(len, incidents.values())),
        "incidents_of_repeat_victims": sum(map(len, repeated)),
    }


def known_to(feeds: Sequence[FeedRows]) -> dict[str, int]:
    """How many victims and complainants are known by name to one agency, to two and so on."""
    agencies: dict[int, set[str]] = defaultdict(set)
    for rows in feeds:
        if rows.names_people:
            for person in rows.reports.victim[rows.reports.victim != NOBODY].tolist():
                agencies[person].add(rows.feed.agency)
    found: dict[str, int] = defaultdict(int)
    for own in agencies.values():
        found[str(len(own))] += 1
    return dict(sorted(found.items()))
