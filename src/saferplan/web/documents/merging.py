"""Puts together what two people made of one text. Nobody's words are left out.

Words are laid side by side, not lines: a paragraph is one line, and two people may well be at both ends of it. A live
figure, {{ … }}, is one word: half of one person's and half of another's would be no figure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from merge3 import Merge3

from saferplan.web.documents.aligning import Aligned

MOST_IN_A_FIGURE = 500
"""Characters between {{ and }}: what is longer is laid side by side word by word."""
# Spaces belong to the word after them, so that to write on at the end of a line changes no word before it.
_WORD = re.compile(
    rf"[^\S\n]*(?:\{{\{{[^{{}}]{{0,{MOST_IN_A_FIGURE}}}\}}\}}|\{{%[^{{}}%]{{0,{MOST_IN_A_FIGURE}}}%\}}|\S)+|\n+|[^\S\n]+"
)


@dataclass(frozen=True)
class Clash:
    """The same passage, as two people would have it."""

    theirs: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """`text` holds both where they clash: theirs, then mine."""

    text: str
    clashes: tuple[Clash, ...] = ()


def words_of(text: str) -> list[str]:
    """Joined together again they are the text."""
    return _WORD.findall(text)


def merged(*, base: str, theirs: str, mine: str) -> Merged:
    """What became of `base` in two hands."""
    words = [words_of(text) for text in (base, theirs, mine)]
    parts, clashes = [], []
    for region in Merge3(*words, sequence_matcher=Aligned).merge_regions():
        told = _told(region, *words)
        if isinstance(told, Clash):
            clashes.append(told)
            told = _one_after_the_other(told)
        parts.append(told)
    return Merged("".join(parts), tuple(clashes))


def _told(region: Sequence, base: list[str], theirs: list[str], mine: list[str]) -> str | Clash:
    what, *limits = region
    if what == "conflict":
        _, _, their_start, their_end, my_start, my_end = limits
        return Clash("".join(theirs[their_start:their_end]), "".join(mine[my_start:my_end]))
    start, end = limits
    source = {"unchanged": base, "same": theirs, "a": theirs, "b": mine}[what]
    return "".join(source[start:end])


def _one_after_the_other(clash: Clash) -> str:
    if not clash.theirs or not clash.mine:
        return clash.theirs or clash.mine
    between = "\n\n" if "\n\n" in clash.theirs + clash.mine else "" if clash.mine[0].isspace() else " "
    return f"{clash.theirs}{between}{clash.mine}"
