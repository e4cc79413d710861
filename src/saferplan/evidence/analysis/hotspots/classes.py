"""What kind of hotspot a place has been over the months, by the rules of the R package sfhotspot.

Ashby (2026), sfhotspot, `hotspot_classify` and `hotspot_classify_params` (https://pkgs.lesscrime.info/sfhotspot),
as its source has them: a place was hot (or cold) in a month or was not, and its class follows from the share of
months in which it was. Two things are the package's own and are kept so that results agree with it: the recent months
take in one month more than `recent_share` says, which counts among the older ones too, and their number is still
divided by the number that `recent_share` says.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.errors import TooLittleData, UsageError

BoolArray = NDArray[np.bool_]
FEWEST_MONTHS = 3
"""One older, one recent, and one that is both."""


class Pattern(StrEnum):
    PERSISTENT = "persistent"
    EMERGING = "emerging"
    FORMER = "former"
    INTERMITTENT = "intermittent"
    NONE = "no pattern"


@dataclass(frozen=True)
class Rules:
    """Shares of months: in how many a place must be significant to be any kind of spot, to be a persistent one, and
    how many count as recent. The figures are the package's defaults.
    """

    spot_share: float = 0.1
    persistent_share: float = 0.8
    recent_share: float = 0.2

    def __post_init__(self) -> None:
        for name, share in vars(self).items():
            if not 0 < share < 1:
                raise UsageError(f"{name.replace('_', ' ')} must lie between 0 and 1, and is {share:g}")


DEFAULT = Rules()


def patterns(significant: BoolArray, rules: Rules = DEFAULT) -> NDArray[Any]:
    """The Pattern of each place. `significant`: shape (places, months), months in order: True where the place was a
    hot (or a cold) spot in the month. Raises TooLittleData for fewer than three months.
    """
    months = significant.shape[1]
    if months < FEWEST_MONTHS:
        raise TooLittleData(
            f"classes over time want at least {FEWEST_MONTHS} months, and there are {months}",
            remedy="Name a longer period, or load its months.",
        )
    recent = max(int(np.floor(rules.recent_share * months)), 1)
    every = significant.sum(axis=1) / months
    late = significant[:, -recent - 1 :].sum(axis=1) / recent
    early = significant[:, : months - recent].sum(axis=1) / (months - recent)
    return _first_that_holds(
        {
            Pattern.PERSISTENT: every >= rules.persistent_share,
            Pattern.EMERGING: (early < rules.spot_share) & (late >= rules.recent_share),
            Pattern.FORMER: (early >= rules.spot_share) & (late < rules.spot_share),
            Pattern.INTERMITTENT: every >= rules.spot_share,
        },
        len(significant),
    )


def _first_that_holds(tests: dict[Pattern, BoolArray], size: int) -> NDArray[Any]:
    found = np.full(size, Pattern.NONE, dtype=object)
    for pattern, holds in reversed(tests.items()):
        found[holds] = pattern
    return found


def named(hot: NDArray[Any], cold: NDArray[Any]) -> list[str]:
    """'persistent hotspot', 'former coldspot', 'mixed hot/coldspot' or 'no pattern', as the package names them."""
    return [_name(one, other) for one, other in zip(hot, cold, strict=True)]


def _name(hot: Pattern, cold: Pattern) -> str:
    if Pattern.NONE not in (hot, cold):
        return "mixed hot/coldspot"
    if hot != Pattern.NONE:
        return f"{hot} hotspot"
    return f"{cold} coldspot" if cold != Pattern.NONE else str(Pattern.NONE)
