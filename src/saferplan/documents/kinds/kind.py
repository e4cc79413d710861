"""What saferplan knows of each kind of document: from kinds.toml beside this."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from saferplan.errors import UsageError, nearest


@dataclass(frozen=True)
class Kind:
    """A kind of document; kinds.toml says what each field means."""

    id: str
    title: str
    printed_kind: str
    document_title: str
    subtitle: str
    file: str
    chapters: tuple[str, ...]
    leave_out: tuple[str, ...]
    needs: tuple[str, ...]
    regulated: bool
    runs_on: bool

    @property
    def name(self) -> str:
        """The title without what it explains: 'Problem profile'."""
        return self.title.partition(":")[0].partition(",")[0]

    def templates(self) -> Iterator[Traversable]:
        """The chapters' files, in the order of their numbers."""
        root = files("saferplan.documents")
        found = [one for folder in self.chapters for one in root.joinpath(folder).iterdir()]
        kept = [one for one in found if one.name.endswith(".md") and _chapter_id(one.name) not in self.leave_out]
        yield from sorted(kept, key=lambda one: one.name)


def _chapter_id(file: str) -> str:
    return file.removesuffix(".md").partition("-")[2]


@cache
def kinds() -> dict[str, Kind]:
    written = tomllib.loads(files("saferplan.documents.kinds").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {name: Kind(name, **_tuples(fields)) for name, fields in written.items()}


def kind_named(name: str) -> Kind:
    """Raises UsageError for a kind that does not exist."""
    if name not in kinds():
        offer = nearest(name, list(kinds())) or f"There are {', '.join(kinds())}."
        raise UsageError(f"there is no kind of document '{name}'", remedy=offer)
    return kinds()[name]


def _tuples(fields: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
