"""The demo's files and lake, made once for all tests of it; and where the real files are, if they are there."""

import os
from pathlib import Path

import pytest
from demo_records import Row, read_records

from saferplan.demo import build, generate
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate(folder)
    return folder


@pytest.fixture(scope="session")
def records(generated: Path) -> list[Row]:
    """Every single record, as the files have it."""
    return list(read_records(generated))


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def basis(lake: Lake) -> Basis:
    return Basis(lake.snapshot())


@pytest.fixture(scope="session")
def data() -> Path:
    folder = Path(os.environ.get("SAFERPLAN_DATA") or Path(__file__).parents[3] / "shared" / "data")
    if not (folder / "police_uk").is_dir():
        pytest.skip(f"the real files are not in {folder}; name their folder in SAFERPLAN_DATA")
    return folder
