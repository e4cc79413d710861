"""Invented people as tables that a person can read, and what linkage makes of them."""

from datetime import date
from typing import Any

import pyarrow as pa

from saferplan.identities.linkage.linkage import DECISIONS, Linkage, link_people
from saferplan.identities.linkage.model import people_model
from saferplan.identities.linkage.prepare import PEOPLE


def rows_of(table: str) -> list[dict[str, Any]]:
    """Rows of an ASCII table whose first line names the columns; a dot is an empty cell."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()]
    headings, *rows = [cells for cells in lines if not set("".join(cells)) <= set("-")]
    return [
        {name: None if cell in ("", ".") else cell for name, cell in zip(headings, row, strict=True)} for row in rows
    ]


def people(table: str) -> pa.Table:
    """PEOPLE of an ASCII table; columns that it lacks are empty. The key is `key`, else the row's number."""
    rows = []
    for at, row in enumerate(rows_of(table)):
        born = row.get("born")
        told = {name: row.get(name) for name in PEOPLE.names}
        told |= {
            "person_key": row.get("key") or f"{at:03d}",
            "date_of_birth": date.fromisoformat(born) if born else None,
        }
        rows.append(told)
    return pa.Table.from_pylist(rows, PEOPLE)


def decisions(*pairs: tuple[str, str, bool]) -> pa.Table:
    """(a, b, same), oldest first."""
    return pa.Table.from_pylist([dict(zip(DECISIONS.names, pair, strict=True)) for pair in pairs], DECISIONS)


def linked(table: str, *decided: tuple[str, str, bool]) -> Linkage:
    return link_people(people(table), people_model(), decisions(*decided))


def groups(linkage: Linkage) -> set[frozenset[str]]:
    """Clusters as sets of keys."""
    held: dict[int, set[str]] = {}
    for row in linkage.clusters.to_pylist():
        held.setdefault(row["cluster"], set()).add(row["person_key"])
    return {frozenset(keys) for keys in held.values()}


def pair(linkage: Linkage, a: str, b: str) -> dict[str, Any]:
    """The pair of two keys, or an empty record."""
    wanted = {a, b}
    return next((row for row in linkage.pairs.to_pylist() if {row["person_a"], row["person_b"]} == wanted), {})
