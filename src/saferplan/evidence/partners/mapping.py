"""Brings the tables of a partner's file to the canonical incident, as its mapping profile says.

What the rows name (people, addresses) comes apart from what they say: the first goes to the keeper of identities, the
second, with keys in its stead, to the lake.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.partners.cells import cells_of
from saferplan.evidence.partners.code_lists import offence_group
from saferplan.evidence.partners.fields import TIMES, all_fields
from saferplan.evidence.partners.giveaways import giveaways
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Keys, Subject
from saferplan.evidence.partners.persons import is_child, persons_of, places_of
from saferplan.evidence.partners.points import HOMES, REFUGE, Postcodes, points_of, refuges
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.reading.tables import FoundTable
from saferplan.evidence.partners.texts import Flags, is_known, one_of, per_distinct, without
from saferplan.evidence.sources.base import RejectedRow
from saferplan.evidence.sources.records import Sieve, rows_for
from saferplan.evidence.tables import PARTNER_INCIDENTS

Values = dict[str, pa.Array]


@dataclass
class Mapped:
    """What a file says, brought to the canonical incident.

    `rows`: sound rows in the columns of partner_incidents, without keys, areas or extract. `persons`, `places`: whom
    and which addresses they name (PERSONS, PLACES), by position in `rows`. `lines`: line of each row. `left_empty`:
    by heading, cells of personal details that were not understood. `sheets`: how many rows are of each table.
    """

    rows: pa.Table
    persons: pa.Table
    places: pa.Table
    lines: NDArray[np.int64]
    rows_read: int
    rejected: list[RejectedRow] = field(default_factory=list)
    left_empty: dict[str, int] = field(default_factory=dict)
    sheets: tuple[int, ...] = ()

    def leave_out(self, which: Flags) -> None:
        """Takes rows away, and whom they name."""
        kept = pa.array(~which)
        position = np.cumsum(~which) - 1
        self.rows, self.lines = self.rows.filter(kept), self.lines[~which]
        self.persons, self.places = (
            _renumbered(table.filter(pa.array(~which[table["row"].to_numpy()])), position)
            for table in (self.persons, self.places)
        )

    def with_keys(self, keys: Keys) -> pa.Table:
        """The rows with the pseudonyms that the keeper of identities gave."""
        subjects = self.persons["subject"].combine_chunks()
        rows = self.rows
        for subject in Subject:
            own = one_of(subjects, [subject])
            at = self.persons["row"].combine_chunks().filter(pa.array(own))
            rows = _put(rows, f"{subject}_key", at, _flat(keys.persons).filter(pa.array(own)))
        return _put(rows, "address_key", self.places["row"].combine_chunks(), _flat(keys.places))


def map_tables(
    profile: Profile, tables: Sequence[FoundTable], *, now: datetime, postcodes: Postcodes | None = None
) -> Mapped:
    """Every table has the columns of the profile. `now`: local time; nothing in a file is later."""
    parts = [_map_table(profile, table, now, postcodes) for table in tables]
    starts = np.cumsum([0, *(part.rows.num_rows for part in parts)])
    left_empty: dict[str, int] = {}
    for part in parts:
        for heading, count in part.left_empty.items():
            left_empty[heading] = left_empty.get(heading, 0) + count
    return Mapped(
        pa.concat_tables([part.rows for part in parts]).combine_chunks(),
        _moved(PERSONS, [part.persons for part in parts], starts),
        _moved(PLACES, [part.places for part in parts], starts),
        np.concatenate([part.lines for part in parts]),
        sum(part.rows_read for part in parts),
        [row for part in parts for row in part.rejected],
        left_empty,
        tuple(part.rows.num_rows for part in parts),
    )


def _map_table(profile: Profile, table: FoundTable, now: datetime, postcodes: Postcodes | None) -> Mapped:
    records = table.records
    sieve = Sieve(records)
    left_empty: dict[str, int] = {}
    values: Values = {}
    for rule in profile.columns:
        cells = cells_of(rule, table, now)
        if rule.field.faulty == "reject":
            sieve.reject(cells.faulty, rule.headings[0], cells.should)
        elif cells.faulty.any():
            left_empty[rule.shown] = int(cells.faulty.sum())
        values[rule.field.name] = cells.values
    _add_constants(profile, values, len(records))
    for heading, telling, reason in giveaways(profile, values):
        sieve.reject(telling, heading, reason)
    _check_rows(profile, sieve, values)
    points = points_of(values, len(records), postcodes)
    for name, faulty, should in points.faults:
        sieve.reject(faulty, profile.rules[name].headings[0], should)
    values |= _of_points(points.metres, points.precision)
    _hide_refuges(values, refuges(values, len(records)))
    if not sieve.ok.all():
        sound = pa.array(sieve.ok)
        values = {name: column.filter(sound) for name, column in values.items()}
    mapped = _mapped_rows(profile, values, sieve.kept())
    mapped.lines = records.lines[sieve.ok]
    mapped.rejected = [*records.misshapen, *sieve.faults]
    mapped.rows_read = len(records) + len(records.misshapen)
    mapped.left_empty = left_empty
    return mapped


def _add_constants(profile: Profile, values: Values, length: int) -> None:
    for name, value in profile.constants.items():
        kind = pa.bool_() if all_fields()[name].kind == "yes-no" else pa.string()
        values[name] = pa.repeat(pa.scalar(value, kind), length)


def _check_rows(profile: Profile, sieve: Sieve, values: Values) -> None:
    """What every row needs, and what holds between its cells."""
    for name in (name for name, one in all_fields().items() if one.needed):
        sieve.reject(~is_known(values[name]), profile.rules[name].headings[0], "is empty")
    if "kind" in profile.rules:
        sieve.reject(~is_known(values["kind"]), profile.rules["kind"].headings[0], "is empty")
    times = [name for name in TIMES if name in values]
    known = np.logical_or.reduce([is_known(values[name]) for name in times])
    sieve.reject(~known, profile.rules[times[0]].headings[0], "is empty, and no other column tells the month")
    if "from_time" in values and "to_time" in values:
        falls = pc.call_function("less", [values["to_time"], values["from_time"]]).fill_null(False)
        disorder = np.asarray(falls.to_numpy(zero_copy_only=False), dtype=bool)
        heading = profile.rules["to_time"].headings[0]
        sieve.reject(disorder, heading, f"is before {profile.rules['from_time'].shown}")


def _of_points(metres: NDArray[np.float64], precision: pa.Array) -> Values:
    easting, northing = (pa.array(metres[:, at], mask=np.isnan(metres[:, at])) for at in (0, 1))
    return {"easting": easting, "northing": northing, "place_precision": precision}


def _hide_refuges(values: Values, hidden: Flags) -> None:
    """No point, no area, no address of anybody in the row: a refuge is never to be found by this."""
    if not hidden.any():
        return
    kinds = values.get("location_kind", pa.nulls(len(hidden), pa.string()))
    values["location_kind"] = pc.call_function("if_else", [pa.array(hidden), pa.scalar(REFUGE), kinds])
    own = ("easting", "northing", "place_precision", "lsoa_code", "ward_code")
    homes = [f"{owner}.{part}" for owner in HOMES for part in ("address", "postcode", "uprn")]
    for name in {*own, *homes} & values.keys():
        values[name] = without(values[name], hidden)


def _mapped_rows(profile: Profile, values: Values, length: int) -> Mapped:
    told = [values[name] for name in TIMES if name in values]
    when = (pc.call_function("coalesce", told) if len(told) > 1 else told[0]).to_numpy(zero_copy_only=False)
    months = when.astype("datetime64[M]")
    expiry: dict[str, pa.Array] = {
        Subject.VICTIM: _months_later(months, profile.retention_months),
        Subject.SUSPECT: _months_later(months, profile.suspect_retention_months),
    }
    happened = values["from_time"].to_numpy(zero_copy_only=False) if "from_time" in values else when
    days = np.where(np.isnat(happened), when, happened).astype("datetime64[D]")
    if "offence_code" in values:
        values["offence_group"] = _groups(values)
    shorter = profile.suspect_retention_months < profile.retention_months
    columns: dict[str, Any] = {name: values[name] for name in PARTNER_INCIDENTS.column_names if name in values}
    columns |= {
        "feed": profile.feed,
        "agency": profile.agency,
        "agency_kind": profile.agency_kind,
        "month": pa.array(np.datetime_as_string(months, unit="M"), pa.string()),
        "victim_is_child": is_child(Subject.VICTIM, values, days),
        "suspect_is_child": is_child(Subject.SUSPECT, values, days),
        "expires_on": expiry[Subject.VICTIM],
        "suspect_expires_on": expiry[Subject.SUSPECT] if shorter else None,
    }
    values |= {f"{subject}.is_child": columns[f"{subject}_is_child"] for subject in Subject}
    return Mapped(
        rows_for(PARTNER_INCIDENTS, length, **columns),
        persons_of(profile, values, expiry),
        places_of(profile, values, expiry[Subject.VICTIM]),
        np.empty(0, dtype=np.int64),
        length,
    )


def _months_later(months: NDArray[np.datetime64], number: int) -> pa.Array:
    """The last day of the month so many months after each."""
    end = (months + np.timedelta64(number + 1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return pa.array(end, pa.date32())


def _groups(values: Values) -> pa.Array:
    """Groups that the file tells, and where it does not, those of the offence codes."""
    by_code = per_distinct(values["offence_code"], offence_group, pa.string())
    told = values.get("offence_group")
    return by_code if told is None else pc.call_function("coalesce", [told, by_code])


def _renumbered(table: pa.Table, position: NDArray[np.int64]) -> pa.Table:
    return table.set_column(0, table.schema.field(0), pa.array(position[table["row"].to_numpy()])).combine_chunks()


def _moved(schema: pa.Schema, parts: Sequence[pa.Table], starts: NDArray[np.int64]) -> pa.Table:
    """The parts as one, with rows counted through all of them."""
    shifted = [
        part.set_column(0, "row", pa.array(part["row"].to_numpy() + start)).cast(schema)
        for part, start in zip(parts, starts, strict=False)
    ]
    return pa.concat_tables(shifted).combine_chunks()


def _flat(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _put(rows: pa.Table, column: str, at: pa.Array, keys: pa.Array) -> pa.Table:
    """The keys in the rows that they are of; a row that names several of one kind has the first's."""
    found: NDArray[Any] = np.full(rows.num_rows, None, dtype=object)
    found[at.to_numpy()[::-1]] = keys.to_numpy(zero_copy_only=False)[::-1]
    place = rows.schema.get_field_index(column)
    return rows.set_column(place, rows.schema.field(place), pa.array(found, pa.string()))
