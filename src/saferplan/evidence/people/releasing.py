"""From true counts to figures that may be released, and shares and rates worked out from those alone.

ADR 0023. Every count is rounded down to a multiple of five; one under five is withheld. A whole is broken down only
where it is large enough for so many groups, and where total and parts together tell no more than each alone; what
was released before of the same or of overlapping periods is taken into account.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from saferplan.evidence.analysis.disproportionality import shares
from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR, rate, rate_interval
from saferplan.evidence.analysis.repeat_victims.again import ByStretch, share_again
from saferplan.evidence.analysis.repeat_victims.concentration import PARTS
from saferplan.evidence.overlaps import ReleasedCount, would_pin_down
from saferplan.evidence.people.agencies import TENURE
from saferplan.evidence.people.counted import Counted
from saferplan.evidence.people.repeats import AGAIN, CONCENTRATION, MEASURES, PLACE_MEASURES, REPEATS, UNLINKED
from saferplan.evidence.people.words import ALL, NOT_TOLD
from saferplan.evidence.periods import Period
from saferplan.evidence.rounding import base, bears_parts, middle, rounded_down, tells_of_parts

FEWEST_FOR_A_SHARE = 25
"""Printed count below which no share of it is given; the rule of the Higher Education Statistics Agency leaves out
percentages of fewer than 22.5 people."""
FEWEST_FOLLOWED = 100
"""Victims still followed, below whom no share of those victimised again is given: in a period of one year, only those
of its first days are followed for a year. A judgement of ours."""
LEAST_TOLD = 0.5
"""Share of reports that must tell the tenure for rates by it: where landlords alone tell it, their tenants come out
highest because of that. A judgement of ours."""
TOO_FEW = "too few for so many groups"
TELLING = "with the total, groups would give a small number away"
OVERLAPPING = "with what was released of other periods, it would give a small number away"
Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Figure:
    """One released figure. `value` is None where it is withheld."""

    finding: str
    breakdown: str
    group: str
    measure: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def place(self) -> Place:
        return self.finding, self.breakdown, self.group, self.measure

    @property
    def is_hidden(self) -> bool:
        return self.value is None


@dataclass(frozen=True)
class Before:
    """What was released before of the same area.

    `standing`: figures of the same period, purpose and feeds, newest; `counts`: by place, printed counts of any period,
    purpose and feeds, 0 for one under five, those of the likest feeds first.
    """

    standing: Mapping[Place, Figure] = field(default_factory=dict)
    counts: Mapping[Place, list[ReleasedCount]] = field(default_factory=dict)


def released(counted: Iterable[Counted], period: Period, before: Before) -> list[Figure]:
    """The figures that may be released of these counts, in their order."""
    return [figure for one in counted for figure in _released(one, period, before)]


def under_base() -> str:
    return f"under {base()}"


def _released(one: Counted, period: Period, before: Before) -> Iterator[Figure]:
    printed = {group: int(rounded_down(count)) for group, count in one.parts.items()}
    total = int(rounded_down(one.total))
    if one.breakdown != ALL:
        if not bears_parts(total, len(printed)):
            yield Figure(one.finding, one.breakdown, "", one.measure, None, note=TOO_FEW)
            return
        # People who lie in no group, or in several, make the parts sum to less or more than the whole.
        known = int(rounded_down(min(one.total, sum(one.parts.values()))))
        if tells_of_parts(known, list(printed.values())):
            yield from _standing(one, before)
            return
    for group, value in printed.items():
        figure = Figure(one.finding, one.breakdown, group, one.measure, value)
        yield _withheld(figure, period, before, adds_up=one.adds_up)


def _withheld(figure: Figure, period: Period, before: Before, *, adds_up: bool) -> Figure:
    """The figure, or the same without its value where that may not be told."""
    others = before.counts.get(figure.place, [])
    own = ReleasedCount(period.first, period.last, int(figure.value or 0))
    if adds_up and would_pin_down(own, others):
        return Figure(*figure.place, None, note=OVERLAPPING)
    return figure if figure.value else Figure(*figure.place, None, note=under_base())


def _standing(one: Counted, before: Before) -> Iterator[Figure]:
    """What was released before, without a word: that it stands because of what it would tell tells as much."""
    places = [(one.finding, one.breakdown, group, one.measure) for group in one.parts]
    if all(place in before.standing for place in places):
        yield from (before.standing[place] for place in places)
    else:
        yield Figure(one.finding, one.breakdown, "", one.measure, None, note=TELLING)


def worked_out(figures: Iterable[Figure], months: int, households: Mapping[str, int]) -> list[Figure]:
    """Shares and rates of released counts, from the middle of what each leaves open: they tell no more than those."""
    by_place = {figure.place: figure for figure in figures if figure.group}
    return [
        *_repeat_shares(by_place),
        *_again(by_place),
        *_most_victimised(by_place),
        *_rates(by_place, months, households),
    ]


def _repeat_shares(printed: Mapping[Place, Figure]) -> Iterator[Figure]:
    """Share of victims victimised more than once with Wilson's interval; share of victimisations that are theirs.

    The latter has no interval: victimisations of one victim do not come about independently.
    """
    for (finding, breakdown, group, measure), figure in printed.items():
        names = next((names for names in (MEASURES, PLACE_MEASURES) if names[0] == measure), None)
        if names is None or (finding, breakdown, group, names[1]) not in printed:
            continue
        again, events, theirs = (printed.get((finding, breakdown, group, name)) for name in names[1:])
        if again is None or again.value is None or (figure.value or 0) < FEWEST_FOR_A_SHARE:
            continue
        found = shares(middle(again.value), middle(figure.value or 0))
        interval = float(found.low), float(found.high)
        yield Figure(finding, breakdown, group, "repeat-share", float(found.share), *interval)
        if events and theirs and events.value and theirs.value:
            share = float(middle(theirs.value) / middle(events.value))
            yield Figure(finding, breakdown, group, "event-share", share)


def _parts(printed: Mapping[Place, Figure], finding: str, measure: str) -> dict[str, int]:
    """Middles of a finding's printed counts by group; one under five counts as the middle of nought to four."""
    own = {place[2]: figure for place, figure in printed.items() if (place[0], place[3]) == (finding, measure)}
    if any(figure.is_hidden and figure.note != under_base() for figure in own.values()):
        return {}
    return {group: int(middle(figure.value or 0)) for group, figure in own.items()}


