import pytest

import gridham


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Gridham's basis. It is read and never written."""
    return gridham.basis_of(tmp_path_factory.mktemp("gridham") / "lake")
