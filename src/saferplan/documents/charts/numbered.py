"""A list of numbered names below a picture, in as many columns as fit, for marks too small to hold a name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture

ROW, GAP, NUMBER = 20, 26, 24


@dataclass(frozen=True)
class Entry:
    number: int
    name: str
    figure: str = ""


def draw_list(picture: Picture | None, entries: Sequence[Entry], top: float, width: int) -> float:
    """Down the columns from the left; returns the height taken (draws nothing without a picture)."""
    if not entries:
        return 0
    edge = theme.edge(width)
    room = width - 2 * edge
    figures = theme.widest([entry.figure for entry in entries], theme.SMALL, bold=True)
    names = theme.widest([entry.name for entry in entries], theme.SMALL)
    wanted = NUMBER + names + 10 + figures
    columns = max(1, min(int((room + GAP) / (wanted + GAP)), len(entries)))
    wide = min((room - GAP * (columns - 1)) / columns, wanted)
    rows = math.ceil(len(entries) / columns)
    for place, entry in enumerate(entries if picture else ()):
        left = edge + (place // rows) * (wide + GAP)
        y = top + (place % rows + 0.5) * ROW
        _draw_entry(picture, entry, (left, y), wide, figures)
    return rows * ROW


def _draw_entry(picture: Picture | None, entry: Entry, at: tuple[float, float], wide: float, figures: float) -> None:
    if picture is None:
        return
    x, y = at
    name = theme.shortened(entry.name, wide - NUMBER - 8 - figures, theme.SMALL)
    picture.text((x + NUMBER - 6, y), str(entry.number), size=theme.SMALL, anchor="end", bold=True)
    picture.text((x + NUMBER, y), name, size=theme.SMALL)
    picture.text((x + wide, y), entry.figure, size=theme.SMALL, colour=theme.QUIET, anchor="end")
