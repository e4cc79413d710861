"""What a rule of counting is: tables that a person can check by hand, a question, and the answer.

The question is what a user types after `saferplan measure`; the answer lists the fields that the rule is about. Every
engine must give it, and docs/reference/measure-examples.md prints it.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from saferplan.commands import measure
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Snapshot
from tiny_lake import drawn, rows_of, tiny_lake

# Three partnership areas: A of two small areas, each a ward; B, in the same force; C, in another one.
PLACES = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24         | region24
a1     | north  | A      | CSP-A | thames-valley | R
a2     | south  | A      | CSP-A | thames-valley | R
b1     | east   | B      | CSP-B | thames-valley | R
c1     | west   | C      | CSP-C | bedfordshire  | R
"""
POPULATION = """
date       | code | residents
2021-03-21 | a1   | 1000
2021-03-21 | a2   | 3000
2021-03-21 | b1   | 4000
2021-03-21 | c1   | 2000
"""
WORLD = {"places": PLACES, "population": POPULATION}


@dataclass(frozen=True)
class Rule:
    """`lake` is given beside the three areas, or in place of them where it has tables of the same name."""

    title: str
    text: str
    ask: str
    answer: str
    lake: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, str]:
        return {**WORLD, **self.lake}

    def snapshot(self, folder: Path) -> Snapshot:
        return tiny_lake(folder, **self.tables)

    def check(self, basis: Basis) -> None:
        """Fails with both tables drawn where the answer is another."""
        expected = rows_of(self.answer)
        got = asked(basis, self.ask)
        columns = list(expected[0])
        same = len(got) == len(expected) and all(
            agrees(row.get(name), wanted[name]) for row, wanted in zip(got, expected, strict=True) for name in columns
        )
        if not same:
            pytest.fail(f"{self.title}\n\n{self.ask}\n\nexpected\n{self.answer}\ngot\n{drawn(got, columns)}")


def asked(basis: Basis, question: str) -> list[dict[str, Any]]:
    """The records that `saferplan measure` would print."""
    commands = argparse.ArgumentParser().add_subparsers()
    measure.add_parser(commands)
    options = commands.choices["measure"].parse_args(question.split())
    return [record.as_record() for record in measure.measured_records(basis, options)]


def agrees(value: Any, wanted: str | None) -> bool:
    """A number agrees where it rounds to what is written; text must be the same, and a dash is nothing at all."""
    if wanted is None or value is None:
        return value in (None, "") and wanted is None
    if isinstance(value, str):
        return value == wanted
    decimals = len(wanted.partition(".")[2])
    return abs(value - float(wanted)) <= 0.5 * 10**-decimals + 1e-9


def table_titles(rule: Rule) -> Sequence[str]:
    """The tables that the rule itself gives, in order."""
    return [name for name in rule.lake if rule.lake[name].strip()]
