"""The quality of a partner's file as it lies there, loaded or not, with the rows to mend as the partner wrote them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.partners.areas import AreaFinder
from saferplan.evidence.partners.cells import cells_of
from saferplan.evidence.partners.fitting import ambiguous, fitting, near_miss_of_profiles, tables_of
from saferplan.evidence.partners.giveaways import refuse_names_in_references
from saferplan.evidence.partners.mapping import Mapped, map_tables
from saferplan.evidence.partners.postcodes import PostcodeCentroids
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.figures import figures
from saferplan.evidence.partners.quality.history import Past, past_extracts
from saferplan.evidence.partners.quality.mending import Mend, to_mend
from saferplan.evidence.partners.quality.of_mapping import extract_of
from saferplan.evidence.partners.quality.report import Quality, quality_of
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
    """Beside the feed's extracts in the lake that are older than the file. `now`: local; nothing in a file is later.

    `area`: the small areas of 2021 in which places should lie. Raises FileRefused where the file lacks a column.
    """
    tables = tables_of(delivered, profile).tables
    for table in tables:
        refuse_names_in_references(delivered, profile, table)
    extract = _extract(delivered, profile, tables, now, PostcodeCentroids(snapshot))
    if area:
        extract = _with_areas(extract, snapshot)
    earlier = [one for one in past_extracts(snapshot, profile.feed) if _is_earlier(one, extract)]
    mends = to_mend(extract, emptied=list(_emptied(profile, tables, now)), area=area)
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


def _extract(
    delivered: Delivered, profile: Profile, tables: Sequence[FoundTable], now: datetime, postcodes: PostcodeCentroids
) -> Extract:
    mapped = map_tables(profile, tables, now=now, postcodes=postcodes)
    return extract_of(profile, delivered, mapped, _sheets(profile, tables, mapped, now))


def _sheets(profile: Profile, tables: Sequence[FoundTable], mapped: Mapped, now: datetime) -> list[str]:
    """The sheet of each mapped row, which stand in the order of the tables."""
    if len(tables) == 1:
        return [tables[0].records.place] * len(mapped.lines)
    return [table.records.place for table in tables for _ in range(len(map_tables(profile, [table], now=now).lines))]


def _with_areas(extract: Extract, snapshot: Snapshot) -> Extract:
    return replace(extract, rows=AreaFinder(snapshot).with_areas(extract.rows))


def _emptied(profile: Profile, tables: Sequence[FoundTable], now: datetime) -> Iterator[RejectedRow]:
    """Cells of personal details that are not understood; their rows are used without them."""
    for table in tables:
        sheet = f" (sheet {table.records.place})" if table.records.place else ""
        for rule in profile.columns:
            if rule.field.faulty != "reject":
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
