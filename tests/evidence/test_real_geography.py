"""Partnership areas from the lookups that ONS publishes, beside the same joined the slow way."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from saferplan.evidence.geography import Geography
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load


@pytest.fixture(scope="module")
def geography(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Geography:
    lake = Lake(tmp_path_factory.mktemp("lookups") / "lake")
    lookups = sorted((data / "geography").glob("lookup-*.csv.gz"))
    assert load(lookups, lake, now=datetime(2026, 1, 1, tzinfo=UTC)).fault() is None
    return Geography.of(lake.snapshot())


def test_there_are_three_hundred_partnership_areas(geography: Geography, data: Path) -> None:
    """Joined here the slow way: areas spread over the pairs of the lookup until nothing is left."""
    pairs = duckdb.execute(
        f"SELECT ltla24_code, csp24_code, pfa24_code FROM '{data}/geography/lookup-ltla24-csp24-pfa24.csv.gz'"
    ).fetchall()
    unseen, groups = {code for pair in pairs for code in pair[:2]}, []
    while unseen:
        group = {unseen.pop()}
        while grown := {code for pair in pairs if group & set(pair[:2]) for code in pair[:2]} - group:
            group |= grown
        unseen -= group
        groups.append(group)
    units = geography.units
    assert len(groups) == len(units) == 300
    assert sorted(map(sorted, groups)) == sorted(
        sorted((*unit.authorities, *unit.partnerships)) for unit in units.values()
    )
    for unit in units.values():
        assert {force for authority, _, force in pairs if authority in unit.authorities} == {unit.pfa}


def test_partnership_areas_are_called_sensibly(geography: Geography) -> None:
    units = geography.units
    assert {code: units[code].name for code in ("E06000055", "E06000060", "E22000366", "E22000063", "W14000023")} == {
        "E06000055": "Bedford",
        "E06000060": "Buckinghamshire",
        "E22000366": "South Nottinghamshire",
        "E22000063": "Bournemouth, Christchurch and Poole and Dorset",
        "W14000023": "Cwm Taf",
    }
    alone = [unit for unit in units.values() if len(unit.authorities) == 1]
    assert all(unit.code == unit.authorities[0] for unit in alone)
    assert sum(len(unit.partnerships) > 1 for unit in units.values()) == 7


def test_every_area_that_can_be_found_can_be_measured(geography: Geography) -> None:
    assert len(geography.splits) == 864
    homes = {code: geography.area(code).units for code in geography.names}
    assert all(homes.values())
    assert geography.area("E92000001").units != geography.area("W92000004").units
    assert len(geography.area("K04000001").units) == 300
