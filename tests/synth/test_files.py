"""The files as agencies would send them, their profiles and purposes: whole, fitting, the same for the same seed."""

import csv
import hashlib
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook
from whole_way import Partnership

from saferplan.errors import UsageError
from saferplan.evidence.partners.fitting import fitting
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.profile_file import read_profile_file
from saferplan.evidence.sources.base import Delivered
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purposes import Result
from saferplan.synth.area import Neighbourhoods
from saferplan.synth.partnership.cells import MOMENTS, Cells, FeedRows
from saferplan.synth.partnership.feeds import FIRST_LANDLORD, all_feeds
from saferplan.synth.partnership.partners import MARK, write_partners
from saferplan.synth.partnership.profile_text import FIELDS, OF_PEOPLE, profile_text
from saferplan.synth.partnership.shapes import Shape, shape_of
from saferplan.synth.partnership.world import World, data
from saferplan.synth.partnership.writing import _day, _moment, day_format
from saferplan.synth.positions import NOBODY


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_times(areas: Neighbourhoods, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_partners(tmp_path / name, areas, seed=11, people=2_000, months=3)
    first, second = bytes_of(tmp_path / "one"), bytes_of(tmp_path / "two")
    assert first == second
    assert any(name.endswith(".xlsx") for name in first)
    for name in first:
        if name.startswith("files"):
            assert (tmp_path / "one" / name).stat().st_mtime == (tmp_path / "two" / name).stat().st_mtime


def test_another_seed_gives_other_files(areas: Neighbourhoods, tmp_path: Path) -> None:
    for seed in (1, 2):
        write_partners(tmp_path / str(seed), areas, seed=seed, people=500, months=2)
    assert bytes_of(tmp_path / "1" / "files") != bytes_of(tmp_path / "2" / "files")


def test_nothing_is_written_over(areas: Neighbourhoods, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"there is something here already\. Name a new or empty folder"):
        write_partners(tmp_path, areas, seed=1, people=500)
    with pytest.raises(UsageError, match="there is something here already"):
        write_partners(tmp_path / "mine.txt", areas, seed=1, people=500)


@pytest.mark.parametrize(
    ("people", "months", "wrong"),
    [(199, 1, "--people"), (3_000_000, 1, "--people"), (500, 0, "--months"), (500, 121, "--months")],
)
def test_numbers_out_of_bounds(areas: Neighbourhoods, tmp_path: Path, people: int, months: int, wrong: str) -> None:
    with pytest.raises(UsageError, match=f"{wrong} must be from"):
        write_partners(tmp_path / "new", areas, seed=1, people=people, months=months)


def test_the_folder_says_what_it_is(partnership: Partnership) -> None:
    text = (partnership.folder / MARK).read_text(encoding="utf-8")
    assert "Everything in this folder is synthetic" in text
    assert "--seed 7 --people 10000 --until 2022-03 --months 12" in text
    assert "Home Office and police forces" in text


def test_every_kind_of_file_is_there(partnership: Partnership) -> None:
    endings = {path.suffix.lower() for path in partnership.written.files}
    assert endings == {".csv", ".txt", ".xlsx"}
    assert len(partnership.written.files) > 40
    assert not [path for path in partnership.written.files if not path.stat().st_size]


def test_an_agency_with_nothing_to_tell_sends_nothing(partnership: Partnership) -> None:
    silent = [feed for feed, count in partnership.written.reports.items() if not count]
    folders = {path.parent.name for path in partnership.written.files}
    assert not {feed.removesuffix("-asb") for feed in silent} & folders


def test_files_say_that_they_are_synthetic_in_their_rows_or_title(partnership: Partnership) -> None:
    for path in partnership.written.files:
        if path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(str(path))
            text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
        else:
            text = path.read_bytes().decode("utf-16" if path.suffix == ".txt" else "cp1252", errors="replace")
        assert "synthetic" in text.lower(), path.name


# --- shapes ---


def every_shape() -> list[tuple[int, Shape]]:
    return [(at, shape_of(feed, at)) for at, feed in enumerate(all_feeds())]


def test_a_dozen_shapes_serve_the_landlords() -> None:
    shapes = {shape for _, shape in every_shape()[FIRST_LANDLORD:]}
    assert len(shapes) == 12
    assert {shape.dates for shape in shapes} >= {"cell", "serial", "%d.%m.%Y", "%d %B %Y"}
    assert {shape.encoding for shape in shapes} >= {"cp1252", "utf-16", "utf-8-sig"}
    assert {shape.sheets for shape in shapes} == {"one", "year", "status"}
    assert any(shape.has_two_heading_rows for shape in shapes)
    assert any(shape.footer for shape in shapes)
    assert any(shape.title for shape in shapes)


def test_no_file_has_a_heading_twice() -> None:
    for _, shape in every_shape():
        headings = [column.whole_heading for column in shape.columns]
        assert len(headings) == len(set(headings))


def test_shapes_with_words_know_every_category_of_their_kind() -> None:
    for at, shape in every_shape():
        feed = all_feeds()[at]
        if feed.kind == "asb":
            words = data("words")[shape.words]
            assert set(data("categories")) <= set(words) or feed.name == "synthetic-council-noise", feed.name


@pytest.mark.parametrize(
    ("dates", "cell"),
    [
        ("%d/%m/%Y %H:%M", "05/02/2021 14:30"),
        ("%d/%m/%Y", "05/02/2021"),
        ("%d %B %Y", "05 February 2021"),
        ("%d/%m/%Y %I:%M %p", "05/02/2021 02:30 PM"),
        ("serial", 44232),
    ],
)
def test_moments_are_written_as_the_shape_says(dates: str, cell: str | int) -> None:
    minutes = int(np.datetime64("2021-02-05T14:30", "m").astype(int))
    assert _moment(minutes, dates) == cell
    assert _moment(NOBODY, dates) == ""


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("%d/%m/%Y %H:%M", "%d/%m/%Y"),
        ("%Y-%m-%dT%H:%M", "%Y-%m-%d"),
        ("%d/%m/%Y %I:%M %p", "%d/%m/%Y"),
        ("%d%m%Y", "%d%m%Y"),
    ],
)
def test_the_day_of_a_format(dates: str, day: str) -> None:
    assert day_format(dates) == day


