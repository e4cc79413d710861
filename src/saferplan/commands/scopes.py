"""What commands that speak of one partnership area in one period have in common."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import note
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.geography import Area
    from saferplan.evidence.periods import Period


@dataclass(frozen=True)
class Asked:
    """What a document is asked to be about, in the words of the command line or of document.toml."""

    code: str
    period: str
    against: str | None = None
    similar: str = ""
    wards_list: Path | None = None
    issue: str = ""


def add_area_and_periods(command: argparse.ArgumentParser, *, against: bool = True) -> None:
    command.add_argument("code", metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument("--period", required=True, help="2024-04..2025-03, FY2024, CY2025 or R12:2025-12")
    if against:
        command.add_argument("--against", metavar="PERIOD", help="the period to compare with")


def periods(options: argparse.Namespace) -> "tuple[Period, Period | None]":
    """The period, and the one it is compared with. Raises UsageError where they have no month of the year in common."""
    return _periods(options.period, options.against)


def _periods(written: str, written_against: str | None) -> "tuple[Period, Period | None]":
    from saferplan.evidence.measures.changes import like_months
    from saferplan.evidence.periods import parse_period

    period = parse_period(written)
    against = parse_period(written_against) if written_against else None
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


def scope_of(basis: "Basis", asked: Asked) -> "Scope":
    """Raises UnknownName or UsageError for an area, a period, a measure or a list that cannot be used."""
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.assessment.wards import named_wards
    from saferplan.evidence.measures.calculate import parts_of
    from saferplan.evidence.measures.definition import measure_named

    area = partnership_area(asked.code, basis)
    period, against = _periods(asked.period, asked.against)
    similar = _similar(asked.similar, basis, area) if asked.similar else ()
    issue = measure_named(asked.issue).name if asked.issue else ""
    path = asked.wards_list
    wards = named_wards(parts_of(basis, area, "ward"), _lines(path), str(path)) if path else ()
    title = f"the list {path.stem}" if path else ""
    return Scope(basis, area, period, against, wards, title, similar, issue)


def _similar(written: str, basis: "Basis", area: "Area") -> tuple[str, ...]:
    """Codes of partnership areas, the area itself left out. Raises UnknownName or UsageError."""
    found: dict[str, None] = {}
    for code in filter(None, (part.strip() for part in written.split(","))):
        other = basis.geography.area(code)
        if other.kind != "unit":
            raise UsageError(f"{other.name} is a {other.title}, not a partnership area", where="--similar")
        found[other.code] = None
    found.pop(area.code, None)
    if not found:
        raise UsageError("--similar names no other area", remedy="Write codes with commas: --similar CODE,CODE.")
    return tuple(found)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as fault:
        raise UsageError(f"the list cannot be read ({fault.strerror})", where=str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("the list is not UTF-8 text", where=str(path), remedy="Save it as UTF-8.") from None
