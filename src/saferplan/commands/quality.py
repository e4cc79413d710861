"""`saferplan quality`: how good a partner's extract is, and the report that goes back to the partner."""

import argparse
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_command, already_there, note, print_json, print_table, printable
from saferplan.errors import FileRefused, SaferplanError, UsageError
from saferplan.evidence.access import OWN_FILE, OWN_FOLDER
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saferplan.evidence.lake import Lake, Snapshot
    from saferplan.evidence.partners.profile import Profile
    from saferplan.evidence.partners.quality.of_file import OwnRows
    from saferplan.evidence.partners.quality.report import Quality
    from saferplan.evidence.sources.base import Delivered

FIELDS = {
    "field": "Field",
    "heading": "Column",
    "share": "Filled",
    "not_understood": "Not understood",
    "standing": "Beside earlier extracts",
}
MENDS_PRINTED = 10
# What is unpacked lies on the disk, and stays there if the command is killed: who somebody is would be left behind.
UNPACK = "Unpack it where the partners' lists lie, and judge them there."


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "quality",
        "Judge extracts of partners: what is filled, understood, in time, told once, and beside earlier extracts.",
        "saferplan quality harbour-homes-january.xlsx --out quality-of-january.xlsx --lake lake",
    )
    command.add_argument(
        "what",
        nargs="+",
        metavar="FEED|FILE",
        help="a feed, whose newest extract in the lake is judged; or partners' files or folders of them, loaded or not",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="REPORT.xlsx",
        help="write the report as a workbook; of a FILE it repeats the rows to mend, and goes to its sender alone",
    )
    command.add_argument(
        "--out-folder",
        type=Path,
        metavar="DIR",
        help="write a workbook for each of several, called as its feed and file",
    )
    command.add_argument("--area", metavar="CODE", help="name rows whose place lies outside this partnership area")
    command.set_defaults(run=run)


@dataclass(frozen=True)
class _Judged:
    quality: "Quality"
    own: "OwnRows | None" = None


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.spilling import spill_folder

    _check_out(options)
    lake, now = Lake(options.lake), datetime.now(UTC)
    snapshot = lake.snapshot_or_empty()
    area = _small_areas(snapshot, options.area) if options.area else None
    with spill_folder() as staging:
        found = list(_judged(options.what, staging, lake, snapshot, now, area))
    judged = [one for one in found if isinstance(one, _Judged)]
    refused = [one for one in found if isinstance(one, SaferplanError)]
    if refused and len(found) == 1:
        raise refused[0]
    _write_all(options, judged, now)
    if options.json:
        print_json(_document(judged[0].quality) if len(found) == 1 else _documents(judged, refused))
    elif len(found) == 1:
        _print_all(judged[0].quality)
    else:
        for one in judged:
            _print_to_do(one.quality)
    for fault in refused:
        print(f"saferplan: {printable(fault.message)}", file=sys.stderr)
    return refused[0].exit_code if refused else 0


def _check_out(options: argparse.Namespace) -> None:
    """Before the work, so that it is not done in vain."""
    if options.out and options.out_folder:
        raise UsageError("--out and --out-folder do not go together", remedy="Take one of them.")
    if options.out and options.out.exists():
        raise already_there(options.out)


def _judged(
    names: list[str], staging: Path, lake: "Lake", snapshot: "Snapshot", now: datetime, area: set[str] | None
) -> "Iterator[_Judged | SaferplanError]":
    """A judgement of each, or why there is none; each stands or falls on its own."""
    from saferplan.evidence.loading.delivery import deliver, is_packed, walk
    from saferplan.evidence.partners.standard import profiles_for

    profiles = profiles_for(lake.root)
    found: list[Path | FileRefused] = []
    for name in names:
        if Path(name).exists():
            found += walk(Path(name))
        else:
            yield _tried(partial(_of_feed, name, profiles, snapshot, area))
    yield from (one for one in found if isinstance(one, FileRefused))
    files = [one for one in found if isinstance(one, Path)]
    for packed in filter(is_packed, files):
        yield FileRefused("it is packed", where=str(packed), remedy=UNPACK)
    for arrival in deliver([file for file in files if not is_packed(file)], staging):
        yield _tried(partial(_of_file, arrival.file, profiles, snapshot, now, area))


def _tried(judge: "Callable[[], _Judged]") -> "_Judged | SaferplanError":
    try:
        return judge()
    except SaferplanError as fault:
        return fault


