"""What tests of every folder share. That it is here puts this folder on the path: tests import police_files by name."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real files."""
    folder = Path(os.environ.get("SAFERPLAN_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not (folder / "police_uk").is_dir():
        pytest.skip(f"the real files are not in {folder}; name their folder in SAFERPLAN_DATA")
    return folder
