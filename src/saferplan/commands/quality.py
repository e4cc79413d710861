"""`saferplan quality`: how good a partner's extract is, and the report that goes back to the partner."""

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from saferplan.commands.options import add_command, note, print_json, print_table, printable
from saferplan.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from saferplan.evidence.lake import Lake, Snapshot
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
OWN_FILE = 0o600


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "quality",
        "Judge an extract of a partner: what is filled, understood, in time, told once, and beside earlier extracts.",
        "saferplan quality harbour-homes-january.xlsx --out quality-of-january.xlsx --lake lake",
    )
    command.add_argument(
        "what",
        metavar="FEED|FILE",
        help="a feed, whose newest extract in the lake is judged; or a partner's file, loaded or not",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="REPORT.xlsx",
        help="write the report as a workbook; of a FILE it repeats the rows to mend, and goes to its sender alone",
    )
    command.add_argument("--area", metavar="CODE", help="name rows whose place lies outside this partnership area")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.lake import Lake

    _check_free(options.out)
    lake, path = Lake(options.lake), Path(options.what)
    snapshot = lake.snapshot_or_empty()
    area = _small_areas(snapshot, options.area) if options.area else None
    now = datetime.now(UTC)
    if path.exists():
        quality, own = _of_file(path, lake, snapshot, now, area)
    else:
        quality, own = _of_feed(options.what, lake, snapshot, area), None
    if options.out:
        _write(options.out, quality, own, now)
    if options.json:
        print_json(_document(quality))
    else:
        _print(quality)
    return 0


def _document(quality: "Quality") -> dict[str, Any]:
    from saferplan.evidence.partners.quality.report import as_record

    return as_record(quality)


def _of_feed(feed: str, lake: "Lake", snapshot: "Snapshot", area: set[str] | None) -> "Quality":
    from saferplan.evidence.partners.keeping import kept_profiles
    from saferplan.evidence.partners.quality.of_feed import quality_of_feed

    profile = next((one for one in kept_profiles(lake.root) if one.feed == feed), None)
    return quality_of_feed(snapshot, feed, profile=profile, area=area)


def _of_file(
    path: Path, lake: "Lake", snapshot: "Snapshot", now: datetime, area: set[str] | None
) -> "tuple[Quality, OwnRows]":
    from saferplan.evidence.partners.keeping import kept_profiles
    from saferplan.evidence.partners.quality.of_file import profile_of, quality_of_file
    from saferplan.evidence.partners.times import LOCAL_ZONE

    with tempfile.TemporaryDirectory(prefix="saferplan-") as staging:
        delivered = _delivered(path, Path(staging))
        profile = profile_of(delivered, kept_profiles(lake.root))
        local = now.astimezone(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)
        return quality_of_file(delivered, profile, snapshot, now=local, area=area)


def _delivered(path: Path, staging: Path) -> "Delivered":
    """The one file, unpacked where it came packed."""
    from saferplan.evidence.loading.delivery import deliver

    found = [arrival.file for arrival in deliver([path], staging)]
    if len(found) != 1:
        raise UsageError(
            f"there are {len(found):,} files in it, and one is judged at a time", where=str(path), remedy="Name one."
        )
    if isinstance(found[0], FileRefused):
        raise found[0]
    return found[0]


def _small_areas(snapshot: "Snapshot", code: str) -> set[str]:
    from saferplan.evidence.geography import Geography

    geography = Geography.of(snapshot)
    area = geography.area(code)
    if area.kind != "unit" and not area.is_set_of_units:
        raise UsageError(f"{area.name} is a {area.title}", remedy=f"Use {', '.join(area.units[:5])}.")
    if area.note:
        note(area.note)
    return {lsoa for unit in area.units for lsoa in geography.members("lsoa", unit)}


def _check_free(path: Path | None) -> None:
    if path and path.exists():
        raise UsageError("the file is there already", where=str(path), remedy="Name one that is not there yet.")


def _write(path: Path, quality: "Quality", own: "OwnRows | None", now: datetime) -> None:
    from saferplan.documents.quality_workbook import quality_workbook

    content = quality_workbook(quality, made=now, own=own)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE), "wb") as stream:  # noqa: PTH123
            stream.write(content)
    except OSError as fault:
        raise UsageError(f"the file cannot be written ({fault.strerror})", where=str(path)) from None
    if own and own.cells:
        note(f"{path} repeats {len(own.cells):,} rows of the file; only you can read it, and only its sender should")


def _print(quality: "Quality") -> None:
    print(printable(f"{quality.feed}: {quality.file}, of {quality.agency}, made {quality.released[:10]}"))
    for sentence in quality.to_do or ("There is nothing to mend.",):
        print(printable(f"- {sentence}"))
    document = _document(quality)
    print()
    print_table([one | {"share": _percent(one["share"])} for one in document["fields"]], FIELDS)
    _print_mends(quality)


def _percent(part: float | None) -> str:
    from saferplan.evidence.partners.quality.report import percent

    return percent(part) or "–"


def _print_mends(quality: "Quality") -> None:
    if quality.mends:
        print()
    for one in quality.mends[:MENDS_PRINTED]:
        sheet = f", sheet {one.sheet}" if one.sheet else ""
        place = f"line {one.line}{sheet}" if one.line else f"reference {one.reference}"
        print(printable(f"{place}: {one.wrong}"))
    if len(quality.mends) > MENDS_PRINTED:
        print(f"and {len(quality.mends) - MENDS_PRINTED:,} more: --out writes them all")
