"""Months as whole numbers, so that a chart can tell neighbours from gaps without a calendar."""

from collections.abc import Iterable
from itertools import pairwise

NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 1200)


def number_of(month: str) -> int:
    """'2025-01' -> 24300."""
    year, of_year = month.split("-")[:2]
    return int(year) * 12 + int(of_year) - 1


def words_of(number: int) -> str:
    """24300 -> 'Jan 2025'."""
    return f"{NAMES[number % 12]} {number // 12}"


def runs(months: Iterable[int]) -> list[list[int]]:
    """Months in stretches without a gap."""
    found: list[list[int]] = []
    for month in sorted(months):
        if found and month == found[-1][-1] + 1:
            found[-1].append(month)
        else:
            found.append([month])
    return found


def gaps(months: Iterable[int]) -> list[tuple[int, int]]:
    """First and last month of each stretch that is missing between known ones."""
    stretches = runs(months)
    return [(before[-1] + 1, after[0] - 1) for before, after in pairwise(stretches)]


def month_ticks(first: int, last: int, most: int) -> list[tuple[int, str]]:
    """At most `most` months with their words; a January in a row of years is its year alone."""
    for step in _STEPS:
        found = [month for month in range(first, last + 1) if month % step == 0]
        if 0 < len(found) <= most:
            return [(month, str(month // 12) if step >= 12 else words_of(month)) for month in found]
    return [(first, words_of(first))]
