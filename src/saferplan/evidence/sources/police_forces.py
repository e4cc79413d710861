"""The police forces that publish on data.police.uk: their names there, and the force area that each one polices."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from saferplan.errors import UnknownName, nearest


@dataclass(frozen=True)
class Force:
    """`slug` is in file names, `name` in the 'Reported by' column; the area is empty where ONS has none."""

    slug: str
    name: str
    area_code: str
    area_name: str


@cache
def all_forces() -> tuple[Force, ...]:
    """Every force, in the order of the slugs: 43 territorial ones, British Transport Police and Northern Ireland."""
    reviewed = files("saferplan.evidence.sources").joinpath("police_forces.toml").read_text(encoding="utf-8")
    return tuple(Force(**entry) for entry in tomllib.loads(reviewed)["force"])


def by_slug(slug: str) -> Force:
    """The force that files call `slug`; a full or an area name is not taken. Raises UnknownName with near ones."""
    return _one("slug", slug)


def by_name(name: str) -> Force:
    """The force that files call `name` in 'Reported by'. Raises UnknownName with near ones."""
    return _one("name", name)


def by_area_code(code: str) -> Force:
    """The territorial force of a police force area such as E23000029. Raises UnknownName."""
    return _one("area_code", code)


def publisher_of(area_code: str) -> str:
    """Slug of the force that polices a police force area; empty where there is none."""
    force = _index("area_code").get(area_code)
    return force.slug if force else ""


@cache
def _index(field: str) -> dict[str, Force]:
    return {getattr(force, field): force for force in all_forces() if getattr(force, field)}


def _one(field: str, wanted: str) -> Force:
    try:
        return _index(field)[wanted]
    except KeyError:
        raise UnknownName(
            f"no police force has the {field.replace('_', ' ')} {wanted!r}", remedy=_offer(field, wanted)
        ) from None


def _offer(field: str, wanted: str) -> str:
    known = list(_index(field))
    return nearest(wanted, known) or f"The {len(known)} known ones run from {known[0]} to {known[-1]}."
