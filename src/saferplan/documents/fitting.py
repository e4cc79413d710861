"""Fits tables to the page: how wide each column, in which size of letters, upright or on a page turned sideways."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from saferplan.documents.charts.theme import set_width
from saferplan.documents.nodes import Node, words_of
from saferplan.errors import DocumentError

UPRIGHT, TURNED = 488.0, 735.0
"""Points between the margins of an A4 page (document.typ)."""
CHOICES = ((False, 9.0), (False, 8.0), (True, 9.0), (True, 8.0), (True, 7.0), (True, 6.0))
"""Ways to set a table, the best first: whether the page is turned, and points of its letters."""
UPRIGHT_CHOICES = ((False, 9.0), (False, 8.0), (False, 7.0), (False, 6.0))
"""For a table inside a list or a quotation, which cannot leave its page."""
INSET = 0.9
"""Left and right of a cell, in sizes of its letters (document.typ)."""
LONGEST_WORD = 36
"""Characters; what is longer is broken anywhere, or it would run over the next column."""
_MAY_BREAK = "\u200b"
_SPACE = re.compile(f"[\\s{_MAY_BREAK}]+")


@dataclass(frozen=True)
class Fit:
    """`columns` are widths in points; `is_full`: together they take the whole width, and words wrap."""

    size: float
    is_turned: bool
    is_full: bool
    columns: list[float]


def fitted(nodes: Sequence[Node]) -> list[Node]:
    """The same blocks; each table has its `fit`, and what stands on turned pages is gathered under `turned`."""
    result: list[Node] = []
    for node in map(_with_fit, nodes):
        if _is_turned(node):
            _turn(result, node)
        else:
            result.append(node)
    return result


def fit(table: Node, *, may_turn: bool = True) -> Fit:
    """Raises DocumentError for more columns than a page can hold."""
    rows = [[words_of(cell["content"]) for cell in row] for row in (table["header"], *table["rows"])]
    columns = list(zip(*rows, strict=True))
    for is_turned, size in CHOICES if may_turn else UPRIGHT_CHOICES:
        least = [_width(column, size, wraps=True) for column in columns]
        wanted = [_width(column, size, wraps=False) for column in columns]
        room = TURNED if is_turned else UPRIGHT
        if sum(wanted) <= room:
            return Fit(size, is_turned, is_full=False, columns=[round(width, 1) for width in wanted])
        if sum(least) <= room:
            return Fit(size, is_turned, is_full=True, columns=_shared(least, wanted, room))
    raise DocumentError(
        f"a table of {len(columns)} columns, from '{rows[0][0]}' to '{rows[0][-1]}', does not fit a page",
        remedy="Show fewer columns, or publish it as data alone.",
    )


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Each column gets what its longest word needs; what is left goes where words would have to wrap."""
    spare = (room - sum(least)) / max(sum(wanted) - sum(least), 1)
    return [round(low + (high - low) * spare, 1) for low, high in zip(least, wanted, strict=True)]


def _width(column: Sequence[str], size: float, *, wraps: bool) -> float:
    """Of a column whose first text is its heading, in bold; with `wraps` of its longest word."""
    heading, *texts = ([_SPACE.split(text) for text in column]) if wraps else ([[text] for text in column])
    widths = [*(set_width(word, size, bold=True) for word in heading)]
    widths += [set_width(word, size) for text in texts for word in text]
    return max(widths) + size * INSET


def _with_fit(node: Node, *, may_turn: bool = True) -> Node:
    if node["kind"] == "table":
        table = {**node, "header": _breakable(node["header"]), "rows": [_breakable(row) for row in node["rows"]]}
        return {**table, "fit": asdict(fit(table, may_turn=may_turn))}
    if node["kind"] == "exhibit" and node["table"]:
        return {**node, "table": _with_fit(node["table"])}
    if node["kind"] in {"bullets", "numbered"}:
        return {**node, "items": [_inner(item) for item in node["items"]]}
    return {**node, "blocks": _inner(node["blocks"])} if "blocks" in node else node


def _inner(nodes: Sequence[Node]) -> list[Node]:
    return [_with_fit(node, may_turn=False) for node in nodes]


def _breakable(cells: Sequence[Node]) -> list[Node]:
    return [{**cell, "content": [_broken(node) for node in cell["content"]]} for cell in cells]


def _broken(node: Node) -> Node:
    if "text" in node:
        words = (_MAY_BREAK.join(_pieces(word)) for word in node["text"].split(" "))
        return {**node, "text": " ".join(words)}
    return {**node, "content": [_broken(inner) for inner in node["content"]]} if "content" in node else node


def _pieces(word: str) -> list[str]:
    return [word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)]


def _is_turned(node: Node) -> bool:
    table = node["table"] if node["kind"] == "exhibit" else node
    return bool(table) and table.get("fit", {}).get("is_turned", False)


def _turn(result: list[Node], node: Node) -> None:
    """Puts `node` on a turned page, with the headings that lead to it; on the page before where that is turned too."""
    led: list[Node] = []
    while result and result[-1]["kind"] == "heading":
        led.insert(0, result.pop())
    begins_chapter = any(heading["level"] == 1 for heading in led)
    if begins_chapter or not result or result[-1]["kind"] != "turned":
        result.append({"kind": "turned", "blocks": []})
    result[-1]["blocks"] += [*led, node]
