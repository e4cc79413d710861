"""Proposes what the values of a column of categories mean; shows those alone that cannot be of a person."""

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from saferplan.evidence.partners.code_lists import shipped_map
from saferplan.evidence.partners.fields import Field
from saferplan.evidence.partners.suggesting.likeness import SHIPPED_OF

# A value that stands in fewer rows may tell of somebody; a column of more values is no list of categories.
LEAST_ROWS_SHOWN = 5
MOST_VALUES_SHOWN = 60
LONGEST_SHOWN = 60
LEAST_LIKENESS = 88


@dataclass
class ValueMap:
    """`shipped`: name of a shipped map that knows every value. Else `known` by value, and `unknown` with their rows.

    `not_shown`: how many values, each in a few rows, are not repeated here.
    """

    shipped: str = ""
    known: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    not_shown: int = 0


def propose_map(texts: pa.Array, target: Field, *, by_shipped: bool = True) -> ValueMap | None:
    """For a field with a list of allowed values; None where its values stand for themselves or are no categories.

    `by_shipped`: whether a shipped map will do where it knows every value.
    """
    counted = {
        one["values"]: one["counts"] for one in pc.call_function("value_counts", [texts.drop_null()]).to_pylist()
    }
    meanings = {one.replace("-", " "): one for one in target.allowed}
    printed = {value: " ".join(value.casefold().split()) for value in counted}
    if all(one.replace("-", " ") in meanings for one in printed.values()) or len(counted) > MOST_VALUES_SHOWN:
        return None
    name = SHIPPED_OF.get(target.own_name, "")
    shipped = shipped_map(name) if name else {}
    if by_shipped and name and all(one in shipped for one in printed.values()):
        return ValueMap(shipped=name)
    found = ValueMap()
    for value, rows in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        meant = _meaning(printed[value], shipped | meanings)
        if rows < LEAST_ROWS_SHOWN or len(value) > LONGEST_SHOWN or not value.isprintable():
            found.not_shown += 1
        elif meant is None:
            found.unknown[value] = rows
        else:
            found.known[value] = meant
    return found


def _meaning(printed: str, known: dict[str, str]) -> str | None:
    if printed in known:
        return known[printed]
    close = process.extractOne(printed, list(known), scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS)
    return known[close[0]] if close else None
