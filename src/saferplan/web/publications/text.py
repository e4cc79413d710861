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
from saferplan.web.documents.writing_out import WrittenVersion, written_versions

NOTHING_PUBLIC = "nothing of the document is public"


@dataclass(frozen=True)
class Text:
    """A version for each audience. Where nothing is exempt, there is the public's alone."""

    versions: Mapping[Audience, WrittenVersion]

    @classmethod
    def of(cls, document: Document) -> "Text":
        versions = written_versions(document)
        if versions[Audience.EXEMPT].digests == versions[Audience.PUBLIC].digests:
            del versions[Audience.EXEMPT]
        return cls(versions)

    @property
    def audiences(self) -> tuple[Audience, ...]:
        return tuple(self.versions)

    @property
    def whole(self) -> Audience:
        """The audience that is shown everything."""
        return self.audiences[-1]

    @cached_property
    def digest(self) -> str:
        hashed = [
            [audience, name, digest]
            for audience, version in self.versions.items()
            for name, digest in sorted(version.digests.items())
        ]
        return hashlib.sha256(json.dumps(hashed).encode()).hexdigest()

    def write(self, audience: Audience, place: Path) -> Folder:
        """Into `place`, a new folder. Raises DocumentError where there is nothing to write."""
        version = self.versions[audience]
        if not version.chapters:
            raise DocumentError(NOTHING_PUBLIC, remedy="Make at least one block public, or add one.")
        place.mkdir(parents=True)
        version.write(place)
        return read_folder(place)
