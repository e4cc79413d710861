"""Incidents that a force published without a place: they are in no area's figures, and their share comes and goes."""

from collections.abc import Collection, Iterable, Mapping

from saferplan.evidence.basis import Basis
from saferplan.evidence.sources import police_forces
from saferplan.evidence.stated_figures import Unplaced, unplaced_by_month
from saferplan.evidence.tables import INCIDENTS

ASB_CRIME_TYPE = "anti-social-behaviour"
# Stands for all crime types but ASB where the lake was told no more than that.
ALL_CRIME = ""
ByType = Mapping[str, Unplaced]


def published(basis: Basis, pfa: str) -> Mapping[str, ByType]:
    """What the force of a police force area published, by month and crime type.

    What the lake was told of a force's files goes before its records, which may be of one area alone.
    """
    stated = basis.remembered(("stated_unplaced", pfa), lambda: unplaced_by_month(basis.snapshot, pfa))
    if stated:
        return {month: {ALL_CRIME: figures} for month, figures in stated.items()}
    return published_in_records(basis).get(police_forces.publisher_of(pfa), {})


def published_in_records(basis: Basis) -> dict[str, dict[str, dict[str, Unplaced]]]:
    """By publisher, month and crime type."""
    return basis.remembered("unplaced", lambda: _published(basis))


def _published(basis: Basis) -> dict[str, dict[str, dict[str, Unplaced]]]:
    rows = basis.engine.table(INCIDENTS.name)
    keys = ("publisher", "month", "crime_type")
    grouped = rows.group_by(*keys).aggregate(total=rows.count(), placed=rows.lsoa_code.count())
    found: dict[str, dict[str, dict[str, Unplaced]]] = {}
    for row in basis.engine.run(grouped).to_pylist():
        publisher, month, crime_type = (row[key] for key in keys)
        by_month = found.setdefault(publisher, {}).setdefault(month, {})
        by_month[crime_type] = Unplaced(row["total"], row["total"] - row["placed"])
    return found


def total(by_month: Mapping[str, ByType], months: Iterable[str], crime_types: Collection[str]) -> Unplaced:
    """Over these months and crime types."""
    counted = [
        figures
        for month in months
        for crime_type, figures in by_month.get(month, {}).items()
        if crime_type in crime_types or (crime_type == ALL_CRIME and set(crime_types) - {ASB_CRIME_TYPE})
    ]
    return Unplaced(sum(one.crimes for one in counted), sum(one.without_place for one in counted))


def share_placed(basis: Basis, units: Iterable[str], months: Collection[str], crime_types: Collection[str]) -> float:
    """Share of such incidents of the forces of these partnership areas that has a place; 1 where none are known."""
    forces = {pfa for unit in units if (pfa := basis.geography.units[unit].pfa)}
    every = [total(published(basis, pfa), months, crime_types) for pfa in forces]
    crimes, without = sum(one.crimes for one in every), sum(one.without_place for one in every)
    return 1 - without / crimes if crimes else 1.0
