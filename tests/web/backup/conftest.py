import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from installations import Installation, furnish

from restricted import copied
from saferplan.identities.embedded import Server


@pytest.fixture
def here(transactional_db: None, own_home: Path, own_store_url: str, postgres: Server, tmp_path: Path) -> Installation:
    """The site of the tests, with committed rows."""
    return furnish(postgres.url(connection.settings_dict["NAME"]), own_home, own_store_url, tmp_path)


@pytest.fixture
def elsewhere(postgres: Server, tmp_path: Path) -> Iterator[Installation]:
    """Another machine's: two empty databases and an empty folder."""
    with copied(postgres, "template0") as url, copied(postgres, "template0") as store:
        home = tmp_path / "elsewhere"
        home.mkdir()
        yield Installation(url, home, store)


@dataclass(frozen=True)
class Made:
    """A backup that was made once, and what it was made of."""

    folder: Path
    stood: dict[str, Any]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    return []


@pytest.fixture
def made(made_once: list[Made], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Most tests want any backup, and a site for each of them would take minutes."""
    if not made_once:
        here = request.getfixturevalue("here")
        made_once.append(Made(here.backup(tmp_path_factory.mktemp("made")), here.contents()))
    return made_once[0]


@pytest.fixture
def backup(made: Made, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(made.folder, tmp_path / "backups" / made.folder.name))
