from pathlib import Path

import pytest

from saferplan.evidence.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder for the files to be loaded."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder
