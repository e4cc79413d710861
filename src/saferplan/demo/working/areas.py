"""Facts of the area's wards and neighbourhoods, and where each ward's hexagon stands on the tile map."""

from itertools import combinations
from typing import Any

import shapely

from saferplan.demo.working.origin import Origin
from saferplan.documents.tile_map import tile_layout
from saferplan.synth import figures
from saferplan.synth.figures import AGE_BANDS, DOMAINS, TENURES

Table = list[dict[str, Any]]


def small_areas(origin: Origin) -> Table:
    """Each LSOA of 2021: ward, residents and households (census), deprivation ranks and deciles, rural or urban."""
    tenures = ", ".join(
        f"max(h.households) FILTER (h.tenure = '{tenure}') AS {column}" for column, tenure in TENURES.items()
    )
    indices = ", ".join(
        f"max(d.{measure}) FILTER (d.domain = '{domain}') AS {domain}_{measure}"
        for domain in DOMAINS
        for measure in ("rank", "decile")
    )
    return origin.records(
        f"""
        WITH own AS (SELECT lsoa AS code, ward AS ward_code FROM places WHERE unit = ? AND lsoa_code = lsoa),
        names AS (SELECT code, any_value(name) AS name FROM {{areas}} WHERE level = 'lsoa21' GROUP BY code),
        residents AS (SELECT code, residents FROM {{population}}
                      WHERE level = 'lsoa21' AND reference_date = ?),
        homes AS (SELECT h.code, {tenures} FROM {{households}} h WHERE h.level = 'lsoa21' GROUP BY h.code),
        ranks AS (SELECT d.code, {indices} FROM {{deprivation}} d WHERE d.edition = 'imd2025' GROUP BY d.code)
        SELECT own.code, names.name, ward_code, residents AS residents_2021, homes.* EXCLUDE code,
               u.class_code, u.class_name, CASE WHEN u.rural THEN 'Rural' ELSE 'Urban' END AS rural_or_urban,
               ranks.* EXCLUDE code
        FROM own JOIN names USING (code) JOIN residents USING (code) JOIN homes USING (code) JOIN ranks USING (code)
        JOIN {{rural_urban}} u ON u.code = own.code AND u.level = 'lsoa21' ORDER BY own.code
        """,
        [figures.AREA, figures.RESIDENTS_ON["residents_2021"]],
    )


def old_small_areas(origin: Origin) -> Table:
    """Each LSOA of 2011: what it became in 2021, and its residents by the estimates that use these codes."""
    bands = ", ".join(
        f"sum(residents) FILTER (age_from BETWEEN {least} AND {most}) AS {band}"
        for band, (least, most) in AGE_BANDS.items()
    )
    return origin.records(
        f"""
        WITH own AS (
            SELECT child_code AS code, any_value(change_code) AS change_code,
                   string_agg(DISTINCT parent_code, ' ' ORDER BY parent_code) AS became
            FROM {{area_links}} WHERE child_level = 'lsoa11' AND parent_level = 'lsoa21'
              AND parent_code IN (SELECT lsoa FROM places WHERE unit = ?) GROUP BY child_code),
        names AS (SELECT code, any_value(name) AS name FROM {{areas}} WHERE level = 'lsoa11' GROUP BY code),
        earlier AS (SELECT code, residents AS residents_2017 FROM {{population}}
                    WHERE level = 'lsoa11' AND reference_date = ?),
        ages AS (SELECT code, {bands} FROM {{population_by_age}}
                 WHERE level = 'lsoa11' AND reference_date = ? AND sex = 'persons' GROUP BY code)
        SELECT own.code, names.name, change_code, became, residents_2017, ages.* EXCLUDE code
        FROM own JOIN names USING (code) JOIN earlier USING (code) JOIN ages USING (code) ORDER BY code
        """,
        [figures.AREA, figures.RESIDENTS_ON["residents_2017"], figures.RESIDENTS_ON["residents_2020"]],
    )


def wards(origin: Origin) -> Table:
    """Each ward: name, centroid in metres of the British National Grid, and its place on the tile map."""
    found = origin.records(
        """
        WITH own AS (SELECT DISTINCT ward AS code FROM places WHERE unit = ?),
        names AS (SELECT code, any_value(name) AS name FROM {areas} WHERE level = 'ward24' GROUP BY code)
        SELECT own.code, names.name, round(arg_max(b.easting, b.vertices))::BIGINT AS easting,
               round(arg_max(b.northing, b.vertices))::BIGINT AS northing, arg_max(b.outline, b.vertices) AS outline
        FROM own JOIN names USING (code) JOIN {boundaries} b USING (code)
        WHERE b.outline IS NOT NULL GROUP BY own.code, names.name ORDER BY own.code
        """,
        [figures.AREA],
    )
    outlines = shapely.from_wkb([row.pop("outline") for row in found])
    places = tile_layout(
        [row["name"] for row in found],
        [row["easting"] for row in found],
        [row["northing"] for row in found],
        adjacent(outlines),
    )
    return [row | {"tile_column": column, "tile_row": line} for row, (column, line) in zip(found, places, strict=True)]


def adjacent(outlines: Any) -> list[tuple[int, int]]:
    """Pairs of positions whose outlines share a stretch of border, not a point alone."""
    return [
        (one, other)
        for one, other in combinations(range(len(outlines)), 2)
        if shapely.length(shapely.intersection(outlines[one], outlines[other])) > 0
    ]


def recorded_crime(origin: Origin) -> Table:
    """What ONS prints of the area's own partnerships in table C2: a row a partnership, a column a heading."""
    found = origin.rows(
        """
        SELECT period, code, name, force_name, offence_group, offences FROM {recorded_crime}
        WHERE offence_code IS NULL AND code IN (SELECT UNNEST(?)) ORDER BY ALL
        """,
        [list(origin.home.partnerships)],
    )
    latest = max(row[0] for row in found)
    table: dict[str, dict[str, Any]] = {}
    for period, code, name, force, heading, offences in found:
        if period == latest:
            row = {"period": period, "csp_code": code, "csp_name": name, "force_name": force}
            table.setdefault(code, row)[heading] = offences
    return [table[code] for code in sorted(table)]
