"""Takes a chapter as written apart into blocks; put together again (`writing_out.py`), they are the same chapter.

A block ends at an empty line, but never inside {% if %} … {% endif %} or {% for %} … {% endfor %}: each block can be
worked out by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from saferplan.documents.folder import Chapter

BETWEEN = "\n\n"
_OPENING = re.compile(r"{%-?\s*(?:if|for|with)\b")
_CLOSING = re.compile(r"{%-?\s*end(?:if|for|with)\b")
_TITLE = re.compile(r"#\s+(?P<title>.+?)\s*#*")


@dataclass(frozen=True)
class TakenApart:
    title: str
    blocks: tuple[str, ...]


def taken_apart(chapter: Chapter) -> TakenApart:
    """Of a chapter whose first line is its title, as every template's is."""
    first, _, rest = chapter.text.strip("\n").partition("\n")
    titled = _TITLE.fullmatch(first)
    if titled is None:
        raise ValueError(f"{chapter.file} does not begin with its title")
    return TakenApart(titled["title"], tuple(_blocks(rest)))


def _blocks(text: str) -> Iterator[str]:
    gathered = ""
    # Every other part is what stands between two paragraphs; within a block it stays as it was written.
    for part in re.split(r"(\n(?:[ \t]*\n)+)", text.strip("\n")):
        gathered += part
        if not gathered.strip():
            gathered = ""
        elif part.strip() and not _depth(gathered):
            yield gathered
            gathered = ""
    yield from [gathered] if gathered.strip() else []


def between(block: str) -> str:
    """What parts a block from the next. The line's end after a statement is no part of the text: sandbox.py."""
    return f"\n{BETWEEN}" if block.rstrip().endswith("%}") else BETWEEN


def _depth(text: str) -> int:
    return len(_OPENING.findall(text)) - len(_CLOSING.findall(text))
