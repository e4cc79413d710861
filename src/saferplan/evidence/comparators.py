"""Which areas an area is set beside: its force, its region, its country, the most similar, or any named."""

from collections.abc import Iterable

from saferplan.errors import UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area


def comparators(basis: Basis, area: Area, name: str) -> list[Area]:
    """`name`: force, region, country, similar, or a code. Raises UsageError or UnknownName."""
    if name == "similar":
        return _similar(basis, area)
    if name in ("force", "region", "country"):
        return [basis.geography.area(_above(basis, area, name))]
    if not name:
        raise UsageError("--compare has an empty name", remedy="Write it as force,country or with codes.")
    return [basis.geography.area(name)]


def all_comparators(basis: Basis, area: Area, names: Iterable[str]) -> list[Area]:
    """The areas that several names stand for, each once. Raises UsageError where one is the area itself."""
    found = {other.code: other for name in names for other in comparators(basis, area, name)}
    if area.code in found:
        raise UsageError(f"{area.name} cannot be compared with itself", remedy="Leave it out of --compare.")
    return list(found.values())


def _similar(basis: Basis, area: Area) -> list[Area]:
    from saferplan.evidence.profiles import most_similar

    if area.is_set_of_units:
        raise UsageError(f"{area.name} is made up of many partnerships, and only single ones have similar areas")
    return [basis.geography.area(code) for code in most_similar(basis, area.units[0]).codes]


def _above(basis: Basis, area: Area, name: str) -> str:
    """Code of the one force, region or country in which all of the area lies."""
    homes = [basis.geography.units[unit] for unit in area.units]
    codes = {"force": {home.pfa for home in homes}, "region": {home.region for home in homes}}.get(
        name, {home.country for home in homes}
    )
    if len(codes) != 1:
        raise UsageError(f"{area.name} lies in more than one {name}")
    code = codes.pop()
    if not code:
        raise UsageError(f"{area.name} has no {name} in the lookups loaded")
    return code
