"""What a document prints live: worked out by a job for each load, kept on disk, and only read by pages.

A folder for each load holds the tables, the exhibits, and their pictures. It is put in its place whole. Until the
newest load is worked out, pages show the figures of the one before, and say so.
"""

import hashlib
import io
import pickle
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings

from saferplan import __version__
from saferplan.documents.drawing import NARROW, WIDE
from saferplan.documents.exhibits import Exhibit
from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import parse_period
from saferplan.evidence.snapshot import Snapshot
from saferplan.web.documents.models import Document
from saferplan.web.evidence.in_force import snapshot_of
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.summaries import shown

if TYPE_CHECKING:  # they ask for engines, which take seconds that no page and no command has
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.assessment.tables import AssessmentTables

FIGURES = "figures"
TABLES, EXHIBITS = "tables", "exhibits"
REMEMBERED = 8  # documents' figures of some tens of megabytes, in each process
KEPT_LOADS = 2
# What a program of another version kept may lack what this one asks for.
CANNOT_BE_READ = (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError, ValueError)

_remembered: OrderedDict[Path, "KeptFigures"] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class KeptPicture:
    """Draws an exhibit as it was drawn when its figures were worked out."""

    folder: Path
    exhibit: str

    def file(self, width: int) -> Path:
        return self.folder / f"{self.exhibit}-{width}.svg"

    def __call__(self, width: int) -> str:
        return self.file(width).read_text(encoding="utf-8")


@dataclass(frozen=True)
class KeptFigures:
    """`load`: the number of the load that they are of."""

    folder: Path
    load: int
    tables: "AssessmentTables"
    exhibits: Mapping[str, Exhibit]


@dataclass(frozen=True)
class Found:
    """`kept` is None before the first is worked out. `is_behind`: of an earlier load than the newest."""

    kept: KeptFigures | None
    is_behind: bool
    load: int


def figures_of(document: Document) -> Found:
    """Raises NothingLoaded before the partnership's first load."""
    snapshot = snapshot_of(lake_of(document.partnership))
    load = snapshot.load.load_id
    kept = _read(_folder(document, snapshot), document, load)
    if kept is not None:
        return Found(kept, is_behind=False, load=load)
    return Found(_earlier(document), is_behind=True, load=load)


def picture_of(document: Document, exhibit: str, *, is_narrow: bool = False) -> Path | None:
    """The file, without reading anything else that is kept. Raises NothingLoaded before the first load."""
    newest = _folder(document, snapshot_of(lake_of(document.partnership)))
    folder = next((one for one in (newest, *_folders(document)) if one.is_dir()), newest)
    file = KeptPicture(folder, exhibit).file(NARROW if is_narrow else WIDE)
    return file if file.is_file() else None


def keep_figures(document: Document) -> None:
    """Works out everything that a chapter may name, which takes some seconds. Raises SaferplanError."""
    from saferplan.documents.strategic_assessment.catalogue import Catalogue
    from saferplan.documents.strategic_assessment.figures import Figures
    from saferplan.evidence.assessment.tables import AssessmentTables

    snapshot = lake_of(document.partnership).snapshot()
    folder = _folder(document, snapshot)
    if _read(folder, document, snapshot.load.load_id) is not None:
        return
    tables = AssessmentTables(scope_of(document, Basis(snapshot)))
    exhibits = dict(Catalogue(tables, Figures(tables)))
    _work_out(tables)
    folder.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        begun = Path(beside, "figures")
        begun.mkdir(mode=OWN_FOLDER)
        for name, exhibit in exhibits.items():
            _draw(exhibit, name, begun)
        drawn = frozenset(name for name, one in exhibits.items() if one.draw is not None)
        still = {name: replace(one, draw=None) for name, one in exhibits.items()}
        (begun / EXHIBITS).write_bytes(pickle.dumps((still, drawn)))
        (begun / TABLES).write_bytes(_pickled(tables))
        shutil.rmtree(folder, ignore_errors=True)  # what could not be read
        begun.rename(folder)
    _remove_old(folder)


