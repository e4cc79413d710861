"""The same years for many crime types, a small panel each: a dot a year with its interval."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.multiples import COLUMNS_AT_DESK, COLUMNS_ON_PHONE, GUTTER, TITLE, draw_panel_title
from saferplan.documents.charts.picture import Anchor, Picture
from saferplan.documents.charts.scales import Records, Scale, ceiling, present, tick_text

PLOT, AXIS, BETWEEN = 96, 24, 12
RADIUS = 4


@dataclass(frozen=True)
class _Year:
    value: float
    low: float
    high: float
    is_whole: bool


def yearly(
    records: Records, *, panel: str, year: str, value: str, low: str, high: str, whole: str, kind: str = "rate"
) -> Callable[[int], str]:
    """A panel for each value of `panel`, in the order of the records, each from zero on a scale of its own.

    A year of which the field `whole` is false is a ring: it rests on a part of the year. Years that a panel lacks
    stay empty.
    """
    years = sorted({str(record[year]) for record in records})
    panels: dict[str, dict[str, _Year]] = {}
    for record in records:
        own = panels.setdefault(str(record[panel]), {})
        if present(record.get(value)):
            own[str(record[year])] = _Year(record[value], record[low], record[high], bool(record[whole]))
    return lambda width: _drawn(panels, years, kind, width)


def _drawn(panels: Mapping[str, Mapping[str, _Year]], years: Sequence[str], kind: str, width: int) -> str:
    columns = COLUMNS_ON_PHONE if width < theme.PHONE else COLUMNS_AT_DESK
    edge, height = theme.edge(width), TITLE + PLOT + AXIS + BETWEEN
    panel_width = (width - 2 * edge - GUTTER * (columns - 1)) / columns
    picture = Picture(width, math.ceil(len(panels) / columns) * height - BETWEEN)
    tops = {name: ceiling(max([one.high for one in own.values()], default=1), 2) for name, own in panels.items()}
    beside = theme.widest([tick_text(top, kind) for top in tops.values()], theme.SMALL) + 9
    for position, (name, own) in enumerate(panels.items()):
        left = edge + (position % columns) * (panel_width + GUTTER)
        upper = (position // columns) * height
        draw_panel_title(picture, name, left, upper, panel_width)
        x = Scale(-0.5, len(years) - 0.5, left + beside, left + panel_width)
        y = Scale(0, tops[name], upper + TITLE + PLOT, upper + TITLE)
        _draw_panel(picture, own, years, (x, y), kind)
    return picture.svg()


def _draw_panel(
    picture: Picture, own: Mapping[str, _Year], years: Sequence[str], scales: tuple[Scale, Scale], kind: str
) -> None:
    x, y = scales
    for tick in (y.low, y.high):
        picture.line((x.start, y(tick)), (x.end, y(tick)), theme.GRID if tick else theme.QUIET)
        words = tick_text(tick, kind)
        picture.text((x.start - 8, y(tick)), words, size=theme.SMALL, colour=theme.QUIET, anchor="end")
    ends: list[tuple[float, str, Anchor]] = [(x.start, years[0], "start"), (x.end, years[-1], "end")]
    for place, words, anchor in ends:
        if words != years[0] or anchor == "start":
            at = (place, y.start + 14)
            picture.text(at, words, size=theme.SMALL, colour=theme.QUIET, anchor=anchor)
    for place, year in enumerate(years):
        if year in own:
            _draw_year(picture, own[year], x(place), y)


def _draw_year(picture: Picture, one: _Year, x: float, y: Scale) -> None:
    colour = theme.STRONG if one.is_whole else theme.COMPARATOR
    picture.line((x, y(one.low)), (x, y(one.high)), colour, 2)
    picture.dot((x, y(one.value)), RADIUS, colour if one.is_whole else theme.GROUND, colour, 2)
