"""The layout shared by charts with a row a record: names beside the rows, or above them on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture

BESIDE, ABOVE = 30, 44
BAR = 18
WIDEST_AT_DESK, WIDEST_ON_PHONE = 0.48, 0.32
"""Share of the picture's width that names beside the rows may take."""


@dataclass(frozen=True)
class Rows:
    """Where rows stand, in pixels from `top`. `names_width`: room that a row's name has; `left`: where marks begin."""

    count: int
    names_width: float
    left: float
    above: bool
    top: float = 0

    @classmethod
    def of(cls, names: Sequence[str], width: float, *, top: float = 0) -> "Rows":
        edge = theme.edge(width)
        widest = theme.widest(list(names), bold=True)
        if width < theme.PHONE and widest > width * WIDEST_ON_PHONE:
            return cls(len(names), width - 2 * edge, edge, above=True, top=top)
        room = min(widest, width * WIDEST_AT_DESK)
        return cls(len(names), room, edge + room + 12, above=False, top=top)

    @property
    def step(self) -> int:
        return ABOVE if self.above else BESIDE

    @property
    def bottom(self) -> float:
        return self.top + self.count * self.step

    def bar(self, row: int) -> float:
        """Top of the row's bar."""
        return self.middle(row) - BAR / 2

    def middle(self, row: int) -> float:
        """Middle of the row's bar."""
        below = 4 + BAR / 2 if self.above else self.step / 2
        return self.top + (row + 1) * self.step - below

    def name_middle(self, row: int) -> float:
        return self.bar(row) - 11 if self.above else self.middle(row)

    def stretches(self) -> list[tuple[float, float]]:
        """From where to where lines of an axis cross no name."""
        if not self.above:
            return [(self.top, self.bottom)]
        return [(self.bar(row), self.bar(row) + BAR) for row in range(self.count)]

    def draw_names(
        self, picture: Picture, names: Sequence[str], bold: Sequence[bool], beside: Sequence[float] | None = None
    ) -> None:
        """`beside`: what stands at the right in line with a name above its row takes so much of the name's room."""
        for row, name in enumerate(names):
            room = self.names_width - (beside[row] + 6 if beside and self.above else 0)
            at = (self.left if self.above else self.left - 12 - self.names_width, self.name_middle(row))
            picture.text(at, theme.shortened(name, room, bold=bold[row]), bold=bold[row])
