"""What a partnership's lake holds, and how it came in, as the pages show it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from saferplan.documents.strategic_assessment.wording import months_listed
from saferplan.evidence.coverage import CoverageRecord, Presence, rejected_rows
from saferplan.evidence.loading.going_back import GONE_BACK
from saferplan.evidence.periods import month_title
from saferplan.evidence.snapshot import LoadRecord, Snapshot
from saferplan.evidence.tables import ALL_TABLES, INCIDENTS, PARTNER_INCIDENTS

REJECTED_SHOWN = 100
COLOURS = {"loaded": "green", "refused": "red", "held back": "red", "superseded": "yellow"}

# What a row of `loads` was that loaded no file, by a word of its summary.
NO_FILES = {
    "findings": "Findings were released",
    "removed": "Records were removed",
    GONE_BACK: "Went back to an earlier load",
}


@dataclass(frozen=True)
class ShownForce:
    """A police force's months between the first and the last that anyone delivered."""

    records: tuple[CoverageRecord, ...]

    @property
    def slug(self) -> str:
        return self.records[0].publisher

    @property
    def name(self) -> str:
        return self.records[0].publisher_name

    @cached_property
    def loaded(self) -> list[CoverageRecord]:
        return [one for one in self.records if one.presence != Presence.MISSING]

    @property
    def missing(self) -> str:
        """Between its own first month and its own last."""
        first, last = self.loaded[0].month, self.loaded[-1].month
        missing = [one.month for one in self.records if one.presence == Presence.MISSING]
        between = [month for month in missing if first < month < last]
        return months_listed(between) if between else "None"

    @property
    def too_low(self) -> str:
        found = [f"{month_title(one.month)}: {one.suspicious}" for one in self.records if one.suspicious]
        return "; ".join(found) or "None"

    @property
    def span(self) -> str:
        return f"{month_title(self.loaded[0].month)} to {month_title(self.loaded[-1].month)}"


def forces_of(records: Iterable[CoverageRecord], own: str) -> tuple[list[ShownForce], list[ShownForce]]:
    """The partnership's own force, and the others; where it is not known which is its own, all are."""
    forces = [ShownForce(tuple(of_one)) for _, of_one in groupby(records, key=lambda one: one.publisher)]
    loaded = [force for force in forces if force.loaded]
    if not own:
        return loaded, []
    return [one for one in loaded if one.slug == own], [one for one in loaded if one.slug != own]


@dataclass(frozen=True)
class ShownDataset:
    title: str
    format: str
    rows: int
    loaded_at: datetime


def datasets_of(snapshot: Snapshot) -> list[ShownDataset]:
    """What is neither the police's records of crime nor of partners' feeds, by kind."""
    left_out = (INCIDENTS.name, PARTNER_INCIDENTS.name)
    return _shown(one for one in snapshot.extracts if one["dataset"] not in left_out)


def feeds_of(snapshot: Snapshot) -> list[ShownDataset]:
    """What partners sent: a feed is known by its profile, which its format names."""
    return _shown(one for one in snapshot.extracts if one["dataset"] == PARTNER_INCIDENTS.name)


def _shown(extracts: Iterable[dict[str, Any]]) -> list[ShownDataset]:
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for extract in extracts:
        kinds.setdefault((ALL_TABLES[extract["dataset"]].plain_title, extract["format"]), []).append(extract)
    return [
        ShownDataset(
            title,
            name,
            sum(one["rows_loaded"] for one in of_one),
            max(datetime.fromisoformat(one["loaded_at"]) for one in of_one),
        )
        for (title, name), of_one in sorted(kinds.items())
    ]


@dataclass(frozen=True)
class ShownFile:
    told: dict[str, Any]

    @property
    def name(self) -> str:
        return self.told["path"].rsplit("/", 1)[-1]

    @property
    def tag(self) -> dict[str, str]:
        status = self.told["status"]
        return {"text": status.capitalize(), "tag": COLOURS.get(status, "grey")}


@dataclass(frozen=True)
class ShownLoad:
    record: LoadRecord

    @property
    def number(self) -> int:
        return self.record.load_id

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.record.loaded_at)

    @property
    def files(self) -> list[ShownFile]:
        return [ShownFile(one) for one in self.record.summary.get("files", [])]

    @property
    def what(self) -> str:
        """'3 files loaded, 1 refused'; of what is no load of files, what it was."""
        if not self.files:
            return next((words for word, words in NO_FILES.items() if word in self.record.summary), "")
        statuses = Counter(one.told["status"] for one in self.files)
        (first, most), *others = statuses.most_common()
        return ", ".join([f"{most:,} file{'s' * (most != 1)} {first}", *(f"{count:,} {one}" for one, count in others)])


def rejected_of(snapshot: Snapshot, load: ShownLoad) -> list[dict[str, Any]]:
    """Rows that the load rejected, of extracts that are still in force; by file and line."""
    paths = {one.told["path"] for one in load.files if one.told["rows_rejected"]}
    return [row for row in rejected_rows(snapshot) if row["file"] in paths] if paths else []
