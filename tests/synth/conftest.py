"""A small synthetic partnership for the run, and its files loaded and linked, each made by the first test that asks."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from whole_way import Linked, Partnership, incidents_of

from restricted import TEST_KEY
from saferplan.demo import reference
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.partners.keeping import keep
from saferplan.evidence.partners.profile_file import read_profile_file
from saferplan.identities.embedded import Server
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.linkage.model import people_model
from saferplan.identities.linkage.runs import run
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purpose_records import record
from saferplan.identities.store import opened
from saferplan.synth.area import Neighbourhoods, shipped
from saferplan.synth.figures import AREA
from saferplan.synth.partnership.cells import FeedRows
from saferplan.synth.partnership.partners import POSTCODES, make_feeds, make_world, write_partners
from saferplan.synth.partnership.world import World
from saferplan.synth.people import Population, population

SEED = 7
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def town() -> Population:
    """Invented people enough for every kind of household and of name."""
    return population(20_000, SEED)


@pytest.fixture(scope="session")
def areas() -> Neighbourhoods:
    return shipped(AREA)


@pytest.fixture(scope="session")
def world(areas: Neighbourhoods) -> World:
    return make_world(areas, seed=SEED, people=10_000)


@pytest.fixture(scope="session")
def feeds(world: World) -> dict[str, FeedRows]:
    return {rows.feed.name: rows for rows in make_feeds(world)}


@pytest.fixture(scope="session")
def partnership(areas: Neighbourhoods, tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    """A year of 10,000 people."""
    folder = tmp_path_factory.mktemp("partnership") / "synthetic"
    return Partnership(folder, write_partners(folder, areas, seed=SEED, people=10_000, months=12))


@pytest.fixture(scope="session")
def linked(partnership: Partnership, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linked]:
    lake = Lake(tmp_path_factory.mktemp("linked") / "lake")
    files = tmp_path_factory.mktemp("reference")
    for profile in sorted((partnership.folder / "profiles").glob("*.toml")):
        keep(lake, read_profile_file(profile))
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE synthetic TEMPLATE made STRATEGY FILE_COPY")
    with opened(postgres.url("synthetic"), PartnershipKey.of(TEST_KEY), lake.root) as store:
        paths = [*reference.write(files), partnership.folder / POSTCODES, partnership.folder / "files"]
        report = load(paths, lake, now=NOW, identities=store)
        for purpose in sorted((partnership.folder / "purposes").glob("*.toml")):
            recorded = record(store.connection, read_purpose(purpose), by="a test", now=NOW)
            run(store, recorded.purpose.name, people_model(), now=NOW)
        yield Linked(lake, report, store, incidents_of(lake))
