"""Finds the row, or the two rows, that head a table, by the headings that are wanted or else by their looks."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.workbook import Merge

Row = tuple[int, Sequence[str]]  # physical line or row of a sheet, cells

# A heading fills nearly as many cells as the fullest row, and nearly all of what it holds are words.
SHARE_OF_CELLS_FILLED = 0.6
SHARE_OF_WORDS = 0.8
_NO_WORD = re.compile(r"[\W\d_]*|\d{1,4}[-/. ][A-Za-z]{3,9}[-/. ]\d{2,4}.*")


@dataclass(frozen=True)
class Heading:
    """`names` has one for each column, '' where nothing heads it; `first` and `last` are places in the rows given."""

    names: tuple[str, ...]
    first: int
    last: int

    def has(self, wanted: Collection[str]) -> int:
        """How many of the wanted headings it has."""
        return len({plain(one) for one in wanted} & {plain(one) for one in distinct(self.names)})


def find_heading(
    rows: Sequence[Row], wanted: Collection[str] = (), merges: Sequence[Merge] | None = ()
) -> Heading | None:
    """The heading with most of `wanted`, the first and shortest of equals; where none has any, that which looks so.

    `merges` is None where the file cannot tell which cells are merged: an upper heading then holds for the empty cells
    to its right.
    """
    found = max(_candidates(rows, merges), key=lambda one: one.has(wanted), default=None) if wanted else None
    return found if found and found.has(wanted) else heading_by_looks(rows, merges)


def _candidates(rows: Sequence[Row], merges: Sequence[Merge] | None) -> list[Heading]:
    """Of one row, and after them of two."""
    filled = [at for at, (_, cells) in enumerate(rows) if any(cells)]
    pairs = [at for at in filled if at + 1 < len(rows) and any(rows[at + 1][1])]
    return [_single(rows, at) for at in filled] + [_joined(rows, at, merges) for at in pairs]


def heading_by_looks(rows: Sequence[Row], merges: Sequence[Merge] | None = ()) -> Heading | None:
    """The first row of words that fills most of the columns, together with groups of columns that head it."""
    fullest = max((_filled(cells) for _, cells in rows), default=0)
    for at, (_, cells) in enumerate(rows):
        if _filled(cells) >= max(1, SHARE_OF_CELLS_FILLED * fullest) and _is_of_words(cells):
            if at and _groups_columns(rows, at - 1, merges):
                return _joined(rows, at - 1, merges)
            if at + 1 < len(rows) and _groups_columns(rows, at, merges) and _is_of_words(rows[at + 1][1]):
                return _joined(rows, at, merges)
            return _single(rows, at)
    return None


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _is_of_words(cells: Sequence[str]) -> bool:
    """Also that no word stands in it three times, as in a row of answers."""
    words = [cell.strip() for cell in cells if cell.strip()]
    if not words or max(Counter(words).values()) > max(2, len(words) / 3):
        return False
    return sum(_NO_WORD.fullmatch(word) is None for word in words) >= SHARE_OF_WORDS * len(words)


def _groups_columns(rows: Sequence[Row], at: int, merges: Sequence[Merge] | None) -> bool:
    """Whether merged cells of the row head several columns each; a title, merged from the first column on, does not."""
    line, cells = rows[at]
    spans = [one for one in merges or () if one.first_row == line and one.columns > 1]
    return any(one.first_column or _filled(cells) > 1 for one in spans)


def _single(rows: Sequence[Row], at: int) -> Heading:
    return Heading(tuple(_one_line(cell) for cell in rows[at][1]), at, at)


def _joined(rows: Sequence[Row], at: int, merges: Sequence[Merge] | None) -> Heading:
    (line, upper), (_, lower) = rows[at], rows[at + 1]
    width = max(len(upper), len(lower))
    tops = _padded(upper, width) if merges is None else _spread(line, _padded(upper, width), merges)
    lows = _padded(lower, width)
    if merges is None:
        for column in range(1, width):
            tops[column] = tops[column] or (tops[column - 1] if lows[column] else "")
    names = (top if top == low else f"{top} {low}".strip() for top, low in zip(tops, lows, strict=True))
    return Heading(tuple(names), at, at + 1)


def _spread(line: int, tops: list[str], merges: Sequence[Merge]) -> list[str]:
    for one in merges:
        if one.first_row == line:
            for column in range(one.first_column + 1, min(one.last_column + 1, len(tops))):
                tops[column] = tops[one.first_column]
    return tops


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [_one_line(cell) for cell in cells] + [""] * (width - len(cells))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def distinct(names: Sequence[str], first_column: int = 0) -> tuple[str, ...]:
    """Each name once, as headings are compared: a second 'Name' is 'Name (2)', one without a name '(column F)'."""
    taken = {plain(name) for name in names}
    counts: Counter[str] = Counter()
    given = []
    for column, name in enumerate(names):
        wanted = name or f"(column {column_letters(first_column + column)})"
        chosen = wanted
        while counts[plain(wanted)] and (chosen == wanted or plain(chosen) in taken):
            counts[plain(wanted)] += 1
            chosen = f"{wanted} ({counts[plain(wanted)]})"
        counts[plain(wanted)] += not counts[plain(wanted)]
        taken.add(plain(chosen))
        given.append(chosen)
    return tuple(given)


def column_letters(column: int) -> str:
    """As spreadsheets call it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
