"""What a pseudonym of a person is made of: the agency's own number of the person, or the details that it gave.

Agency and subject are always part of it: no two agencies' persons, and no victim and suspect, ever share a key. Who is
the same across agencies is worked out by linkage, under a recorded purpose.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.mentions import PERSONS, Feed
from saferplan.identities.folding import (
    column_folded,
    folded,
    folded_email,
    folded_phone,
    folded_postcode,
    folded_reference,
    folded_uprn,
)

# Between the parts of a basis: folding leaves no such letter in any of them.
SEPARATOR = "\x1f"
DETAILS = (
    "person_reference",
    "forenames",
    "surname",
    "date_of_birth",
    "sex",
    "address",
    "postcode",
    "uprn",
    "phone",
    "email",
)
"""What is kept of a person, sealed."""
_FOLDS = {
    "forenames": folded,
    "surname": folded,
    "address": folded,
    "postcode": folded_postcode,
    "uprn": folded_uprn,
    "phone": folded_phone,
    "email": folded_email,
}


def person_bases(feed: Feed, persons: pa.Table) -> pa.Array:
    """For each mention the text that its key is made of; null where nothing tells one person from others.

    A bare name does not: two John Smiths who complain to one landlord are no repeat victim. Nor does a date of birth,
    or an address, alone.
    """
    check_columns(persons, PERSONS)
    agency, subject = folded(feed.agency), persons["subject"].combine_chunks()
    reference = column_folded(persons["person_reference"].combine_chunks(), folded_reference)
    told = {name: column_folded(persons[name].combine_chunks(), fold) for name, fold in _FOLDS.items()}
    told["date_of_birth"] = persons["date_of_birth"].combine_chunks().cast(pa.string())
    by_reference = _joined("person by reference", agency, subject, reference)
    by_details = _joined("person by details", agency, subject, *told.values())
    chosen = pa.StructArray.from_arrays(
        [reference.is_valid(), pa.array(_tells_one_person(told))], ["number", "details"]
    )
    return pc.call_function("case_when", [chosen, by_reference, by_details])


def _joined(kind: str, agency: str, *columns: pa.Array) -> pa.Array:
    parts = [pa.scalar(f"{kind}{SEPARATOR}{agency}"), *columns, pa.scalar(SEPARATOR)]
    options = pc.JoinOptions(null_handling="replace", null_replacement="")
    return pc.call_function("binary_join_element_wise", parts, options)


def _tells_one_person(told: dict[str, pa.Array]) -> np.ndarray:
    has = {name: column.is_valid().to_numpy(zero_copy_only=False) for name, column in told.items()}
    home = has["address"] | has["uprn"]
    named = (has["forenames"] | has["surname"]) & (has["date_of_birth"] | home | has["postcode"])
    return named | has["phone"] | has["email"] | (has["date_of_birth"] & home)


def check_columns(rows: pa.Table, wanted: pa.Schema) -> None:
    """Raises ValueError where the columns or their types are not those of the contract: a fault of the caller."""
    if rows.schema.remove_metadata() != wanted:
        raise ValueError(f"mentions have other columns than {', '.join(wanted.names)}")


def one_row_each(persons: pa.Table, keys: pa.Array, bases: pa.Array) -> pa.Table:
    """A row for each key: of each detail the last that was told; a child where any mention is of one."""
    named = persons.append_column("person_key", keys).append_column("basis", bases).filter(keys.is_valid())
    last = [(column, "last") for column in ("subject", "basis", *DETAILS)]
    merged = named.group_by("person_key", use_threads=False).aggregate(
        [*last, ("is_child", "max"), ("expires_on", "max")]
    )
    return merged.rename_columns([name.removesuffix("_last").removesuffix("_max") for name in merged.column_names])