def test_a_day_before_1970_is_a_day() -> None:
    days = int(np.datetime64("1950-12-31", "D").astype(int))
    assert _day(days, "%d/%m/%Y") == "31/12/1950"
    assert _day(days, "serial") == 18628


# --- cells ---


def cells(world: World, feeds: dict[str, FeedRows], feed: str) -> Cells:
    return Cells(world, feeds[feed])


def test_every_column_of_every_feed_has_a_cell_a_report(world: World, feeds: dict[str, FeedRows]) -> None:
    for rows in feeds.values():
        made = Cells(world, rows)
        for column in rows.shape.columns:
            values = made.of(column.what)
            assert len(values) == len(rows.reports), (rows.feed.name, column.what)


def test_details_stand_only_beside_those_who_are_known(world: World, feeds: dict[str, FeedRows]) -> None:
    rows = feeds["synthetic-police-crime"]
    made = cells(world, feeds, "synthetic-police-crime")
    unknown = rows.reports.victim == NOBODY
    assert unknown.any()
    for what in ("victim_surname", "victim_address", "victim_phone", "victim_reference"):
        assert set(made.of(what)[unknown].tolist()) == {""}
    assert set(made.of("victim_born")[unknown].tolist()) == {NOBODY}
    assert all(made.of("victim_surname")[~unknown])


def test_a_case_holds_one_record_of_its_tenant(world: World, feeds: dict[str, FeedRows]) -> None:
    for rows in feeds.values():
        if rows.feed.agency_kind != "landlord" or "victim_address" not in rows.shape.what:
            continue
        told: dict[str, set[str]] = {}
        for case, address in zip(rows.cases.tolist(), Cells(world, rows).of("victim_address").tolist(), strict=True):
            told.setdefault(case, set()).add(address)
        told.pop("", None)
        assert all(len(own) == 1 for own in told.values())


def test_names_in_one_column_are_put_together(world: World, feeds: dict[str, FeedRows]) -> None:
    made = cells(world, feeds, "synthetic-council-noise")
    surname, forenames, both = (made.of(f"victim_{one}") for one in ("surname", "forenames", "surname_first"))
    assert both.tolist() == [f"{last}, {first}" for last, first in zip(surname, forenames, strict=True)]
    whole = made.of("victim_title_name")
    assert all(name.endswith(f"{first} {last}") for name, first, last in zip(whole, forenames, surname, strict=True))


