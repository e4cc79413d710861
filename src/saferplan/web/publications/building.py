"""Builds a document in all formats, for each audience: a draft as it stands, or the final version, frozen for good."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.documents.life.manifest import OUTPUTS
from saferplan.evidence.access import OWN_FOLDER
from saferplan.web.documents.models import Audience
from saferplan.web.partnerships.models import Partnership
from saferplan.web.publications.branding import write_brand
from saferplan.web.publications.evidence import Evidence
from saferplan.web.publications.text import Text

if TYPE_CHECKING:
    from saferplan.documents.folder import Folder

FORMATS = ("html", "pdf", "docx", "odt", "data")


@dataclass(frozen=True)
class Made:
    """A version that was built. `sha256` is empty for a draft."""

    audience: Audience
    title: str
    subtitle: str
    to_write: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Builder:
    """`tell` is called with the audience before its version is built."""

    partnership: Partnership
    text: Text
    evidence: Evidence
    now: datetime
    tell: Callable[[Audience], None]

    def build(self, place: Path, *, is_final: bool) -> list[Made]:
        """Into `place`, which is new: written beside and put there whole. Raises DocumentError with chapter and line.

        Where an earlier attempt had put it there, and was killed before it could say so, that one stays.
        """
        place.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        build_one = self._frozen if is_final else self._drafted
        with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as beside:
            begun, made = Path(beside, "build"), []
            for audience in self.text.audiences:
                self.tell(audience)
                folder = self.text.write(audience, Path(beside, "texts", audience))
                write_brand(self.partnership, folder.path)
                made.append(build_one(audience, folder, begun / audience))
            begun.rename(place)
        return made

    def _drafted(self, audience: Audience, folder: "Folder", place: Path) -> Made:
        from saferplan.documents.brand import brand_of
        from saferplan.documents.life.building import built, kind_of
        from saferplan.documents.outputs import write
        from saferplan.evidence.synthetic import is_synthetic

        words = self.evidence.words(folder)
        document = built(folder, words, is_final=False, is_synthetic=is_synthetic(self.evidence.snapshot))
        write(
            document,
            place / OUTPUTS,
            name=kind_of(folder).file,
            formats=FORMATS,
            brand=brand_of(folder.path),
            made_on=self.evidence.today,
        )
        return Made(audience, document.title, document.subtitle, len(document.to_write))

    def _frozen(self, audience: Audience, folder: "Folder", place: Path) -> Made:
        from saferplan.documents.life.building import kind_of
        from saferplan.documents.life.freezing import Order, freeze
        from saferplan.evidence.synthetic import is_synthetic

        if folder.subject is None:
            raise ValueError("document.toml was written without a subject")
        order = Order(
            folder,
            self.evidence.words(folder),
            folder.subject,
            FORMATS,
            self.evidence.today,
            self.evidence.load,
            is_synthetic(self.evidence.snapshot),
        )
        digest = freeze(order, place, now=self.now)
        told = json.loads((place / OUTPUTS / f"{kind_of(folder).file}.json").read_text(encoding="utf-8"))
        return Made(audience, told["title"], told["subtitle"], sha256=digest)
