"""What commands that speak of one partnership area in one period have in common."""

import argparse
from typing import TYPE_CHECKING

from saferplan.commands.options import note
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.geography import Area
    from saferplan.evidence.periods import Period


def add_area_and_periods(command: argparse.ArgumentParser, *, against: bool = True) -> None:
    command.add_argument("code", metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument("--period", required=True, help="2024-04..2025-03, FY2024, CY2025 or R12:2025-12")
    if against:
        command.add_argument("--against", metavar="PERIOD", help="the period to compare with")


def periods(options: argparse.Namespace) -> "tuple[Period, Period | None]":
    """The period, and the one it is compared with. Raises UsageError where they have no month of the year in common."""
    from saferplan.evidence.measures.changes import like_months
    from saferplan.evidence.periods import parse_period

    period = parse_period(options.period)
    against = parse_period(options.against) if options.against else None
    if against:
        like_months(period, against)
    return period, against


def partnership_area(code: str, basis: "Basis") -> "Area":
    """The partnership area of this code. Raises UnknownName, or UsageError for another kind of area."""
    area = basis.geography.area(code)
    if area.kind != "unit":
        raise UsageError(
            f"{area.name} is a {area.title}; an assessment is of a whole partnership area",
            remedy=f"Use {', '.join(area.units[:5])}.",
        )
    if area.note:
        note(area.note)
    return area
