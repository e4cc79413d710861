"""What tests of every folder share. That it is here puts this folder on the path: tests import police_files by name."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import freezegun
import pytest
from hypothesis import settings

from browser import chromium, page_of
from made_demo import made_demo
from restricted import database, own_store_url, postgres, postgres_store, restricted_store, shared_store, store_url
from running_order import pytest_collection_modifyitems, pytest_xdist_make_scheduler

# One browser for the run: a second one, of another folder's fixture, could not be started in the same process.
__all__ = [
    "chromium",
    "database",
    "made_demo",
    "own_store_url",
    "page_of",
    "postgres",
    "postgres_store",
    "pytest_collection_modifyitems",
    "pytest_xdist_make_scheduler",
    "restricted_store",
    "shared_store",
    "store_url",
]

# What a run imports and keeps is large, and Python would look through all of it for garbage every few tests: that took
# a seventh of the whole time.
gc.set_threshold(50_000, 20, 50)

# To freeze the time is to look through every module for clocks. These, a third of all, have none that a test stops.
freezegun.configure(extend_ignore_list=["geopandas", "numpy", "pandas", "pyarrow", "pyproj", "scipy", "shapely"])

# How long one example takes depends on what else the machine does, and on what the first of them imports.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds what another run has kept, or leaves anything among the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real files."""
    folder = Path(os.environ.get("SAFERPLAN_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not (folder / "police_uk").is_dir():
        pytest.skip(f"the real files are not in {folder}; name their folder in SAFERPLAN_DATA")
    return folder
