"""Lays the words of two texts side by side in a time that no text can make long.

The standard library's way takes hours over a word that stands a thousand times in each. Here words that stand once in
both texts are the anchors, in their longest common order; between them the same is done again. Only a short gap
without anchors is laid out by all its words; a longer one counts as written anew.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_PAIRS = 900
"""Of words in a gap that is laid out word by word, such as thirty beside thirty."""
MOST_DEPTH = 10
"""How often a gap is anchored anew within another."""


class _Gap(NamedTuple):
    """From `start` to before `end` of the one text, and `other_start` to before `other_end` of the other."""

    start: int
    end: int
    other_start: int
    other_end: int
    depth: int

    @property
    def pairs(self) -> int:
        return (self.end - self.start) * (self.other_end - self.other_start)


class Aligned(SequenceMatcher):
    """As difflib's, with other matches."""

    def get_matching_blocks(self) -> list:
        if self.matching_blocks is None:
            same = sorted(_same(self.a, self.b))
            self.matching_blocks = [*_blocks(same), (len(self.a), len(self.b), 0)]
        return self.matching_blocks


def _blocks(same: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Pairs that follow each other as one: where it begins in each text, and how many words it has."""
    found: list[tuple[int, int, int]] = []
    for at, other in same:
        start, other_start, length = found[-1] if found else (0, 0, 0)
        if found and (at, other) == (start + length, other_start + length):
            found[-1] = (start, other_start, length + 1)
        else:
            found.append((at, other, 1))
    return found


def _same(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    left = [_Gap(0, len(one), 0, len(other), 0)]
    while left:
        gap = left.pop()
        while gap.pairs and one[gap.start] == other[gap.other_start]:
            yield gap.start, gap.other_start
            gap = gap._replace(start=gap.start + 1, other_start=gap.other_start + 1)
        while gap.pairs and one[gap.end - 1] == other[gap.other_end - 1]:
            yield gap.end - 1, gap.other_end - 1
            gap = gap._replace(end=gap.end - 1, other_end=gap.other_end - 1)
        if 0 < gap.pairs <= MOST_PAIRS:
            yield from _laid_out(one, other, gap)
        elif gap.pairs and gap.depth < MOST_DEPTH:
            anchors = _anchors(one, other, gap)
            yield from anchors
            left += _between(anchors, gap)


def _laid_out(one: Sequence[str], other: Sequence[str], gap: _Gap) -> Iterator[tuple[int, int]]:
    words, others = one[gap.start : gap.end], other[gap.other_start : gap.other_end]
    for start, other_start, length in SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks():
        yield from ((gap.start + start + at, gap.other_start + other_start + at) for at in range(length))


def _anchors(one: Sequence[str], other: Sequence[str], gap: _Gap) -> list[tuple[int, int]]:
    """Places of words that stand once in each, as many as keep their order in both."""
    places, others = (
        _once(one, gap.start, gap.end),
        _once(other, gap.other_start, gap.other_end),
    )
    return _rising([(at, others[word]) for word, at in places.items() if word in others])


def _once(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    number = Counter(words[start:end])
    return {words[at]: at for at in range(start, end) if number[words[at]] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, in the order of the first, in which the second rises too."""
    ends: list[int] = []
    last_of: list[int] = []
    before: list[int] = []
    for at, (_, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(last_of[length - 1] if length else -1)
        ends[length : length + 1] = [other]
        last_of[length : length + 1] = [at]
    found, at = [], last_of[-1] if last_of else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _between(anchors: Sequence[tuple[int, int]], gap: _Gap) -> Iterator[_Gap]:
    """Nothing where there are no anchors: the gap would only come again."""
    if not anchors:
        return
    start, other_start = gap.start, gap.other_start
    for at, other in (*anchors, (gap.end, gap.other_end)):
        yield _Gap(start, at, other_start, other, gap.depth + 1)
        start, other_start = at + 1, other + 1
