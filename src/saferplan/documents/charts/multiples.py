"""The same lines for many crime types, a small panel each."""

import math
from collections.abc import Callable, Sequence

from saferplan.documents.charts import theme
from saferplan.documents.charts.lines import (
    Line,
    Plot,
    draw_gaps,
    draw_grid,
    draw_lines,
    lines_of,
    months_of,
)
from saferplan.documents.charts.months import words_of
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import Records, Scale, ceiling, tick_text

COLUMNS_AT_DESK, COLUMNS_ON_PHONE = 3, 2
TITLE, PLOT, AXIS, BETWEEN, GUTTER = 46, 84, 26, 10, 24
KEY = 26


def small_multiples(
    records: Records,
    *,
    panel: str,
    month: str,
    value: str,
    series: str | None = None,
    kind: str = "count",
    highlight: str | None = None,
    base: float | None = None,
    shared_scale: bool = False,
) -> Callable[[int], str]:
    """A panel for each value of `panel`, in the order of the records, with the lines of `series` in each.

    Scales begin at zero, or lie around `base`; each panel has its own unless `shared_scale`. Gaps are as in `lines`.
    """
    names = list(dict.fromkeys(str(record[panel]) for record in records))
    panels = {
        name: lines_of([r for r in records if str(r[panel]) == name], month, value, series, highlight) for name in names
    }
    return lambda width: _drawn(panels, width, kind, base, shared_scale)


def _drawn(panels: dict[str, list[Line]], width: int, kind: str, base: float | None, shared_scale: bool) -> str:
    columns = COLUMNS_ON_PHONE if width < theme.PHONE else COLUMNS_AT_DESK
    edge = theme.edge(width)
    panel_width = (width - 2 * edge - GUTTER * (columns - 1)) / columns
    every = [line for found in panels.values() for line in found]
    named = list({line.name: line for line in reversed(every) if line.name}.values())
    top = KEY * len(named) if width < theme.PHONE else KEY * bool(named)
    height = TITLE + PLOT + AXIS + BETWEEN
    picture = Picture(width, top + math.ceil(len(panels) / columns) * height - BETWEEN)
    _draw_key(picture, named)
    months = months_of(every) or [0]
    ends = {name: _ends(every if shared_scale else found, base) for name, found in panels.items()}
    beside = theme.widest([tick_text(end, kind) for pair in ends.values() for end in pair], theme.SMALL) + 9
    for position, (name, found) in enumerate(panels.items()):
        left = edge + (position % columns) * (panel_width + GUTTER)
        upper = top + (position // columns) * height
        low, high = ends[name]
        at = [low, high] if base is None else [low, base, high]
        plot = Plot(
            Scale(months[0] - 0.5, months[-1] + 0.5, left + beside, left + panel_width),
            Scale(low, high, upper + TITLE + PLOT, upper + TITLE),
        )
        draw_panel_title(picture, name, left, upper, panel_width)
        _draw_panel(picture, plot, found, at, kind, base)
    return picture.svg()


def _draw_panel(
    picture: Picture, plot: Plot, found: list[Line], at: list[float], kind: str, base: float | None
) -> None:
    draw_gaps(picture, plot, found)
    draw_grid(picture, plot, at, kind, base)
    picture.line((plot.x.start, plot.y.start), (plot.x.end, plot.y.start), theme.QUIET)
    first, last = round(plot.x.low + 0.5), round(plot.x.high - 0.5)
    y = plot.y.start + 15
    picture.text((plot.x.start, y), _brief(first), size=theme.SMALL, colour=theme.QUIET)
    picture.text((plot.x.end, y), _brief(last), size=theme.SMALL, colour=theme.QUIET, anchor="end")
    draw_lines(picture, plot, found, radius=2)


def _brief(month: int) -> str:
    """'Jan 25', which leaves room for two under a narrow panel."""
    words = words_of(month)
    return f"{words[:4]}{words[-2:]}"


def draw_panel_title(picture: Picture, name: str, left: float, upper: float, room: float) -> None:
    """At the foot of its space, so that titles of one and of two lines stand equally near to their panels."""
    titles = theme.wrapped(name, room, theme.SMALL, bold=True)
    for row, words in enumerate(titles):
        y = upper + TITLE - 18 - 15 * (len(titles) - 1 - row)
        picture.text((left, y), words, size=theme.SMALL, bold=True)


def _draw_key(picture: Picture, named: Sequence[Line]) -> None:
    x, y = float(theme.edge(picture.width)), 8.0
    for line in named:
        picture.line((x, y), (x + 22, y), line.colour, 3)
        picture.text((x + 28, y), line.name, colour=line.colour, bold=True)
        if picture.width < theme.PHONE:
            y += KEY - 6
        else:
            x += 28 + theme.text_width(line.name, bold=True) + 24


def _ends(found: Sequence[Line], base: float | None) -> tuple[float, float]:
    values = [value for line in found for value in line.values.values()]
    if base is None:
        return 0, ceiling(max(values, default=1), 2)
    reach = max((abs(value - base) for value in values), default=1) or 1
    step = ceiling(reach, 2)
    return base - step, base + step
