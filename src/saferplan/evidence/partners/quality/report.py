"""The quality of one extract as a report that a partner can act on: what to do first, then every figure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from saferplan.evidence.partners.fields import all_fields
from saferplan.evidence.partners.quality.comparison import (
    FEWEST_EARLIER,
    Compared,
    Standing,
    compare_months,
    compare_shares,
)
from saferplan.evidence.partners.quality.figures import Figure, Measure
from saferplan.evidence.partners.quality.history import Past, incidents_by_month
from saferplan.evidence.partners.quality.mending import Mend, told_to_partners

# A list is delivered for the month that is over: what was reported more than a month and a half before is late.
OLD_NEWS_DAYS = 45
WORDS = {
    Measure.READ: "rows in the file",
    Measure.LOADED: "rows that can be used",
    Measure.REJECTED: "rows that cannot be used",
    Measure.INCIDENTS: "incidents, by reference",
    Measure.SAID_TWICE: "rows with the reference and person of an earlier one",
    Measure.SAME_AGAIN: "rows with the person, time and place of an earlier one under another reference",
    Measure.REPORTED_TOO_EARLY: "rows reported on a day before the one on which it happened",
    Measure.HOUR_NOT_TOLD: "rows that tell the day and not the hour",
    Measure.DAYS_TO_REPORT: "days from incident to report, half of the rows within",
    Measure.DAYS_TO_REPORT_LONGEST: "days from incident to report, nine of ten rows within",
    Measure.DAYS_TO_DELIVERY: "days from report to file, half of the rows within",
    Measure.DAYS_SINCE_NEWEST: "days from the newest report to the file",
}
_AS_FAULTS = (Measure.REJECTED, Measure.SAID_TWICE, Measure.SAME_AGAIN, Measure.REPORTED_TOO_EARLY)


@dataclass(frozen=True)
class FieldQuality:
    """One field of the canonical incident. Shares are of the rows, or of the persons named where it is of a person."""

    field: str
    heading: str
    meaning: str
    filled: int
    of: int
    not_understood: int
    compared: Compared

    @property
    def share(self) -> float | None:
        return self.filled / self.of if self.of else None


@dataclass(frozen=True)
class Quality:
    """`to_do`: sentences, the weightiest first. `figures`: those that are of the whole extract, in words."""

    feed: str
    agency: str
    file: str
    released: str
    earlier_extracts: int
    to_do: tuple[str, ...]
    figures: tuple[Figure, ...]
    fields: tuple[FieldQuality, ...]
    months: tuple[Compared, ...]
    mends: tuple[Mend, ...] = field(default=())

    @property
    def too_little_past(self) -> str:
        """A sentence, where no field can be compared yet; else nothing."""
        if any(one.compared.standing is not Standing.CANNOT_SAY for one in self.fields):
            return ""
        earlier = f"{self.earlier_extracts:,} earlier extracts" if self.earlier_extracts else "no earlier extract"
        return f"Compared with {earlier}, of which it takes {FEWEST_EARLIER} to say anything."


def in_words(standing: Standing) -> str:
    """Of what cannot be said, nothing: the report says so once."""
    return "" if standing is Standing.CANNOT_SAY else str(standing)


def quality_of(
    extract: Past, earlier: Sequence[Past], mends: Sequence[Mend] = (), headings: Mapping[str, str] | None = None
) -> Quality:
    """`earlier`: extracts of the feed before this one, the newest first. `headings`: how its file heads each field."""
    figures = extract.figures
    fields = tuple(_fields(figures, [one.figures for one in earlier], headings or {}))
    months = tuple(compare_months(figures, incidents_by_month(earlier), delivered_on=extract.released))
    whole = tuple(one for one in figures if one.measure in WORDS)
    return Quality(
        extract.feed,
        extract.agency,
        extract.file,
        extract.released,
        len(earlier),
        tuple(_to_do(whole, fields, months, mends)),
        whole,
        fields,
        months,
        tuple(mends),
    )


def _fields(
    figures: Sequence[Figure], earlier: Sequence[Sequence[Figure]], headings: Mapping[str, str]
) -> Iterator[FieldQuality]:
    faults = {one.field: int(one.value) for one in figures if one.measure is Measure.NOT_UNDERSTOOD}
    compared = {one.figure.field: one for one in compare_shares(figures, earlier, Measure.FILLED)}
    for one in figures:
        if one.measure is Measure.FILLED:
            yield FieldQuality(
                one.field,
                headings.get(one.field, ""),
                _meaning(one.field),
                int(one.value),
                one.of or 0,
                faults.get(one.field, 0),
                compared.get(one.field) or Compared(one, 0, None, None, Standing.CANNOT_SAY),
            )


def _meaning(name: str) -> str:
    """Of a subject alone: whether the row names one."""
    known = all_fields()
    return told_to_partners(known[name]) if name in known else f"a {name} is told at all"


def _to_do(
    figures: Sequence[Figure], fields: Sequence[FieldQuality], months: Sequence[Compared], mends: Collection[Mend]
) -> Iterator[str]:
    for one in figures:
        if one.measure is Measure.READ and not one.value:
            yield "There are no rows below the heading. Is that so?"
        if one.measure in _AS_FAULTS and one.value:
            yield f"{WORDS[one.measure].capitalize()}: {one.value:,.0f} of {one.of:,}."
    yield from (f"{_named(one)}: cells not understood: {one.not_understood:,}." for one in fields if one.not_understood)
    yield from filter(None, map(_emptiness, fields))
    yield from (_swing(one) for one in months if one.standing in (Standing.FALL, Standing.RISE))
    yield from _late(figures)
    outside = sum("outside the partnership" in one.wrong for one in mends)
    if outside:
        yield f"Rows outside the partnership's area: {outside:,}."


def _emptiness(one: FieldQuality) -> str:
    """What there is to say of a field that is filled too seldom; nothing of one that is as it always was."""
    if one.compared.standing is Standing.FALL:
        earlier = f"({percent(one.compared.low)} to {percent(one.compared.high)})"
        before = f"in any of the {one.compared.earlier} extracts before {earlier}"
        return f"{_named(one)}: filled in {percent(one.share)}, less than {before}."
    return f"{_named(one)}: empty in every row." if one.of and not one.filled else ""


def _swing(month: Compared) -> str:
    less = "fewer" if month.standing is Standing.FALL else "more"
    before = f"in any of the {month.earlier} months before ({month.low:,.0f} to {month.high:,.0f})"
    counted = f"{month.figure.month}: {month.figure.value:,.0f} incidents, {less} than {before}."
    return f"{counted} Is the list whole, and without repeats?"


def _late(figures: Sequence[Figure]) -> Iterator[str]:
    newest = next((one for one in figures if one.measure is Measure.DAYS_SINCE_NEWEST), None)
    if newest and newest.value > OLD_NEWS_DAYS:
        yield f"The newest report is {newest.value:,.0f} days older than the file. Is there a newer list?"


def _named(one: FieldQuality) -> str:
    return f"{one.heading} ({one.field})" if one.heading not in ("", one.field) else one.field


def percent(part: float | None) -> str:
    """Whole per cents; what is not quite all or nothing never reads so."""
    if part is None:
        return ""
    if 0 < part < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < part < 1 else f"{part:.0%}"


def as_record(quality: Quality) -> dict[str, object]:
    """The whole report as plain values, for JSON."""
    return {
        "feed": quality.feed,
        "agency": quality.agency,
        "file": quality.file,
        "released": quality.released,
        "earlier_extracts": quality.earlier_extracts,
        "to_do": list(quality.to_do),
        "figures": [
            {"measure": str(one.measure), "meaning": WORDS[one.measure], "value": one.value, "of": one.of}
            for one in quality.figures
        ],
        "fields": [
            {
                "field": one.field,
                "heading": one.heading,
                "filled": one.filled,
                "of": one.of,
                "share": one.share,
                "not_understood": one.not_understood,
                **_beside(one.compared),
            }
            for one in quality.fields
        ],
        "months": [
            {"month": one.figure.month, "incidents": int(one.figure.value), **_beside(one)} for one in quality.months
        ],
        "rows_to_mend": [vars(one) for one in quality.mends],
    }


def _beside(one: Compared) -> dict[str, object]:
    return {"earlier": one.earlier, "lowest": one.low, "highest": one.high, "standing": str(one.standing)}