def scope_of(document: Document, basis: Basis) -> "Scope":
    """Raises UnknownName or UsageError for a period or a measure that there is not."""
    from saferplan.evidence.assessment.scope import Scope

    period = parse_period(document.period)
    against = parse_period(document.against) if document.against else None
    issue = measure_named(document.measure).name if document.measure else ""
    return Scope(basis, basis.geography.area(document.partnership.area_code), period, against, issue=issue)


def key_of(document: Document) -> str:
    """The same for two documents about the same."""
    about = (document.partnership.area_code, document.period, document.against, document.measure)
    return hashlib.sha256("|".join(about).encode()).hexdigest()[:16]


def _work_out(tables: "AssessmentTables") -> None:
    """What no exhibit asked for, so that no page works it out."""
    for lazy in (tables, tables.scope):
        for name, made in vars(type(lazy)).items():
            if isinstance(made, cached_property):
                getattr(lazy, name)


def _draw(exhibit: Exhibit, name: str, folder: Path) -> None:
    for width in (WIDE, NARROW) if exhibit.draw else ():
        KeptPicture(folder, name).file(width).write_text(exhibit.draw(width), encoding="utf-8")


def _home(document: Document) -> Path:
    return Path(settings.HOME) / FIGURES / document.partnership.slug / key_of(document)


def _folder(document: Document, snapshot: Snapshot) -> Path:
    told = hashlib.sha256(f"{snapshot.load.loaded_at}|{__version__}".encode()).hexdigest()[:16]
    return _home(document) / f"{snapshot.load.load_id:06d}-{told}"


def _earlier(document: Document) -> KeptFigures | None:
    for folder in _folders(document):
        if found := _read(folder, document, int(folder.name.partition("-")[0])):
            return found
    return None


def _folders(document: Document) -> list[Path]:
    """Newest first."""
    home = _home(document)
    return sorted(home.glob("[0-9]*"), reverse=True) if home.is_dir() else []


def _remove_old(newest: Path) -> None:
    """Of the newest and the one before, which a page may still show, nothing."""
    kept = sorted((one for one in newest.parent.glob("[0-9]*") if one != newest), reverse=True)
    for folder in kept[KEPT_LOADS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path, document: Document, load: int) -> KeptFigures | None:
    """None where nothing is kept that can be read."""
    with _lock:
        if folder in _remembered:
            _remembered.move_to_end(folder)
            return _remembered[folder]
    if not folder.is_dir():
        return None
    basis = shown(document.partnership).basis
    try:
        exhibits, drawn = pickle.loads((folder / EXHIBITS).read_bytes())  # noqa: S301 the site's own file
        tables = _Reading(folder / TABLES, basis).load()
    except CANNOT_BE_READ:
        return None
    exhibits = {
        name: replace(one, draw=KeptPicture(folder, name)) if name in drawn else one for name, one in exhibits.items()
    }
    kept = KeptFigures(folder, load, tables, exhibits)
    with _lock:
        _remembered[folder] = kept
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    return kept


class _Writing(pickle.Pickler):
    """Without the basis, which is kept by itself (`evidence.summaries`)."""

    def persistent_id(self, obj: Any) -> str | None:
        return "basis" if isinstance(obj, Basis) else None


class _Reading(pickle.Unpickler):
    def __init__(self, file: Path, basis: Basis) -> None:
        super().__init__(io.BytesIO(file.read_bytes()))
        self.basis = basis

    def persistent_load(self, pid: str) -> Basis:  # noqa: ARG002 there is but one
        return self.basis


def _pickled(tables: "AssessmentTables") -> bytes:
    written = io.BytesIO()
    _Writing(written, protocol=pickle.HIGHEST_PROTOCOL).dump(tables)
    return written.getvalue()
