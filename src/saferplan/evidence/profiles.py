"""The profile of each partnership area (people, age, households, deprivation, rural or urban) and which are alike.

Parts of an area have profiles too: its wards, its districts, its small areas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.analysis import similar_areas
from saferplan.evidence.lake import Snapshot

if TYPE_CHECKING:
    from saferplan.evidence.basis import Basis

# How many similar areas stand beside one. The Home Office's groups have 15; fewer are nearer, and fit a chart.
MOST_SIMILAR = 10
DEPRIVED_DECILES = 3


@dataclass(frozen=True)
class Profile:
    """Of the area whose code is `unit`. `features`: figures by name; a feature that is not known is absent. `sources`:
    source line by feature.
    """

    unit: str
    features: dict[str, float]
    sources: dict[str, str]


@dataclass(frozen=True)
class Similar:
    """The areas most like one, nearest first. `note` says what this is not."""

    codes: tuple[str, ...]
    distances: tuple[float, ...]
    used: tuple[similar_areas.Feature, ...]
    note: str


def read_profiles(basis: "Basis") -> dict[str, Profile]:
    """The profile of every partnership area, from the newest tables loaded; stated figures where there are none."""
    return _read(basis, basis.geography.places, "unit")


def profiles_of_parts(basis: "Basis", units: Sequence[str], kind: str) -> dict[str, Profile]:
    """The same of the small areas (lsoa), wards or districts (ltla) of some partnership areas.

    A small area that is one of several parts of one of 2011 lacks what is published for that one alone.
    """
    places = basis.geography.places
    own = places.filter(pc.call_function("is_in", [places["unit"]], pc.SetLookupOptions(pa.array(units, pa.string()))))
    if kind == "lsoa":
        is_whole = pc.call_function(
            "equal", [pc.call_function("coalesce", [own["lsoa11"], pa.scalar("")]), pa.scalar("")]
        )
        is_own = pc.call_function("equal", [own["lsoa_code"], own["lsoa"]])
        own = own.filter(pc.call_function("or_kleene", [is_whole, is_own]))
    return _read(basis, own, kind)


def _read(basis: "Basis", places: pa.Table, kind: str) -> dict[str, Profile]:
    import duckdb

    database = duckdb.connect()
    database.register("places", places)
    # Partnerships of which totals alone are stated have no small areas, and a profile all the same.
    codes = basis.geography.units if kind == "unit" else sorted(set(places[kind].to_pylist()) - {None, ""})
    found = {code: Profile(code, {}, {}) for code in codes}
    tables = _tables(basis.snapshot) | {"area": kind}
    for sql in (_STATED, _AGES, _TENURES, _DEPRIVATION, _RURAL, _AREA):
        for unit, feature, value, source in database.execute(sql.format_map(tables)).fetchall():
            if unit in found and value is not None:
                found[unit].features[feature] = float(value)
                found[unit].sources[feature] = source or ""
    for profile in found.values():
        _add_density(profile)
    return found


def _tables(snapshot: Snapshot) -> dict[str, str]:
    names = (
        "population",
        "population_by_age",
        "households",
        "deprivation",
        "rural_urban",
        "boundaries",
        "area_profiles",
    )
    return {name: snapshot.scan(name) for name in names} | {"deprived": str(DEPRIVED_DECILES)}


def _add_density(profile: Profile) -> None:
    hectares, residents = profile.features.get("hectares"), profile.features.get("residents")
    if hectares and residents:
        profile.features["residents_per_hectare"] = residents / hectares
        profile.sources["residents_per_hectare"] = f"{profile.sources['residents']}; {profile.sources['hectares']}"


def most_similar(basis: "Basis", unit: str, most: int = MOST_SIMILAR) -> Similar:
    """By the reviewed features of similarity.toml. Not the Home Office's Most Similar Groups."""
    definition = similar_areas.definition()
    known = basis.profiles
    codes = sorted(known)
    features = np.array(
        [
            feature.scaled([known[code].features.get(feature.id, np.nan) for code in codes])
            for feature in definition.features
        ]
    ).T
    found = similar_areas.nearest(features, codes.index(unit), definition.weights, most)
    return Similar(
        tuple(codes[index] for index in found.indices),
        tuple(float(distance) for distance in found.distances),
        tuple(feature for feature, used in zip(definition.features, found.used, strict=True) if used),
        definition.note,
    )


# The publication to use: the one of the latest date; of several, in the codes of 2021, and the last by name. Adding two
# editions of one date together would count everyone twice.
_NEWEST_EDITION = """(SELECT edition FROM {{{table}}} WHERE level IN ('lsoa11', 'lsoa21')
    GROUP BY edition ORDER BY max(reference_date) DESC, max(level) DESC, edition DESC LIMIT 1)"""
_NEWEST_AGES = _NEWEST_EDITION.format(table="population_by_age")
_NEWEST_RESIDENTS = _NEWEST_EDITION.format(table="population")
_NEWEST_HOUSEHOLDS = _NEWEST_EDITION.format(table="households")

