"""The people and addresses that rows name, for the keeper of identities, and who of them was a child at the time."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.partners.fields import PLACE
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Subject
from saferplan.evidence.partners.names import Names, names_of, somebody
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.texts import Flags, is_known, without

Values = Mapping[str, pa.Array]
ADULT = 18
"""Years: Children Act 1989, section 105(1)."""
# By themselves these tell nobody: a household of ten shares them, or half of the town.
NOT_ENOUGH_ALONE = ("sex", "postcode", "is_child", "expires_on", "row", "subject")


def persons_of(profile: Profile, values: Values, expiry: Mapping[str, pa.Array]) -> pa.Table:
    """A row of PERSONS for each victim and suspect of the rows that something tells of. `expiry`: by subject."""
    length = len(expiry[Subject.VICTIM])
    named = [subject for subject in Subject if profile.names(subject)]
    return pa.concat_tables(
        [PERSONS.empty_table(), *(_persons(subject, profile, values, expiry[subject], length) for subject in named)]
    )


def _persons(subject: Subject, profile: Profile, values: Values, expires_on: pa.Array, length: int) -> pa.Table:
    names = _names(subject, profile, values)
    columns: dict[str, pa.Array | None] = {name: values.get(f"{subject}.{name}") for name in PERSONS.names}
    columns |= {
        "row": pa.array(np.arange(length)),
        "subject": pa.repeat(pa.scalar(str(subject)), length),
        "forenames": names.forenames if names else None,
        "surname": names.surname if names else None,
        "expires_on": expires_on,
    }
    arrays = [_column(columns[field.name], field.type, length) for field in PERSONS]
    table = pa.table(arrays, schema=PERSONS)
    return table.filter(pa.array(_any_told(table, NOT_ENOUGH_ALONE)))


def _names(subject: Subject, profile: Profile, values: Values) -> Names | None:
    whole = profile.rules.get(f"{subject}.full_name")
    if whole:
        return names_of(values[f"{subject}.full_name"], surname_first=whole.surname_first)
    parts = [values.get(f"{subject}.{name}") for name in ("forenames", "surname")]
    forenames, surname = (None if one is None else somebody(one) for one in parts)
    told = forenames if forenames is not None else surname
    if told is None:
        return None
    nothing = pa.nulls(len(told), pa.string())
    return Names(nothing if forenames is None else forenames, nothing if surname is None else surname)


def places_of(profile: Profile, values: Values, expires_on: pa.Array) -> pa.Table:
    """A row of PLACES for each row with an address or a UPRN."""
    length = len(expires_on)
    if not profile.names(PLACE):
        return PLACES.empty_table()
    columns = {name: values.get(f"{PLACE}.{name}") for name in ("address", "postcode", "uprn")}
    columns |= {"row": pa.array(np.arange(length)), "expires_on": expires_on}
    table = pa.table([_column(columns[field.name], field.type, length) for field in PLACES], schema=PLACES)
    return table.filter(pa.array(_any_told(table, ("row", "postcode", "expires_on"))))


def _column(values: pa.Array | None, kind: pa.DataType, length: int) -> pa.Array:
    return pa.nulls(length, kind) if values is None else values.cast(kind)


def _any_told(table: pa.Table, left_out: tuple[str, ...]) -> Flags:
    told = [is_known(table[name].combine_chunks()) for name in table.column_names if name not in left_out]
    return np.logical_or.reduce(told) if table.num_rows else np.zeros(0, dtype=bool)


def is_child(subject: Subject, values: Values, days: NDArray[np.datetime64]) -> pa.Array:
    """Whether the person was under 18 on the day of each row: by date of birth, else age, else the file's own flag."""
    length = len(days)
    found = _column(values.get(f"{subject}.is_child"), pa.bool_(), length)
    age = values.get(f"{subject}.age")
    if age is not None:
        found = _preferred(_is_below_age(age), is_known(age), found)
    born = values.get(f"{subject}.date_of_birth")
    if born is not None:
        found = _preferred(under_18(born.to_numpy(zero_copy_only=False), days), is_known(born) & ~np.isnat(days), found)
    return found


def _is_below_age(age: pa.Array) -> Flags:
    return np.nan_to_num(age.to_numpy(zero_copy_only=False), nan=ADULT) < ADULT


def _preferred(values: Flags, where: Flags, otherwise: pa.Array) -> pa.Array:
    return pc.call_function("coalesce", [without(pa.array(values), ~where), otherwise])


def under_18(born: NDArray[np.datetime64], days: NDArray[np.datetime64]) -> Flags:
    """As mentions.is_child_on, for whole columns; False where either day is not known."""
    years = days.astype("datetime64[Y]").astype(np.int64) - born.astype("datetime64[Y]").astype(np.int64)
    before_birthday = _day_of_year(days) < _day_of_year(born)
    return ~np.isnat(born) & ~np.isnat(days) & (years - before_birthday < ADULT)


def _day_of_year(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Month and day as one number, so that 29 February comes after 28 February and before 1 March in every year."""
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    day = (days.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    return month * 32 + day
