"""Templates: datasets that no publisher gives in one format, which a partner fills in.

Each is one TOML file in `templates/`. It declares the columns, which rows are sound, and the lake's table; the format
that a file of it has is its headings.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from saferplan.errors import UnknownName, nearest
from saferplan.evidence.tables import ALL_TABLES, TEMPLATES, Table, declarations, table_of_template

# Begins the first cell of a row that shows how to fill in a template; such rows are never loaded.
EXAMPLE = "EXAMPLE"
# Columns that the reader fills in itself.
FILLED_IN = ("edition",)


@dataclass(frozen=True)
class TemplateColumn:
    """`kind` is the type as the template names it. `kinds` are the kinds of area whose codes are taken; () is any.

    `date_means` says for a time what a date alone stands for: the start or the end of that day. `pattern` is what a
    text must match, and `fault` what is said of one that does not. `withholds_small`: counts of so few people that one
    might be known are refused, and an empty cell stands for them.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    kinds: tuple[str, ...] = ()
    date_means: str = "start"
    pattern: str = ""
    fault: str = ""
    withholds_small: bool = False


@dataclass(frozen=True)
class Template:
    """`together`: columns of which each row has all or none. `in_order`: columns that may not fall from left to right.

    `unique`: columns whose values no two rows of a file share.
    """

    name: str
    title: str
    what_for: str
    columns: tuple[TemplateColumn, ...]
    examples: tuple[Mapping[str, str], ...]
    unique: tuple[str, ...]
    together: tuple[tuple[str, ...], ...] = ()
    in_order: tuple[tuple[str, ...], ...] = ()

    @property
    def table(self) -> Table:
        return ALL_TABLES[table_of_template(self.name)]

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    @property
    def replaced_by(self) -> str:
        """In words, what a newer file replaces."""
        if self.table.replaced_by == FILLED_IN:
            return "a file replaces what an earlier file of the same name brought"
        return f"a file replaces what was loaded before of each {' and '.join(self.table.replaced_by)} that it holds"

    def as_csv(self) -> str:
        """An empty file with its headings and examples, each marked as one in its first cell."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.headings, restval="", lineterminator="\n")
        writer.writeheader()
        first = self.headings[0]
        writer.writerows({**row, first: f"{EXAMPLE} {row[first]}"} for row in self.examples)
        return text.getvalue()


@cache
def all_templates() -> dict[str, Template]:
    return {name: _template(name, declared) for name, declared in declarations(TEMPLATES).items()}


def template_named(name: str) -> Template:
    """Raises UnknownName, with the nearest names."""
    known = all_templates()
    if name not in known:
        raise UnknownName(
            f"there is no template called '{name}'",
            remedy=nearest(name, list(known)) or "List them with: saferplan template list",
        )
    return known[name]


def _template(name: str, declared: dict[str, Any]) -> Template:
    return Template(
        name,
        declared["title"],
        declared["what_for"],
        tuple(_column(one) for one in declared["columns"] if one not in FILLED_IN),
        tuple(declared["examples"]),
        tuple(declared["unique"]),
        _groups(declared.get("together", ())),
        _groups(declared.get("in_order", ())),
    )


def _column(declared: dict[str, Any]) -> TemplateColumn:
    rest: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in declared.items()}
    return TemplateColumn(kind=rest.pop("type"), **rest)


def _groups(listed: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one) for one in listed)
