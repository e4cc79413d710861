"""Facts of all partnership areas of England and Wales, by which others are found that are like the demo's."""

from datetime import date
from typing import Any

from saferplan.demo.working.origin import Origin
from saferplan.evidence.geography import Geography
from saferplan.evidence.periods import Period
from saferplan.synth import figures

Table = list[dict[str, Any]]
DIGITS = {"hectares": 0, "households": 0}
SHARE_DIGITS = 6
FORMER_AUTHORITY = "ltla19"
# Wales has no regions; so ONS fills the column.
NO_REGION = "W99999999"
# Worked out from the others where they are read.
DERIVED = ("residents", "residents_per_hectare")


def unit_profiles(origin: Origin) -> Table:
    """A row a partnership area, a column a feature; a feature that is not known is empty."""
    profiles = origin.basis.profiles
    features = feature_names(origin)
    residents = {column: _residents(origin, day) for column, day in figures.RESIDENTS_ON.items()}
    return [
        {"unit_code": code, "level": level_of(code)}
        | {column: values.get(code, "") for column, values in residents.items()}
        | {name: _rounded(name, profiles[code].features.get(name)) for name in features}
        for code in origin.basis.geography.unit_codes
    ]


def unit_features(origin: Origin) -> Table:
    """What each column of unit_profiles is: the feature, its reference date and its source."""
    profile = origin.basis.profiles[figures.AREA]
    residents = [
        {"column": column, "feature": "residents", "reference_date": day.isoformat(), "source": _title(origin, day)}
        for column, day in figures.RESIDENTS_ON.items()
    ]
    return residents + [
        {
            "column": name,
            "feature": name,
            "reference_date": _reference(name).isoformat(),
            "source": profile.sources[name],
        }
        for name in feature_names(origin)
    ]


def partnerships(origin: Origin) -> Table:
    """Every partnership area but the demo's, with its police force area and region, as a lookup."""
    geography = origin.basis.geography
    return [
        _named(geography, "unit", unit.code)
        | _named(geography, "pfa24", unit.pfa)
        | _named(geography, "region24", unit.region or NO_REGION)
        for code, unit in sorted(geography.units.items())
        if code != figures.AREA
    ]


def authority(origin: Origin) -> Table:
    """The demo's local authority with its partnerships, force area, region and fire authority, as a lookup."""
    geography, home = origin.basis.geography, origin.home
    return [
        _named(geography, figures.AUTHORITY, home.code)
        | _named(geography, figures.PARTNERSHIP, partnership)
        | _named(geography, "pfa24", home.pfa)
        | _named(geography, "region24", home.region)
        | _named(geography, "fra24", home.fra[0])
        for partnership in home.partnerships
    ]


def former_authorities(origin: Origin) -> Table:
    """The authorities in whose place the demo's came, as a lookup."""
    geography = origin.basis.geography
    return [
        _named(geography, FORMER_AUTHORITY, code) | _named(geography, figures.AUTHORITY, figures.AREA)
        for code in sorted(_former(origin))
    ]


def _former(origin: Origin) -> set[str]:
    found = origin.rows(
        "SELECT DISTINCT child_code FROM {area_links} WHERE parent_level = ? AND parent_code = ?"
        " AND child_level LIKE 'ltla%' AND child_code <> parent_code",
        [figures.AUTHORITY, figures.AREA],
    )
    return {code for (code,) in found}


def _named(geography: Geography, level: str, code: str) -> dict[str, str]:
    return {f"{level}_code": code, f"{level}_name": geography.names.get(code, "")}


def level_of(code: str) -> str:
    """A partnership area goes by its authority's code, or by a partnership's where it has several authorities."""
    return figures.PARTNERSHIP if code.startswith(("E22", "W14")) else figures.AUTHORITY


def feature_names(origin: Origin) -> list[str]:
    known = {name for profile in origin.basis.profiles.values() for name in profile.features}
    return sorted(known - set(DERIVED))


def _reference(feature: str) -> date:
    """Ages are of the newest estimates by age; all else is of the census or has no nearer date."""
    return figures.RESIDENTS_ON["residents_2020" if feature.startswith("share_aged") else "residents_2021"]


def _residents(origin: Origin, day: date) -> dict[str, int]:
    return origin.basis.denominators.nearest("residents", "unit", _around(day)).values


def _title(origin: Origin, day: date) -> str:
    found = origin.rows(
        "SELECT DISTINCT source FROM {population} WHERE level LIKE 'lsoa%' AND reference_date = ?", [day]
    )
    return "; ".join(sorted(source for (source,) in found))


def _around(day: date) -> Period:
    month = f"{day:%Y-%m}"
    return Period(month, month, month)


def _rounded(name: str, value: float | None) -> float | int | str:
    if value is None:
        return ""
    digits = DIGITS.get(name, SHARE_DIGITS)
    return round(value, digits) if digits else round(value)
