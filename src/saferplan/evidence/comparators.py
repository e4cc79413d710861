"""Which areas an area is set beside: its force, its region, its country, the most similar, or any named."""

from saferplan.errors import UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area


def comparators(basis: Basis, area: Area, name: str) -> list[Area]:
    """`name`: force, region, country, similar, or a code. Raises UsageError or UnknownName."""
    geography = basis.geography
    if name == "similar":
        from saferplan.evidence.profiles import most_similar

        return [geography.area(code) for code in most_similar(basis, _unit(area)).codes]
    if name in ("force", "region", "country"):
        home = geography.units[_unit(area)]
        code = {"force": home.pfa, "region": home.region, "country": home.country}[name]
        if not code:
            raise UsageError(f"{area.name} has no {name} in the lookups loaded")
        return [geography.area(code)]
    if not name:
        raise UsageError("--compare has an empty name", remedy="Write it as force,country or with codes.")
    return [geography.area(name)]


def _unit(area: Area) -> str:
    if len(area.units) != 1:
        raise UsageError(f"{area.name} is made up of many partnerships and has no such comparator")
    return area.units[0]
