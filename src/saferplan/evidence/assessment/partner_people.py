"""Repeat victims, agencies and tenure, out of what was released of partners' records: nothing restricted is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.people import newest
from saferplan.evidence.people.repeats import REPEATS, UNLINKED
from saferplan.evidence.people.words import ALL, group_title
from saferplan.evidence.rounding import base, middle

Row = dict[str, Any]


@dataclass(frozen=True)
class PartnerPeople:
    """The figures of one release; without any where nothing was released of the area and period."""

    rows: Sequence[Row]
    names: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def is_linked(self) -> bool:
        return bool(self.rows) and bool(self.rows[0]["run"])

    @property
    def repeats(self) -> str:
        """The finding that speaks of repeat victims as well as this release can."""
        return REPEATS if self.is_linked else UNLINKED

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str, str], Row]:
        return {(row["finding"], row["breakdown"], row["group"], row["measure"]): row for row in self.rows}

    def figure(self, finding: str, measure: str, breakdown: str = ALL, group: str = ALL) -> Row | None:
        return self._figures.get((finding, breakdown, group, measure))

    def value(self, finding: str, measure: str, breakdown: str = ALL, group: str = ALL) -> float | None:
        """None where the figure is withheld or was never worked out."""
        row = self.figure(finding, measure, breakdown, group)
        return row["value"] if row else None

    def groups(self, finding: str, breakdown: str, *, withheld: bool = False) -> list[Row]:
        """A record a group, in the order of the release: title, each measure, `low` and `high` of a share or rate.

        Counts that are withheld are None; `hidden` names those measures. Groups of which all is withheld are left out,
        unless `withheld` asks for them.
        """
        found: dict[str, Row] = {}
        for row in self.rows:
            if (row["finding"], row["breakdown"]) == (finding, breakdown) and row["group"]:
                group = row["group"]
                record = found.setdefault(group, {"group": group, "title": self.title(breakdown, group), "hidden": []})
                record[row["measure"]] = row["value"]
                if row["low"] is not None:
                    record |= {"low": row["low"], "high": row["high"]}
                record["hidden"] += [row["measure"]] if row["hidden"] else []
        fixed = len(("group", "title", "hidden"))
        return [record for record in found.values() if withheld or len(record["hidden"]) + fixed < len(record)]

    def title(self, breakdown: str, group: str) -> str:
        return self.names.get(group, group) if breakdown == "ward" else group_title(breakdown, group)


def share_of(part: float | None, whole: float | None) -> float | None:
    """A share of two released counts, from the middle of what each leaves open; None where either is withheld."""
    return None if part is None or not whole else float(min(middle(part) / middle(whole), 1.0))


def under() -> str:
    """What is printed in the place of a count that is withheld."""
    return f"under {base()}"


def partner_people(scope: Scope) -> PartnerPeople:
    names = scope.basis.geography.names
    return PartnerPeople(newest(scope.basis.snapshot, scope.unit, scope.period), names)
