"""Each agency's file, read by its profile, tells what was meant: every row, cell by cell where the truth is at hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from saferplan.evidence.partners.fitting import tables_of
from saferplan.evidence.partners.mapping import Mapped, map_tables
from saferplan.evidence.partners.profile_file import read_profile_file
from saferplan.evidence.sources.base import Delivered
from saferplan.synth.area import Neighbourhoods
from saferplan.synth.partnership.cells import FeedRows
from saferplan.synth.partnership.feeds import all_feeds
from saferplan.synth.partnership.partners import make_feeds, make_world, write_partners
from saferplan.synth.partnership.world import DAY, World, data
from saferplan.synth.positions import NOBODY

NOW = datetime(2026, 11, 22)  # local time, as maps of files take it
SEED, PEOPLE, MONTHS = 21, 16_000, 3
FEEDS = [feed.name for feed in all_feeds()]


@pytest.fixture(scope="module")
def folder(areas: Neighbourhoods, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mapped") / "synthetic"
    write_partners(folder, areas, seed=SEED, people=PEOPLE, months=MONTHS)
    return folder


@pytest.fixture(scope="module")
def meant(areas: Neighbourhoods) -> tuple[World, dict[str, FeedRows]]:
    """What stands behind the files: the same arguments make the same."""
    world = make_world(areas, seed=SEED, people=PEOPLE, months=MONTHS)
    return world, {rows.feed.name: rows for rows in make_feeds(world)}


@pytest.fixture(scope="module")
def mapped(folder: Path) -> dict[str, list[Mapped]]:
    return {feed.name: list(_mapped(folder, feed.name, feed.folder)) for feed in all_feeds()}


def _mapped(folder: Path, feed: str, own: str) -> Iterator[Mapped]:
    profile = read_profile_file(folder / "profiles" / f"{feed}.toml")
    for path in sorted((folder / "files" / own).glob("*")):
        delivered = Delivered(path, path.name, datetime(2026, 11, 22, tzinfo=UTC), "0" * 64)
        if profile.bears_name(delivered):
            yield map_tables(profile, tables_of(delivered, profile).tables, now=NOW)


def rows_of(mapped: dict[str, list[Mapped]], feed: str) -> dict[str, dict]:
    return {row["reference"]: row for one in mapped[feed] for row in one.rows.to_pylist()}


@pytest.mark.parametrize("feed", FEEDS)
def test_every_row_is_read_and_no_cell_is_misunderstood(
    feed: str, mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]
) -> None:
    assert not [one.rejected for one in mapped[feed] if one.rejected]
    assert not [one.left_empty for one in mapped[feed] if one.left_empty]
    assert set(rows_of(mapped, feed)) == set(meant[1][feed].references.tolist())


@pytest.mark.parametrize("feed", FEEDS)
def test_days_are_those_that_were_meant(
    feed: str, mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]
) -> None:
    rows, told = meant[1][feed], rows_of(mapped, feed)
    for column, moments in (("reported_time", rows.reports.reported), ("from_time", rows.reports.start)):
        if not {"reported_time": {"reported", "reported_day"}, "from_time": {"start"}}[column] & rows.shape.what:
            continue
        for reference, minutes in zip(rows.references.tolist(), moments.tolist(), strict=True):
            assert (told[reference][column] - datetime(1970, 1, 1)).days == minutes // DAY


@pytest.mark.parametrize("feed", FEEDS)
def test_categories_of_asb_are_those_that_were_meant(
    feed: str, mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]
) -> None:
    rows = meant[1][feed]
    if rows.feed.kind != "asb":
        pytest.skip("this feed is not about ASB alone")
    means = {word: one["means"] for word, one in data("categories").items()}
    told = rows_of(mapped, feed)
    for reference, word in zip(rows.references.tolist(), rows.reports.category.tolist(), strict=True):
        assert told[reference]["asb_category"] == means.get(word, "personal")


@pytest.mark.parametrize(
    "feed", ["synthetic-police-crime", "synthetic-council-environmental", "synthetic-council-asb", "synthetic-fire"]
)
def test_points_are_those_that_were_meant(
    feed: str, mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]
) -> None:
    """Eastings and northings to the metre, degrees to a metre or two, a grid reference to its square of ten metres."""
    world, feeds = meant
    own, told = feeds[feed].reports, rows_of(mapped, feed)
    for at, reference in enumerate(feeds[feed].references.tolist()):
        row = told[reference]
        if own.dwelling[at] == world.placed.refuge:
            continue
        assert row["easting"] == pytest.approx(own.easting[at], abs=6)
        assert row["northing"] == pytest.approx(own.northing[at], abs=6)


def test_the_refuge_gets_no_point(mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]) -> None:
    world, feeds = meant
    rows, told = feeds["synthetic-police-crime"], rows_of(mapped, "synthetic-police-crime")
    at_refuge = rows.references[rows.reports.dwelling == world.placed.refuge].tolist()
    assert at_refuge
    for reference in at_refuge:
        assert {told[reference][name] for name in ("easting", "northing", "lsoa_code", "ward_code")} == {None}


@pytest.mark.parametrize("feed", FEEDS)
def test_people_are_named_where_they_are_known_and_nowhere_else(
    feed: str, mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]
) -> None:
    rows = meant[1][feed]
    if not rows.names_people:
        assert not sum(one.persons["surname"].drop_null().length() for one in mapped[feed])
        return
    victims = sum(row["subject"] == "victim" for one in mapped[feed] for row in one.persons.to_pylist())
    assert victims == (rows.reports.victim != NOBODY).sum()


def test_surnames_that_come_first_are_told_apart(
    mapped: dict[str, list[Mapped]], meant: tuple[World, dict[str, FeedRows]]
) -> None:
    """Faults aside, which most names have none of."""
    world, feeds = meant
    rows = feeds["synthetic-council-noise"]
    told = [row["surname"].casefold() for one in mapped["synthetic-council-noise"] for row in one.persons.to_pylist()]
    true = [surname.casefold() for surname in world.people.surname[rows.reports.victim].tolist()]
    assert sum(one == other for one, other in zip(told, true, strict=True)) > 0.8 * len(true)


@pytest.mark.parametrize("feed", [name for name in FEEDS if name.endswith("homes-asb")])
def test_homes_of_landlords_are_rented(feed: str, mapped: dict[str, list[Mapped]]) -> None:
    tenures = {row["tenure"] for row in rows_of(mapped, feed).values()}
    assert tenures <= {"social-rented", "owned"}  # some are shared owners
