"""The formats of data.police.uk, their categories and their land: what the reviewed files say."""

import csv
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from police_files import OUTCOMES, STOPS, STREET
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.police_categories import (
    CELL_ROW,
    crime_type_slug_sql,
    crime_type_title,
    crime_types,
    land_cells,
)
from saferplan.evidence.sources.police_near_miss import police_near_miss
from saferplan.evidence.sources.police_uk import OUTCOME, POLICE_FORMATS, STOP_SEARCH
from saferplan.evidence.sources.police_uk import STREET as STREET_FORMAT


def delivered(folder: Path, heading: list[str]) -> Delivered:
    path = folder / "file.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([heading, ["x"] * len(heading)])
    return Delivered(path, str(path), datetime(2024, 1, 1), "")


@pytest.mark.parametrize(("heading", "expected"), [(STREET, STREET_FORMAT), (OUTCOMES, OUTCOME), (STOPS, STOP_SEARCH)])
def test_each_heading_is_of_one_format_alone(heading: list[str], expected: object, tmp_path: Path):
    for given in (heading, heading[::-1]):
        assert [one for one in POLICE_FORMATS if one.recognises(delivered(tmp_path, given))] == [expected]


@pytest.mark.parametrize("one", POLICE_FORMATS, ids=lambda one: one.format)
def test_a_format_does_without_its_optional_columns_and_without_no_other(one, tmp_path: Path):
    headings = list(one.headings)
    assert one.recognises(delivered(tmp_path, [name for name in headings if name not in one.optional]))
    for column in set(headings) - one.optional:
        assert not one.recognises(delivered(tmp_path, [name for name in headings if name != column]))
    assert not one.recognises(delivered(tmp_path, [*headings, "Officer"]))
    assert not one.recognises(delivered(tmp_path, [*headings, headings[0]]))


@pytest.mark.parametrize("one", POLICE_FORMATS, ids=lambda one: one.format)
def test_a_format_fills_every_column_of_its_table(one):
    assert set(one.select) == set(one.table.column_names)


@pytest.mark.parametrize("one", POLICE_FORMATS, ids=lambda one: one.format)
def test_rules_name_columns_of_the_format(one):
    assert {rule.field for rule in one.rules} <= set(one.headings)


@pytest.mark.parametrize("heading", [["name", "age"], [], STREET[:4], ["a"] * 12, ["Month", "Latitude", "Longitude"]])
def test_what_is_far_from_every_format_is_no_near_miss(heading: list[str], tmp_path: Path):
    assert police_near_miss(delivered(tmp_path, heading)) is None


def test_categories_become_slugs_and_slugs_titles():
    names = {one.slug: one.name for one in crime_types()}
    assert len(names) == len(crime_types()) == 16
    for slug, name in names.items():
        assert slug == name.lower().replace(" ", "-")
        assert duckdb.sql(f"SELECT {crime_type_slug_sql('c')} FROM (SELECT '{name}' AS c)").fetchone() == (slug,)
        assert crime_type_title(slug) == name
    assert duckdb.sql(f"SELECT {crime_type_slug_sql('c')} FROM (SELECT 'Witchcraft' AS c)").fetchone() == (None,)
    assert crime_type_title("witchcraft") == "witchcraft"


def test_what_police_activity_finds_is_marked():
    assert {one.slug for one in crime_types() if one.policing_led} == {"drugs", "possession-of-weapons"}


PLACES = {
    "Lizard Point": (49.96, -5.20),
    "Lowestoft": (52.48, 1.76),
    "Berwick-upon-Tweed": (55.77, -2.00),
    "Lundy": (51.18, -4.67),
    "St Mary's, Isles of Scilly": (49.92, -6.30),
    "Holyhead": (53.31, -4.63),
    "Lerwick": (60.15, -1.14),
    "Londonderry": (54.99, -7.32),
    "Greenwich, on the meridian": (51.48, 0.0),
}
WATERS = {
    "Null Island": (0.0, 0.0),
    "middle of the Irish Sea": (53.9, -5.0),
    "Dogger Bank": (54.7, 2.5),
    "Paris": (48.86, 2.35),
    "latitude and longitude changed over": (-0.13, 51.51),
    "minus forgotten": (52.1, 4.7),
}


def cell(latitude: float, longitude: float) -> int:
    return int(latitude * 10 // 1) * CELL_ROW + int(longitude * 10 // 1)


@pytest.mark.parametrize("place", PLACES)
def test_land_holds_the_ends_of_the_country(place: str):
    assert cell(*PLACES[place]) in land_cells()


@pytest.mark.parametrize("place", WATERS)
def test_land_does_not_hold_what_is_no_place_of_it(place: str):
    assert cell(*WATERS[place]) not in land_cells()
