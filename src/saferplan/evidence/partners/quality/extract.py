"""One partner's file as its mapping read it: what the measures of quality are taken of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.sources.base import RejectedRow

# Beside a name, one of these tells two people of that name apart.
_TELLS_APART = ("date_of_birth", "address", "postcode", "uprn", "phone", "email")


@dataclass(frozen=True)
class Extract:
    """`rows` has the columns of partner_incidents, `lines` and `sheets` the place in the file of each of its rows.

    `persons` and `places` are who and what the file names (PERSONS, PLACES; `row` is a position in `rows`); None where
    the rows come from the lake, which holds keys in their stead. `rejected` are rows that were not loaded, `left_empty`
    counts cells that were not understood, by heading. `promised` has the heading of every field that the profile fills
    from a column. `released` is the file's own time stamp, local.
    """

    feed: str
    agency: str
    file: str
    extract_id: str
    released: datetime
    rows_read: int
    rows: pa.Table
    lines: np.ndarray
    sheets: Sequence[str] = ()
    persons: pa.Table | None = None
    places: pa.Table | None = None
    rejected: Sequence[RejectedRow] = ()
    left_empty: Mapping[str, int] = field(default_factory=dict)
    promised: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.rows.num_rows

    def column(self, name: str) -> pa.Array:
        return self.rows[name].combine_chunks()

    def people(self, subject: Subject) -> pa.Table | None:
        """The persons that rows name as `subject`."""
        if self.persons is None:
            return None
        return self.persons.filter(pc.call_function("equal", [self.persons["subject"], pa.scalar(str(subject))]))

    @cached_property
    def victims(self) -> pa.Array:
        """Who each row's victim is, in letters that mean nothing outside this extract; null where nothing tells."""
        return self._who(Subject.VICTIM)

    @cached_property
    def suspects(self) -> pa.Array:
        return self._who(Subject.SUSPECT)

    def _who(self, subject: Subject) -> pa.Array:
        people = self.people(subject)
        if people is None:
            return self.column(f"{subject}_key")
        return _scattered(_details(people), people["row"], len(self))

    @cached_property
    def where(self) -> pa.Array:
        """The place of each row: its address, or else its point; null where neither is known."""
        if self.places is None:
            address = self.column("address_key")
        else:
            parts = [_folded(self.places[name]) for name in ("address", "postcode", "uprn")]
            known = pc.call_function("or_kleene", [parts[0].is_valid(), parts[2].is_valid()])
            address = _scattered(_only(_joined(parts), known), self.places["row"], len(self))
        point = _joined([self.column(name).cast(pa.string()) for name in ("easting", "northing")])
        point = _only(point, self.column("easting").is_valid())
        return pc.call_function("coalesce", [address, point])


def _details(people: pa.Table) -> pa.Array:
    """The agency's own number of a person, or a name with what tells people of that name apart, or nothing."""
    name = [_folded(people[column]) for column in ("surname", "forenames")]
    rest = [_folded(people[column]) for column in _TELLS_APART]
    told_apart = rest[0].is_valid()
    for one in rest[1:]:
        told_apart = pc.call_function("or", [told_apart, one.is_valid()])
    named = _only(_joined([*name, *rest]), pc.call_function("and", [name[0].is_valid(), told_apart]))
    return pc.call_function("coalesce", [_folded(people["person_reference"]), named])


def _folded(column: pa.ChunkedArray) -> pa.Array:
    texts = column.cast(pa.string()).combine_chunks()
    return pc.call_function("utf8_lower", [pc.call_function("utf8_trim_whitespace", [texts])])


def _joined(parts: Sequence[pa.Array]) -> pa.Array:
    return pc.call_function("binary_join_element_wise", [*(part.fill_null("") for part in parts), pa.scalar("\x1f")])


def _only(texts: pa.Array, where: pa.Array) -> pa.Array:
    return pc.call_function("if_else", [where, texts, pa.scalar(None, pa.string())])


def _scattered(values: pa.Array, rows: pa.ChunkedArray, length: int) -> pa.Array:
    """`values` at the positions `rows` of a column of so many; null elsewhere."""
    at = np.full(length, -1, dtype=np.int64)
    at[rows.to_numpy()] = np.arange(len(values))
    return values.take(pa.array(at, mask=at < 0))
