"""The profile of each partnership area (people, age, households, deprivation, rural or urban) and which are alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from saferplan.evidence.analysis import similar_areas
from saferplan.evidence.lake import Snapshot

if TYPE_CHECKING:
    from saferplan.evidence.basis import Basis

# How many similar areas stand beside one. The Home Office's groups have 15; fewer are nearer, and fit a chart.
MOST_SIMILAR = 10
DEPRIVED_DECILES = 3


@dataclass(frozen=True)
class Profile:
    """`features`: figures by name; a feature that is not known is absent. `sources`: source line by feature."""

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
    """The profile of every partnership area, from the newest tables loaded."""
    database = duckdb.connect()
    database.register("places", basis.geography.places)
    found = {code: Profile(code, {}, {}) for code in basis.geography.units}
    for sql in (_AGES, _TENURES, _DEPRIVATION, _RURAL, _AREA, _STATED):
        for unit, feature, value, source in database.execute(_with_tables(sql, basis.snapshot)).fetchall():
            if unit in found and value is not None:
                found[unit].features[feature] = float(value)
                found[unit].sources[feature] = source or ""
    for profile in found.values():
        _add_density(profile)
    return found


def _with_tables(sql: str, snapshot: Snapshot) -> str:
    names = (
        "population",
        "population_by_age",
        "households",
        "deprivation",
        "rural_urban",
        "boundaries",
        "area_profiles",
    )
    return sql.format(**{name: snapshot.scan(name) for name in names}, deprived=DEPRIVED_DECILES)


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


_NEWEST_SMALL = "WHERE level IN ('lsoa11', 'lsoa21')"

_AGES = f"""
WITH ages AS (
    SELECT p.unit, s.age_from, s.residents, s.source, s.reference_date FROM {{population_by_age}} s
    JOIN places p ON s.code = p.lsoa_code {_NEWEST_SMALL} AND s.sex = 'persons' AND s.age_from IS NOT NULL
), newest AS (SELECT * FROM ages WHERE reference_date = (SELECT max(reference_date) FROM ages)),
shares AS (
    SELECT unit, any_value(source) AS source, sum(residents) AS everyone,
           sum(residents) FILTER (age_from <= 15) / sum(residents) AS share_aged_0_15,
           sum(residents) FILTER (age_from BETWEEN 16 AND 24) / sum(residents) AS share_aged_16_24,
           sum(residents) FILTER (age_from BETWEEN 25 AND 64) / sum(residents) AS share_aged_25_64,
           sum(residents) FILTER (age_from >= 65) / sum(residents) AS share_aged_65_plus
    FROM newest GROUP BY unit
), residents AS (
    SELECT p.unit, s.residents, s.source, s.reference_date FROM {{population}} s
    JOIN places p ON s.code = p.lsoa_code {_NEWEST_SMALL}
)
SELECT unit, feature, value, source FROM (SELECT * EXCLUDE everyone FROM shares) UNPIVOT (value FOR feature IN
    (share_aged_0_15, share_aged_16_24, share_aged_25_64, share_aged_65_plus))
UNION ALL
SELECT unit, 'residents', sum(residents), any_value(source) FROM residents
WHERE reference_date = (SELECT max(reference_date) FROM residents) GROUP BY unit
"""

_TENURES = """
WITH homes AS (
    SELECT p.unit, lower(s.tenure) AS tenure, s.households, s.source FROM {households} s
    JOIN places p ON s.code = p.lsoa_code WHERE s.level = 'lsoa21'
), totals AS (
    SELECT unit, any_value(source) AS source,
           sum(households) FILTER (tenure = 'all')::DOUBLE AS households,
           sum(households) FILTER (tenure LIKE 'owned%') / sum(households) FILTER (tenure = 'all') AS share_owned,
           sum(households) FILTER (tenure LIKE 'social rented%') / sum(households) FILTER (tenure = 'all')
               AS share_social_rented,
           sum(households) FILTER (tenure LIKE 'private rented%') / sum(households) FILTER (tenure = 'all')
               AS share_private_rented
    FROM homes GROUP BY unit
)
SELECT unit, feature, value, source FROM totals UNPIVOT (value FOR feature IN
    (households, share_owned, share_social_rented, share_private_rented))
"""

_RESIDENTS_BY_LSOA = """
WITH residents AS (
    SELECT p.lsoa, p.unit, sum(s.residents) AS residents FROM {population} s JOIN places p ON s.code = p.lsoa_code
    WHERE s.level IN ('lsoa11', 'lsoa21') AND s.reference_date = (
        SELECT max(reference_date) FROM {population} WHERE level IN ('lsoa11', 'lsoa21'))
    GROUP BY ALL
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
SELECT p.unit, 'hectares', sum(b.hectares), 'ONS boundaries'
FROM (SELECT code, arg_max(hectares, vertices) AS hectares FROM {boundaries} WHERE level = 'lsoa21' GROUP BY code) b
JOIN (SELECT DISTINCT lsoa, unit FROM places) p ON b.code = p.lsoa GROUP BY p.unit
"""

_STATED = """
SELECT code, feature, arg_max(value, reference_date), any_value(source) FROM {area_profiles} GROUP BY code, feature
"""
