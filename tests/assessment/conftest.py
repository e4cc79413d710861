"""Lakes that the tests of assessments share, each made once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import anyshire as made_up
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.loading.load import load

Maker = Callable[..., AssessmentTables]


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return made_up.anyshire(tmp_path_factory.mktemp("anyshire") / "lake")


@pytest.fixture(scope="session")
def basis(lake: Snapshot) -> Basis:
    return Basis(lake)


@pytest.fixture(scope="session")
def tables(basis: Basis) -> AssessmentTables:
    """Anyshire in the later year, against the earlier."""
    return made_up.tables_of(basis, against=made_up.EARLIER)


@pytest.fixture
def another(tmp_path: Path) -> Maker:
    """`another(unit, period, against=…, lake={…})`: tables of a lake of its own, made as `anyshire` is told."""

    def make(*asked: str, lake: dict[str, Any] | None = None, **options: Any) -> AssessmentTables:
        return made_up.tables_of(made_up.anyshire(tmp_path / "lake", **(lake or {})), *asked, **options)

    return make


@pytest.fixture(scope="session")
def real_lake(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Thames Valley from its own archive, a month of the other forces, lookups, census, deprivation, ONS."""
    folder = tmp_path_factory.mktemp("real") / "lake"
    police = [data / "police_uk" / name for name in ("thames-valley-street.zip", "all-forces-2022-01-street.zip")]
    wanted = ("geography/lookup-*", "population/census-2021-*-lsoa21*", "deprivation/*2025*", "recorded_crime/*")
    others = [path for pattern in wanted for path in sorted(data.glob(pattern))]
    load([*police, *others], Lake(folder), now=datetime(2026, 11, 22, tzinfo=UTC))
    return Lake(folder).snapshot()


@pytest.fixture(scope="session")
def real(real_lake: Snapshot) -> Basis:
    return Basis(real_lake)
