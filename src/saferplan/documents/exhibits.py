"""An exhibit: a table, a chart or a map, always with the data behind it and the line that says where it comes from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from saferplan.evidence.findings import Provenance

ColumnKind = Literal["text", "count", "rate", "share", "percent", "ratio", "number", "p"]


@dataclass(frozen=True)
class ColumnSpec:
    """A column of an exhibit's table: key in the records, heading, and how its values are printed."""

    key: str
    heading: str
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class Exhibit:
    """`title` states the message; `subtitle` what is shown, its unit and period. `records` is the data behind it.

    `draw` gives an SVG of the width asked for, in CSS pixels (None: the exhibit is its table alone);
    `alt` says in one or two sentences what a reader sees in the picture.
    """

    id: str
    title: str
    subtitle: str
    columns: Sequence[ColumnSpec]
    records: Sequence[dict[str, Any]]
    provenance: Provenance
    source_line: str
    alt: str = ""
    notes: Sequence[str] = ()
    draw: Callable[[int], str] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.draw is not None and not self.alt.strip():
            raise ValueError(f"exhibit {self.id} has a picture and no alternative text")
