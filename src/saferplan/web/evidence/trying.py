"""Trying a delivery: what a load would make of it, how good it is, how its columns may be read. Nothing is loaded."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saferplan.errors import FileRefused
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.report import Progress
from saferplan.evidence.tables import INCIDENTS
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.looking import Looks, is_by_itself
from saferplan.web.evidence.models import Delivery, State
from saferplan.web.evidence.stores import rehearsing
from saferplan.web.files import places
from saferplan.web.files.models import StoredFile

if TYPE_CHECKING:
    from saferplan.evidence.loading.ledger import SliceName
    from saferplan.evidence.loading.load import LoadReport, Rehearsed
    from saferplan.evidence.loading.report import FileReport

REJECTED_KEPT = 1_000
LOADS = "loaded"
TOLD_ALREADY = ("unchanged", "superseded")
NOT_KNOWN = "saferplan does not know this list yet. Say what its columns hold"


@dataclass(frozen=True)
class Found:
    """`told`: the full report. `proposed`: a mapping that saferplan makes of the file; '' where it is no list."""

    state: State
    note: str
    told: dict[str, Any]
    proposed: str = ""
    format: str = ""
    counts: dict[str, int] = field(default_factory=dict)


@contextmanager
def named(stored: StoredFile) -> Iterator[Path]:
    """The file under the name that the person gave it, by which messages speak of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / stored.name
        path.symlink_to(places.root() / stored.place)
        yield path


def tried(delivery: Delivery, *, mapping: str = "", progress: Progress) -> Found:
    """By `mapping`, where there is one, as TOML; else by the profiles that are kept."""
    from saferplan.evidence.loading.load import rehearse
    from saferplan.evidence.partners.profile_file import read_profile

    if delivery.file is None:
        raise FileRefused("it is no longer kept", where=delivery.name)
    partnership, lake = delivery.partnership, lake_of(delivery.partnership)
    profiles = [read_profile(mapping, "the mapping")] if mapping else []
    looks = Looks(delivery, lake.snapshot_or_empty(), profiles)
    with named(delivery.file) as path, tempfile.TemporaryDirectory() as staging, ExitStack() as open_meanwhile:
        keeper = rehearsing(partnership, lake, open_meanwhile)
        rehearsed = rehearse(
            [path],
            lake,
            Path(staging),
            now=timezone.now(),
            identities=keeper,
            digest=keeper.digest,
            profiles=profiles,
            look=looks.take,
            progress=progress,
        )
        progress("looking at its columns", 0, 0)
        looks.take_others(rehearsed.partners)
        proposed = _proposal(rehearsed, looks, lake)
    told = _told(rehearsed.report, path.parent) | looks.told | {"police": _police(rehearsed.slices)}
    return _found(rehearsed.report, told, proposed, path.parent)


def _on_the_site() -> dict[str, str]:
    """What a load's messages say of commands, and what is to be done on the site."""
    from saferplan.evidence.loading.recognition import KINDS_READ
    from saferplan.evidence.partners.fitting import CHANGE

    return {
        KINDS_READ: "It is neither a list with headings nor a file of a publisher that saferplan knows.",
        CHANGE: "If the agency renamed it, map its columns; else reject the file and ask for another.",
        "; --allow-older loads it all the same": "",
        " (saferplan fetch geography)": "",
    }


def _found(report: "LoadReport", told: dict[str, Any], proposed: str, folder: Path) -> Found:
    statuses = {file.status for file in report.files}
    state, note = State.FAULTY, _why_not(report, folder)
    if LOADS in statuses and report.total("rows_loaded"):
        state, note = State.TO_DECIDE, ""
    elif LOADS in statuses:
        note = f"Nothing would be loaded. {note}"
    elif proposed and not told["quality"] and "refused" in statuses:
        state = State.TO_MAP
        note = NOT_KNOWN if _is_of_no_kind(report) else note
    elif statuses & set(TOLD_ALREADY):
        note = "Nothing in it is new: it is loaded already, or a later file of the same months is"
    formats = dict.fromkeys(file.format for file in report.files if file.format)
    counts = {name: report.total(name) for name in ("rows_read", "rows_loaded", "rows_rejected")}
    return Found(state, note.strip(" ."), told, proposed, ", ".join(formats)[:200], counts)


def _is_of_no_kind(report: "LoadReport") -> bool:
    from saferplan.evidence.loading.recognition import KINDS_READ

    return KINDS_READ in _messages(report)


def _messages(report: "LoadReport") -> str:
    return " ".join(dict.fromkeys(file.message for file in report.files if file.message))


def _why_not(report: "LoadReport", folder: Path) -> str:
    said = _in_place(_messages(report), folder)
    return said[:1].upper() + said[1:]


def _told(report: "LoadReport", folder: Path) -> dict[str, Any]:
    return {
        "files": [_file(file, folder) for file in report.files],
        "rejected": [
            {name: _plain(row[name], folder) for name in ("file", "line", "field", "reason")}
            for row in report.rejected[:REJECTED_KEPT]
        ],
        "rejected_count": len(report.rejected),
    }


def _police(slices: "Iterable[SliceName]") -> list[dict[str, str]]:
    """Which months of which force's crime are in it."""
    from saferplan.evidence.sources.police_forces import by_slug

    months = (name.split("/") for table, name in slices if table == INCIDENTS.name)
    return [{"force": by_slug(publisher).name, "month": month} for publisher, month in months]


def _file(file: "FileReport", folder: Path) -> dict[str, Any]:
    return {name: _plain(one, folder) for name, one in vars(file).items()} | {
        "message": _in_place(file.message, folder)
    }


def _in_place(message: str, folder: Path) -> str:
    """In the words of the load, but where these tell of commands."""
    for at_the_command_line, here in _on_the_site().items():
        message = message.replace(at_the_command_line, here)
    return _plain(message, folder)


def _plain(said: Any, folder: Path) -> Any:
    """Without where the file lay meanwhile."""
    return said.replace(f"{folder}/", "") if isinstance(said, str) else said


def _proposal(rehearsed: "Rehearsed", looks: Looks, lake: Lake) -> str:
    """A mapping for the one list that no profile reads; its columns go to `looks`. '' for what is no such list."""
    from saferplan.web.evidence.proposing import proposal

    is_publishers = any(one.format for one in rehearsed.report.files) and not looks.profiles
    rest = [*rehearsed.unknown, *(delivered for delivered, _ in rehearsed.partners)]
    if looks.quality or is_publishers or len(rest) != 1 or not is_by_itself(rest[0]):
        return ""
    try:
        found = looks.take_list(rest[0])
    except FileRefused:
        return ""
    return "" if looks.profiles else proposal(rest[0], found, lake.root, looks.agency)
