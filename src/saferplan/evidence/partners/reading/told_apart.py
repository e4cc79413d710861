"""Tells rows that are no data from those that are: totals, headings that come again, page marks, words at the foot.

Nothing is dropped in silence: each such line is kept with what it is, counted, and told to the user.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.records import Records
from saferplan.evidence.sources.template import EXAMPLE


class Kind(StrEnum):
    ABOVE = "above the heading"
    HEADING = "heading repeated"
    EXAMPLE = "example of the template"
    TOTAL = "total"
    PAGE = "page mark"
    FOOT = "at the foot"
    BLANK = "blank"

    def counted(self, count: int) -> str:
        line = "line" if count == 1 else "lines"
        article = "an" if self is Kind.EXAMPLE else "a"
        return f"{line} {self}" if self in (Kind.ABOVE, Kind.FOOT) else f"{line} with {article} {self}"


@dataclass(frozen=True)
class ToldApart:
    line: int
    kind: Kind


# A row of a list has more cells than these filled; one that has not may be a remark.
FEW_CELLS = 2
# Only lists of more columns than these let a remark be told from a row.
NARROW = 2
_TOTAL = re.compile(
    r"(grand|sub|overall)?[\s-]*totals?\b(\s+(number|no\.?|of|for|count|cases?|records?|incidents?|reports?|rows?))*"
    r"[\s:=]*[\d,.]*",
    re.IGNORECASE,
)
_PAGE = re.compile(r"page\s+\d+(\s*(of|/)\s*\d+)?", re.IGNORECASE)
_FOOT = re.compile(
    r"(this\s+)?(report|data|list|extract|document)?\s*"
    r"(generated|printed|produced|created|exported|extracted|downloaded|prepared|run)\s+(by|on|at|from|for)\b.*"
    r"|(source|notes?|n\.?b\.?|key|disclaimer|filters?|criteria|parameters?|report|user|date run)\s*[:=].*"
    r"|\**\s*end\s+of\s+(report|list|file|data|extract)\W*"
    r"|(number|no\.?|count)\s+of\s+(rows|records|cases|incidents|reports)\W*\d*.*"
    r"|[\d,]+\s+(rows?|records?|cases?|incidents?|results?)(\s+(found|selected|returned|exported))?\W*"
    r"|\W*(official|restricted|confidential|not protectively marked)\b\W*(sensitive|personal)?\W*"
    r"|\W*(©|\(c\)|copyright\b).*",
    re.IGNORECASE | re.DOTALL,
)


def tell_apart(records: Records, printed: Sequence[str], blank: Sequence[int] = ()) -> tuple[Records, list[ToldApart]]:
    """(the rows that are data, the others). `printed` is the heading as the file prints it; `blank` are empty lines."""
    found = _repeated_headings(records, printed) | _examples(records)
    filled = _cells_filled(records)
    few = np.flatnonzero(filled <= max(FEW_CELLS, len(records.heading) // 2))
    texts = {int(row): _first_filled(records, int(row)) for row in few}
    found |= {row: Kind.TOTAL for row, text in texts.items() if _TOTAL.fullmatch(text)}
    if len(records.heading) > NARROW:
        alone = {row: text for row, text in texts.items() if filled[row] <= FEW_CELLS}
        found |= {row: Kind.PAGE for row, text in alone.items() if filled[row] == 1 and _PAGE.fullmatch(text)}
        found |= _foot(records, alone, found, set(blank))
    told = [ToldApart(int(records.lines[row]), kind) for row, kind in sorted(found.items())]
    return (_without(records, found) if found else records), told


def _cells_filled(records: Records) -> np.ndarray:
    filled = np.zeros(len(records), dtype=np.int64)
    for column in records.columns:
        filled += pc.call_function("not_equal", [column, pa.scalar("")]).to_numpy(zero_copy_only=False)
    return filled


def _first_filled(records: Records, row: int) -> str:
    return next((text for column in records.columns if (text := column[row].as_py().strip())), "")


def _repeated_headings(records: Records, printed: Sequence[str]) -> dict[int, Kind]:
    """Rows that print again what heads the columns, as reports of many pages do."""
    wanted = [plain(name) for name in printed]
    first = next((at for at, name in enumerate(wanted) if name), None)
    if first is None:
        return {}
    near = pc.call_function(
        "match_substring", [records.columns[first]], pc.MatchSubstringOptions(printed[first].split()[0])
    )
    rows = np.flatnonzero(near.to_numpy(zero_copy_only=False))
    return {
        int(row): Kind.HEADING
        for row in rows
        if all(plain(column[row].as_py()) == name for column, name in zip(records.columns, wanted, strict=True))
    }


def _examples(records: Records) -> dict[int, Kind]:
    """Rows that show how to fill in a template."""
    if not records.columns:
        return {}
    marked = pc.call_function("starts_with", [records.columns[0]], pc.MatchSubstringOptions(f"{EXAMPLE} "))
    return {int(row): Kind.EXAMPLE for row in np.flatnonzero(marked.to_numpy(zero_copy_only=False))}


def _foot(records: Records, alone: dict[int, str], told: dict[int, Kind], blank: set[int]) -> dict[int, Kind]:
    """The last rows that hold a cell or two: words that reports end with, or a sentence below an empty line."""
    found: dict[int, Kind] = {}
    candidates: list[int] = []
    for row in reversed(range(len(records))):
        if row in told:
            candidates = []
        elif row not in alone:
            break
        else:
            candidates.append(row)
            below_a_gap = int(records.lines[row]) - 1 in blank and " " in alone[row]
            if _FOOT.fullmatch(alone[row]) or below_a_gap:
                found |= dict.fromkeys(candidates, Kind.FOOT)
                candidates = []
    return found


def _without(records: Records, rows: Sequence[int] | dict[int, Kind]) -> Records:
    kept = np.ones(len(records), dtype=bool)
    kept[list(rows)] = False
    columns = tuple(column.filter(pa.array(kept)) for column in records.columns)
    return replace(records, columns=columns, lines=records.lines[kept])


def as_words(told: Sequence[ToldApart]) -> str:
    """'3 lines above the heading, 1 line a total'; blank lines are no news."""
    counts = Counter(one.kind for one in told if one.kind is not Kind.BLANK)
    return ", ".join(f"{count:,} {kind.counted(count)}" for kind, count in sorted(counts.items()))
