"""Places as the pages show them: each figure with its interval, its rank and what can be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from saferplan.documents import numbers
from saferplan.evidence.analysis.change import Change, Difference
from saferplan.evidence.assessment.profile import LINES, Line
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.records import Record
from saferplan.evidence.place_figures import PlaceFigure, Rank
from saferplan.evidence.profiles import Profile
from saferplan.web.evidence.notes import notes_in_words
from saferplan.web.maps.shown import MapFigure
from saferplan.web.partnerships.models import Partnership

TENTHS = 10
NOT_KNOWN = "not known"
COLOURS = {
    Difference.HIGHER: "orange",
    Difference.LOWER: "blue",
    Change.RISE: "orange",
    Change.FALL: "blue",
}
WORDS = {
    Difference.HIGHER: "Higher",
    Difference.LOWER: "Lower",
    Difference.NO_CLEAR_DIFFERENCE: "Not clear",
    Change.RISE: "Rise",
    Change.FALL: "Fall",
    Change.NO_CLEAR_CHANGE: "Not clear",
    Difference.CANNOT_SAY: "Cannot say",
}


def address_of(partnership: Partnership, area: Area) -> str:
    return _page(partnership, area.code)


def _page(partnership: Partnership, code: str) -> str:
    return reverse("places:place", kwargs={"partnership": partnership.slug, "code": code})


def tag(verdict: str, ratio: float | None) -> dict[str, Any]:
    """A cell that says what is clear, and by how much; sorted by the ratio."""
    by = f" {numbers.change(ratio)}" if verdict in COLOURS else ""
    return {"text": f"{WORDS[verdict]}{by}", "tag": COLOURS.get(verdict, "grey"), "sort": ratio}


def number(value: float | None, kind: str) -> dict[str, Any]:
    return {"text": numbers.printed(value, kind), "sort": value}


def interval(record: Record) -> dict[str, Any]:
    low, high = record.rate_annualised_low, record.rate_annualised_high
    return {"text": numbers.interval(low, high), "sort": low}


def with_interval(record: Record) -> dict[str, Any]:
    """The rate with its interval below it, in one cell."""
    if record.rate_annualised is None:
        return {"text": NOT_KNOWN, "sort": None}
    told = numbers.interval(record.rate_annualised_low, record.rate_annualised_high)
    figure = numbers.rate(record.rate_annualised)
    words = format_html('{} <span class="saferplan-interval">{}</span>', figure, told)
    return {"html": words, "sort": record.rate_annualised}


def rank(found: Rank | None) -> dict[str, Any]:
    return {"text": found.rank, "sort": found.rank} if found else {"text": NOT_KNOWN, "sort": None}


@dataclass(frozen=True)
class ShownFigures:
    """The table of a place's measures."""

    figures: Sequence[PlaceFigure]
    whole: Area
    has_change: bool

    @property
    def has_rank(self) -> bool:
        return any(one.rank for one in self.figures)

    @property
    def _ranked(self) -> int:
        """How many places are ranked: of some measures a few may be unknown."""
        return max(one.rank.of for one in self.figures if one.rank)

    @property
    def is_beside(self) -> bool:
        return any(one.whole for one in self.figures)

    @property
    def columns(self) -> list[dict[str, Any]]:
        found = [
            {"text": "Measure"},
            {"text": "Recorded", "numeric": True},
            {"text": "Rate a year, 95% interval", "numeric": True},
        ]
        if self.is_beside:
            found += [
                # The page names the area above and below; its name may be far wider than a column of figures.
                {"text": "Whole area", "numeric": True},
                {"text": "Beside the rest of the area"},
            ]
        if self.has_rank:
            found.append({"text": f"Rank of {self._ranked}", "numeric": True})
        return found + ([{"text": "On the year before"}] if self.has_change else [])

    @property
    def rows(self) -> list[list[Any]]:
        return [self._row(one) for one in self.figures]

    def _row(self, one: PlaceFigure) -> list[Any]:
        record = one.record
        cells: list[Any] = [
            one.measure.title,
            number(record.count, "count"),
            with_interval(record),
        ]
        if self.is_beside and one.whole and one.whole.beside:
            beside = one.whole.beside
            cells += [number(one.whole.rate_annualised, "rate"), tag(beside.compared_verdict, beside.compared_ratio)]
        if self.has_rank:
            cells.append(rank(one.rank))
        if self.has_change and record.against:
            cells.append(tag(record.against.verdict, record.against.ratio))
        return cells

    @property
    def notes(self) -> list[str]:
        return notes_in_words(one.record.note for one in self.figures)

    @property
    def sources(self) -> list[str]:
        told = [source for one in self.figures for source in (one.measure.source, one.record.denominator_source)]
        return list(dict.fromkeys(told))