def _of_feed(feed: str, profiles: "list[Profile]", snapshot: "Snapshot", area: set[str] | None) -> _Judged:
    from saferplan.evidence.partners.quality.of_feed import quality_of_feed

    profile = next((one for one in profiles if one.feed == feed), None)
    return _Judged(quality_of_feed(snapshot, feed, profile=profile, area=area))


def _of_file(
    file: "Delivered | FileRefused",
    profiles: "list[Profile]",
    snapshot: "Snapshot",
    now: datetime,
    area: set[str] | None,
) -> _Judged:
    from saferplan.evidence.partners.quality.of_file import profile_of, quality_of_file
    from saferplan.evidence.partners.times import end_of_day

    if isinstance(file, FileRefused):
        raise file
    profile = profile_of(file, profiles)
    return _Judged(*quality_of_file(file, profile, snapshot, now=end_of_day(now), area=area))


def _small_areas(snapshot: "Snapshot", code: str) -> set[str]:
    from saferplan.evidence.geography import Geography

    geography = Geography.of(snapshot)
    area = geography.area(code)
    if area.kind != "unit" and not area.is_set_of_units:
        raise UsageError(f"{area.name} is a {area.title}", remedy=f"Use {', '.join(area.units[:5])}.")
    if area.note:
        note(area.note)
    return {lsoa for unit in area.units for lsoa in geography.members("lsoa", unit)}


def _write_all(options: argparse.Namespace, judged: list[_Judged], now: datetime) -> None:
    if options.out and len(judged) != 1:
        raise UsageError(f"there are {len(judged):,} reports to write", remedy="Give a folder with --out-folder.")
    if options.out:
        _write(options.out, judged[0], now)
    elif options.out_folder:
        _make_folder(options.out_folder)
        for one in judged:
            stem = Path(one.quality.file.rsplit("!", 1)[-1]).stem
            _write(options.out_folder / f"{one.quality.feed}-{stem}.xlsx", one, now)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(f"the folder cannot be made ({fault.strerror})", where=str(folder)) from None


def _write(path: Path, judged: _Judged, now: datetime) -> None:
    from saferplan.documents.quality_workbook import quality_workbook

    content = quality_workbook(judged.quality, made=now, own=judged.own)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE), "wb") as stream:  # noqa: PTH123
            stream.write(content)
    except FileExistsError:
        raise already_there(path) from None
    except OSError as fault:
        raise UsageError(f"the file cannot be written ({fault.strerror})", where=str(path)) from None
    if judged.own and judged.own.cells:
        rows = len(judged.own.cells)
        note(f"{path} repeats {counted(rows, 'row')} of the file; only you can read it, and only its sender should")


def _document(quality: "Quality") -> dict[str, Any]:
    from saferplan.evidence.partners.quality.report import as_record

    return as_record(quality)


def _documents(judged: list[_Judged], refused: list[SaferplanError]) -> dict[str, Any]:
    return {
        "reports": [_document(one.quality) for one in judged],
        "refused": [{"file": fault.where, "message": fault.message} for fault in refused],
    }


def _print_to_do(quality: "Quality") -> None:
    print(printable(f"{quality.feed}: {quality.file}, of {quality.agency}, made {quality.released[:10]}"))
    for sentence in quality.to_do or ("There is nothing to mend.",):
        print(printable(f"- {sentence}"))


def _print_all(quality: "Quality") -> None:
    _print_to_do(quality)
    print()
    _print_fields(quality)
    _print_mends(quality)


def _print_fields(quality: "Quality") -> None:
    from saferplan.evidence.partners.quality.report import in_words, percent

    records = [
        {
            "field": one.field,
            "heading": one.heading,
            "share": percent(one.share) or "–",
            "not_understood": one.not_understood,
            "standing": in_words(one.compared.standing),
        }
        for one in quality.fields
    ]
    untold = quality.too_little_past
    print_table(records, {key: title for key, title in FIELDS.items() if not (untold and key == "standing")})
    if untold:
        print(f"\n{untold}")


def _print_mends(quality: "Quality") -> None:
    if quality.mends:
        print()
    for one in quality.mends[:MENDS_PRINTED]:
        sheet = f", sheet {one.sheet}" if one.sheet else ""
        place = f"line {one.line}{sheet}" if one.line else f"reference {one.reference}"
        print(printable(f"{place}: {one.wrong}"))
    if len(quality.mends) > MENDS_PRINTED:
        print(f"and {len(quality.mends) - MENDS_PRINTED:,} more: --out writes them all")
