"""The reviewed list of police forces agrees with itself and with the files it was read from."""

import csv
import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from saferplan.errors import UnknownName
from saferplan.evidence.sources.police_forces import Force, all_forces, by_area_code, by_name, by_slug

SHARED = Path(os.environ.get("SAFERPLAN_DATA", Path(__file__).parents[4] / "shared" / "data"))
WITHOUT_AREA = {"btp", "northern-ireland"}
NOT_IN_THE_FILES = {"greater-manchester", "metropolitan", "west-midlands", "west-yorkshire"}


def real(path: str) -> Path:
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"needs the real file {path} in $SAFERPLAN_DATA")
    return found


def test_forty_three_territorial_forces_and_two_others():
    territorial = [force for force in all_forces() if force.area_code]
    assert len(all_forces()) == 45
    assert len(territorial) == 43
    assert {force.slug for force in all_forces()} - {force.slug for force in territorial} == WITHOUT_AREA
    assert sum(force.area_code.startswith("W") for force in territorial) == 4


@pytest.mark.parametrize("field", ["slug", "name", "area_code"])
def test_no_two_forces_share_a(field: str):
    values = [getattr(force, field) for force in all_forces() if getattr(force, field)]
    assert len(set(values)) == len(values)


def test_a_force_is_found_by_each_of_its_names():
    thames_valley = Force("thames-valley", "Thames Valley Police", "E23000029", "Thames Valley")
    assert by_slug("thames-valley") == by_name("Thames Valley Police") == by_area_code("E23000029") == thames_valley


@pytest.mark.parametrize(
    ("wrong", "offered"),
    [("tames-valley", "thames-valley"), ("Thames Valley", "thames-valley"), ("met", "metropolitan")],
)
def test_an_unknown_force_is_answered_with_near_names(wrong: str, offered: str):
    with pytest.raises(UnknownName, match=offered) as raised:
        by_slug(wrong)
    assert wrong in raised.value.problem


def test_a_name_like_no_force_is_answered_with_the_range_of_names():
    with pytest.raises(UnknownName, match="run from avon-and-somerset to wiltshire"):
        by_slug("xxxxxxxx")


def test_forces_without_an_area_are_not_found_by_the_empty_code():
    with pytest.raises(UnknownName):
        by_area_code("")


def test_slugs_and_names_are_those_of_the_published_files():
    published = {}
    with zipfile.ZipFile(real("police_uk/all-forces-2022-01-street.zip")) as archive:
        for member in archive.namelist():
            slug = member.rsplit("/", 1)[1].removeprefix("2022-01-").removesuffix("-street.csv")
            with archive.open(member) as stream:
                first = next(csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig")))
            published[slug] = first["Reported by"]
    assert published == {force.slug: force.name for force in all_forces() if force.slug not in NOT_IN_THE_FILES}


def test_areas_are_those_of_the_ons_lookup():
    with gzip.open(real("geography/lookup-ltla24-csp24-pfa24.csv.gz"), "rt") as stream:
        areas = {(row["pfa24_code"], row["pfa24_name"]) for row in csv.DictReader(stream)}
    assert areas == {(force.area_code, force.area_name) for force in all_forces() if force.area_code}
