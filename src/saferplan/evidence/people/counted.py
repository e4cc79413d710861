"""What is counted before anything is released: one finding by one breakdown in one measure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from saferplan.evidence.people.words import ALL


@dataclass(frozen=True)
class Counted:
    """True counts: never written, printed or logged. `parts` by group, of every group that could be, 0 included.

    `total`: of all, or None where the whole is printed by another finding. `adds_up`: whether the counts of two
    months are the count of both together, as with incidents, and not with people.
    """

    finding: str
    breakdown: str
    measure: str
    total: int
    parts: Mapping[str, int] = field(default_factory=dict)
    adds_up: bool = False


def whole(finding: str, measure: str, total: int, *, adds_up: bool = False) -> Counted:
    return Counted(finding, ALL, measure, total, {ALL: total}, adds_up)


def by_group(
    finding: str, breakdown: str, measure: str, groups: Iterable[str], values: Iterable[str], *, adds_up: bool = False
) -> Counted:
    """Counts how often each of `groups` is among `values`, each of which is one of them."""
    seen = Counter(values)
    parts = {group: seen[group] for group in groups}
    return Counted(finding, breakdown, measure, seen.total(), parts, adds_up)
