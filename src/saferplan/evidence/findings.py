"""A finding: one figure with all that is needed to trace it and to say in words what it bears."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Provenance:
    """Where a figure comes from.

    `tables` maps each table read to its version in the lake; `filter` and `formula` say in words that an
    analyst can check which rows were counted and what was done with them; `sources` are the source lines.
    """

    tables: dict[str, int]
    filter: str
    formula: str
    sources: tuple[str, ...] = ()
    code_version: str = ""


@dataclass(frozen=True)
class Finding:
    """`value` is the bare figure, `text` how it is printed, `record` the full row it was taken from."""

    id: str
    value: float | int | str | None
    text: str
    provenance: Provenance
    unit: str = ""
    record: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text
