"""The shape of an agency's file: how it is laid out, headed, encoded and worded. Read from shapes.toml."""

from dataclasses import dataclass, field
from typing import Any

from saferplan.synth.partnership.feeds import FIRST_LANDLORD, FeedOf
from saferplan.synth.partnership.world import data

CELL, SERIAL = "cell", "serial"
# Columns of a victim that do not tell who somebody is.
NOT_TELLING = ("victim_reference", "victim_over_18")


@dataclass(frozen=True)
class Column:
    """`upper`: the heading above, where headings stand in two rows. `what`: as cells.py knows it."""

    heading: str
    what: str
    upper: str = ""

    @property
    def whole_heading(self) -> str:
        """As a reader of the file joins a heading of two rows."""
        return f"{self.upper} {self.heading}".strip()


@dataclass(frozen=True)
class Shape:
    """As shapes.toml says it."""

    file: str
    files: str
    dates: str
    columns: tuple[Column, ...]
    words: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    sheets: str = "one"
    title: tuple[str, ...] = field(default_factory=tuple)
    footer: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_workbook(self) -> bool:
        return self.file.endswith(".xlsx")

    @property
    def has_two_heading_rows(self) -> bool:
        return any(column.upper for column in self.columns)

    @property
    def what(self) -> set[str]:
        return {column.what for column in self.columns}

    @property
    def names_people(self) -> bool:
        """Whether files of the shape name victims, so that they can be linked."""
        return any(what.startswith("victim_") and what not in NOT_TELLING for what in self.what)

    def column(self, what: str) -> str:
        """The heading of the column in which something stands; empty where none does."""
        return next((one.whole_heading for one in self.columns if one.what == what), "")


def shape_of(feed: FeedOf, position: int) -> Shape:
    """The shape of a feed; landlords take those of landlords.toml in turn."""
    if position < FIRST_LANDLORD:
        return _read(feed.name.removeprefix("synthetic-"))
    shapes = data("landlords")["shapes"]
    return _read(shapes[(position - FIRST_LANDLORD) % len(shapes)])


def _read(name: str) -> Shape:
    said: dict[str, Any] = dict(data("shapes")[name])
    said["columns"] = tuple(Column(*one) for one in said["columns"])
    for key in ("title", "footer"):
        said[key] = tuple(said.get(key, ()))
    return Shape(**said)
