"""The site in tests: a database on the run's own server, two partnerships, and people who sign in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client

import anyshire
import gridham
from made_once import made_once
from saferplan.identities.embedded import Server
from saferplan.web.config.environment import Environment
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from site_people import a_member, a_partnership, show_second_factor
from ward_shapes import boxes, small_boxes

OF_THE_QUEUE = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")

Loaded = Callable[[str, Path], Partnership]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: Server) -> None:
    """The settings were read before the run's server had started."""
    told = {"DATABASE_URL": postgres.url(), "SAFERPLAN_SECRET": "x", "SAFERPLAN_HOME": "."}
    connections["default"].settings_dict.update(Environment.read(told).database)


@pytest.fixture(autouse=True, scope="session")
def emptied_past_the_audit() -> Iterator[None]:
    """Tests with transactions of their own empty every table when they end, which the audit's triggers refuse.

    The queue's tables are not Django's: what waits in them would be done by the workers of tests that come later.
    """
    emptied = DatabaseOperations.execute_sql_flush

    def past_triggers(operations: DatabaseOperations, statements: list[str]) -> None:
        statements = [*statements, *(f"DELETE FROM {table}" for table in OF_THE_QUEUE)]
        emptied(operations, ["SET session_replication_role = replica", *statements, "RESET session_replication_role"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", past_triggers)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of lakes and uploaded files of this test alone."""
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def worker(
    request: pytest.FixtureRequest, postgres: Server, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts the test module's PROGRAM on the test's database, in its folder; whatever runs on ends with the test."""
    started: list[subprocess.Popen] = []
    environment = os.environ | {
        "DATABASE_URL": postgres.url(connection.settings_dict["NAME"]),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def start(*words: str) -> subprocess.Popen:
        command = [sys.executable, request.module.PROGRAM, tmp_path, *words]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def partnership(db: None) -> Partnership:
    return a_partnership("Chalkshire")


@pytest.fixture(scope="session")
def anyshires_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For copies: to write it takes thirty times as long."""
    return made_once("lake-of-anyshire", anyshire.anyshire, tmp_path_factory)


@pytest.fixture(scope="session")
def outlined_anyshires_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with boundaries of its wards and neighbourhoods."""
    return made_once("lake-of-anyshire-with-outlines", _with_outlines, tmp_path_factory)


def _with_outlines(folder: Path) -> None:
    anyshire.anyshire(folder, boundaries=boxes() + small_boxes())


@pytest.fixture(scope="session")
def gridhams_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once("lake-of-gridham", gridham.gridham, tmp_path_factory)


@pytest.fixture
def anyshires(loaded: Loaded, anyshires_lake: Path) -> Partnership:
    """The partnership is Anyshire's: April 2023 to March 2025 are loaded, but for July 2023 and September 2024."""
    return loaded(anyshire.ANYSHIRE, anyshires_lake)


@pytest.fixture
def outlined_anyshires(loaded: Loaded, outlined_anyshires_lake: Path) -> Partnership:
    """The partnership is Anyshire's: twelve wards of two neighbourhoods each, with outlines."""
    return loaded(anyshire.ANYSHIRE, outlined_anyshires_lake)


@pytest.fixture
def gridhams(loaded: Loaded, gridhams_lake: Path) -> Partnership:
    """The partnership is Gridham's: two wards of two small areas each, with their boundaries and two years of crime."""
    return loaded(gridham.GRIDHAM, gridhams_lake)


@pytest.fixture
def loaded(partnership: Partnership, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The partnership with an area and a copy of a lake, as a job of loading leaves it: with what pages read of it."""

    def at(area_code: str, lake: Path) -> Partnership:
        shutil.copytree(lake, lake_of(partnership).root)
        partnership.area_code = area_code
        partnership.save()
        kept = Path(settings.HOME) / summaries.SUMMARIES / partnership.slug

        def work_out(folder: Path) -> None:
            summaries.keep(partnership)
            shutil.copytree(kept, folder, dirs_exist_ok=True)

        shutil.copytree(made_once(f"summaries-{lake.name}", work_out, tmp_path_factory), kept, dirs_exist_ok=True)
        return partnership

    return at


@pytest.fixture
def other_partnership(db: None) -> Partnership:
    return a_partnership("Fenmoor")


@pytest.fixture
def member(partnership: Partnership) -> Member:
    """Who may read what every member may, and no more."""
    return a_member(partnership)


@pytest.fixture
def sign_in(client: Client) -> Callable[[Member], Client]:
    """The client as that member's, past the second factor."""

    def signed_in(member: Member) -> Client:
        client.force_login(member.user)
        show_second_factor(client)
        return client

    return signed_in
