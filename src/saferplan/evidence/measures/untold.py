"""Months of which it is not told in which part of a small area, split in 2021, an incident was.

Files up to 2022 use the small areas of 2011. All incidents of one that was split are counted in the part that fits
best: that is no figure of this part, and no 0 of the others.
"""

from collections.abc import Mapping

from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area

Untold = Mapping[str, frozenset[str]]
KINDS = ("lsoa", "ward")
"""Parts of one small area lie in one local authority, but for three in the country."""


def untold_months(basis: Basis, area: Area) -> Untold:
    """By small area of 2011 that lies in part in `area` and in part in others: the months with incidents of it."""
    if area.kind not in KINDS:
        return {}
    divided = basis.remembered(("divided", area.kind), lambda: basis.geography.divided(area.kind))
    delivered = basis.recorded_by_unit[area.units[0]]
    named = {older: basis.months_of_splits.get(older, frozenset()) & delivered for older in divided.get(area.code, ())}
    return {older: months for older, months in named.items() if months}


def unknown_months(basis: Basis, area: Area) -> frozenset[str]:
    """Months in which a small area cannot be counted. A ward can, somewhat off at its border, and its note says so."""
    return frozenset().union(*untold_months(basis, area).values()) if area.kind == "lsoa" else frozenset()
