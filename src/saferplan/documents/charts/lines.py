"""Months side by side as lines, with marked breaks, and with gaps where nothing is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.months import gaps, month_ticks, number_of, runs
from saferplan.documents.charts.picture import Anchor, Picture, Point
from saferplan.documents.charts.scales import Records, Scale, ceiling, present, spread, tick_text, ticks

PLOT, AXIS, NAME, BREAK, BAR = 250, 28, 22, 19, 5
GAP_WORDS = "no data"


@dataclass(frozen=True)
class Break:
    """Months `YYYY-MM`, both included, in which figures cannot be compared with others, and why in a few words."""

    start: str
    end: str
    label: str


@dataclass(frozen=True)
class Line:
    """One series: its months (as numbers) with their values, and its look."""

    name: str
    values: dict[int, float]
    colour: str
    is_strong: bool


@dataclass(frozen=True)
class Plot:
    """The rectangle inside the axes: months from left to right, figures from bottom to top."""

    x: Scale
    y: Scale

    @property
    def month(self) -> float:
        """Width of a month in pixels."""
        return self.x(self.x.low + 1) - self.x(self.x.low)


def lines(
    records: Records,
    *,
    month: str,
    value: str,
    series: str,
    kind: str = "number",
    highlight: str | None = None,
    base: float | None = None,
    breaks: Sequence[Break] = (),
    height: int = PLOT,
) -> Callable[[int], str]:
    """A line a series over months `YYYY-MM`. Months that are absent, None or NaN are gaps, never joined across.

    `highlight` is the series to be drawn strong (the first if None); `base` (100 for an index) is marked by a line,
    and without it the axis begins at zero. Months of a break are shaded and named. `height`: of the plot, in pixels.
    """
    found = lines_of(records, month, value, series, highlight)
    return lambda width: _drawn(found, width, kind, base, breaks, height)


def lines_of(records: Records, month: str, value: str, series: str | None, highlight: str | None) -> list[Line]:
    """The records as lines, the highlighted one last, so that it is drawn on top."""
    known: dict[str, dict[int, float]] = {}
    for record in records:
        values = known.setdefault(str(record[series]) if series else "", {})
        if present(record.get(value)):
            values[number_of(record[month])] = record[value]
    known = {name: values for name, values in known.items() if values}
    strong = highlight if highlight in known else next(iter(known), None)
    others = iter(theme.SERIES if len(known) > 2 else [theme.COMPARATOR])
    found = [
        Line(name, values, theme.STRONG if name == strong else next(others, theme.COMPARATOR), name == strong)
        for name, values in known.items()
    ]
    return sorted(found, key=lambda line: line.is_strong)


def months_of(found: Sequence[Line]) -> list[int]:
    return sorted({month for line in found for month in line.values})


def _drawn(found: list[Line], width: int, kind: str, base: float | None, breaks: Sequence[Break], height: int) -> str:
    low, high = _ends(found, base)
    months = months_of(found) or [0]
    on_phone, edge = width < theme.PHONE, theme.edge(width)
    named = [line.name for line in found] if len(found) > 1 else []
    shown = [one for one in breaks if number_of(one.end) >= months[0] and number_of(one.start) <= months[-1]]
    top = 8 + (NAME * len(named) if on_phone else 0) + (BREAK * len(shown) + BAR if shown else 0)
    at = ticks(low, high, max(2, height // 40))
    left = edge + theme.widest([tick_text(tick, kind) for tick in at], theme.SMALL) + 8
    right = width - edge - (4 if on_phone or not named else theme.widest(named, bold=True) + 10)
    plot = Plot(Scale(months[0] - 0.5, months[-1] + 0.5, left, right), Scale(low, high, top + height, top))
    picture = Picture(width, top + height + AXIS)
    shade_breaks(picture, plot, shown)
    draw_gaps(picture, plot, found)
    name_breaks(picture, plot, shown)
    draw_grid(picture, plot, at, kind, base)
    draw_months(picture, plot)
    draw_lines(picture, plot, found)
    _name_gaps(picture, plot, found, shown)
    if named and on_phone:
        _name_on_top(picture, found)
    elif named:
        _name_at_ends(picture, plot, found)
    return picture.svg()


def _ends(found: list[Line], base: float | None) -> tuple[float, float]:
    values = [value for line in found for value in line.values.values()]
    if base is None:
        return min([0, *values]), ceiling(max(values, default=1))
    lowest, highest = min([*values, base]), max([*values, base])
    margin = (highest - lowest or 1) * 0.08
    return lowest - margin, highest + margin


def draw_lines(picture: Picture, plot: Plot, found: Sequence[Line], radius: float = 3) -> None:
    """Each run of consecutive months as a line of its own; a month without neighbours as a dot."""
    for line in found:
        for run in runs(line.values):
            points = [(plot.x(month), plot.y(line.values[month])) for month in run]
            if len(points) == 1:
                picture.dot(points[0], radius, line.colour)
            else:
                picture.curve(points, line.colour, 2.5 if line.is_strong else 2)


def draw_grid(picture: Picture, plot: Plot, at: Sequence[float], kind: str, base: float | None) -> None:
    for tick in at:
        y = plot.y(tick)
        picture.line((plot.x.start, y), (plot.x.end, y), theme.INK if tick == base else theme.GRID)
        words = tick_text(tick, kind)
        picture.text((plot.x.start - 8, y), words, size=theme.SMALL, colour=theme.QUIET, anchor="end")
    if base is not None and base not in at:
        picture.line((plot.x.start, plot.y(base)), (plot.x.end, plot.y(base)))


def draw_months(picture: Picture, plot: Plot) -> None:
    first, last = round(plot.x.low + 0.5), round(plot.x.high - 0.5)
    width, bottom = plot.x.end - plot.x.start, plot.y.start
    picture.line((plot.x.start, bottom), (plot.x.end, bottom), theme.QUIET)
    for month, words in month_ticks(first, last, max(2, int(width / 70))):
        x = plot.x(month)
        picture.line((x, bottom), (x, bottom + 5), theme.QUIET)
        half = theme.text_width(words, theme.SMALL) / 2
        middle = min(max(x, half), picture.width - half)
        picture.text((middle, bottom + 16), words, size=theme.SMALL, colour=theme.QUIET, anchor="middle")


def draw_gaps(picture: Picture, plot: Plot, found: Sequence[Line]) -> None:
    """Stretches of months that no line has, shaded."""
    for first, last in gaps(months_of(found)):
        left, right = plot.x(first - 0.5), plot.x(last + 0.5)
        picture.rect(left, plot.y.end, right - left, plot.y.start - plot.y.end, theme.GAP_GROUND)


def _name_gaps(picture: Picture, plot: Plot, found: Sequence[Line], breaks: Sequence[Break]) -> None:
    """Where there is room beside the lines at which breaks in the gap begin."""
    starts = {number_of(one.start) for one in breaks}
    for first, last in gaps(months_of(found)):
        free = runs(set(range(first, last + 1)) - starts)
        widest = max(free, key=len, default=[])
        if len(widest) * plot.month > theme.text_width(GAP_WORDS, theme.SMALL) + 8:
            at = (plot.x((widest[0] + widest[-1]) / 2), plot.y.start - 12)
            picture.text(at, GAP_WORDS, size=theme.SMALL, colour=theme.QUIET, anchor="middle")


def shade_breaks(picture: Picture, plot: Plot, breaks: Sequence[Break]) -> None:
    for found in breaks:
        left, right = _span(plot, found)
        picture.rect(left, plot.y.end, right - left, plot.y.start - plot.y.end, theme.BREAK_GROUND)


def name_breaks(picture: Picture, plot: Plot, breaks: Sequence[Break]) -> None:
    """A bar over the months, and above it the words, each in a row of its own, the earliest at the top."""
    labels: list[tuple[Point, str, Anchor]] = []
    edge = theme.edge(picture.width)
    for row, found in enumerate(sorted(breaks, key=lambda one: one.start, reverse=True)):
        left, right = _span(plot, found)
        picture.rect(left, plot.y.end - BAR, right - left - 1, BAR, theme.BREAK_EDGE)
        y = plot.y.end - BAR - BREAK * (row + 0.5)
        picture.line((left, y - 6), (left, plot.y.start), theme.BREAK_EDGE)
        words = theme.shortened(found.label, picture.width - 2 * edge, theme.SMALL)
        wide = theme.text_width(words, theme.SMALL)
        if left + 5 + wide <= picture.width:
            labels.append(((left + 5, y), words, "start"))
        else:
            labels.append(((max(left - 5, wide + edge), y), words, "end"))
    for at, words, anchor in labels:
        picture.text(at, words, size=theme.SMALL, anchor=anchor, halo=True)


def _span(plot: Plot, found: Break) -> tuple[float, float]:
    return plot.x(number_of(found.start) - 0.5), plot.x(number_of(found.end) + 0.5)


def _name_at_ends(picture: Picture, plot: Plot, found: Sequence[Line]) -> None:
    """Names beside the ends of the lines, moved apart where these lie close together."""
    wanted = [plot.y(line.values[max(line.values)]) for line in found]
    for line, y in zip(found, spread(wanted, 18, plot.y.end, plot.y.start), strict=True):
        picture.text((plot.x.end + 6, y), line.name, colour=line.colour, bold=True)


def _name_on_top(picture: Picture, found: Sequence[Line]) -> None:
    """A row a name above the plot, in the line's colour, with a piece of the line."""
    for row, line in enumerate(reversed(found)):
        y = NAME * (row + 0.5)
        picture.line((theme.EDGE, y), (theme.EDGE + 22, y), line.colour, 3)
        name = theme.shortened(line.name, picture.width - 2 * theme.EDGE - 28, bold=True)
        picture.text((theme.EDGE + 28, y), name, colour=line.colour, bold=True)
