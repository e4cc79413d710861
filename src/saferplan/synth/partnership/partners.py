"""Writes a synthetic partnership: every agency's files, their mapping profiles, and the truth apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from saferplan.errors import UsageError
from saferplan.synth.area import Neighbourhoods
from saferplan.synth.partnership import complaints, crimes
from saferplan.synth.partnership.cells import FeedRows, feed_rows
from saferplan.synth.partnership.feeds import all_feeds
from saferplan.synth.partnership.profile_text import profile_text
from saferplan.synth.partnership.purpose_text import purposes
from saferplan.synth.partnership.shapes import shape_of
from saferplan.synth.partnership.truth import write_truth
from saferplan.synth.partnership.world import DAY, Reports, World, joined, months_until
from saferplan.synth.partnership.writing import write_feed
from saferplan.synth.people.population import population
from saferplan.synth.places.dwellings import dwellings
from saferplan.synth.places.placed import placed, postcode_centroids
from saferplan.synth.positions import NOBODY

# The last month of the files, and how many: those of the package's figures that can be set beside the country.
LAST_MONTH, MONTHS = "2022-03", 24
FEWEST_PEOPLE, MOST_PEOPLE = 200, 2_000_000
PEOPLE_A_HOME = 1.8  # fewer than live in one, so that homes stand empty and people can move
MARK, POSTCODES = "SYNTHETIC.txt", "places/synthetic-postcodes.csv"
NOTICE = """Everything in this folder is synthetic. The people, their names, dates of birth, addresses, telephone
numbers and e-mail addresses are invented, as are the agencies and every single incident. No postcode begins with ZZ in
reality, no telephone number with 06, and no property has a number (UPRN) that begins with 999.

Real are the area, its neighbourhoods and, on the whole, how many crimes of each type its police publish in a month.
Figures: {source}.
Made by saferplan synth partners --area {area} --seed {seed} --people {people} --until {last} --months {months}.

files/     as each agency would send them
places/    where the invented postcodes lie, as the ONS Postcode Directory would tell
profiles/  mapping profiles, one for each kind of file
purposes/  recorded purposes of linkage, and the agreement behind them
truth/     who is who; never load it
"""


@dataclass(frozen=True)
class Written:
    """What was written: paths by kind (profiles and purposes together), and how many reports each feed holds."""

    files: tuple[Path, ...]
    profiles: tuple[Path, ...]
    truth: tuple[Path, ...]
    reports: dict[str, int]


def write_partners(
    folder: Path,
    areas: Neighbourhoods,
    *,
    seed: int,
    people: int | None = None,
    last: str = LAST_MONTH,
    months: int = MONTHS,
) -> Written:
    """Writes files/, places/, profiles/, purposes/, truth/ and SYNTHETIC.txt into an empty or new folder.

    `people`: how many live there; the area's own number of residents where it is None. The same arguments give the
    same bytes. Raises UsageError where the folder holds something, or a number is out of bounds.
    """
    _check(folder, people, months)
    areas_people = int(areas.residents.sum())
    world = make_world(areas, seed=seed, people=people or areas_people, last=last, months=months)
    feeds = make_feeds(world)
    files = _write_feeds(folder, world, feeds)
    profiles = _write_profiles(folder, world, feeds)
    _write_postcodes(folder / POSTCODES, world)
    truth = write_truth(folder / "truth", world, feeds)
    notice = NOTICE.format(
        source=areas.source, area=areas.code, seed=seed, people=len(world.people), last=last, months=months
    )
    (folder / MARK).write_text(notice, encoding="utf-8")
    return Written(tuple(files), tuple(profiles), tuple(truth), {rows.feed.name: len(rows.reports) for rows in feeds})


def _check(folder: Path, people: int | None, months: int) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("there is something here already", where=str(folder), remedy="Name a new or empty folder.")
    if people is not None and not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        raise UsageError(f"--people must be from {FEWEST_PEOPLE:,} to {MOST_PEOPLE:,}")
    if not 1 <= months <= 120:
        raise UsageError("--months must be from 1 to 120")


def make_world(areas: Neighbourhoods, *, seed: int, people: int, last: str = LAST_MONTH, months: int = MONTHS) -> World:
    """The people, where they live, and the months."""
    homes = dwellings(round(people / PEOPLE_A_HOME) + 1, seed)
    end = np.datetime64(last, "M") + 1
    on = date.fromisoformat(f"{end}-01")
    return World(
        areas,
        population(people, seed, on=on, homes=homes),
        placed(homes, areas, seed),
        months_until(last, months),
        seed,
    )


def make_feeds(world: World) -> list[FeedRows]:
    """Every feed's reports with its references, in the order of feeds.py."""
    reports = all_reports(world)
    return [
        feed_rows(feed, shape_of(feed, at), reports.take(np.flatnonzero(reports.feed == at)))
        for at, feed in enumerate(all_feeds())
    ]


def all_reports(world: World) -> Reports:
    police = crimes.police_reports(world)
    parts = [police, crimes.told_to_others(world, police)]
    for more in (complaints.other_reports, complaints.landlord_cases):
        parts.append(more(world, _next(parts, "incident")))
    named = np.unique(np.concatenate([part.victim for part in parts]))
    parts.append(complaints.scenarios(world, named, _next(parts, "incident"), _next(parts, "case")))
    found = joined(parts)
    within = (found.reported >= world.first_day * DAY) & (found.reported < (world.last_day + 1) * DAY)
    return found.take(np.flatnonzero(within))


def _next(parts: Sequence[Reports], column: str) -> int:
    return max((int(getattr(part, column).max(initial=NOBODY)) for part in parts), default=NOBODY) + 1


def _write_feeds(folder: Path, world: World, feeds: Sequence[FeedRows]) -> list[Path]:
    return [path for rows in feeds for path in write_feed(folder / "files" / rows.feed.folder, world, rows)]


def _write_postcodes(path: Path, world: World) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["pcds,oseast1m,osnrth1m", *(",".join(map(str, row)) for row in postcode_centroids(world.placed))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_profiles(folder: Path, world: World, feeds: Sequence[FeedRows]) -> list[Path]:
    """Mapping profiles, and purposes of the feeds that name anybody."""
    texts = {folder / "profiles" / f"{rows.feed.name}.toml": profile_text(rows.feed, rows.shape) for rows in feeds}
    naming = [rows.feed for rows in feeds if rows.names_people and (rows.reports.victim != NOBODY).any()]
    for name, text in purposes(naming, world.months[0]).items():
        texts[folder / "purposes" / f"{name}.toml"] = text
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)
