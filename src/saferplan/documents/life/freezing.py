"""Freezes a document that is published: its text, its outputs, its figures, and what it takes to make it again.

The folder that comes of it is written beside and moved into place whole, and never written to again. It holds
frozen.json (what it is, from which data and code, and the SHA-256 of every file), source/ (the chapters as written),
evidence.json (every figure and exhibit that the chapters asked for) and outputs/.
"""

import hashlib
import json
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from saferplan import __version__
from saferplan.documents.brand import SETTINGS as BRAND
from saferplan.documents.brand import brand_of
from saferplan.documents.document import Document
from saferplan.documents.folder import Folder
from saferplan.documents.life.building import built, kind_of
from saferplan.documents.life.checking import checked
from saferplan.documents.life.lock import lock_hash
from saferplan.documents.life.manifest import EVIDENCE, MANIFEST, OUTPUTS, SOURCE, VERSION
from saferplan.documents.life.recording import Recorder
from saferplan.documents.life.remarks import Remark, Severity
from saferplan.documents.outputs import write
from saferplan.documents.prose import read_prose
from saferplan.documents.settings import SETTINGS, Subject
from saferplan.errors import DocumentError, UsageError
from saferplan.evidence.snapshot import LoadRecord

BRAND_FILES = ("logo", "font_folder", "reference_docx", "reference_odt")
READ_ONLY = 0o444
FIRST_NAMED = 3


@dataclass(frozen=True)
class Order:
    """What is to be frozen: `folder` with its `words`, as `formats`, made on `made_on`, out of the lake's `load`.

    `subject` is what the document is about, with the periods that it was built for.
    """

    folder: Folder
    words: Mapping[str, Any]
    subject: Subject
    formats: Sequence[str]
    made_on: date
    load: LoadRecord
    is_synthetic: bool = False


def freeze(order: Order, place: Path, *, now: datetime) -> str:
    """Freezes into `place`, a new folder; gives the SHA-256 of its frozen.json, to be kept in the minutes.

    Raises UsageError where `place` is there already, DocumentError where `check` finds an error.
    """
    check_free(place)
    _refuse_errors(checked(order.folder, order.words, kind_of(order.folder)))
    place = place.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as beside:
        fresh = Path(beside, "fresh")
        fresh.mkdir()
        document = _write_all(order, fresh)
        manifest = _manifest(order, document, fresh, now)
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8", newline="")
        for file in files_below(fresh):
            file.chmod(READ_ONLY)
        if place.exists():
            place.rmdir()  # empty, as check_free saw; and left alone if it is no longer
        fresh.rename(place)
    return hashlib.sha256(text.encode()).hexdigest()


def check_free(place: Path) -> None:
    """What is frozen is never written over. Raises UsageError."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UsageError("there is something here already", where=str(place), remedy="Name a new folder with --out.")


def _refuse_errors(remarks: Sequence[Remark]) -> None:
    errors = [one for one in remarks if one.severity == Severity.ERROR]
    if errors:
        first = "; ".join(f"{one.where}: {one.problem}" for one in errors[:FIRST_NAMED])
        more = f"; and {len(errors) - FIRST_NAMED} more" if len(errors) > FIRST_NAMED else ""
        raise DocumentError(
            f"the document cannot be frozen: {first}{more}",
            remedy="saferplan document check lists all that is to mend.",
        )


def _write_all(order: Order, fresh: Path) -> Document:
    """source/, outputs/ and evidence.json."""
    recorder = Recorder(order.words)
    folder = order.folder
    document = built(folder, recorder.words, is_final=True, is_synthetic=order.is_synthetic)
    write(
        document,
        fresh / OUTPUTS,
        name=kind_of(folder).file,
        formats=order.formats,
        brand=brand_of(folder.path),
        made_on=order.made_on,
    )
    for file in source_files(folder, document):
        copy = fresh / SOURCE / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((folder.path / file).read_bytes())
    record = json.dumps(recorder.as_record(), ensure_ascii=False, allow_nan=False)
    (fresh / EVIDENCE).write_text(record + "\n", encoding="utf-8", newline="")
    return document


def source_files(folder: Folder, document: Document) -> list[Path]:
    """What the document is made of, relative to its folder: nothing else that lies there goes with it."""
    named = [SETTINGS, *(chapter.file for chapter in folder.chapters), *_pictures(document), *_brand_files(folder.path)]
    if folder.subject and folder.subject.wards_list:
        named.append(folder.subject.wards_list)
    return sorted({_inside(folder.path, name) for name in named})


def _pictures(document: Document) -> Iterator[str]:
    for prose in read_prose(document):
        for token in prose.tokens:
            yield from (str(child.attrs["src"]) for child in token.children or [] if child.type == "image")


def _brand_files(path: Path) -> Iterator[str]:
    file = path / BRAND
    if not file.is_file():
        return
    yield BRAND
    settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    for name in (settings[key] for key in BRAND_FILES if key in settings):
        below = [one for one in (path / name).rglob("*") if one.is_file()] if (path / name).is_dir() else [path / name]
        yield from (str(one.relative_to(path)) if one.is_relative_to(path) else name for one in below)


def _inside(path: Path, name: str) -> Path:
    if not (path / name).resolve().is_relative_to(path.resolve()):
        raise DocumentError(
            f"{name} lies outside the document's folder", remedy="Copy it there, so that it can be frozen with it."
        )
    return Path(name)


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _manifest(order: Order, document: Document, fresh: Path, now: datetime) -> dict[str, Any]:
    traced = [one.provenance for one in document.findings] + [one.exhibit.provenance for one in document.exhibits]
    read = sorted({name for provenance in traced for name in provenance.tables})
    return {
        "version": VERSION,
        "title": document.title,
        "kind": order.folder.kind,
        "subject": asdict(order.subject),
        "frozen_at": now.isoformat(timespec="seconds"),
        "made_on": order.made_on.isoformat(),
        "formats": list(order.formats),
        "is_synthetic": order.is_synthetic,
        "code_version": __version__,
        "lock": lock_hash(),
        "lake": {
            "load_id": order.load.load_id,
            "loaded_at": order.load.loaded_at,
            "versions": order.load.versions,
            "read": read,
        },
        "files": {
            str(file.relative_to(fresh).as_posix()): {"sha256": hash_of(file), "bytes": file.stat().st_size}
            for file in files_below(fresh)
        },
    }