def test_house_and_street_are_the_address(world: World, feeds: dict[str, FeedRows]) -> None:
    made = cells(world, feeds, "synthetic-council-noise")
    joined = [
        ", ".join(filter(None, pair)) for pair in zip(made.of("victim_house"), made.of("victim_street"), strict=True)
    ]
    assert joined == made.of("victim_address").tolist()


# --- profiles and purposes ---


@pytest.fixture(scope="module")
def profiles(partnership: Partnership) -> list[Profile]:
    return [read_profile_file(path) for path in sorted((partnership.folder / "profiles").glob("*.toml"))]


def test_every_file_fits_its_own_profile_and_no_other(partnership: Partnership, profiles: list[Profile]) -> None:
    folder_of = {feed.name: feed.folder for feed in all_feeds()}
    for path in partnership.written.files:
        found = fitting(Delivered(path, path.name, datetime(2026, 11, 22, tzinfo=UTC), "0" * 64), profiles)
        assert [folder_of[one.feed] for one in found] == [path.parent.name], path.name


def test_profiles_say_that_their_feed_is_synthetic(profiles: list[Profile]) -> None:
    assert len(profiles) == len(all_feeds())
    assert all("synthetic" in profile.source for profile in profiles)
    assert all(profile.agency.startswith("Synthetic ") for profile in profiles)


def test_a_profile_maps_every_column_that_is_a_field() -> None:
    for at, shape in every_shape():
        text = profile_text(all_feeds()[at], shape)
        columns = tomllib.loads(text)["columns"]
        mapped = str(columns)
        for column in shape.columns:
            is_field = column.what in FIELDS or column.what in MOMENTS or column.what.partition("_")[2] in OF_PEOPLE
            assert (repr(column.whole_heading) in mapped) or not is_field, (column, text)


def test_the_profile_of_two_heading_rows_joins_them() -> None:
    at = next(at for at, shape in every_shape() if shape.has_two_heading_rows)
    columns = tomllib.loads(profile_text(all_feeds()[at], every_shape()[at][1]))["columns"]
    assert columns["victim.full_name"] == "Complainant Name"
    assert columns["suspect.full_name"] == "Perpetrator Name"


def test_purposes_name_the_feeds_that_name_people(partnership: Partnership) -> None:
    counts, casework = (
        read_purpose(partnership.folder / "purposes" / f"{name}.toml") for name in ("repeat-victims", "asb-case-review")
    )
    assert (counts.result, casework.result) == (Result.COUNTS, Result.CASEWORK)
    assert set(casework.feeds) < set(counts.feeds)
    assert not {"synthetic-ambulance", "synthetic-youth-justice", "synthetic-fire"} & set(counts.feeds)
    silent = {feed for feed, count in partnership.written.reports.items() if not count}
    assert not silent & set(counts.feeds)
    agency_of = {feed.name: feed.agency for feed in all_feeds()}
    assert {agency_of[feed] for feed in counts.feeds} == set(counts.agreement.parties)


# --- the truth ---


def rows_of(partnership: Partnership, name: str) -> list[dict[str, str]]:
    with (partnership.truth / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_truth_covers_every_report_once(partnership: Partnership) -> None:
    incidents = rows_of(partnership, "incidents")
    assert len({(row["feed"], row["reference"]) for row in incidents}) == len(incidents)
    assert len(incidents) == sum(partnership.written.reports.values())


def test_the_truth_stands_in_no_file_of_an_agency(partnership: Partnership) -> None:
    """Files tell no number of the true person or incident: their columns are those of their shapes."""
    for path in partnership.written.files:
        assert "truth" not in path.parts[-3:]
    assert all("person" not in column.what for _, shape in every_shape() for column in shape.columns)


def test_kin_who_can_be_mistaken_are_listed(partnership: Partnership) -> None:
    people = rows_of(partnership, "people")
    assert len(people) == 10_000
    by_number = {row["person"]: row for row in people}
    twins = [row for row in people if row["twin_of"]]
    assert twins
    assert all(by_number[row["twin_of"]]["date_of_birth"] == row["date_of_birth"] for row in twins)
    namesakes = [row for row in people if row["namesake_of"]]
    assert namesakes
    assert all(by_number[row["namesake_of"]]["household"] == row["household"] for row in namesakes)
