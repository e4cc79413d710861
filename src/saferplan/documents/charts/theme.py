"""The one look of all pictures: colours and letters.

Colours have at least 3:1 on white (WCAG 2.2, 1.4.11) and stay apart for colour-blind readers: a test simulates
deuteranopia and protanopia (Machado, Oliveira and Fernandes 2009). Comparators are grey. Letters are never smaller than
12 pixels at the width drawn.
"""

from collections.abc import Sequence

INK, QUIET, GRID, GROUND = "#1c2430", "#525c69", "#e1e5ea", "#ffffff"
STRONG, COMPARATOR = "#0b5c94", "#75818d"
SERIES = ("#c44f00", "#008a5e", "#6b1f2e", COMPARATOR)
BREAK_GROUND, BREAK_EDGE, GAP_GROUND = "#faedcb", "#a37c1f", "#f1f3f5"
SEQUENCE = ("#dcebf5", "#a9cde5", "#6aa5cb", "#2f77a8", "#0b4a7a")
"""From little to much, for maps; on the last two letters are white."""
RISE, FALL, UNCLEAR = "#c44f00", "#2f77a8", "#e9ecef"
"""Of a map of changes."""

FONT = "'Source Sans 3', Arial, sans-serif"
SMALL, LETTER = 13, 14
PHONE = 480
"""Pictures narrower than this are laid out for a phone."""
EDGE = 16
"""Room left and right on a phone, where pictures go from edge to edge of the screen."""

# Widths of Arial's characters in thousandths of the size; 556 (digits, most small letters) where not named.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys("ft.,:;/ !I()-·", 290),
    **dict.fromkeys("rcksvxyz", 500),
    **dict.fromkeys("mMW%…", 850),
    "w": 722,
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDGHNOQRU", 740),
}
BOLDER = 1.08
WIDER = 1.15
"""So much wider than Arial is DejaVu Sans, which stands in for it where it is missing."""


def edge(width: float) -> int:
    return EDGE if width < PHONE else 0


def text_width(text: str, size: float = LETTER, *, bold: bool = False) -> float:
    """How wide the text is, in pixels, in the widest of the fonts that a reader may have."""
    return set_width(text, size, bold=bold) * WIDER


def set_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is in Arial, in the unit of `size`: for what brings its own font, which is no wider."""
    return sum(_WIDTHS.get(char, 556) for char in text) * size / 1000 * (BOLDER if bold else 1)


def widest(texts: Sequence[str], size: float = LETTER, *, bold: bool = False) -> float:
    return max((text_width(text, size, bold=bold) for text in texts), default=0)


def shortened(text: str, width: float, size: float = LETTER, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size, bold=bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrapped(text: str, width: float, size: float = LETTER, *, most: int = 2, bold: bool = False) -> list[str]:
    """The text in at most `most` lines, cut where even these do not hold it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (text_width(longer, size, bold=bold) <= width or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [shortened(line, width, size, bold=bold) for line in lines]
