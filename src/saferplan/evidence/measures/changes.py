"""Change between two periods: like for like, over the months of the year that both have, from the same places."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from saferplan.errors import UsageError
from saferplan.evidence.analysis.change import Change, RateRatio, compare_rates, verdict
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.notes import months_in_words
from saferplan.evidence.measures.records import Against, Record, number_or_none
from saferplan.evidence.measures.request import Request, denominators_of
from saferplan.evidence.measures.tally import Tally, extent_over, present_months, tally
from saferplan.evidence.periods import Period, month_number
from saferplan.evidence.without_place import share_placed

MonthPairs = Sequence[tuple[str, str]]


def add_changes(
    basis: Basis,
    requests: Sequence[Request],
    records: Sequence[Record],
    against: Period,
    whole: Period | None = None,
) -> None:
    """Adds to each record its change since `against`, and a q across all of them. Raises UsageError (like_months).

    `whole`: a period of which requests may ask for single months: each is set against its fellow in `against`.
    """
    sides = [(request, *_set_against(request.period, against, whole)) for request in requests]
    pairs = [_paired_tallies(basis, request, then, months) for request, then, months in sides]
    ratios = ratios_of([now for now, _ in pairs], [before for _, before in pairs])
    q = np.atleast_1d(q_values(ratios.p))
    alone = np.atleast_1d(verdict(q, ratios.ratio))
    placed = [_shares_placed(basis, request, *pair) for request, pair in zip(requests, pairs, strict=True)]
    words = _that_hold(alone, pairs, placed)
    for at, (record, (now, before), (_, then, _)) in enumerate(zip(records, pairs, sides, strict=True)):
        if words[at] != alone[at]:
            record.note = "; ".join(filter(None, [record.note, _placing_note(alone[at], placed[at], then)]))
        record.against = Against(
            then.code,
            before.count,
            len(now.extent.months),
            *ratio_at(ratios, at),
            number_or_none(q[at]),
            str(words[at]),
            now.count,
        )


def _set_against(period: Period, against: Period, whole: Period | None) -> tuple[Period, MonthPairs]:
    if whole is None or period == whole:
        return against, like_months(period, against)
    then = dict(like_months(whole, against)).get(period.first)
    return (Period(then, then, then), [(period.first, then)]) if then else (against, [])


def like_months(period: Period, against: Period) -> list[tuple[str, str]]:
    """Pairs of the same month of the year. Raises UsageError where the two periods do not go together so."""
    _refuse_unlike(period, against)
    apart = month_number(period.first) - month_number(against.first)
    if apart % MONTHS_IN_YEAR == 0:
        return list(zip(period.months, against.months, strict=True))
    by_month = {month[5:]: month for month in against.months}
    pairs = [(month, by_month[month[5:]]) for month in period.months if month[5:] in by_month]
    if len(period.months) > MONTHS_IN_YEAR or not pairs:
        raise UsageError(
            f"{period.code} and {against.code} cannot be compared month by month",
            remedy="Compare periods that begin in the same month of the year.",
        )
    return pairs


def _refuse_unlike(period: Period, against: Period) -> None:
    lengths = len(period.months), len(against.months)
    if lengths[0] != lengths[1]:
        raise UsageError(
            f"{period.code} has {lengths[0]} months and {against.code} has {lengths[1]}",
            remedy="Compare periods of one length, such as FY2024 with FY2023.",
        )
    shared = sorted(set(period.months) & set(against.months))
    if shared:
        raise UsageError(
            f"{period.code} and {against.code} both hold {months_in_words(shared)}",
            remedy="A month cannot be compared with itself: take an earlier period.",
        )


def _paired_tallies(basis: Basis, request: Request, against: Period, pairs: MonthPairs) -> tuple[Tally, Tally]:
    """The counts of both periods over the pairs of months of which both are present, from the same places."""
    months = request.measure.in_use(month for pair in pairs for month in pair)
    present = set(present_months(basis, request.area, months))
    both = [(now, then) for now, then in pairs if now in present and then in present]
    whole = extent_over(basis, request.area, [month for pair in both for month in pair])
    if not whole.months:
        both = []
    now = replace(whole, months=tuple(now for now, _ in both))
    then = replace(whole, months=tuple(then for _, then in both))
    people_now, people_then = denominators_of(basis, request, (request.period, against))
    return tally(basis, request.measure, now, people_now), tally(basis, request.measure, then, people_then)


def _shares_placed(basis: Basis, request: Request, now: Tally, before: Tally) -> tuple[float, float]:
    """Share of the force's incidents with a place, in the months compared of both periods."""
    types = request.measure.crime_types
    return tuple(share_placed(basis, one.extent.units, one.extent.months, types) for one in (now, before))  # type: ignore[return-value]


def _that_hold(
    alone: np.ndarray, pairs: Sequence[tuple[Tally, Tally]], placed: Sequence[tuple[float, float]]
) -> np.ndarray:
    """The verdicts, but no clear change where one would be another were incidents without a place spread like the rest.

    A count is then a sample of as many people as have their incidents placed: exposures shrink by that share.
    """
    if all(now == before for now, before in placed):
        return alone
    shares = np.array(placed)
    if_spread = ratios_of([now for now, _ in pairs], [before for _, before in pairs], shares[:, 0], shares[:, 1])
    others = np.atleast_1d(verdict(q_values(if_spread.p), if_spread.ratio))
    return np.where(alone == others, alone, Change.NO_CLEAR_CHANGE)


def _placing_note(alone: Change, placed: tuple[float, float], against: Period) -> str:
    now, before = (f"{(1 - share) * 100:.1f}%" for share in placed)
    return (
        f"the {alone} may be made by placing alone: {now} of the force's such incidents have no place,"
        f" and {before} in {against.code}"
    )


def ratios_of(
    now: Sequence[Tally], then: Sequence[Tally], placed_now: ArrayLike = 1.0, placed_then: ArrayLike = 1.0
) -> RateRatio:
    """Rates now over rates then; `placed_…`: the share of incidents that counts can be of."""
    return compare_rates(_counts(now), _exposures(now) * placed_now, _counts(then), _exposures(then) * placed_then)


def _counts(tallies: Sequence[Tally]) -> np.ndarray:
    return np.array([np.nan if one.count is None else one.count for one in tallies], dtype=float)


def _exposures(tallies: Sequence[Tally]) -> np.ndarray:
    """People (or households) x months."""
    return np.array([(one.denominator or np.nan) * len(one.extent.months) for one in tallies], dtype=float)


def ratio_at(ratios: RateRatio, at: int) -> tuple[float | None, float | None, float | None, float | None]:
    """Ratio, low, high and p of one row, None for what is not finite."""
    return tuple(number_or_none(np.atleast_1d(part)[at]) for part in (ratios.ratio, ratios.low, ratios.high, ratios.p))  # type: ignore[return-value]
