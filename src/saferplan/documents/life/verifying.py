"""Whether a frozen document is as it was frozen, and gives the same again: from its own evidence, and from the lake."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from saferplan import __version__
from saferplan.documents.brand import brand_of
from saferplan.documents.document import Document
from saferplan.documents.folder import Folder, read_folder
from saferplan.documents.life.building import built, kind_of
from saferplan.documents.life.freezing import files_below, hash_of
from saferplan.documents.life.lock import lock_hash
from saferplan.documents.life.manifest import EVIDENCE, MANIFEST, OUTPUTS, SOURCE, VERSION
from saferplan.documents.life.recording import replayed
from saferplan.documents.outputs import as_record, write
from saferplan.documents.settings import Subject
from saferplan.errors import DocumentError, LakeError, UsageError
from saferplan.evidence.lake import Lake
from saferplan.evidence.snapshot import Snapshot

FIGURES = ("findings", "printed", "exhibits")
# Written anew by whatever builds the document, and no figure.
CODE_VERSION = "code_version"
PARTS = {"files": dict, "subject": dict, "lake": dict, "formats": list, "made_on": str, "is_synthetic": bool}
"""What a manifest must hold to be gone by; it may come from a stranger."""


@dataclass(frozen=True)
class Frozen:
    """A frozen document as its frozen.json describes it."""

    place: Path
    manifest: Mapping[str, Any]

    @property
    def subject(self) -> Subject:
        written = self.manifest["subject"]
        return Subject(**{**written, "similar": tuple(written["similar"])})

    @property
    def folder(self) -> Folder:
        return read_folder(self.place / SOURCE)

    @property
    def made_on(self) -> date:
        return date.fromisoformat(self.manifest["made_on"])

    @property
    def is_same_code(self) -> bool:
        return self.manifest["code_version"] == __version__ and self.manifest["lock"] == lock_hash()


@dataclass(frozen=True)
class Verified:
    """What was found. Lists are empty where all is well; `figures_from_lake` is None where no lake was given.

    `other_bytes`: files that a rebuild gives otherwise, which may be where `is_same_code` is false.
    """

    digest: str
    changed_files: list[str] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)
    added_files: list[str] = field(default_factory=list)
    is_same_code: bool = True
    other_bytes: list[str] = field(default_factory=list)
    other_figures: list[str] = field(default_factory=list)
    figures_from_lake: list[str] | None = None

    @property
    def is_intact(self) -> bool:
        return not (self.changed_files or self.missing_files or self.added_files)

    @property
    def is_well(self) -> bool:
        return (
            self.is_intact
            and not self.other_figures
            and not self.figures_from_lake
            and not (self.is_same_code and self.other_bytes)
        )


def read_frozen(place: Path) -> Frozen:
    """Raises UsageError where `place` is no frozen document, or one of another version."""
    file = place / MANIFEST
    if not file.is_file():
        raise UsageError(f"there is no {MANIFEST} in this folder", where=str(place), remedy="Name a frozen document.")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise UsageError(f"{MANIFEST} cannot be read", where=str(place)) from None
    if not isinstance(manifest, dict):
        raise UsageError(f"{MANIFEST} is none that saferplan writes", where=str(place))
    if manifest.get("version") != VERSION:
        raise UsageError(
            f"this was frozen in version {manifest.get('version')}, and saferplan reads version {VERSION}",
            where=str(place),
        )
    if wrong := [name for name, kind in PARTS.items() if not isinstance(manifest.get(name), kind)]:
        raise UsageError(f"{MANIFEST} has no '{wrong[0]}' such as saferplan writes", where=str(place))
    return Frozen(place, manifest)


def verified(
    frozen: Frozen, words_from_lake: Callable[[Frozen], Mapping[str, Any]] | None = None, *, out: Path | None = None
) -> Verified:
    """Hashes first; where they hold, a rebuild from the evidence; and from the lake, with the words that it gives.

    The rebuilt files are written to `out`, where it is given.
    """
    found = hashed(frozen)
    if not found.is_intact:
        return found
    other_bytes, other_figures = _rebuilt(frozen, out)
    from_lake = None if words_from_lake is None else _other_figures(frozen, words_from_lake(frozen))
    return Verified(
        found.digest,
        is_same_code=frozen.is_same_code,
        other_bytes=other_bytes,
        other_figures=other_figures,
        figures_from_lake=from_lake,
    )


def snapshot_of(frozen: Frozen, lake: Lake) -> Snapshot:
    """The lake as it stood when the document was frozen. Raises LakeError for a lake that has not been there."""
    told = frozen.manifest["lake"]
    for load in lake.loads():
        if load.load_id == told["load_id"] and load.versions == told["versions"]:
            return Snapshot(lake.root, load)
    raise LakeError(
        f"the lake has no load {told['load_id']} of {told['loaded_at'][:10]}, from which this was frozen",
        where=str(lake.root),
        remedy="Name the lake that the document was frozen from.",
    )


def hashed(frozen: Frozen) -> Verified:
    """Whether every file is there as it was frozen, and no other."""
    kept = frozen.manifest["files"]
    there = {str(file.relative_to(frozen.place).as_posix()): file for file in files_below(frozen.place)}
    text = there.pop(MANIFEST).read_bytes()
    return Verified(
        hashlib.sha256(text).hexdigest(),
        changed_files=[name for name, file in there.items() if name in kept and hash_of(file) != kept[name]["sha256"]],
        missing_files=[name for name in kept if name not in there],
        added_files=[name for name in there if name not in kept],
    )


def _rebuilt(frozen: Frozen, out: Path | None) -> tuple[list[str], list[str]]:
    """Files and figures that a rebuild from the frozen evidence gives otherwise."""
    words = replayed(json.loads((frozen.place / EVIDENCE).read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as scratch:
        place = out or Path(scratch, "again")
        document = _written(frozen, words, place)
        kept = frozen.manifest["files"]
        names = [name for name in kept if name.startswith(f"{OUTPUTS}/")]
        other = [name for name in names if not _is_same(place / name.removeprefix(f"{OUTPUTS}/"), kept[name])]
    return other, _differing(frozen, document)


def _is_same(file: Path, kept: Mapping[str, Any]) -> bool:
    return file.is_file() and hash_of(file) == kept["sha256"]


def _written(frozen: Frozen, words: Mapping[str, Any], place: Path) -> Document:
    folder = frozen.folder
    document = _document(frozen, words)
    write(
        document,
        place,
        name=kind_of(folder).file,
        formats=frozen.manifest["formats"],
        brand=brand_of(folder.path),
        made_on=frozen.made_on,
    )
    return document


def _document(frozen: Frozen, words: Mapping[str, Any]) -> Document:
    return built(frozen.folder, words, is_final=True, is_synthetic=frozen.manifest["is_synthetic"])


def _other_figures(frozen: Frozen, words: Mapping[str, Any]) -> list[str]:
    try:
        return _differing(frozen, _document(frozen, words))
    except DocumentError as fault:
        return [fault.message]


def _differing(frozen: Frozen, document: Document) -> list[str]:
    """Ids of findings and exhibits, and places in the text, that are not as they were published."""
    if not (found := sorted((frozen.place / OUTPUTS).glob("*.json"))):
        return []
    published = _without_code(json.loads(found[0].read_text(encoding="utf-8")))
    again = _without_code(json.loads(json.dumps(as_record(document))))
    return [name for part in FIGURES for name in _apart(_named(published[part]), _named(again[part]))]


def _named(records: list[dict[str, Any]]) -> dict[str, Any]:
    """By id; what is printed, by its place and its turn there."""
    return {
        str(one["id"]) if "id" in one else f"{one['chapter']}, line {one['line']} ({at})": one
        for at, one in enumerate(records)
    }


def _apart(published: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    every = [*published, *(name for name in again if name not in published)]
    return [name for name in every if published.get(name) != again.get(name)]


def _without_code(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_code(entry) for key, entry in value.items() if key != CODE_VERSION}
    return [_without_code(entry) for entry in value] if isinstance(value, list) else value
