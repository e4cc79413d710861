"""Who lives in a place: people, age, homes, deprivation, worked out once for each state of the tables that tell it."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.joined_profiles import joined
from saferplan.evidence.profiles import Profile, profiles_of_parts
from saferplan.web.evidence.kept_by_tables import KeptByTables
from saferplan.web.jobs.work import works
from saferplan.web.partnerships.models import Partnership

KINDS = ("ltla", "ward", "lsoa")
PROFILES = KeptByTables(
    "place-profiles",
    (
        "population",
        "population_by_age",
        "households",
        "deprivation",
        "rural_urban",
        "boundaries",
        "area_profiles",
        "areas",
        "area_links",
    ),
)
FILE = "profiles.json"
WORK = "places.profiles"

ByKind = Mapping[str, Mapping[str, Profile]]


def profiles_of(partnership: Partnership) -> ByKind:
    """Profiles by kind of area and code, as kept; empty while they are worked out for the first time."""
    PROFILES.ask(works()[WORK], partnership)
    state = PROFILES.newest(partnership)
    return _read(PROFILES.folder(partnership, state) / FILE) if state else {}


def profile_of(partnership: Partnership, basis: Basis, place: Area) -> Profile | None:
    """None where nothing is known of it yet."""
    if place.kind == "unit":
        return basis.profiles.get(place.code)
    kept = profiles_of(partnership)
    if place.kind == OWN:
        return joined(place.code, kept.get("lsoa", {}), basis.geography.own[place.code].shares)
    return kept.get(place.kind, {}).get(place.code)


def keep(partnership: Partnership, basis: Basis) -> None:
    with PROFILES.keeping(partnership, basis.snapshot) as begun:
        (begun / FILE).write_text(json.dumps(_worked_out(partnership, basis)), encoding="utf-8")


def _worked_out(partnership: Partnership, basis: Basis) -> dict:
    try:
        units = basis.geography.area(partnership.area_code).units
    except (NothingLoaded, UnknownName):  # nothing tells what lies in the area
        return {}
    return {
        kind: {code: [one.features, one.sources] for code, one in profiles_of_parts(basis, units, kind).items()}
        for kind in KINDS
    }


@lru_cache(maxsize=16)
def _read(file: Path) -> ByKind:
    told = json.loads(file.read_text(encoding="utf-8"))
    return {
        kind: {code: Profile(code, features, sources) for code, (features, sources) in own.items()}
        for kind, own in told.items()
    }
