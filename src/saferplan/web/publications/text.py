"""The exact text of a document as it stands, for each audience, and the digest by which it is known again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from saferplan.documents.folder import Folder, read_folder
from saferplan.errors import DocumentError
from saferplan.web.documents.models import Audience, Document
from saferplan.web.documents.writing_out import texts

NOTHING_PUBLIC = "nothing of the document is public"


@dataclass(frozen=True)
class Text:
    """Files by name for each audience. Where nothing is exempt, there is the public's alone."""

    files: Mapping[Audience, Mapping[str, bytes]]

    @classmethod
    def of(cls, document: Document) -> "Text":
        public, whole = (texts(document, audience=audience) for audience in (Audience.PUBLIC, Audience.EXEMPT))
        return cls({Audience.PUBLIC: public} | ({} if whole == public else {Audience.EXEMPT: whole}))

    @property
    def audiences(self) -> tuple[Audience, ...]:
        return tuple(self.files)

    @property
    def whole(self) -> Audience:
        """The audience that is shown everything."""
        return self.audiences[-1]

    @cached_property
    def digest(self) -> str:
        hashed = [
            [audience, name, hashlib.sha256(content).hexdigest()]
            for audience, files in self.files.items()
            for name, content in sorted(files.items())
        ]
        return hashlib.sha256(json.dumps(hashed).encode()).hexdigest()

    def write(self, audience: Audience, place: Path) -> Folder:
        """Into `place`, a new folder. Raises DocumentError where there is nothing to write."""
        if not any(name.endswith(".md") for name in self.files[audience]):
            raise DocumentError(NOTHING_PUBLIC, remedy="Make at least one block public, or add one.")
        place.mkdir(parents=True)
        for name, content in self.files[audience].items():
            (place / name).write_bytes(content)
        return read_folder(place)
