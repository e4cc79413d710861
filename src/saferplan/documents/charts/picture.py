"""A picture in the making: marks at pixels, written as plain SVG that any viewer and typesetter reads alike.

Words from data are escaped here, at the one place where they enter the SVG.
"""

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Literal

from saferplan.documents.charts import theme

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


class Picture:
    """Of exact size, in CSS pixels; y counts downwards."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = round(width), round(height)
        self._marks: list[str] = []
        self._kept: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._marks.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}" fill="{fill}"/>'
        )

    def line(self, start: Point, end: Point, colour: str = theme.INK, width: float = 1, dash: str = "") -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(f'<path d="{_path([start, end])}" stroke="{colour}" stroke-width="{_n(width)}"{dashed}/>')

    def curve(self, points: Iterable[Point], colour: str, width: float = 2, dash: str = "") -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(
            f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
            f'stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
        )

    def area(self, *rings: Iterable[Point], fill: str, edge: str = "none", width: float = 1) -> None:
        """The first ring is the outline; others are holes in it, or further parts."""
        outline = "".join(_ring(ring) for ring in rings)
        rule = ' fill-rule="evenodd"' if len(rings) > 1 else ""
        edged = f'stroke="{edge}" stroke-width="{_n(width)}" stroke-linejoin="round"'
        self._marks.append(f'<path d="{outline}" fill="{fill}"{rule} {edged}/>')

    def define(self, name: str, rings: Iterable[Iterable[Point]]) -> None:
        """An outline without a look, kept once and drawn with `use` as often as wanted."""
        outline = "".join(_ring(ring) for ring in rings)
        self._kept.append(f'<path id="{name}" d="{outline}" fill-rule="evenodd"/>')

    def use(self, name: str, at: Point, *, fill: str, edge: str, width: float = 1) -> None:
        """The outline called `name`, moved by `at`."""
        moved = f'x="{_n(at[0])}" y="{_n(at[1])}"'
        edged = f'stroke="{edge}" stroke-width="{_n(width)}" stroke-linejoin="round"'
        self._marks.append(f'<use href="#{name}" {moved} fill="{fill}" {edged}/>')

    def dot(self, at: Point, radius: float, fill: str, edge: str = "none", width: float = 0) -> None:
        edged = f' stroke="{edge}" stroke-width="{_n(width)}"' if width else ""
        self._marks.append(f'<circle cx="{_n(at[0])}" cy="{_n(at[1])}" r="{_n(radius)}" fill="{fill}"{edged}/>')

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: float = theme.LETTER,
        colour: str = theme.INK,
        anchor: Anchor = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Words centred on the height of `at`; `halo` gives them a white edge over other marks."""
        looks = [f'font-size="{_n(size)}" fill="{colour}"']
        looks += [f'text-anchor="{anchor}"'] if anchor != "start" else []
        looks += ['font-weight="700"'] if bold else []
        looks += ['stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'] if halo else []
        # The baseline by hand: typesetters ignore dominant-baseline. Capitals and digits are 0.7 of the size high.
        baseline = at[1] + size * 0.35
        self._marks.append(f'<text x="{_n(at[0])}" y="{_n(baseline)}" {" ".join(looks)}>{_words(words)}</text>')

    def svg(self) -> str:
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        kept = f"<defs>{''.join(self._kept)}</defs>" if self._kept else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{theme.FONT}">{kept}'
            f'<rect width="{self.width}" height="{self.height}" fill="{theme.GROUND}"/>{"".join(self._marks)}</svg>'
        )


def _n(value: float) -> str:
    """At most one decimal: a tenth of a pixel is less than a reader sees."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _ring(points: Iterable[Point]) -> str:
    """A closed outline in steps from point to point, which for boundaries is a third shorter than places."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(right - left, lower - upper) for (left, upper), (right, lower) in pairwise(tenths)]
    written = " ".join(f"{_n(x / 10)},{_n(y / 10)}" for x, y in steps if x or y)
    return f"M{_n(tenths[0][0] / 10)},{_n(tenths[0][1] / 10)}l{written}Z"


def _words(words: str) -> str:
    """Escaped, without the control characters that no XML may hold."""
    return escape("".join(char for char in words if char.isprintable()), quote=False)
