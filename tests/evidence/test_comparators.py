"""Which areas an area is set beside, by name; and which are alike."""

from pathlib import Path

import numpy as np
import pytest

from saferplan.errors import UnknownName, UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.comparators import all_comparators, comparators
from saferplan.evidence.profiles import most_similar
from tiny_lake import lake_rows, tiny_lake, write_lake

PLACES = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24         | region24
a1     | north  | A      | CSP-A | thames-valley | R
b1     | east   | B      | CSP-B | thames-valley | R
b2     | east   | B      | CSP-B | thames-valley | R
c1     | west   | C      | CSP-C | bedfordshire  | R
d1     | far    | WD     | CSP-D | gwent         | -
"""
POPULATION = """
date       | code | residents
2020-06-30 | a1   | 1
2021-03-21 | a1   | 1000
2021-03-21 | b1   | 1000
2021-03-21 | b2   | 3000
2021-03-21 | c1   | 2000
2021-03-21 | d1   | 500
"""
HOUSEHOLDS = """
date       | code | tenure                            | households
2021-03-21 | a1   | all                               | 400
2021-03-21 | a1   | Owned: Owns outright              | 100
2021-03-21 | a1   | Owned: Owns with a mortgage       | 200
2021-03-21 | a1   | Social rented: From the council   | 60
2021-03-21 | a1   | Private rented: Landlord          | 40
2021-03-21 | b1   | all                               | 500
2021-03-21 | b2   | all                               | 1500
2021-03-21 | b2   | Owned: Owns outright              | 1000
"""


def rows() -> dict:
    made = lake_rows(places=PLACES, population=POPULATION, households=HOUSEHOLDS)
    source = {"source": "Indices", "level": "lsoa21", "domain": "imd"}
    ranks = {"a1": (1, 1), "b1": (2, 3), "b2": (3, 8), "c1": (4, 10)}
    made["deprivation"] = [
        {"edition": "imd2025", **source, "code": code, "rank": rank, "decile": decile}
        for code, (rank, decile) in ranks.items()
    ] + [{"edition": "imd2019", **source, "code": "a1", "rank": 4, "decile": 10}]
    made["rural_urban"] = [
        {"edition": "ruc21", "level": "lsoa21", "code": code, "rural": code == "b2"} for code in ("a1", "b1", "b2")
    ]
    ages = {10: 200, 20: 100, 40: 500, 70: 200}
    made["population_by_age"] = [
        {"edition": "mid-2020", "source": "Estimates", "reference_date": made["population"][0]["reference_date"],
         "level": "lsoa21", "code": "a1", "sex": "persons", "age_from": age, "age_to": age, "age_group": str(age),
         "residents": people}
        for age, people in ages.items()
    ]  # fmt: skip
    return made


@pytest.fixture(scope="module")
def basis(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return Basis(write_lake(tmp_path_factory.mktemp("alike") / "lake", rows()))


def codes(basis: Basis, area: str, names: str) -> list[str]:
    return [one.code for one in all_comparators(basis, basis.geography.area(area), names.split(","))]


@pytest.mark.parametrize(
    ("area", "names", "expected"),
    [
        ("A", "force", ["E23000029"]),
        ("A", "force,region,country", ["E23000029", "R", "E92000001"]),
        ("north", "force", ["E23000029"]),
        ("E23000029", "region,country", ["R", "E92000001"]),
        ("WD", "country", ["W92000004"]),
        ("A", "B,CSP-B,b", ["B"]),
        ("A", "B,force,B", ["B", "E23000029"]),
    ],
)
def test_comparators_by_name(basis: Basis, area: str, names: str, expected: list[str]) -> None:
    assert codes(basis, area, names) == expected


@pytest.mark.parametrize(
    ("area", "name", "error"),
    [
        ("E92000001", "force", "England lies in more than one force"),
        ("K04000001", "country", "England and Wales lies in more than one country"),
        ("WD", "region", "WD has no region in the lookups loaded"),
        ("E23000029", "similar", "only single ones have similar areas"),
        ("A", "", "--compare has an empty name"),
    ],
)
def test_an_area_without_such_a_comparator_is_told(basis: Basis, area: str, name: str, error: str) -> None:
    with pytest.raises(UsageError, match=error):
        comparators(basis, basis.geography.area(area), name)


def test_the_area_itself_is_no_comparator(basis: Basis) -> None:
    with pytest.raises(UsageError, match="A cannot be compared with itself"):
        codes(basis, "A", "CSP-A")
    with pytest.raises(UnknownName):
        codes(basis, "A", "nothing-like-it")


def test_a_profile_adds_small_areas_up(basis: Basis) -> None:
    """B has 4,000 residents, 1,000 in decile 3 and 3,000 in decile 8, of four ranked areas; it owns half its homes."""
    features = basis.profiles["B"].features
    assert features == {
        "residents": 4000,
        "households": 2000,
        "share_owned": 0.5,
        "imd_rank_percentile": pytest.approx((1000 * 2 / 4 + 3000 * 3 / 4) / 4000),
        "share_in_three_most_deprived_deciles": 0.25,
        "share_rural": 0.75,
    }


def test_a_profile_has_tenures_and_ages_as_shares(basis: Basis) -> None:
    features = basis.profiles["A"].features
    assert {name: features[name] for name in features if name.startswith("share_")} == {
        "share_owned": 0.75,
        "share_social_rented": 0.15,
        "share_private_rented": 0.1,
        "share_aged_0_15": 0.2,
        "share_aged_16_24": 0.1,
        "share_aged_25_64": 0.5,
        "share_aged_65_plus": 0.2,
        "share_in_three_most_deprived_deciles": 1.0,
        "share_rural": 0.0,
    }
    assert features["residents"] == 1000  # of the census, not of 2020
    assert basis.profiles["A"].sources["share_owned"] == "Census"


def test_what_is_not_known_of_an_area_is_absent(basis: Basis) -> None:
    assert basis.profiles["WD"].features == {"residents": 500}


def test_two_editions_of_one_date_are_not_added_up(tmp_path: Path) -> None:
    population = POPULATION.replace("residents\n", "residents | edition\n").replace("0\n", "0 | first\n")
    population = population.replace("| 1\n", "| 1 | first\n") + "2021-03-21 | a1 | 1100 | second"
    basis = Basis(tiny_lake(tmp_path / "lake", places=PLACES, population=population))
    assert basis.profiles["A"].features["residents"] == 1100


def test_stated_features_stand_in_for_those_that_cannot_be_worked_out(tmp_path: Path) -> None:
    basis = Basis(
        tiny_lake(
            tmp_path / "lake",
            places=PLACES,
            population=POPULATION,
            stated_units="unit | pfa\nS | gwent",
            stated="""
            date       | code | feature   | value
            2021-03-21 | S    | residents | 900
            2020-03-21 | S    | residents | 800
            2021-03-21 | A    | residents | 1
            2021-03-21 | A    | hectares  | 50
            """,
        )
    )
    assert basis.profiles["S"].features == {"residents": 900}
    assert basis.profiles["A"].features == {"residents": 1000, "hectares": 50, "residents_per_hectare": 20}


def test_similar_areas_are_nearest_first_and_leave_the_area_itself_out(basis: Basis) -> None:
    similar = most_similar(basis, "B", most=2)
    assert "B" not in similar.codes
    assert np.all(np.diff(similar.distances) >= 0)
    assert {feature.id for feature in similar.used} <= set(basis.profiles["B"].features)
    assert "not the Home Office's" in similar.note
