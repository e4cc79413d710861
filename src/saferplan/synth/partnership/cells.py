"""What stands in each column of a feed's file, before it is laid out: texts, numbers, moments and days."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from saferplan.synth.partnership.feeds import FeedOf
from saferplan.synth.partnership.shapes import Shape
from saferplan.synth.partnership.world import DAY, Reports, World, data
from saferplan.synth.people.names import data as people_data
from saferplan.synth.people.population import years_between
from saferplan.synth.people.recorded import AGENCY_KINDS, Asked, recorded
from saferplan.synth.places.dwellings import written
from saferplan.synth.places.grid import grid_references, to_degrees
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

REFUGE = "Refuge"
MOMENTS = ("reported", "start", "end")
DAYS = ("victim_born", "suspect_born")
"""Columns of numbers that stand for a time or a day: minutes, and days, since 1970-01-01; NOBODY for none."""
OUTCOMES = {
    "crime": (
        "Investigation complete; no suspect identified",
        "Unable to prosecute suspect",
        "Under investigation",
        "Charged",
    ),
    "asb": ("Open", "Closed - resolved", "Closed - no further action", "Open - warning letter sent"),
    "complaint": ("Closed", "Advice given", "Passed to enforcement", "Open"),
    "fire": ("", ""),
    "call": ("", ""),
}
TENANCIES = ("General needs", "Assured tenancy", "Sheltered", "Shared ownership")
TITLES = {"f": ("Mrs", "Ms", "Miss"), "m": ("Mr", "Mr", "Dr")}


@dataclass(frozen=True)
class FeedRows:
    """One feed's reports, in the order of the file, with the agency's own references.

    `names_people`: whether the file tells who its victims are.
    """

    feed: FeedOf
    shape: Shape
    reports: Reports
    references: np.ndarray
    cases: np.ndarray

    @property
    def names_people(self) -> bool:
        return self.shape.names_people


def feed_rows(feed: FeedOf, shape: Shape, reports: Reports) -> FeedRows:
    """Reports in order of time, numbered by the agency; a complaint of a case is numbered within it."""
    reports = reports.take(np.lexsort((reports.incident, reports.victim, reports.reported)))
    letters = "".join(word[0] for word in feed.name.removeprefix("synthetic-").split("-")).upper()
    _, case = np.unique(reports.case, return_inverse=True)
    number = np.arange(1, len(reports) + 1)
    year = reports.reported.astype("datetime64[m]").astype("datetime64[Y]").astype(int) + 1970
    references = [
        f"S{letters}/{one:06d}/{when % 100:02d}" for one, when in zip(number.tolist(), year.tolist(), strict=True)
    ]
    cases = [f"S{letters}-C{one + 1:05d}" for one in case.tolist()]
    has_case = (reports.case != NOBODY) & ("case" in shape.what)
    return FeedRows(
        feed,
        shape,
        reports,
        np.array(references, dtype=object),
        np.where(has_case, np.array(cases, dtype=object), "") if cases else np.zeros(0, dtype=object),
    )


class Cells:
    """The columns of one feed, each made when it is asked for."""

    def __init__(self, world: World, rows: FeedRows) -> None:
        self._world, self._rows, self._shape = world, rows, rows.shape
        self._own = rows.reports
        self._people: dict[str, dict[str, np.ndarray]] = {}
        self._makers: dict[str, Callable[[], np.ndarray]] = {
            "agency": lambda: self._all(rows.feed.agency),
            "reference": lambda: rows.references,
            "case": lambda: rows.cases,
            "category": self._category,
            "asb": self._asb,
            "offence_code": lambda: self._own.category,
            "offence": lambda: self._mapped(_offence_titles()),
            "reported": lambda: self._own.reported,
            "start": lambda: self._own.start,
            "end": lambda: self._own.end,
            "reported_day": lambda: self._clock("%d/%m/%Y"),
            "reported_hour": lambda: self._clock("%H:%M"),
            "easting": lambda: self._own.easting,
            "northing": lambda: self._own.northing,
            "longitude": lambda: to_degrees(self._own.easting, self._own.northing)[0],
            "latitude": lambda: to_degrees(self._own.easting, self._own.northing)[1],
            "grid_reference": lambda: grid_references(self._own.easting, self._own.northing),
            "lsoa": lambda: world.areas.lsoa[self._own.neighbourhood].astype(object),
            "ward": lambda: world.areas.ward[self._own.neighbourhood].astype(object),
            "location_kind": self._location_kind,
            "place_address": lambda: self._of_place(written(world.placed.homes, 0)),
            "place_postcode": lambda: self._of_place(world.placed.homes.postcode),
            "place_uprn": lambda: self._of_place(world.placed.homes.uprn),
            "tenancy": lambda: self._drawn("tenancy", TENANCIES),
            "outcome": lambda: self._drawn("outcome", OUTCOMES[rows.feed.kind]),
            "qualifiers": self._qualifiers,
            "cost": self._cost,
            "victim_over_18": lambda: np.where(self._ages("victim") >= 18, "Yes", "No").astype(object),
            "suspect_age": lambda: self._ages("suspect"),
        }

    def of(self, what: str) -> np.ndarray:
        """A column: texts, numbers, or what MOMENTS and DAYS say. Empty text where there is nothing to say."""
        if what in ("domestic", "hate", "alcohol", "drugs", "knife"):
            return np.where(getattr(self._own, what), "Y", "N").astype(object)
        if what not in self._makers:
            subject, _, detail = what.partition("_")
            return self._person(subject, detail)
        return self._makers[what]()

    def _all(self, text: str) -> np.ndarray:
        return np.full(len(self._own), text, dtype=object)

    def _random(self, purpose: str) -> np.random.Generator:
        return stream(self._world.seed, f"{self._rows.feed.name} {purpose}")

    def _drawn(self, purpose: str, texts: tuple[str, ...]) -> np.ndarray:
        return np.array(texts, dtype=object)[self._random(purpose).integers(len(texts), size=len(self._own))]

    def _mapped(self, words: dict[str, str]) -> np.ndarray:
        return np.array([words.get(word, words.get("*", word)) for word in self._own.category.tolist()], dtype=object)

    def _category(self) -> np.ndarray:
        """In the agency's words. What the police know as an offence, an agency for ASB takes for abuse."""
        words = dict(data("words")[self._shape.words])
        if self._rows.feed.kind == "asb":
            words["*"] = words["abuse"] if "abuse" in words else words["noise"]
        return self._mapped(words)

    def _asb(self) -> np.ndarray:
        return self._mapped({word: one["means"].capitalize() for word, one in data("categories").items()})

    def _clock(self, how: str) -> np.ndarray:
        moments = self._own.reported.astype("datetime64[m]").tolist()
        return np.array([moment.strftime(how) for moment in moments], dtype=object)

    def _location_kind(self) -> np.ndarray:
        at_home = self._own.dwelling != NOBODY
        kinds = np.where(at_home, "Dwelling", "Street").astype(object)
        kinds[at_home & (self._own.dwelling == self._world.placed.refuge)] = REFUGE
        return kinds

    def _of_place(self, of_dwellings: np.ndarray) -> np.ndarray:
        return np.where(self._own.dwelling == NOBODY, "", of_dwellings[np.maximum(self._own.dwelling, 0)])

    def _qualifiers(self) -> np.ndarray:
        names = (("youth", "Youth Related"), ("alcohol", "Alcohol"), ("drugs", "Drugs"), ("hate", "Hate"))
        found = [
            ";".join(title for (_, title), is_set in zip(names, flags, strict=True) if is_set)
            for flags in zip(*(getattr(self._own, name).tolist() for name, _ in names), strict=True)
        ]
        return np.array(found, dtype=object)

    def _cost(self) -> np.ndarray:
        pence = self._random("cost").integers(0, 300_000, size=len(self._own)).tolist()
        return np.array([f"£{one / 100:,.2f}" for one in pence], dtype=object)

    def _ages(self, subject: str) -> np.ndarray:
        person = np.maximum(getattr(self._own, subject), 0)
        return years_between(self._world.people.born[person], self._own.start // DAY)

    def _person(self, subject: str, detail: str) -> np.ndarray:
        if detail == "reference":
            return self._references(subject)
        if subject not in self._people:
            self._people[subject] = self._recorded(subject)
        columns = self._people[subject]
        if detail in columns:
            return columns[detail]
        return _MADE_OF[detail](columns)

    def _identities(self, subject: str) -> tuple[np.ndarray, np.ndarray]:
        """Positions of the rows at which a person was first written down, and for each row which of these holds.

        A case holds one record of a person, and so may a police force's nominal: its later rows repeat it.
        """
        person = getattr(self._own, subject)
        case = np.where(self._own.case == NOBODY, -2 - np.arange(len(person)), self._own.case)
        pair = np.stack([person, case], axis=1)
        _, first, which = np.unique(pair, axis=0, return_index=True, return_inverse=True)
        return first, which.reshape(-1)

    def _recorded(self, subject: str) -> dict[str, np.ndarray]:
        """The person's details as this agency has them; texts, but for `born`."""
        first, which = self._identities(subject)
        person = getattr(self._own, subject)
        kind = AGENCY_KINDS.index(self._rows.feed.noise)
        asked = Asked(np.maximum(person[first], 0), np.full(len(first), kind), self._own.reported[first] // DAY)
        seed = int(self._random(f"{subject} details").integers(2**31))
        columns = recorded(self._world.people, asked, seed)
        columns["born"] = columns.pop("date_of_birth")
        known = (person != NOBODY)[first]
        found = {}
        for name, values in columns.items():
            if name == "born":
                found[name] = np.where(known, values, NOBODY)[which]
            else:
                texts = np.array(["" if value is None else value for value in values.tolist()], dtype=object)
                found[name] = np.where(known, texts, "")[which]
        return found

    def _references(self, subject: str) -> np.ndarray:
        """The agency's own number of the person, where it knows them by one."""
        person = getattr(self._own, subject)
        agency = stream(self._world.seed, f"{self._rows.feed.agency} numbers of people")
        number = agency.permutation(len(self._world.people))[np.maximum(person, 0)]
        missing = (
            people_data("noise")["missing"][self._rows.feed.noise]["person_reference"] if self._rows.feed.noise else 0
        )
        is_known = (person != NOBODY) & (self._random(f"{subject} reference").random(len(person)) >= missing)
        return np.array(
            [f"P{one:07d}" if known else "" for one, known in zip(number.tolist(), is_known.tolist(), strict=True)],
            dtype=object,
        )


def _name(columns: dict[str, np.ndarray]) -> np.ndarray:
    return _text(columns["forenames"] + " " + columns["surname"])


def _surname_first(columns: dict[str, np.ndarray]) -> np.ndarray:
    both = columns["surname"] + ", " + columns["forenames"]
    return np.where(columns["surname"] == "", "", both)


def _title_name(columns: dict[str, np.ndarray]) -> np.ndarray:
    titles = [TITLES.get(sex, ("",)) for sex in columns["sex"].tolist()]
    picked = [title[len(name) % len(title)] for title, name in zip(titles, columns["surname"].tolist(), strict=True)]
    return _text(np.array(picked, dtype=object) + " " + _name(columns))


def _text(values: np.ndarray) -> np.ndarray:
    return np.array([value.strip() for value in values.tolist()], dtype=object)


def _house(columns: dict[str, np.ndarray]) -> np.ndarray:
    return np.array([address.partition(", ")[0] for address in columns["address"].tolist()], dtype=object)


def _street(columns: dict[str, np.ndarray]) -> np.ndarray:
    return np.array([address.partition(", ")[2] for address in columns["address"].tolist()], dtype=object)


_MADE_OF: dict[str, Callable[[dict[str, np.ndarray]], np.ndarray]] = {
    "name": _name,
    "surname_first": _surname_first,
    "title_name": _title_name,
    "house": _house,
    "street": _street,
}


def _offence_titles() -> dict[str, str]:
    return {code: title for one in data("offences")["offence"] for code, title, _, _ in one["rows"]}
