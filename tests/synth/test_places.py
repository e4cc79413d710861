"""Invented addresses: none can be real, each is of one place, and they lie in the area."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from saferplan.synth.area import TENURES, Neighbourhoods
from saferplan.synth.places.dwellings import STYLES, dwellings, written
from saferplan.synth.places.grid import grid_references, to_degrees
from saferplan.synth.places.placed import LANDLORDS, SOCIAL_RENTED, placed, postcode_centroids
from saferplan.synth.positions import NOBODY


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 500), st.integers(0, 2**32))
def test_any_number_of_dwellings_can_be_made(n: int, seed: int) -> None:
    homes = dwellings(n, seed)
    assert len(homes) == n
    assert len(set(homes.uprn.tolist())) == n


@pytest.fixture(scope="module")
def homes():
    return dwellings(40_000, 3)


def test_no_address_can_be_real(homes) -> None:
    assert all(re.fullmatch(r"ZZ([1-9]|[1-8]\d|9[0-8]) [1-9][ABD-HJLNP-UW-Z]{2}", one) for one in set(homes.postcode))
    assert all(one.startswith("Synth") for one in set(homes.town))
    assert all(re.fullmatch(r"999\d{9}", one) for one in homes.uprn[:1_000])


def test_each_street_has_a_postcode_of_its_own(homes) -> None:
    streets = {(one, town): set() for one, town in zip(homes.street, homes.town, strict=True)}
    for one, town, postcode in zip(homes.street, homes.town, homes.postcode, strict=True):
        streets[one, town].add(postcode)
    assert {len(codes) for codes in streets.values()} == {1}
    assert len(set(homes.postcode)) == len(streets)


@pytest.mark.parametrize("style", [0, 2])
def test_an_address_in_full_is_of_one_dwelling(homes, style: int) -> None:
    assert len(set(written(homes, style).tolist())) == len(homes)


def test_styles_differ(homes) -> None:
    flat = int(np.flatnonzero(homes.flat != "")[0])
    assert len({written(homes, style)[flat] for style in range(STYLES)}) == STYLES


def test_about_a_fifth_of_homes_are_flats_in_blocks(homes) -> None:
    flats = homes.flat != ""
    assert np.mean(flats) == pytest.approx(0.22, abs=0.05)
    assert np.all((homes.block != "") == flats)


def test_written_by_hand() -> None:
    homes = dwellings(200, 1)
    flat, house = (int(np.flatnonzero((homes.flat != "") == is_flat)[0]) for is_flat in (True, False))
    door = f"{homes.number[flat]} {homes.street[flat]}, {homes.town[flat]}"
    assert written(homes, 0)[flat] == f"Flat {homes.flat[flat]}, {homes.block[flat]}, {door}"
    assert written(homes, 0)[house] == f"{homes.number[house]} {homes.street[house]}, {homes.town[house]}"
    assert written(homes, 2)[house] == written(homes, 0)[house].upper()


# --- where they lie ---


def test_homes_fall_to_neighbourhoods_by_residents(areas: Neighbourhoods) -> None:
    found = placed(dwellings(150_000, 2), areas, 2)
    large = areas.residents > np.median(areas.residents)
    share = areas.residents[large].sum() / areas.residents.sum()
    assert np.mean(large[found.neighbourhood]) == pytest.approx(share, abs=0.03)


def test_homes_lie_near_the_point_of_their_neighbourhood(areas: Neighbourhoods) -> None:
    found = placed(dwellings(20_000, 2), areas, 2)
    east = found.easting - areas.easting[found.neighbourhood]
    north = found.northing - areas.northing[found.neighbourhood]
    distance = np.hypot(east, north)
    assert np.quantile(distance, 0.99) < 900
    assert np.median(distance) > 50


def test_tenure_is_that_of_the_census(areas: Neighbourhoods) -> None:
    found = placed(dwellings(150_000, 2), areas, 2)
    share = np.bincount(found.tenure, minlength=len(TENURES)) / 150_000
    assert share == pytest.approx(areas.households.sum(axis=0) / areas.households.sum(), abs=0.02)


def test_only_social_rented_homes_have_a_landlord_and_the_first_has_most(areas: Neighbourhoods) -> None:
    found = placed(dwellings(150_000, 2), areas, 2)
    assert np.array_equal(found.landlord != NOBODY, found.tenure == SOCIAL_RENTED)
    sizes = np.bincount(found.landlord[found.landlord != NOBODY], minlength=LANDLORDS)
    assert sizes.min() > 0
    assert sizes[:5].mean() > 3 * sizes[-5:].mean()


def test_a_street_has_one_landlord(areas: Neighbourhoods) -> None:
    found = placed(dwellings(20_000, 2), areas, 2)
    for street in range(100):
        own = found.landlord[found.street == street]
        assert len(set(own[own != NOBODY].tolist())) <= 1


def test_a_postcode_lies_in_the_middle_of_its_homes(areas: Neighbourhoods) -> None:
    found = placed(dwellings(2_000, 2), areas, 2)
    middles = {postcode: point for postcode, *point in postcode_centroids(found)}
    assert set(middles) == set(found.homes.postcode)
    for postcode in sorted(middles)[:20]:
        own = found.homes.postcode == postcode
        assert middles[postcode] == [round(found.easting[own].mean()), round(found.northing[own].mean())]


# --- other ways of writing a point ---


@pytest.mark.parametrize(
    ("easting", "northing", "letters"),
    [
        (485_815, 192_204, "SU 8581 9220"),  # High Wycombe
        (530_000, 180_000, "TQ 3000 8000"),  # London
        (216_600, 771_200, "NN 1660 7120"),  # Ben Nevis
        (292_000, 92_000, "SX 9200 9200"),  # Exeter
    ],
)
def test_grid_references_have_the_letters_of_their_square(easting: int, northing: int, letters: str) -> None:
    assert grid_references(np.array([easting]), np.array([northing])).tolist() == [letters]


def test_degrees_lead_back_to_the_points() -> None:
    easting, northing = np.arange(250_000, 600_000, 1_751), np.arange(50_000, 400_000, 1_751)
    back = Transformer.from_crs(4326, 27700, always_xy=True).transform(*to_degrees(easting, northing))
    assert back[0] == pytest.approx(easting, abs=1)
    assert back[1] == pytest.approx(northing, abs=1)


def test_no_points_are_no_degrees() -> None:
    assert [len(one) for one in to_degrees(np.zeros(0), np.zeros(0))] == [0, 0]
