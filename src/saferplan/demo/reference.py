"""Writes the demo's reference figures as files of the kinds that `saferplan load` reads, for the demo's area alone.

Where a publisher's own format can hold them, it is that; else it is one of the project's templates.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from saferplan.evidence import stated_figures
from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.recorded_crime_ons import MONTHS
from saferplan.synth import figures
from saferplan.synth.figures import AGE_BANDS, AREA, AREA_NAME, DOMAINS, TENURES

POLICE_UK = "Home Office and police forces via data.police.uk, added up by saferplan"
LAYOUT = "saferplan, from ONS boundaries"
OLD_SMALL_AREA_TYPE = "2011 super output areas - lower layer"
# Domains by the headings of the Indices' own file.
DOMAIN_HEADINGS = {"imd": "IMD", "housing": "Housing_and_Services"}
FORCE = "thames-valley"
_PROFILE_HEADING = ("area_level", "area_code", "feature", "reference_date", "value", "source")
_CSP_HEADING = (
    "Community Safety Partnership code",
    "Community Safety Partnership name",
    "Local Authority code",
    "Local Authority name",
)
Cells = Sequence[object]


def write(folder: Path) -> list[Path]:
    """Writes every reference file into `folder` and gives their paths."""
    return [
        _write(folder / f"{name}.csv", rows)
        for name, rows in (
            ("lookup-lsoa21-ward24-ltla24", _ward_lookup()),
            ("lookup-lsoa11-lsoa21-ltla22", _old_lookup()),
            ("lookup-unit-pfa24-region24", _as_they_are("partnerships")),
            ("lookup-ltla24-csp24-pfa24-region24-fra24", _as_they_are("authority")),
            ("lookup-ltla19-ltla24", _as_they_are("former_authorities")),
            ("ward-places", _ward_places()),
            ("ward-tiles", _ward_tiles()),
            ("census-2021-residents-lsoa21", _residents()),
            ("census-2021-tenure-lsoa21", _tenures()),
            ("mid-year-estimates-lsoa11", _estimates()),
            ("imd2025-lsoa21", _deprivation()),
            ("ruc21-lsoa21", _rural_urban()),
            ("recorded-crime-table-c2", _recorded_crime()),
            ("partnership-counts", _unit_counts()),
            ("partnership-profiles", _unit_profiles()),
            ("force-files", _unplaced()),
        )
    ]


def _write(path: Path, rows: Iterable[Cells]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return path


def _as_they_are(name: str) -> Iterator[Cells]:
    rows = figures.read(name)
    yield list(rows[0])
    yield from (list(row.values()) for row in rows)


def _ward_lookup() -> Iterator[Cells]:
    names = {row["code"]: row["name"] for row in figures.read("wards")}
    yield "lsoa21_code", "lsoa21_name", "ward24_code", "ward24_name", "ltla24_code", "ltla24_name"
    for row in figures.read("small_areas"):
        yield row["code"], row["name"], row["ward_code"], names[row["ward_code"]], AREA, AREA_NAME


def _old_lookup() -> Iterator[Cells]:
    names = {row["code"]: row["name"] for row in figures.read("small_areas")}
    yield "lsoa11_code", "lsoa11_name", "change_code", "lsoa21_code", "lsoa21_name", "ltla22_code", "ltla22_name"
    for row in figures.read("old_small_areas"):
        for code in row["became"].split():
            yield row["code"], row["name"], row["change_code"], code, names[code], AREA, AREA_NAME


def _ward_places() -> Iterator[Cells]:
    yield "area_level", "area_code", "area_name", "easting", "northing"
    for row in figures.read("wards"):
        yield figures.WARD, row["code"], row["name"], row["easting"], row["northing"]


def _ward_tiles() -> Iterator[Cells]:
    day = figures.worked_out_on()
    yield _PROFILE_HEADING
    for row in figures.read("wards"):
        for feature in ("tile_column", "tile_row"):
            yield figures.WARD, row["code"], feature, day, row[feature], LAYOUT


def _residents() -> Iterator[Cells]:
    yield "lsoa21_code", "residents"
    for row in figures.read("small_areas"):
        yield row["code"], row["residents_2021"]


def _tenures() -> Iterator[Cells]:
    yield "lsoa21_code", "households", "tenure", "n"
    for row in figures.read("small_areas"):
        total = sum(int(row[column]) for column in TENURES)
        for column, tenure in TENURES.items():
            yield row["code"], total, tenure, row[column]


def _estimates() -> Iterator[Cells]:
    """As Nomis gives them: a row an area, year and age group."""
    labels = {column: f"Aged {least} to {most}" for column, (least, most) in AGE_BANDS.items()}
    labels["aged_65_plus"] = "Aged 65+"
    yield "DATE", "GEOGRAPHY_CODE", "GEOGRAPHY_TYPE", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE"
    for row in figures.read("old_small_areas"):
        area = (row["code"], OLD_SMALL_AREA_TYPE, "Total")
        yield 2017, *area, "All Ages", row["residents_2017"]
        yield 2020, *area, "All Ages", sum(int(row[column]) for column in labels)
        for column, label in labels.items():
            yield 2020, *area, label, row[column]


def _deprivation() -> Iterator[Cells]:
    columns = [f"{domain}_{measure}" for measure in ("decile", "rank") for domain in DOMAINS]
    headings = [
        f"{DOMAIN_HEADINGS.get(domain, domain.capitalize())}_{measure}"
        for measure in ("decile", "rank")
        for domain in DOMAINS
    ]
    yield "lsoa21_code", *headings
    for row in figures.read("small_areas"):
        yield row["code"], *(row[column] for column in columns)


def _rural_urban() -> Iterator[Cells]:
    yield "lsoa21_code", "ruc21_code", "classification", "ruc"
    for row in figures.read("small_areas"):
        yield row["code"], row["class_code"], row["class_name"], row["rural_or_urban"]


def _recorded_crime() -> Iterator[Cells]:
    """As ONS prints Table C2, with its title above the heading and the rows of the area's partnerships alone."""
    rows = figures.read("recorded_crime")
    keys = ("period", "csp_code", "csp_name", "force_name")
    headings = [column for column in rows[0] if column not in keys]
    last = rows[0]["period"][-7:]
    ending = f"{MONTHS[int(last[5:]) - 1].capitalize()} {last[:4]}"
    force = police_forces.by_slug(FORCE).area_code
    yield (f"Table C2: Number of police recorded crimes by Community Safety Partnership area, year ending {ending}",)
    yield "Police Force Area code", "Police Force Area name", *_CSP_HEADING, *headings
    for row in rows:
        area = (force, row["force_name"], row["csp_code"], row["csp_name"], AREA, AREA_NAME)
        yield *area, *(row[heading] for heading in headings)


def _unit_counts() -> Iterator[Cells]:
    levels = {row["unit_code"]: row["level"] for row in figures.read("unit_profiles")}
    yield "area_level", "area_code", "month", "crime_type", "incidents", "source"
    for row in figures.read("unit_counts"):
        code = row["unit_code"]
        for slug in figures.type_columns(row):
            if row[slug]:
                yield levels[code], code, row["month"], slug, row[slug], POLICE_UK


def _unit_profiles() -> Iterator[Cells]:
    about = figures.read("unit_features")
    yield _PROFILE_HEADING
    for row in figures.read("unit_profiles"):
        for one in about:
            if value := row[one["column"]]:
                area = (row["level"], row["unit_code"])
                yield *area, one["feature"], one["reference_date"], value, one["source"]


def _unplaced() -> Iterator[Cells]:
    area = ("pfa24", police_forces.by_slug(FORCE).area_code)
    yield _PROFILE_HEADING
    for row in figures.read("unplaced_counts"):
        day = date.fromisoformat(f"{row['month']}-01")
        yield *area, stated_figures.CRIMES_PUBLISHED, day, row["crimes"], POLICE_UK
        yield *area, stated_figures.CRIMES_WITHOUT_PLACE, day, row["without_place"], POLICE_UK
