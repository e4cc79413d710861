"""A mapping to begin with, for a file that fits no profile: that of the one it nearly fits, else by its columns."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.web.partnerships.models import Agency, AgencyKind

if TYPE_CHECKING:
    from saferplan.evidence.partners.profile import Profile
    from saferplan.evidence.partners.reading.tables import FileTables
    from saferplan.evidence.sources.base import Delivered

# What mapping profiles call the kinds of agencies that they know.
KINDS = {
    AgencyKind.POLICE: "police",
    AgencyKind.COUNCIL: "council",
    AgencyKind.FIRE: "fire",
    AgencyKind.HEALTH: "health",
    AgencyKind.PROBATION: "probation",
    AgencyKind.LANDLORD: "landlord",
}


@dataclass(frozen=True)
class ColumnShown:
    """`fields` that it is proposed for, each with how sure that is."""

    heading: str
    filled: float
    shapes: tuple[tuple[str, float], ...]
    fields: tuple[tuple[str, str], ...]


def columns_of(delivered: "Delivered", found: "FileTables") -> list[ColumnShown]:
    """Of the largest list of the file's."""
    from saferplan.evidence.partners.suggesting.looks import looks_of
    from saferplan.evidence.partners.suggesting.suggestion import Asked, suggest

    sure: dict[str, list[tuple[str, str]]] = {}
    for one in suggest(delivered, Asked(), found).proposals:
        for heading in one.headings:
            sure.setdefault(heading, []).append((one.field, one.confidence))
    return [
        ColumnShown(one.heading, one.filled, one.shapes, tuple(sure.get(one.heading, ())))
        for one in looks_of(found.largest)
    ]


def proposal(delivered: "Delivered", found: "FileTables", root: Path, agency: Agency) -> str:
    """As TOML. Of a file that a kept profile nearly fits, that profile, with the closest headings for those missing."""
    from saferplan.evidence.partners.fitting import nearest_profile
    from saferplan.evidence.partners.keeping import kept_profiles
    from saferplan.evidence.partners.suggesting.suggestion import Asked, suggest
    from saferplan.evidence.partners.suggesting.toml_text import as_toml

    if near := nearest_profile(delivered, kept_profiles(root)):
        return mended(near, delivered)
    asked = Asked(agency.name, KINDS.get(AgencyKind(agency.kind), ""))
    return as_toml(suggest(delivered, asked, found))


def mended(profile: "Profile", delivered: "Delivered") -> str:
    """The profile's next version, for a file in which columns are called otherwise, or are not there any more."""
    from saferplan.evidence.partners.fitting import renamed
    from saferplan.evidence.partners.profile_text import declared_in, profile_text

    others = renamed(profile, delivered)
    declared = declared_in(profile.text)
    columns = {name: _with_headings(spec, others) for name, spec in declared["columns"].items()}
    known = {name: spec for name, spec in columns.items() if _names_a_column(spec)}
    return profile_text(declared | {"version": profile.version + 1, "columns": known})


def _names_a_column(spec: object) -> bool:
    column = spec.get("column") if isinstance(spec, dict) else spec
    return bool(column) and (not isinstance(column, list) or all(column))


def _with_headings(spec: object, others: dict[str, str]) -> object:
    if isinstance(spec, str):
        return others.get(spec, spec)
    if isinstance(spec, list):
        return [_with_headings(one, others) for one in spec]
    if isinstance(spec, dict):
        return {key: _with_headings(one, others) if key in ("column", "time") else one for key, one in spec.items()}
    return spec
