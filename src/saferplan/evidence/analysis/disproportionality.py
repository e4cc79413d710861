"""How often something befalls people of one group, beside people of another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from saferplan.evidence.analysis.change import compare_rates
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import PER_THOUSAND, FloatArray, as_counts, as_denominators, rate, rate_interval


@dataclass(frozen=True)
class Disproportion:
    """Arrays in the order of the groups. Rates are per 1,000; ratios are to the reference group, whose own is 1.

    low, high: exact interval of the ratio; q: false discovery rate over the groups compared, NaN for the reference.
    ratio_least, ratio_most: what the ratio would be if everyone whose group is unknown belonged to the reference
    group, or to this one: where that range holds 1, what is not recorded could explain the difference.
    """

    rate: FloatArray
    rate_low: FloatArray
    rate_high: FloatArray
    ratio: FloatArray
    low: FloatArray
    high: FloatArray
    q: FloatArray
    ratio_least: FloatArray
    ratio_most: FloatArray


def disproportion(
    counts: ArrayLike, populations: ArrayLike, reference: int, *, unknown: int = 0, exposure: float = 1.0
) -> Disproportion:
    """Rates of groups and their ratios to the group at index `reference`.

    `counts` and `populations`: one number a group; `unknown`: events whose group nobody recorded; `exposure`: length
    of the period in years, so that rates are a year's. The ratio is the relative rate index of Uhrig (2016), Black,
    Asian and Minority Ethnic disproportionality in the Criminal Justice System in England and Wales, Ministry of
    Justice. Residents are no measure of who was about in the street, so a ratio says that people fare differently,
    and not why.
    Raises ValueError for lengths that differ or a reference that is none of the groups.
    """
    events, people = as_counts(counts), as_denominators(populations)
    if events.shape != people.shape or events.ndim != 1:
        raise ValueError("each group has one count and one population")
    if not 0 <= reference < len(events):
        raise ValueError("the reference group is none of the groups")
    compared = compare_rates(events, people, events[reference], people[reference])
    is_reference = np.arange(len(events)) == reference
    low, high = rate_interval(events, people * exposure)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = (events / people) / ((events[reference] + unknown) / people[reference])
        most = ((events + unknown) / people) / (events[reference] / people[reference])
    return Disproportion(
        rate=rate(events, people * exposure, PER_THOUSAND),
        rate_low=low,
        rate_high=high,
        ratio=np.where(is_reference, 1.0, compared.ratio),
        low=np.where(is_reference, 1.0, compared.low),
        high=np.where(is_reference, 1.0, compared.high),
        q=q_values(np.where(is_reference, np.nan, compared.p)),
        ratio_least=np.where(is_reference, 1.0, least),
        ratio_most=np.where(is_reference, 1.0, most),
    )


@dataclass(frozen=True)
class Share:
    """Share of events with a result, by group, with Wilson's interval (1927, JASA 22: 209-212)."""

    share: FloatArray
    low: FloatArray
    high: FloatArray


def shares(found: ArrayLike, events: ArrayLike, z: float = 1.959963984540054) -> Share:
    """found / events, element by element, NaN over no events; `z` is the normal deviate of the interval (95%).

    For the rate at which searches find something: the outcome test of Knowles, Persico and Todd (2001), Journal of
    Political Economy 109: 203-229, which does not depend on who was about in the street.
    """
    successes, trials = as_counts(found), as_denominators(events)
    if np.any(successes > np.nan_to_num(trials, nan=np.inf)):
        raise ValueError("more were found than there were events")
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    reach = z / (1 + z**2 / trials) * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    return Share(share, centre - reach, centre + reach)
