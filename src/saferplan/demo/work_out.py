"""`python -m saferplan.demo.work_out LAKE`: works the demo's figures out anew, from a lake that holds the real files.

For maintainers. The lake holds files of data.police.uk (the home force's, and all forces' for the months of the
national comparison), the ONS lookups and boundaries, population, census tenure, deprivation and recorded crime.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from saferplan.demo.working import areas, counts, units
from saferplan.demo.working.counts import LOOKUPS, MHCLG, POLICE_UK
from saferplan.demo.working.origin import Origin
from saferplan.errors import SaferplanError
from saferplan.synth import figures

CENSUS = "ONS, Census 2021: usual residents, tenure of households"
ESTIMATES = "ONS, mid-year population estimates by single year of age, 2017 and 2020"
CLASSES = "ONS, Rural Urban Classification 2021"
BOUNDARIES = "ONS, boundaries of LSOAs 2021 and wards 2022; contains OS data, Crown copyright and database right 2022"
UNITS = "ONS, lookups of local authorities to partnerships, police force areas, fire authorities and regions 2024"
OWN_FORCE = "Incidents that the area's own police force published with a place; a column a crime type, empty for none."


@dataclass(frozen=True)
class Figures:
    """One file of figures: how it is worked out, in code and in words."""

    name: str
    work_out: Callable[[Origin], list[dict[str, Any]]]
    sources: tuple[str, ...]
    how: str


ALL_FIGURES = (
    Figures(
        "ward_counts",
        counts.ward_counts,
        (POLICE_UK, MHCLG, LOOKUPS),
        f"{OWN_FORCE} By ward of 2024, national deprivation decile of the LSOA (1 the most deprived) and month.",
    ),
    Figures(
        "outcome_counts",
        counts.outcome_counts,
        (POLICE_UK, LOOKUPS),
        f"{OWN_FORCE} By month and last outcome known when the file was made.",
    ),
    Figures("unit_counts", counts.unit_counts, (POLICE_UK, LOOKUPS, UNITS), f"{OWN_FORCE} By partnership and month."),
    Figures(
        "unplaced_counts",
        counts.unplaced_counts,
        (POLICE_UK,),
        "Crimes without ASB in the files of the home force, and those of them without an LSOA.",
    ),
    Figures(
        "small_areas",
        areas.small_areas,
        (CENSUS, MHCLG, CLASSES, LOOKUPS),
        "Each LSOA of 2021: residents, households by tenure, ranks (1 the most deprived in England) and deciles.",
    ),
    Figures(
        "old_small_areas",
        areas.old_small_areas,
        (ESTIMATES, LOOKUPS),
        "Each LSOA of 2011: what it became in 2021 (U unchanged, S split, M merged, X irregular), residents in"
        " mid-2017, and by age in mid-2020.",
    ),
    Figures(
        "wards",
        areas.wards,
        (BOUNDARIES, LOOKUPS),
        "Each ward: centroid in metres of the British National Grid, rounded; column and row of its hexagon on the"
        " tile map, which keeps as many neighbours together as it can.",
    ),
    Figures(
        "unit_profiles",
        units.unit_profiles,
        (CENSUS, ESTIMATES, MHCLG, CLASSES, BOUNDARIES, UNITS),
        "Each partnership of England and Wales, added up from its LSOAs; unit_features says what each column is.",
    ),
    Figures("unit_features", units.unit_features, (CENSUS, ESTIMATES, MHCLG, CLASSES), "What unit_profiles holds."),
    Figures("partnerships", units.partnerships, (UNITS,), "Each other partnership with its force and region."),
    Figures("authority", units.authority, (UNITS,), "The demo's local authority and what it lies in."),
    Figures("former_authorities", units.former_authorities, (UNITS,), "Authorities in whose place the demo's came."),
    Figures(
        "recorded_crime",
        areas.recorded_crime,
        ("Home Office, via ONS: recorded crime by Community Safety Partnership, Table C2",),
        "The published figures of the area's own partnerships.",
    ),
)


def work_out(origin: Origin) -> Iterator[tuple[Figures, list[dict[str, Any]]]]:
    """Every file of figures with its rows."""
    for one in ALL_FIGURES:
        yield one, one.work_out(origin)


def write_all(origin: Origin, folder: Path, today: date) -> None:
    for one, rows in work_out(origin):
        figures.write(one.name, rows, sources=one.sources, how=one.how, worked_out=today, folder=folder)


def main(arguments: list[str] | None = None) -> int:
    from saferplan.evidence.lake import Lake

    parser = argparse.ArgumentParser(prog="python -m saferplan.demo.work_out", description=__doc__)
    parser.add_argument("lake", type=Path, metavar="LAKE", help="folder of a lake into which the real files are loaded")
    parser.add_argument("--out", type=Path, default=figures.FOLDER, help="folder to write to (default: the package's)")
    options = parser.parse_args(arguments)
    try:
        write_all(Origin(Lake(options.lake).snapshot()), options.out, datetime.now().astimezone().date())
    except SaferplanError as fault:
        sys.stderr.write(f"saferplan: {fault.message}\n")
        return fault.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
