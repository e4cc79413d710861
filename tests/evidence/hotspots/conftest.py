"""Gridham, once for all tests of this folder."""

import pytest

import gridham
from saferplan.evidence.basis import Basis


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return gridham.basis_of(tmp_path_factory.mktemp("gridham") / "lake")
