"""Monthly series on a common footing, and the breaks that a reader must know before comparing across them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.evidence.analysis.rates import FloatArray

BASE = 100.0
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Break:
    """A stretch of months (YYYY-MM, both included) over which recording or crime itself was unlike before.

    `meaning` tells the reader what follows for a comparison; `checked` is when the source was last looked at.
    """

    id: str
    title: str
    first_month: str
    last_month: str
    meaning: str
    source: str
    checked: date


def index(counts: ArrayLike, base_months: ArrayLike) -> FloatArray:
    """Counts as an index: the mean of the base months that are present is 100. Months run along the last axis.

    Missing months are NaN and stay so; all is NaN where no base month is present or their mean is 0. To compare
    two series, give both the base months that both have (`present_in_all`), or seasons make a difference.
    """
    values = np.asarray(counts, dtype=float)
    in_base = np.asarray(base_months, dtype=bool) & ~np.isnan(values)
    months = in_base.sum(axis=-1, keepdims=True)
    total = np.where(in_base, values, 0.0).sum(axis=-1, keepdims=True)
    mean = np.where(total > 0, total / np.maximum(months, 1), np.nan)
    return values / mean * BASE


def present_in_all(*series: ArrayLike) -> NDArray[np.bool_]:
    """Which months every one of these series has. Months run along the last axis; all must be of one length."""
    present = [~np.isnan(np.atleast_2d(np.asarray(one, dtype=float))).any(axis=0) for one in series]
    return np.logical_and.reduce(present)


def breaks(first_month: str, last_month: str) -> tuple[Break, ...]:
    """Known breaks that touch the months from `first_month` to `last_month` (YYYY-MM, both included), in order.

    For a comparison of two periods give the first month of the earlier and the last of the later one: a break
    between them matters as much as one inside.
    """
    for month in (first_month, last_month):
        if not _MONTH.fullmatch(month):
            raise ValueError(f"{month!r} is not a month written YYYY-MM")
    return tuple(one for one in _all_breaks() if one.first_month <= last_month and one.last_month >= first_month)


@cache
def _all_breaks() -> tuple[Break, ...]:
    content = tomllib.loads(Path(__file__).with_name("breaks.toml").read_text(encoding="utf-8"))
    return tuple(sorted((Break(**entry) for entry in content["breaks"]), key=lambda one: one.first_month))
