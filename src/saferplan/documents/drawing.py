"""Draws the pictures of a document, each once for a desk and once for a phone."""

import re
from dataclasses import dataclass

from saferplan.documents.document import Document
from saferplan.errors import DocumentError

WIDE, NARROW = 720, 320
"""CSS pixels: the column of text at a desk, and the narrowest screen that WCAG 1.4.10 asks for."""
_SIZE = re.compile(r'<svg[^>]*?\swidth="([0-9.]+)"[^>]*?\sheight="([0-9.]+)"')


@dataclass(frozen=True)
class Drawing:
    wide: str
    narrow: str

    @property
    def wide_size(self) -> tuple[int, int]:
        return size_of(self.wide)

    @property
    def narrow_size(self) -> tuple[int, int]:
        return size_of(self.narrow)


def drawn(document: Document) -> dict[str, Drawing]:
    """The drawings of every exhibit that has a picture, by exhibit id."""
    return {
        placed.exhibit.id: Drawing(placed.exhibit.draw(WIDE), placed.exhibit.draw(NARROW))
        for placed in document.exhibits
        if placed.exhibit.draw is not None
    }


def size_of(svg: str) -> tuple[int, int]:
    """Width and height in CSS pixels. Raises DocumentError where the drawing does not say them."""
    found = _SIZE.search(svg[:2000])
    if not found:
        raise DocumentError("a drawing does not say its width and height")
    return round(float(found[1])), round(float(found[2]))