_AGES = f"""
WITH shares AS (
    SELECT p.{{area}} AS unit, any_value(s.source) AS source, sum(s.residents) AS everyone,
           sum(s.residents) FILTER (age_from <= 15) / everyone AS share_aged_0_15,
           sum(s.residents) FILTER (age_from BETWEEN 16 AND 24) / everyone AS share_aged_16_24,
           sum(s.residents) FILTER (age_from BETWEEN 25 AND 64) / everyone AS share_aged_25_64,
           sum(s.residents) FILTER (age_from >= 65) / everyone AS share_aged_65_plus
    FROM {{population_by_age}} s JOIN places p ON s.code = p.lsoa_code
    WHERE s.edition = {_NEWEST_AGES} AND s.level IN ('lsoa11', 'lsoa21') AND s.sex = 'persons' AND age_from IS NOT NULL
    GROUP BY p.{{area}}
)
SELECT unit, feature, value, source FROM (SELECT * EXCLUDE everyone FROM shares) UNPIVOT (value FOR feature IN
    (share_aged_0_15, share_aged_16_24, share_aged_25_64, share_aged_65_plus))
UNION ALL
SELECT p.{{area}} AS unit, 'residents', sum(s.residents), any_value(s.source) FROM {{population}} s
JOIN places p ON s.code = p.lsoa_code
WHERE s.edition = {_NEWEST_RESIDENTS} AND s.level IN ('lsoa11', 'lsoa21') GROUP BY p.{{area}}
"""

_TENURES = f"""
WITH totals AS (
    SELECT p.{{area}} AS unit, any_value(s.source) AS source,
           sum(s.households) FILTER (s.tenure = 'all')::DOUBLE AS households,
           sum(s.households) FILTER (s.tenure ILIKE 'owned%') / sum(s.households) FILTER (s.tenure = 'all')
               AS share_owned,
           sum(s.households) FILTER (s.tenure ILIKE 'social rented%') / sum(s.households) FILTER (s.tenure = 'all')
               AS share_social_rented,
           sum(s.households) FILTER (s.tenure ILIKE 'private rented%') / sum(s.households) FILTER (s.tenure = 'all')
               AS share_private_rented
    FROM {{households}} s JOIN places p ON s.code = p.lsoa_code
    WHERE s.edition = {_NEWEST_HOUSEHOLDS} AND s.level IN ('lsoa11', 'lsoa21') GROUP BY p.{{area}}
)
SELECT unit, feature, value, source FROM totals UNPIVOT (value FOR feature IN
    (households, share_owned, share_social_rented, share_private_rented))
"""

_RESIDENTS_BY_LSOA = f"""
WITH residents AS (
    SELECT p.lsoa, p.{{area}} AS unit, sum(s.residents) AS residents
    FROM {{population}} s JOIN places p ON s.code = p.lsoa_code
    WHERE s.edition = {_NEWEST_RESIDENTS} AND s.level IN ('lsoa11', 'lsoa21') GROUP BY ALL
)
"""

_DEPRIVATION = (
    _RESIDENTS_BY_LSOA
    + """, ranked AS (
    SELECT p.lsoa, any_value(d.source) AS source, min(d.decile) AS decile,
           min(d.rank) / (SELECT max(rank) FROM {deprivation} WHERE edition = d.edition AND domain = 'imd')
               AS percentile
    FROM {deprivation} d JOIN places p ON d.code = p.lsoa_code
    WHERE d.domain = 'imd' AND d.edition = (SELECT max(edition) FROM {deprivation}) GROUP BY p.lsoa, d.edition
), shares AS (
    SELECT unit, any_value(source) AS source,
           sum(percentile * residents) / sum(residents) AS imd_rank_percentile,
           coalesce(sum(residents) FILTER (decile <= {deprived}), 0) / sum(residents)
               AS share_in_three_most_deprived_deciles
    FROM ranked JOIN residents USING (lsoa) GROUP BY unit
)
SELECT unit, feature, value, source FROM shares UNPIVOT (value FOR feature IN
    (imd_rank_percentile, share_in_three_most_deprived_deciles))
"""
)

_RURAL = (
    _RESIDENTS_BY_LSOA
    + """
SELECT r.unit, 'share_rural', coalesce(sum(r.residents) FILTER (u.rural), 0) / sum(r.residents),
       'ONS, Rural Urban Classification 2021'
FROM residents r JOIN {rural_urban} u ON u.code = r.lsoa GROUP BY r.unit
"""
)

_AREA = """
SELECT p.{area} AS unit, 'hectares', sum(b.hectares), 'ONS boundaries'
FROM (SELECT code, arg_max(hectares, vertices) AS hectares FROM {boundaries} WHERE level = 'lsoa21' GROUP BY code) b
JOIN (SELECT DISTINCT lsoa, {area} FROM places) p ON b.code = p.lsoa GROUP BY p.{area}
"""

_STATED = """
SELECT code, feature, arg_max(value, reference_date), any_value(source) FROM {area_profiles} GROUP BY code, feature
"""
