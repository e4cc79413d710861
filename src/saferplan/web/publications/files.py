"""The files of a build, as people are offered them. Nothing else that lies in its folder can be asked for."""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from saferplan.documents.life.manifest import MANIFEST, OUTPUTS
from saferplan.web.publications.models import BuildVersion, Publication
from saferplan.web.publications.places import folder_of

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TO_READ = {
    ".html": "Web page (HTML)",
    ".pdf": "PDF",
    ".docx": "Word document (DOCX)",
    ".odt": "OpenDocument text (ODT)",
}
TITLES = TO_READ | {
    "-data.zip": "All tables with their data (ZIP)",
    "frozen.json": "List of the files with their SHA-256 (JSON)",
    ".json": "Every figure with its source (JSON)",
}
"""Of the whole document, in the order in which they are offered, by the end of the name."""


@dataclass(frozen=True)
class OutputFile:
    """`sha256` is empty for a draft's: nobody is to rely on it."""

    name: str
    path: Path
    size: int
    sha256: str = ""

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES.get(self.path.suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_of_an_exhibit(self) -> bool:
        return "/" in self.name

    @property
    def is_to_read(self) -> bool:
        """Whether it is the document, for people."""
        return self.path.suffix in TO_READ and not self.is_of_an_exhibit

    @property
    def is_page(self) -> bool:
        return self.path.suffix == ".html"

    @property
    def title(self) -> str:
        return next((title for end, title in TITLES.items() if self.name.endswith(end)), self.name)

    @property
    def rank(self) -> int:
        return next((at for at, end in enumerate(TITLES) if self.name.endswith(end)), len(TITLES))


def place_of(version: BuildVersion) -> Path:
    return folder_of(version.partnership.slug, version.build.job) / version.audience


def files_of(of: BuildVersion | Publication) -> dict[str, OutputFile]:
    """By name, the document's own first in the order of TITLES, then those of exhibits."""
    version = of.version if isinstance(of, Publication) else of
    place = place_of(version)
    found = _kept(place, version.sha256) if version.sha256 else _lying(place)
    return dict(sorted(found.items(), key=lambda item: (item[1].is_of_an_exhibit, item[1].rank, item[0])))


@lru_cache(maxsize=256)
def _kept(place: Path, _sha256: str) -> Mapping[str, OutputFile]:
    """As the manifest of what is frozen tells of them; and the manifest, by which they can be held against it."""
    manifest = place / MANIFEST
    content = manifest.read_bytes()
    told = json.loads(content)["files"]
    before = f"{OUTPUTS}/"
    itself = OutputFile(MANIFEST, manifest, len(content), hashlib.sha256(content).hexdigest())
    return {MANIFEST: itself} | {
        name.removeprefix(before): OutputFile(name.removeprefix(before), place / name, one["bytes"], one["sha256"])
        for name, one in told.items()
        if name.startswith(before)
    }


def _lying(place: Path) -> dict[str, OutputFile]:
    outputs = place / OUTPUTS
    found = (file for file in outputs.rglob("*") if file.is_file())
    named = ((file.relative_to(outputs).as_posix(), file) for file in found)
    return {name: OutputFile(name, file, file.stat().st_size) for name, file in named}
