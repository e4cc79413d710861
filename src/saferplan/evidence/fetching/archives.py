"""Which archives of data.police.uk hold the months that are asked for: as few as can be, and the newest of those.

Street files change after they are first published (outcomes are filled in), so of two archives the newer is right.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from saferplan.evidence.fetching.publishers import PoliceArchives
from saferplan.evidence.periods import month_number, month_of

LINK = re.compile(r"""href\s*=\s*["'][^"']*?(\d{4}-(?:0[1-9]|1[0-2]))\.zip["']""")
MD5 = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f-])")


@dataclass(frozen=True)
class Plan:
    """`take`: for each archive (its month), the months to take from it. `left`: months that no archive holds."""

    take: dict[str, tuple[str, ...]]
    left: tuple[str, ...]


def listed_archives(page: str) -> dict[str, str]:
    """Archives that the index page links to, by month, each with its MD5 or an empty string where none is readable."""
    links = list(LINK.finditer(page))
    found: dict[str, str] = {}
    for link, after in zip_longest(links, links[1:]):
        md5 = MD5.search(page, link.end(), after.start() if after else len(page))
        found[link[1]] = found.get(link[1]) or (md5[0] if md5 else "")
    return found


def holds(archive: str, month: str, rules: PoliceArchives) -> bool:
    if not rules.first_month <= month <= archive:
        return False
    return archive <= rules.whole_history_until or month_number(archive) - month_number(month) < rules.window_months


def plan(months: Iterable[str], archives: Iterable[str], rules: PoliceArchives) -> Plan:
    """Covers `months` with the fewest of `archives`.

    The oldest month still uncovered takes the newest archive that holds it; covering points with intervals from one
    end, each time with the one that reaches furthest, takes as few intervals as any way can.
    """
    waiting, available = sorted(set(months)), sorted(archives)
    take: dict[str, tuple[str, ...]] = {}
    left: list[str] = []
    while waiting:
        best = max((archive for archive in available if holds(archive, waiting[0], rules)), default=None)
        if best is None:
            left.append(waiting.pop(0))
            continue
        take[best] = tuple(month for month in waiting if holds(best, month, rules))
        waiting = [month for month in waiting if month not in take[best]]
    return Plan(take, tuple(left))


def archives_up_to(newest: str, rules: PoliceArchives) -> tuple[str, ...]:
    """Every archive that should exist if `newest` is the newest month published."""
    return tuple(month_of(number) for number in range(month_number(rules.first_archive), month_number(newest) + 1))
