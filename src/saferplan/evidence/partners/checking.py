"""How well a profile fits a file, before it is loaded: which columns it has, how much would be understood."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from saferplan.errors import FileRefused
from saferplan.evidence.partners.cells import cells_of, text_of
from saferplan.evidence.partners.fitting import tables_of
from saferplan.evidence.partners.giveaways import refuse_names_in_references
from saferplan.evidence.partners.grid_references import squares_of
from saferplan.evidence.partners.mapping import map_tables
from saferplan.evidence.partners.profile import ColumnRule, Profile
from saferplan.evidence.partners.reading.tables import FoundTable
from saferplan.evidence.partners.texts import Flags, is_known
from saferplan.evidence.sources.base import Delivered


@dataclass(frozen=True)
class ColumnCheck:
    """Cells of one column: how many there are, hold something, and are understood as the field's."""

    field: str
    heading: str
    cells: int
    filled: int
    understood: int
    should: str

    @property
    def share_filled(self) -> float:
        return self.filled / self.cells if self.cells else 0.0

    @property
    def share_understood(self) -> float:
        """Of the cells that hold something."""
        return self.understood / self.filled if self.filled else 1.0


@dataclass(frozen=True)
class FileCheck:
    """`refused`: why the file would not be loaded at all; '' where it would, with `sound` of its `rows`."""

    file: str
    columns: tuple[ColumnCheck, ...] = ()
    rows: int = 0
    sound: int = 0
    note: str = ""
    refused: str = ""


def check_file(profile: Profile, delivered: Delivered, *, now: datetime) -> FileCheck:
    """`now`: local time. Nothing in the answer is a cell of the file."""
    try:
        if not profile.bears_name(delivered):
            raise delivered.refuse(f"files of the profile {profile.feed} are called {profile.name_pattern}")
        found = tables_of(delivered, profile)
        for table in found.tables:
            refuse_names_in_references(delivered, profile, table)
    except FileRefused as refused:
        return FileCheck(delivered.name, refused=refused.message)
    mapped = map_tables(profile, found.tables, now=now)
    columns = tuple(_check(rule, found.tables, now) for rule in profile.columns)
    return FileCheck(delivered.name, columns, mapped.rows_read, mapped.rows.num_rows, found.note)


def _check(rule: ColumnRule, tables: tuple[FoundTable, ...], now: datetime) -> ColumnCheck:
    counts = np.zeros(3, dtype=int)
    should = ""
    for table in tables:
        cells = cells_of(rule, table, now)
        faulty = cells.faulty
        should = cells.should
        if rule.field.kind == "grid-reference":
            faulty, should = _unread_squares(rule, table), "is not a national grid reference such as SU 123 456"
        filled = is_known(text_of(rule, table))
        counts += (len(filled), int(filled.sum()), int((filled & ~faulty).sum()))
    cells_read, filled_read, understood = counts.tolist()
    return ColumnCheck(rule.field.name, rule.shown, cells_read, filled_read, understood, should)


def _unread_squares(rule: ColumnRule, table: FoundTable) -> Flags:
    texts = text_of(rule, table)
    return is_known(texts) & np.isnan(squares_of(texts)[0][:, 0])
