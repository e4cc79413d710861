"""Bars of a whole, cut into its parts."""

from collections.abc import Callable, Sequence

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.rows import BAR, Rows
from saferplan.documents.charts.scales import Records, present

PARTS = (
    ("#0b4a7a", "#ffffff"),
    ("#2f77a8", "#ffffff"),
    ("#a9cde5", theme.INK),
    ("#e4d3a6", theme.INK),
    ("#96601c", "#ffffff"),
    ("#5f6b77", "#ffffff"),
    ("#d5dae1", theme.INK),
)
"""Fill and letters of the parts: steps of lightness that hold without colour."""
KEY_ROW, SWATCH = 24, 14


def stacked_bars(records: Records, *, label: str, part: str, value: str, order: Sequence[str]) -> Callable[[int], str]:
    """A bar a label, in the order of the records; the parts in `order`, which is the order of the key above.

    `value` is a count or a share: each bar shows the parts' shares of their sum. At most seven parts.
    """
    if len(order) > len(PARTS):
        raise ValueError(f"a bar has at most {len(PARTS)} parts")
    names = list(dict.fromkeys(str(record[label]) for record in records))
    sums: dict[str, dict[str, float]] = {name: dict.fromkeys(order, 0.0) for name in names}
    for record in records:
        if present(record.get(value)):
            sums[str(record[label])][str(record[part])] += record[value]
    return lambda width: _drawn(sums, order, width)


def _drawn(sums: dict[str, dict[str, float]], order: Sequence[str], width: int) -> str:
    edge = theme.edge(width)
    key = _key_places(order, width)
    top = (max(y for _, y in key) + KEY_ROW if key else 0) + 4
    rows = Rows.of(list(sums), width, top=top)
    picture = Picture(width, rows.bottom + 2)
    for (x, y), name, (fill, _) in zip(key, order, PARTS, strict=False):
        picture.rect(x, y + 5, SWATCH, SWATCH, fill)
        room = width - edge - x - SWATCH - 6
        picture.text((x + SWATCH + 6, y + 12), theme.shortened(name, room, theme.SMALL), size=theme.SMALL)
    for row, parts in enumerate(sums.values()):
        _draw_bar(picture, rows, row, [parts[name] for name in order], width - edge)
    rows.draw_names(picture, list(sums), [False] * len(sums))
    return picture.svg()


def _draw_bar(picture: Picture, rows: Rows, row: int, values: list[float], right: float) -> None:
    whole = sum(values)
    if not whole:
        picture.text((rows.left, rows.middle(row)), numbers.NOT_AVAILABLE, colour=theme.QUIET)
        return
    x = rows.left
    for value, (fill, letters) in zip(values, PARTS, strict=False):
        wide = (right - rows.left) * value / whole
        picture.rect(x, rows.bar(row), wide - 1, BAR, fill)
        words = f"{value / whole * 100:.0f}%"
        if theme.text_width(words, theme.SMALL) + 6 < wide:
            picture.text((x + wide / 2, rows.middle(row)), words, size=theme.SMALL, colour=letters, anchor="middle")
        x += wide


def _key_places(order: Sequence[str], width: int) -> list[tuple[float, float]]:
    """Names in reading order, on as many lines as they need."""
    edge = theme.edge(width)
    places, x, y = [], float(edge), 0.0
    for name in order:
        wide = SWATCH + 6 + theme.text_width(name, theme.SMALL)
        if x > edge and x + wide > width - edge:
            x, y = float(edge), y + KEY_ROW
        places.append((x, y))
        x += wide + 18
    return places
