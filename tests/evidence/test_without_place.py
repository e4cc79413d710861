"""How many of a force's incidents have no place, and what that share is of."""

from pathlib import Path

import pytest

from saferplan.evidence.basis import Basis
from saferplan.evidence.sources import police_forces
from saferplan.evidence.stated_figures import Unplaced
from saferplan.evidence.without_place import published, share_placed, total
from tiny_lake import tiny_lake

PLACES = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | north  | A      | CSP-A | thames-valley
b1     | east   | B      | CSP-B | thames-valley
c1     | west   | C      | CSP-C | bedfordshire
"""
INCIDENTS = """
month   | publisher     | lsoa | crime_type            | number
2024-01 | thames-valley | a1   | burglary              | 3
2024-01 | thames-valley | -    | burglary              | 1
2024-01 | thames-valley | -    | anti-social-behaviour | 5
2024-02 | thames-valley | b1   | drugs                 | 8
2024-02 | thames-valley | -    | drugs                 | 2
2024-01 | bedfordshire  | c1   | burglary              | 1
2024-01 | bedfordshire  | -    | burglary              | 9
"""
CRIME, BOTH = ("burglary", "drugs"), ("2024-01", "2024-02")
THAMES_VALLEY, BEDFORDSHIRE = (police_forces.by_slug(slug).area_code for slug in ("thames-valley", "bedfordshire"))


@pytest.fixture
def basis(tmp_path: Path) -> Basis:
    return Basis(tiny_lake(tmp_path, places=PLACES, incidents=INCIDENTS))


@pytest.mark.parametrize(
    ("units", "months", "types", "share"),
    [
        (["A"], ["2024-01"], ["burglary"], 3 / 4),
        (["A"], BOTH, CRIME, 11 / 14),
        (["A", "B"], BOTH, CRIME, 11 / 14),  # one force, counted once
        (["A"], ["2024-01"], ["anti-social-behaviour"], 0),
        (["A"], ["2024-01"], [*CRIME, "anti-social-behaviour"], 3 / 9),
        (["C"], ["2024-01"], CRIME, 1 / 10),
        (["A", "C"], ["2024-01"], CRIME, 4 / 14),  # of both forces together
        (["C"], ["2024-02"], CRIME, 1),  # nothing known
        (["A"], ["2030-01"], CRIME, 1),
        (["A"], BOTH, ["robbery"], 1),
        ([], BOTH, CRIME, 1),
    ],
)
def test_share_placed(basis: Basis, units: list, months: list, types: list, share: float) -> None:
    assert share_placed(basis, units, months, types) == pytest.approx(share)


def test_what_a_force_published_by_month_and_type(basis: Basis) -> None:
    assert published(basis, BEDFORDSHIRE) == {"2024-01": {"burglary": Unplaced(10, 9)}}
    assert published(basis, "E23000005") == {}
    assert total(published(basis, THAMES_VALLEY), BOTH, CRIME) == Unplaced(14, 3)


def test_what_was_stated_of_a_force_goes_before_its_records_and_says_nothing_of_asb(tmp_path: Path) -> None:
    stated = f"""
    date       | code | feature | value
    2024-01-01 | {THAMES_VALLEY} | crimes_published | 200
    2024-01-01 | {THAMES_VALLEY} | crimes_published_without_place | 20
    """
    basis = Basis(tiny_lake(tmp_path, places=PLACES, incidents=INCIDENTS, stated=stated))
    assert share_placed(basis, ["A"], BOTH, CRIME) == pytest.approx(0.9)
    assert share_placed(basis, ["A"], BOTH, ["burglary"]) == pytest.approx(0.9)
    assert share_placed(basis, ["A"], BOTH, ["anti-social-behaviour"]) == 1
    assert share_placed(basis, ["C"], BOTH, CRIME) == pytest.approx(0.1)
