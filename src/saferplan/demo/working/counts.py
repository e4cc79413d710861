"""Counts of incidents: those that a police force published with a place in an area that it polices.

Neighbouring forces and British Transport Police report a few incidents in every area too (about one in two hundred).
They are left out everywhere: their files are there for some months and not for others, so that a change over
time would be partly a change of files.
"""

from typing import Any

from saferplan.demo.working.origin import Origin, wide
from saferplan.evidence.sources import police_forces
from saferplan.synth import figures

POLICE_UK = "Home Office and police forces via data.police.uk"
MHCLG = "MHCLG, English Indices of Deprivation 2025"
LOOKUPS = "ONS, lookups of LSOA 2011 to LSOA 2021 to ward and local authority 2024"
Table = list[dict[str, Any]]


def ward_counts(origin: Origin) -> Table:
    """Incidents of the area by ward, national deprivation decile of the neighbourhood, month and crime type."""
    counted = origin.rows(
        """
        SELECT p.ward, d.decile, i.month, i.crime_type, count(*)
        FROM {incidents} i JOIN places p USING (lsoa_code)
        JOIN {deprivation} d ON d.code = p.lsoa AND d.domain = 'imd' AND d.edition = 'imd2025'
        WHERE p.unit = ? AND i.publisher = ? GROUP BY ALL
        """,
        [figures.AREA, origin.force],
    )
    return wide(counted, ["ward_code", "decile", "month"])


def outcome_counts(origin: Origin) -> Table:
    """Incidents of the area by month, last outcome when the file was made, and crime type. ASB has no outcome."""
    counted = origin.rows(
        """
        SELECT i.month, coalesce(i.last_outcome, ''), i.crime_type, count(*)
        FROM {incidents} i JOIN places p USING (lsoa_code)
        WHERE p.unit = ? AND i.publisher = ? GROUP BY ALL
        """,
        [figures.AREA, origin.force],
    )
    return wide(counted, ["month", "outcome"])


def unit_counts(origin: Origin) -> Table:
    """Incidents of every other partnership area by month and crime type, in the months that its force published."""
    units = origin.basis.geography.units
    months = {code: origin.months_of(unit) for code, unit in units.items() if unit.pfa and code != figures.AREA}
    forces = {code: police_forces.by_area_code(units[code].pfa).slug for code in months}
    counted = origin.rows(
        """
        SELECT p.unit, i.publisher, i.month, i.crime_type, count(*)
        FROM {incidents} i JOIN places p USING (lsoa_code) GROUP BY ALL
        """
    )
    own = (
        (unit, month, crime_type, incidents)
        for unit, publisher, month, crime_type, incidents in counted
        if publisher == forces.get(unit) and month in months[unit]
    )
    return wide(own, ["unit_code", "month"])


def unplaced_counts(origin: Origin) -> Table:
    """Crimes (without ASB) that the home force published, and those of them without a place, by month."""
    return origin.records(
        """
        SELECT month, count(*) AS crimes, count(*) FILTER (lsoa_code IS NULL) AS without_place FROM {incidents}
        WHERE publisher = ? AND crime_type <> 'anti-social-behaviour' GROUP BY month ORDER BY month
        """,
        [origin.force],
    )