@dataclass(frozen=True)
class ShownProfile:
    """Who lives in a place, beside the partnership."""

    own: Profile | None
    whole: Profile | None

    @property
    def lines(self) -> list[Line]:
        known = set(self.own.features) if self.own else set()
        return [line for line in LINES if line.feature in known]

    def rows(self, names: Mapping[str, Profile | None]) -> list[list[Any]]:
        """A row a line, a cell for each of the profiles."""
        return [
            [line.title, *(number(_feature(one, line.feature), line.kind) for one in names.values())]
            for line in self.lines
        ]

    @property
    def tenth(self) -> str:
        """Of a small area: in which tenth of England by deprivation it lies."""
        percentile = _feature(self.own, "imd_rank_percentile")
        if percentile is None:
            return ""
        return str(min(TENTHS, max(1, -int(-percentile * TENTHS // 1))))

    @property
    def sources(self) -> list[str]:
        told = [self.own.sources.get(line.feature, "") for line in self.lines] if self.own else []
        return list(dict.fromkeys(filter(None, told)))


def _feature(profile: Profile | None, name: str) -> float | None:
    return profile.features.get(name) if profile else None


@dataclass(frozen=True)
class Headline:
    """A figure at the top of the page, with what is said of it below."""

    title: str
    figure: str
    words: str


def headlines(figures: Sequence[PlaceFigure], profile: ShownProfile, whole: Area) -> list[Headline]:
    """Residents, crime and anti-social behaviour."""
    by_name = {one.measure.name: one for one in figures}
    residents = _feature(profile.own, "residents")
    found = [] if residents is None else [Headline("Residents", numbers.count(residents), _when(profile))]
    for name in ("all-crime", "asb"):
        if name in by_name:
            found.append(_headline(by_name[name], whole))
    return found


def _when(profile: ShownProfile) -> str:
    return profile.own.sources.get("residents", "") if profile.own else ""


def _headline(one: PlaceFigure, whole: Area) -> Headline:
    record = one.record
    if record.rate_annualised is None:
        return Headline(one.measure.title, "Not known", "".join(notes_in_words([record.note])))
    words = f"{numbers.interval(record.rate_annualised_low, record.rate_annualised_high)} is the 95% interval."
    beside = one.whole.beside if one.whole else None
    if beside:
        words += f" {said(beside.compared_verdict, beside.compared_ratio, f'the rest of {whole.name}')}"
    return Headline(one.measure.title, f"{numbers.rate(record.rate_annualised)} {one.measure.unit} a year", words)


def said(verdict: str, ratio: float | None, other: str) -> str:
    """A comparison as a sentence."""
    if verdict == Difference.CANNOT_SAY:
        return f"It cannot be compared with {other}."
    if verdict == Difference.NO_CLEAR_DIFFERENCE:
        return f"Not clearly different from {other}."
    return f"{numbers.change(ratio)} on {other}: a clear difference."


PARTS = (
    {"text": "Place"},
    {"text": "Rate a year", "numeric": True},
    {"text": "95% interval", "numeric": True, "sort": False},
    {"text": "Recorded", "numeric": True},
    {"text": "Residents", "numeric": True},
)
"""What was asked for comes first: a telephone shows the first columns."""
TENTH_COLUMN = {"text": "Deprivation (1 is most)", "numeric": True}


def parts_table(
    partnership: Partnership, records: Sequence[Record], names: Mapping[str, str], profiles: Mapping[str, Profile]
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Columns, and a row a place; the tenth of deprivation where profiles are known."""
    rows = [
        [
            {
                "text": names.get(one.area_code, one.area_name),
                "href": _page(partnership, one.area_code),
                "sort": names.get(one.area_code, one.area_name),
            },
            number(one.rate_annualised, "rate"),
            interval(one),
            number(one.count, "count"),
            number(one.denominator, "count"),
            *([_tenth(profiles.get(one.area_code))] if profiles else []),
        ]
        for one in records
    ]
    return [*PARTS, *([TENTH_COLUMN] if profiles else [])], rows


def map_figures(
    partnership: Partnership, measure: Measure, records: Sequence[Record], names: Mapping[str, str]
) -> list[MapFigure]:
    """Each place's rate, with the address of its page."""
    return [
        MapFigure.of(
            one,
            name=names.get(one.area_code, ""),
            per=f"{measure.unit} a year",
            href=_page(partnership, one.area_code),
        )
        for one in records
    ]


def _tenth(profile: Profile | None) -> dict[str, Any]:
    tenth = ShownProfile(profile, None).tenth
    return {"text": tenth or NOT_KNOWN, "sort": int(tenth) if tenth else None}


@dataclass(frozen=True)
class FoundPlace:
    """A result of the search. `note`: where the name looked for is of an area that is no more."""

    name: str
    kind: str
    code: str
    href: str
    note: str


def found_places(partnership: Partnership, basis: Basis, whole: Area, query: str, most: int = 30) -> list[FoundPlace]:
    """Places of the partnership whose name or code fits, best first."""
    found = []
    for code in basis.geography.search(query, most=200):
        area = basis.geography.area(code)
        if set(area.units) <= set(whole.units):
            name = basis.geography.names.get(code, area.name)
            found.append(FoundPlace(name, area.title, code, address_of(partnership, area), area.note))
    return found[:most]
