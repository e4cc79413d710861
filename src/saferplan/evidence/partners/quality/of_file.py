"""The quality of a partner's file as it lies there, loaded or not, with the rows to mend as the partner wrote them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.partners.areas import AreaFinder
from saferplan.evidence.partners.cells import cells_of
from saferplan.evidence.partners.fitting import ambiguous, fitting, near_miss_of_profiles
from saferplan.evidence.partners.postcodes import PostcodeCentroids
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.figures import figures
from saferplan.evidence.partners.quality.history import Past, past_extracts
from saferplan.evidence.partners.quality.mending import Mend, to_mend
from saferplan.evidence.partners.quality.of_mapping import extract_of
from saferplan.evidence.partners.quality.report import Quality, quality_of
from saferplan.evidence.partners.read_file import ReadFile, read_file
from saferplan.evidence.partners.reading.tables import FoundTable
from saferplan.evidence.sources.base import Delivered, RejectedRow

KEEP_ONE = "Write a profile for it with: saferplan profile suggest; then keep it with: saferplan profile keep"


@dataclass(frozen=True)
class OwnRows:
    """The partner's own rows: `headings`, and the cells of each by its sheet and line."""

    headings: tuple[str, ...]
    cells: Mapping[tuple[str, int], Sequence[str]]


def profile_of(delivered: Delivered, profiles: Sequence[Profile]) -> Profile:
    """The one profile that the file fits. Raises FileRefused where none does, or several do."""
    found = fitting(delivered, profiles)
    if len(found) > 1:
        raise ambiguous(delivered, found)
    if found:
        return found[0]
    raise near_miss_of_profiles(delivered, profiles) or delivered.refuse("it fits no profile", remedy=KEEP_ONE)


def quality_of_file(
    delivered: Delivered,
    profile: Profile,
    snapshot: Snapshot,
    *,
    now: datetime,
    area: Collection[str] | None = None,
) -> tuple[Quality, OwnRows]:
    """As quality_of_read, of a file that nobody has read yet. Raises FileRefused where the file lacks a column."""
    read = read_file(delivered, profile, now=now, postcodes=PostcodeCentroids(snapshot))
    return quality_of_read(read, snapshot, now=now, area=area)


def quality_of_read(
    read: ReadFile, snapshot: Snapshot, *, now: datetime, area: Collection[str] | None = None
) -> tuple[Quality, OwnRows]:
    """Beside the feed's extracts in the lake that are older than the file. `now`: local; nothing in a file is later.

    `area`: the small areas of 2021 in which places should lie.
    """
    tables = read.found.tables
    extract = extract_of(read.profile, read.delivered, read.mapped, _sheets(read))
    if area:
        extract = _with_areas(extract, snapshot)
    earlier = [one for one in past_extracts(snapshot, read.profile.feed) if _is_earlier(one, extract)]
    mends = to_mend(extract, emptied=list(_emptied(read, now)), area=area)
    past = Past(
        extract.extract_id,
        extract.feed,
        extract.agency,
        extract.file,
        extract.released.isoformat(),
        tuple(figures(extract)),
    )
    return quality_of(past, earlier, mends, extract.promised), own_rows(tables, mends)


def _is_earlier(past: Past, extract: Extract) -> bool:
    return past.extract_id != extract.extract_id and past.released <= extract.released.isoformat()


def _sheets(read: ReadFile) -> list[str]:
    """The sheet of each mapped row, which stand in the order of the tables."""
    each = zip(read.found.tables, read.mapped.sheets, strict=True)
    return [place for table, rows in each for place in [table.records.place] * rows]


def _with_areas(extract: Extract, snapshot: Snapshot) -> Extract:
    return replace(extract, rows=AreaFinder(snapshot).with_areas(extract.rows))


def _emptied(read: ReadFile, now: datetime) -> Iterator[RejectedRow]:
    """Cells of personal details that are not understood; their rows are used without them."""
    for table in read.found.tables:
        sheet = f" (sheet {table.records.place})" if table.records.place else ""
        for rule in read.profile.columns:
            if rule.shown in read.mapped.left_empty:
                cells = cells_of(rule, table, now)
                for line in table.records.lines[np.flatnonzero(cells.faulty)]:
                    yield RejectedRow(int(line), rule.headings[0], cells.should + sheet)


def own_rows(tables: Sequence[FoundTable], mends: Sequence[Mend]) -> OwnRows:
    """Of the rows to mend, the cells of the first sheet's columns, and behind them those that others have beside."""
    headings = tuple(dict.fromkeys(name for table in tables for name in table.records.heading))
    cells: dict[tuple[str, int], list[str]] = {}
    for table in tables:
        place = table.records.place
        wanted = {one.line for one in mends if one.sheet == place}
        columns = dict(zip(table.records.heading, table.records.columns, strict=True))
        for row in np.flatnonzero(np.isin(table.records.lines, list(wanted))):
            at = int(row)
            cells[place, int(table.records.lines[at])] = [
                columns[name][at].as_py() if name in columns else "" for name in headings
            ]
    return OwnRows(headings, cells)
