"""Loads partners' files by their profiles: whom they name goes to the keeper of identities, the rest to the lake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import FileRefused, SaferplanError
from saferplan.evidence.forgetting.rekeying import pseudonyms_before, pseudonyms_kept
from saferplan.evidence.forgetting.rewriting import KEY_COLUMNS
from saferplan.evidence.forgetting.suppression import Digest, Suppression
from saferplan.evidence.lake import Writer
from saferplan.evidence.loading.ledger import Ledger
from saferplan.evidence.loading.partner_messages import (
    leave_out,
    no_keeper,
    notes_on,
    refuse_if_empty,
    shrunk,
    without_area,
)
from saferplan.evidence.loading.rehearsing import WritesNothing
from saferplan.evidence.loading.report import LoadReport, Progress, RowCounts, Status
from saferplan.evidence.partners.areas import AreaFinder
from saferplan.evidence.partners.expiring import leave_out_expired, leave_out_suspects
from saferplan.evidence.partners.mapping import Mapped
from saferplan.evidence.partners.mentions import Identities, Keys
from saferplan.evidence.partners.postcodes import PostcodeCentroids
from saferplan.evidence.partners.profile import Delivers, Profile
from saferplan.evidence.partners.quality.of_mapping import quality_rows
from saferplan.evidence.partners.read_file import ReadFile, read_file
from saferplan.evidence.partners.texts import one_of
from saferplan.evidence.partners.times import end_of_day
from saferplan.evidence.snapshot import quoted
from saferplan.evidence.sources.base import Delivered, RejectedRow
from saferplan.evidence.tables import EXTRACT_QUALITY, PARTNER_INCIDENTS

LATER_TOLD = "a later file has told of this reference already"


@dataclass
class _Read:
    """One file on its way: `rows` are ready for the lake but for their areas."""

    delivered: Delivered
    profile: Profile
    mapped: Mapped
    rows: pa.Table
    rejected: list[RejectedRow]
    left_out: int
    notes: list[str]


@dataclass
class PartnerLoader:
    """Files of partners in one load. `identities`: None where nobody keeps who people are.

    `look` is shown each file as it was read, before any row is left out of it for another reason than a fault.
    """

    writer: Writer | WritesNothing
    ledger: Ledger
    report: LoadReport
    identities: Identities | None
    digest: Callable[[], Digest | None]
    now: datetime
    progress: Progress
    look: Callable[[ReadFile], None] = lambda _: None
    # Keys of everybody whom this load has had kept.
    _registered: set[str] = field(default_factory=set)
    # Rows of each slice (feed and month) that this load puts in the place of those in the lake.
    _slices: dict[tuple[str, str], pa.Table] = field(default_factory=dict)
    # How good each extract was, by extract.
    _quality: dict[tuple[str], pa.Table] = field(default_factory=dict)

    def load(self, files: Sequence[tuple[Delivered, Profile]]) -> None:
        """Files of whole months newest first, so that an older one is passed over; additions in the order of time."""
        whole = [pair for pair in files if pair[1].delivers is Delivers.MONTHS]
        added = [pair for pair in files if pair[1].delivers is Delivers.ADDITIONS]
        newest_first = sorted(whole, key=lambda pair: pair[0].released, reverse=True)
        in_order = sorted(added, key=lambda pair: pair[0].released)
        for position, (delivered, profile) in enumerate([*newest_first, *in_order]):
            self.progress(delivered.name, position, len(files))
            self._load_one(delivered, profile)
        self._write()

    def _load_one(self, delivered: Delivered, profile: Profile) -> None:
        counts = self.ledger.counts_if_unchanged(delivered, profile.format)
        if counts is not None:
            self.report.unchanged(delivered, profile.format, counts)
            return
        try:
            read = self._read(delivered, profile)
        except FileRefused as refused:
            self.report.refuse(delivered.name, profile.format, refused)
            return
        if profile.delivers is Delivers.MONTHS:
            self._take_months(read)
        else:
            self._take_additions(read)

    def _read(self, delivered: Delivered, profile: Profile) -> _Read:
        self._check_keeper(delivered, profile)
        mapped, note = self._mapped(delivered, profile)
        refuse_if_empty(delivered, mapped)
        expired = leave_out_expired(mapped, self.now.date())
        rows, erased = self._named(delivered, profile, mapped)
        rows = self._areas.with_areas(_with_extract(rows, delivered))
        notes = [*notes_on(note, mapped, erased, expired), *without_area(rows)]
        return _Read(delivered, profile, mapped, rows, list(mapped.rejected), erased + expired, notes)

    def _mapped(self, delivered: Delivered, profile: Profile) -> tuple[Mapped, str]:
        """What the file says, and what is to be told of how it was read. Its text is forgotten here."""
        read = read_file(delivered, profile, now=self._local_now, postcodes=self._postcodes)
        self.look(read)
        return read.mapped, read.found.note

    @cached_property
    def _postcodes(self) -> PostcodeCentroids:
        return PostcodeCentroids(self.writer.current())

    @cached_property
    def _local_now(self) -> datetime:
        """The end of today, so that a day alone, which may mean its end, is not ahead."""
        return end_of_day(self.now)

    @cached_property
    def _areas(self) -> AreaFinder:
        return AreaFinder(self.writer.current())

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(config={"temp_directory": str(self.writer.staging / "spill")})

    @cached_property
    def _suppression(self) -> Suppression:
        return Suppression.asking(self.writer.current(), self.digest)

    def _check_keeper(self, delivered: Delivered, profile: Profile) -> None:
        if self.identities is None and profile.needs_keys:
            raise no_keeper(delivered, profile)

    def _named(self, delivered: Delivered, profile: Profile, mapped: Mapped) -> tuple[pa.Table, int]:
        """The rows with their keys, without those that were erased before; how many these are."""
        before = mapped.rows.num_rows
        try:
            erased = self._suppression.erased_records(profile.feed, mapped.rows["reference"].unique().to_pylist())
            if erased:
                mapped.leave_out(one_of(mapped.rows["reference"].combine_chunks(), erased))
            if self._suppression.covers(profile.feed):
                self._leave_out_erased(profile, mapped)
            rows = self._with_keys(profile, mapped)
        except SaferplanError as fault:
            otherwise = f" {leave_out(profile)}" if profile.needs_keys else ""
            raise delivered.refuse(fault.problem, remedy=fault.remedy + otherwise) from None
        return rows, before - rows.num_rows

    def _leave_out_erased(self, profile: Profile, mapped: Mapped) -> None:
        """Erased people's parts of records that others share, by the keys that they would get: nobody is registered."""
        if self.identities is None or not profile.needs_keys:
            return
        keys = self.identities.person_keys(profile.as_feed, mapped.persons)
        rows = mapped.with_keys(Keys(keys, pa.nulls(len(mapped.places), pa.string())))
        stays, emptied = (np.array(flags, bool) for flags in self._suppression.judged(rows))
        leave_out_suspects(mapped, emptied)
        if not stays.all():
            mapped.leave_out(~stays)

    def _with_keys(self, profile: Profile, mapped: Mapped) -> pa.Table:
        if self.identities is None or not profile.needs_keys:
            return mapped.rows
        keys = self.identities.register(profile.as_feed, mapped.persons, mapped.places, now=self.now)
        self._registered.update(key for column in keys for key in column.to_pylist() if key is not None)
        return mapped.with_keys(keys)

    def take_back(self, *, is_in_force: bool) -> None:
        """Has the keeper forget whom only files named that did not come into force: refused, superseded, held back."""
        written = {key for rows in self._slices.values() for name in KEY_COLUMNS for key in rows[name].to_pylist()}
        unwanted = self._registered - (written if is_in_force else set())
        if unwanted and self.identities is not None and isinstance(self.writer, Writer):
            named = pseudonyms_kept(self.writer) if is_in_force else pseudonyms_before(self.writer)
            self.identities.take_back(unwanted, named)

    def _take_months(self, read: _Read) -> None:
        feed = read.profile.feed
        months = sorted(read.rows["month"].unique().to_pylist())
        outdated = {
            month: newer for month in months if (newer := self.ledger.outdated_by(_slice(feed, month), read.delivered))
        }
        if outdated and len(outdated) == len(months):
            self.report.superseded(read.delivered, read.profile.format, next(iter(outdated.values())))
            return
        wanted = [month for month in months if month not in outdated]
        before = self._rows_in_force(feed, wanted)
        for month in wanted:
            self._slices[feed, month] = _of_month(read.rows, month)
        self._tell(read, [_slice(feed, month) for month in wanted], shrunk(before, read.rows))

    def _take_additions(self, read: _Read) -> None:
        """Rows of a reference take the place of all that was told of it by files that are not later."""
        feed = read.profile.feed
        references = read.rows["reference"].combine_chunks()
        held = self._held(feed)
        again = one_of(held["reference"].combine_chunks(), references.unique().to_pylist())
        later = one_of(held["extract_id"].combine_chunks(), self.ledger.later_extracts(read.delivered)) & again
        kept_back = one_of(references, set(held["reference"].combine_chunks().filter(pa.array(later)).to_pylist()))
        self._reject_later(read, kept_back)
        stays = ~again | later
        touched = set(held["month"].combine_chunks().filter(pa.array(~stays)).to_pylist())
        merged = pa.concat_tables([held.filter(pa.array(stays)), read.rows])
        for month in sorted(touched | set(read.rows["month"].to_pylist())):
            self._slices[feed, month] = _of_month(merged, month)
        self._tell(read, [(PARTNER_INCIDENTS.name, f"{feed}/{read.delivered.extract_id}")], [])

    def _reject_later(self, read: _Read, kept_back: np.ndarray) -> None:
        if kept_back.any():
            heading = read.profile.rules["reference"].headings[0]
            read.rejected += [RejectedRow(0, heading, LATER_TOLD)] * int(kept_back.sum())
            read.rows = read.rows.filter(pa.array(~kept_back))

    def _held(self, feed: str) -> pa.Table:
        """All rows of the feed, as this load leaves them so far."""
        own = {month: rows for (name, month), rows in self._slices.items() if name == feed}
        others = f" AND month NOT IN ({quoted(own)})" if own else ""
        listed = ", ".join(PARTNER_INCIDENTS.column_names)
        found = self._database.sql(
            f"SELECT {listed} FROM {self.writer.current().scan(PARTNER_INCIDENTS.name)}"
            f" WHERE feed = {quoted([feed])}{others}"
        ).to_arrow_table()
        return pa.concat_tables([found.cast(PARTNER_INCIDENTS.schema), *own.values()])

    def _rows_in_force(self, feed: str, months: Sequence[str]) -> dict[str, int]:
        """Rows that the lake has of each of the months."""
        if not self.writer.before.has(PARTNER_INCIDENTS.name) or not months:
            return {}
        found = self._database.sql(
            f"SELECT month, count(*) FROM {self.writer.current().scan(PARTNER_INCIDENTS.name)}"
            f" WHERE feed = {quoted([feed])} AND month IN ({quoted(months)}) GROUP BY ALL"
        )
        return dict(found.fetchall())

    def _tell(self, read: _Read, slices: Sequence[tuple[str, str]], more: Sequence[str]) -> None:
        rejected = len(read.rejected) + read.left_out
        counts = RowCounts(read.mapped.rows_read, read.mapped.rows_read - rejected, rejected)
        note = "; ".join([*filter(None, read.notes), *more])
        report = self.report.add(read.delivered.name, read.profile.format, Status.LOADED, note, counts=counts)
        self.report.reject(read.delivered, read.rejected)
        self.ledger.record(read.delivered, report, slices)
        quality = quality_rows(read.profile, read.delivered, read.mapped, now=self.now)
        self._quality[read.delivered.extract_id,] = quality

    def _write(self) -> None:
        """All slices at once: each write of a table costs as much as the table is large."""
        if self._slices:
            rows = pa.concat_tables(self._slices.values())
            self.writer.replace(PARTNER_INCIDENTS, rows.cast(PARTNER_INCIDENTS.schema), list(self._slices))
        if self._quality:
            self.writer.replace(EXTRACT_QUALITY, pa.concat_tables(self._quality.values()), list(self._quality))


def _with_extract(rows: pa.Table, delivered: Delivered) -> pa.Table:
    place = rows.schema.get_field_index("extract_id")
    column = pa.repeat(pa.scalar(delivered.extract_id), rows.num_rows)
    return rows.set_column(place, rows.schema.field(place), column)


def _slice(feed: str, month: str) -> tuple[str, str]:
    return (PARTNER_INCIDENTS.name, f"{feed}/{month}")


def _of_month(rows: pa.Table, month: str) -> pa.Table:
    return rows.filter(pc.call_function("equal", [rows["month"], pa.scalar(month)]))
