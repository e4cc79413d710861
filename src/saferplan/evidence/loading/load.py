"""One load: every file stands or falls on its own, and what was good comes into force in one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from saferplan.errors import FileRefused
from saferplan.evidence.forgetting.suppression import Digest
from saferplan.evidence.lake import Lake, Snapshot, Writer
from saferplan.evidence.lake_faults import WRITE_FAULTS, write_fault
from saferplan.evidence.loading.changes import changes_between
from saferplan.evidence.loading.delivery import deliver
from saferplan.evidence.loading.incidents import IncidentLoader, Refusals
from saferplan.evidence.loading.ledger import Ledger, SliceName
from saferplan.evidence.loading.partner_files import PartnerLoader
from saferplan.evidence.loading.police_file import PoliceFile, inspect
from saferplan.evidence.loading.recognition import Recognised, recognise
from saferplan.evidence.loading.reference_files import ReferenceLoader
from saferplan.evidence.loading.rehearsing import WritesNothing
from saferplan.evidence.loading.report import FileReport, LoadReport, Progress, RowCounts, Status
from saferplan.evidence.partners.mentions import Identities
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.read_file import ReadFile
from saferplan.evidence.partners.standard import profiles_for
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.police_uk import POLICE_FORMATS, STOP_SEARCH, PoliceFormat
from saferplan.evidence.tables import EXTRACTS, REJECTED, Table

__all__ = ["FileReport", "LoadReport", "Progress", "Rehearsed", "Status", "load", "rehearse"]

DISPROPORTIONALITY = "disproportionality"
# How many LSOAs ONS published for England and Wales; a lookup with fewer is of a part, and proves no code unknown.
LSOAS_PUBLISHED = {"lsoa11": 34_753, "lsoa21": 35_672}


def load(
    paths: Sequence[Path],
    lake: Lake,
    *,
    now: datetime,
    purpose: str | None = None,
    all_or_nothing: bool = False,
    allow_older: bool = False,
    identities: Identities | None = None,
    digest: Callable[[], Digest | None] = lambda: None,
    progress: Progress = lambda *_: None,
) -> LoadReport:
    """Loads what `paths` hold; what became of each file is in the report.

    `now` is written down as the time of the load. `purpose` opens stop and search. `allow_older` lets an older release
    of a month replace a newer one. `identities` keeps whom partners' files name; without it such files are refused.
    `digest` is asked for where records were erased, to know them again. Raises LakeError where the lake cannot be
    written; nothing has changed then.
    """
    try:
        with lake.writing() as writer:
            ledger = Ledger(writer.before.extracts, now, allow_older=allow_older)
            one = _Load(writer, ledger, purpose, now, progress, identities, digest)
            one.run(paths, lake, all_or_nothing=all_or_nothing)
            return one.report
    except (*WRITE_FAULTS, duckdb.IOException, duckdb.OutOfMemoryException) as fault:
        raise write_fault(fault, lake.root) from fault


@dataclass(frozen=True)
class Rehearsed:
    """What a load would tell; the partners' files among those tried, by the profiles that they fit; and the unknown.

    `slices`: of which table which month or edition would come into force.
    """

    report: LoadReport
    partners: tuple[tuple[Delivered, Profile], ...]
    unknown: tuple[Delivered, ...]
    slices: tuple[SliceName, ...]


def rehearse(
    paths: Sequence[Path],
    lake: Lake,
    staging: Path,
    *,
    now: datetime,
    identities: Identities | None,
    profiles: Sequence[Profile] = (),
    look: Callable[[ReadFile], None] = lambda _: None,
    digest: Callable[[], Digest | None] = lambda: None,
    progress: Progress = lambda *_: None,
) -> Rehearsed:
    """What `load` would tell of `paths` as the lake stands; the lake is not touched, nor does it wait for a load.

    `staging` is an empty folder for what is unpacked, which stays there. `identities` must be one that keeps nobody.
    `profiles` stand in for those of their names that the lake keeps. `look` is shown each partner's file in hand, so
    that nobody has to read it again. Of people whose records were erased before, the keeper of identities alone knows
    the keys: rows that name them count as loaded.
    """
    writer = WritesNothing(lake.root, lake.snapshot_or_empty(), staging)
    ledger = Ledger(writer.before.extracts, now, allow_older=False)
    one = _Load(writer, ledger, None, now, progress, identities, digest, look)
    kept = [known for known in profiles_for(lake.root) if known.feed not in {given.feed for given in profiles}]
    try:
        recognised = one.read(paths, [*profiles, *kept])
    except (*WRITE_FAULTS, duckdb.IOException, duckdb.OutOfMemoryException) as fault:
        raise write_fault(fault, lake.root) from fault
    return Rehearsed(one.report, tuple(recognised.partners), tuple(recognised.unknown), tuple(one.ledger.new_slices()))


@dataclass
class _Load:
    """The state of one load while it runs."""

    writer: Writer | WritesNothing
    ledger: Ledger
    purpose: str | None
    now: datetime
    progress: Progress
    identities: Identities | None
    digest: Callable[[], Digest | None]
    look: Callable[[ReadFile], None] = lambda _: None
    report: LoadReport = field(default_factory=LoadReport)
    _partners: PartnerLoader | None = None

    def read(self, paths: Sequence[Path], profiles: Sequence[Profile]) -> Recognised:
        """Everything but the last step, by which what was written comes into force."""
        unpacked = self.writer.staging / "unpacked"
        unpacked.mkdir()
        recognised = recognise(deliver(paths, unpacked), self.report, self.progress, profiles)
        ReferenceLoader(self.writer, self.ledger, self.report, self.digest, self.progress).load(recognised.reference)
        self._load_partners(recognised)
        self._load_police(recognised)
        return recognised

    def run(self, paths: Sequence[Path], lake: Lake, *, all_or_nothing: bool) -> None:
        self.read(paths, profiles_for(lake.root))
        is_held_back = all_or_nothing and self.report.fault() is not None
        if is_held_back:
            self.report.hold_back()
        else:
            self._commit()
        if self._partners:
            self._partners.take_back(is_in_force=not is_held_back)

    def _load_partners(self, recognised: Recognised) -> None:
        """After reference data, by which points find their areas."""
        if recognised.partners:
            self._partners = PartnerLoader(
                self.writer, self.ledger, self.report, self.identities, self.digest, self.now, self.progress, self.look
            )
            self._partners.load(recognised.partners)

    def _load_police(self, recognised: Recognised) -> None:
        inspected = [file for pair in recognised.police if (file := self._inspect(*pair))]
        for police_format in POLICE_FORMATS:
            self._load_releases(police_format, [file for file in inspected if file.format is police_format])

    def _inspect(self, delivered: Delivered, police_format: PoliceFormat) -> PoliceFile | None:
        if police_format is STOP_SEARCH and self.purpose != DISPROPORTIONALITY:
            message = f"stop and search is loaded with --purpose {DISPROPORTIONALITY} alone"
            self.report.add(delivered.name, police_format.format, Status.LEFT_OUT, message)
            return None
        self.progress(f"checking {delivered.name}", 0, 0)
        try:
            return inspect(delivered, police_format, self.now.strftime("%Y-%m"), self.writer.staging / "mended")
        except FileRefused as refused:
            self.report.refuse(delivered.name, police_format.format, refused)
            return None

    def _load_releases(self, police_format: PoliceFormat, files: list[PoliceFile]) -> None:
        """Of each month and force the newest release, of equal ones the first named; where it is refused, the next."""
        releases: dict[tuple[str, str], list[PoliceFile]] = {}
        for file in sorted(files, key=lambda file: file.delivered.released, reverse=True):
            releases.setdefault(file.key, []).append(file)
        while releases:
            chosen = {key: queue.pop(0) for key, queue in releases.items()}
            refused = self._load_format(police_format, [file for file in chosen.values() if self._is_news(file)])
            for key, file in chosen.items():
                if file not in refused:
                    self._pass_over(releases[key], file)
            releases = {file.key: queue for file in refused if (queue := releases[file.key])}

    def _is_news(self, file: PoliceFile) -> bool:
        counts = self.ledger.counts_if_unchanged(file.delivered)
        if counts is not None:
            self.report.unchanged(file.delivered, file.format.format, counts)
            return False
        kept = self.ledger.outdated_by(_slice(file), file.delivered)
        if kept:
            self.report.superseded(file.delivered, file.format.format, kept)
        return not kept

    def _pass_over(self, older: list[PoliceFile], newer: PoliceFile) -> None:
        for file in older:
            if file.delivered.sha256 == newer.delivered.sha256:
                message = f"it has the same content as {newer.delivered.name}"
                self.report.add(file.delivered.name, file.format.format, Status.SUPERSEDED, message)
            else:
                self.report.superseded(file.delivered, file.format.format, newer.delivered.name)

    def _load_format(self, police_format: PoliceFormat, files: list[PoliceFile]) -> Refusals:
        """Loads and reports files of one format; gives those that were refused."""
        if not files:
            return {}
        total, done = sum(file.rows_read for file in files), 0

        def advance(rows: int) -> None:
            nonlocal done
            done = min(total, done + rows)
            self.progress(f"{done:,} of {total:,} rows, {police_format.format}", done, total)

        loader = IncidentLoader(_known_lsoa(self.writer.current()), self.writer.staging, advance)
        before = self.writer.current()
        refused = loader.load(files, self.writer)
        for file, fault in refused.items():
            self.report.refuse(file.delivered.name, police_format.format, fault)
        self._report_loaded([file for file in files if file not in refused], before, police_format.table)
        return refused

    def _report_loaded(self, loaded: list[PoliceFile], before: Snapshot, table: Table) -> None:
        replaced = [file.key for file in loaded if self.ledger.holds(_slice(file))]
        changes = changes_between(before, self.writer.current(), table.name, replaced)
        for file in loaded:
            report = self.report.add(
                file.delivered.name,
                file.format.format,
                Status.LOADED,
                counts=RowCounts(file.rows_read, file.rows_loaded, len(file.rejected)),
                changes=changes[file.key].as_record() if file.key in changes else {},
            )
            self.report.reject(file.delivered, file.rejected)
            self.ledger.record(file.delivered, report, [_slice(file)])

    def _commit(self) -> None:
        slices = self.ledger.new_slices()
        if not slices:
            return
        self.writer.replace(EXTRACTS, self.ledger.new_rows(), slices)
        if self.report.rejected:
            ids = sorted({(row["extract_id"],) for row in self.report.rejected})
            self.writer.replace(REJECTED, pa.Table.from_pylist(self.report.rejected, schema=REJECTED.schema), ids)
        self.report.load_id = self.writer.before.load.load_id + 1
        self.writer.commit(loaded_at=self.now, summary=self.report.as_record() | {"purpose": self.purpose or ""})


def _slice(file: PoliceFile) -> tuple[str, str]:
    return (file.format.table.name, "/".join(file.key))


def _known_lsoa(snapshot: Snapshot) -> list[str]:
    """LSOA codes of the lookups loaded, or none where a part of the country's is all there is."""
    found = duckdb.sql(
        f"SELECT level, list(DISTINCT code) FROM {snapshot.scan('areas')}"
        " WHERE level IN ('lsoa11', 'lsoa21') GROUP BY 1"
    ).fetchall()
    codes = dict(found)
    complete = all(len(codes.get(level, ())) >= published for level, published in LSOAS_PUBLISHED.items())
    return sorted({code for level in codes for code in codes[level]}) if complete else []
