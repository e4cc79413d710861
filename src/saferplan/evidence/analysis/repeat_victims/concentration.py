"""How much of all victimisation falls on the victims victimised most often."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

PARTS = (0.01, 0.05, 0.1)
"""Parts of all victims, the most often victimised first: those that papers on repeat victimisation mostly give."""


def share_on_most_victimised(times: ArrayLike, parts: ArrayLike = PARTS, weight: ArrayLike | None = None) -> NDArray:
    """Share of all victimisations that fell on each of `parts` of the victims, the most often victimised first.

    `times`: victimisations of each victim, 1 or more; `weight`: victims of each, 1 where it is not given. Where a part
    ends within victims of equally many, or within one victim, it takes that share of theirs. NaN where there is no
    victim. Raises ValueError for a part outside 0 to 1 and for times below 1.
    """
    often, wanted = np.asarray(times, dtype=float), np.asarray(parts, dtype=float)
    people = np.ones(often.shape) if weight is None else np.asarray(weight, dtype=float)
    if ((wanted < 0) | (wanted > 1)).any():
        raise ValueError("parts of all victims lie between 0 and 1")
    if (often < 1).any() or (people < 0).any():
        raise ValueError("a victim was victimised at least once")
    if not people.sum():
        return np.full(wanted.shape, np.nan)
    order = np.argsort(-often, kind="stable")
    victims = np.append(0, np.cumsum(people[order])) / people.sum()
    events = np.append(0, np.cumsum((people * often)[order])) / (people * often).sum()
    return np.interp(wanted, victims, events)
