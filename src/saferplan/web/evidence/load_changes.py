"""What is otherwise after a load than before: which months, editions or feeds came, went, or are of another file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from saferplan.documents.strategic_assessment.wording import months_listed
from saferplan.evidence.lake import LoadRecord
from saferplan.evidence.loading.going_back import steps_to
from saferplan.evidence.periods import is_month
from saferplan.evidence.tables import ALL_TABLES

SHOWN = 3
Extract = Mapping[str, Any]


@dataclass
class Change:
    """Of one kind of file: names of slices that are new, replaced by another file, and gone."""

    dataset: str
    format: str
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def row(self) -> list[str]:
        name = self.format or ALL_TABLES[self.dataset].plain_title
        return [name, *(in_words(names, self.format) or "None" for names in (self.new, self.replaced, self.gone))]


def changes_between(before: Iterable[Extract], after: Iterable[Extract]) -> list[Change]:
    old, new = ({(one["dataset"], one["slice"]): one for one in extracts} for extracts in (before, after))
    found: dict[tuple[str, str], Change] = {}
    for dataset, name in sorted(old.keys() | new.keys()):
        was, now = old.get((dataset, name)), new.get((dataset, name))
        if was and now and was["extract_id"] == now["extract_id"]:
            continue
        kind = (now or was or {}).get("format") or ""
        change = found.setdefault((dataset, kind), Change(dataset, kind))
        (change.replaced if was and now else change.new if now else change.gone).append(name)
    return [found[key] for key in sorted(found)]


def in_words(names: list[str], file_format: str = "") -> str:
    """'thames-valley: April to June 2024' of its months; of other slices their names, or how many there are.

    A partner's feed is what its format is called by, and is not said again.
    """
    months: dict[str, list[str]] = {}
    others = []
    for name in names:
        start, _, last = name.rpartition("/")
        if is_month(last):
            months.setdefault(start, []).append(last)
        else:
            others.append(name)
    said = [
        months_listed(found) if file_format.startswith(f"{start} ") else f"{start}: {months_listed(found)}"
        for start, found in sorted(months.items())[:SHOWN]
    ]
    if len(months) > SHOWN:
        said.append(f"{len(months) - SHOWN:,} more publishers")
    said += [", ".join(others[:SHOWN]) + (f" and {len(others) - SHOWN:,} more" if len(others) > SHOWN else "")]
    return "; ".join(filter(None, said))


def stays_of(now: LoadRecord, past: LoadRecord) -> dict[str, str]:
    """By table, why it stays as it is when one goes back."""
    return {step.table.name: step.stays for step in steps_to(now, past) if step.stays}
