"""The real part: an area's neighbourhoods, from the figures that ship or from a lake."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from saferplan.demo import generate
from saferplan.errors import NothingLoaded, UnknownName, UsageError
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.synth import figures
from saferplan.synth.area import TENURES, Neighbourhoods, of_lake, shipped


def test_the_area_that_ships_has_its_published_figures(areas: Neighbourhoods) -> None:
    rows = figures.read("small_areas")
    assert len(areas) == len(rows)
    assert areas.residents.sum() == sum(int(row["residents_2021"]) for row in rows)
    assert areas.households.sum() == sum(int(row[column]) for row in rows for column in figures.TENURES)
    months = len({row["month"] for row in figures.read("ward_counts")})
    assert areas.rates.sum() * months == pytest.approx(figures.counts_of(figures.read("ward_counts")).sum())


def test_a_ward_has_its_own_rate(areas: Neighbourhoods) -> None:
    counts = [row for row in figures.read("ward_counts") if row["ward_code"] == "E05013120"]
    months = len({row["month"] for row in figures.read("ward_counts")})
    burglary = sum(int(row["burglary"] or 0) for row in counts) / months
    of_ward = areas.rates[areas.ward == "E05013120", areas.crime_types.index("burglary")].sum()
    assert of_ward == pytest.approx(burglary)


def test_every_tenure_of_the_census_has_its_place() -> None:
    from saferplan.synth.area import _tenure

    assert [TENURES[_tenure(title)] for title in figures.TENURES.values()] == [
        *(["owned"] * 3),
        *(["social-rented"] * 2),
        *(["private-rented"] * 2),
        "other",
    ]


def test_another_area_needs_a_lake() -> None:
    with pytest.raises(UnknownName, match=r"no figures of 'E06000055' come with the package\. Use --area E06000060"):
        shipped("E06000055")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The demo's own lake, but two months of its police records."""
    folder = tmp_path_factory.mktemp("lake")
    files = generate(folder / "files")
    kept = [file for file in files if file.parent.parent.name != "police" or file.parent.name in ("2022-01", "2022-02")]
    lake = Lake(folder / "lake")
    load(kept, lake, now=datetime(2026, 11, 22, tzinfo=UTC))
    return lake


def test_a_lake_gives_the_same_area(lake: Lake, areas: Neighbourhoods) -> None:
    found = of_lake(lake.snapshot(), figures.AREA)
    assert found.lsoa.tolist() == sorted(areas.lsoa.tolist())
    order = np.argsort(areas.lsoa)
    assert found.ward.tolist() == areas.ward[order].tolist()
    assert found.residents.tolist() == areas.residents[order].tolist()
    assert found.households.tolist() == areas.households[order].tolist()


def test_rates_are_those_of_the_months_loaded(lake: Lake) -> None:
    found = of_lake(lake.snapshot(), figures.AREA)
    rows = [row for row in figures.read("ward_counts") if row["month"] in ("2022-01", "2022-02")]
    for kind in ("burglary", "anti-social-behaviour"):
        assert found.rates[:, found.crime_types.index(kind)].sum() == pytest.approx(
            sum(int(row[kind] or 0) for row in rows) / 2
        )


def test_points_of_a_lake_are_where_its_records_are(lake: Lake, areas: Neighbourhoods) -> None:
    found = of_lake(lake.snapshot(), figures.AREA)
    order = np.argsort(areas.lsoa)
    distance = np.hypot(found.easting - areas.easting[order], found.northing - areas.northing[order])
    assert np.median(distance) < 1_500


def test_a_ward_is_no_partnership_area(lake: Lake) -> None:
    with pytest.raises(UsageError, match=r"Abbey .* is a ward, not a partnership area"):
        of_lake(lake.snapshot(), "E05013120")


def test_a_lake_without_police_data_says_what_it_lacks(tmp_path: Path) -> None:
    from saferplan.demo import reference

    lake = Lake(tmp_path / "lake")
    (tmp_path / "files").mkdir()
    load(reference.write(tmp_path / "files"), lake, now=datetime(2026, 11, 22, tzinfo=UTC))
    with pytest.raises(NothingLoaded, match=r"nothing of the area in its table incidents\. Load police data"):
        of_lake(lake.snapshot(), figures.AREA)