def _again(printed: Mapping[Place, Figure]) -> Iterator[Figure]:
    again, left = (_parts(printed, AGAIN, measure) for measure in ("victimised-again", "followed-to"))
    if not again or not left or sum(again.values()) + sum(left.values()) < FEWEST_FOR_A_SHARE:
        return
    found = share_again(ByStretch(np.array(list(again.values())), np.array([left[group] for group in again])))
    followed = found.at_risk >= FEWEST_FOLLOWED
    for group, share, low, high, enough in zip(again, found.share, found.low, found.high, followed, strict=False):
        if not enough:
            return
        yield Figure(AGAIN, "days", group, "share-again", float(share), float(low), float(high))


def _most_victimised(printed: Mapping[Place, Figure]) -> Iterator[Figure]:
    """The least that the most victimised can have of all victimisations, by what is printed of repeat victims alone.

    How many were victimised just twice, or three times, is never released: with the victimisations of repeat victims,
    such numbers give one another away. Of the counts that the printed ones leave open those are taken that make the
    share least, and repeat victims as if all had equally many: the truth is no less.
    """
    for finding in (REPEATS, UNLINKED):
        found = [printed.get((finding, ALL, ALL, measure)) for measure in MEASURES]
        if any(one is None or one.value is None for one in found):
            continue
        victims, again, events, theirs = (float(one.value or 0) for one in found if one)
        if victims < FEWEST_FOR_A_SHARE:
            continue
        for part in PARTS:
            share = _least_share(part, victims, again + base() - 1, events + base() - 1, theirs)
            whole_percent = float(np.floor(share * 100) / 100)
            yield Figure(CONCENTRATION, "most-victimised", f"{part:.0%}", "share-of-events", whole_percent)
        return


def _least_share(part: float, victims: float, again: float, events: float, theirs: float) -> float:
    """Of victims and victimisations of repeat victims at their lowest, repeat victims and events at their highest."""
    chosen = part * victims
    return theirs * chosen / again / events if chosen < again else (theirs + chosen - again) / events


def _rates(printed: Mapping[Place, Figure], months: int, households: Mapping[str, int]) -> Iterator[Figure]:
    """Incidents a year per 1,000 households of the tenure, with Garwood's interval; none where few reports tell it."""
    counts = _parts(printed, TENURE, "incidents")
    told = sum(number for tenure, number in counts.items() if tenure != NOT_TOLD)
    if told < LEAST_TOLD * sum(counts.values()):
        return
    for (finding, breakdown, group, _), figure in printed.items():
        homes = households.get(group)
        if finding != TENURE or not homes or figure.value is None:
            continue
        exposure = homes * months / MONTHS_IN_YEAR
        count = middle(figure.value)
        low, high = rate_interval(count, exposure)
        yield Figure(finding, breakdown, group, "rate", float(rate(count, exposure)), float(low), float(high))
        yield Figure(finding, breakdown, group, "households", float(homes))
