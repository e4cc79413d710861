"""What files are uploaded for: `purposes.toml`, read and checked."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saferplan.web.files.kinds import KINDS, Kind

FILE = Path(__file__).with_name("purposes.toml")
MEGABYTE = 1_000_000  # as people's own computers count


@dataclass(frozen=True)
class FilePurpose:
    word: str
    name: str
    most_megabytes: int
    takes: tuple[Kind, ...]

    @property
    def most_bytes(self) -> int:
        return self.most_megabytes * MEGABYTE

    @property
    def in_words(self) -> str:
        """PDF, DOCX or ODT, up to 20 MB"""
        *first, last = (kind.title for kind in self.takes)
        kinds = f"{', '.join(first)} or {last}" if first else last
        return f"{kinds}, up to {self.most_megabytes} MB"


@cache
def purposes() -> dict[str, FilePurpose]:
    """By the word that a StoredFile keeps."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        word: FilePurpose(word, one["name"], one["most_megabytes"], tuple(KINDS[kind] for kind in one["takes"]))
        for word, one in told.items()
    }


def largest() -> int:
    """Bytes above which no file is kept, whatever it is for."""
    return max(purpose.most_bytes for purpose in purposes().values())
