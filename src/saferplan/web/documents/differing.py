"""How one version of a text differs from another, word by word, for a person to read."""

from collections.abc import Iterator
from dataclasses import dataclass

from saferplan.web.documents.aligning import Aligned
from saferplan.web.documents.merging import words_of


@dataclass(frozen=True)
class Piece:
    """`kind`: same, added or removed."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    return list(_pieces(words_of(before), words_of(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, new_start, new_end in Aligned(None, before, after).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if start < end:
            yield Piece("removed", "".join(before[start:end]))
        if new_start < new_end:
            yield Piece("added", "".join(after[new_start:new_end]))
