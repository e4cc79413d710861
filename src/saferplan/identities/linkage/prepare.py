"""Records of people made ready to be compared, in DuckDB: a numbered row for each, names, dates and keys taken apart.

Names are worked on once for each distinct spelling; the rest is SQL, so that a million records take seconds.
"""

from collections.abc import Callable, Iterator

import duckdb
import pyarrow as pa

from saferplan.identities.folding import column_folded, folded_email, folded_phone, folded_postcode, folded_uprn
from saferplan.identities.linkage import names
from saferplan.identities.linkage.model import Model

PEOPLE = pa.schema(
    [
        pa.field("person_key", pa.string()),
        pa.field("forenames", pa.string()),
        pa.field("surname", pa.string()),
        pa.field("date_of_birth", pa.date32()),
        pa.field("address", pa.string()),
        pa.field("postcode", pa.string()),
        pa.field("uprn", pa.string()),
        pa.field("phone", pa.string()),
        pa.field("email", pa.string()),
    ]
)
"""What linkage reads of a person, a row for each key. Further columns are passed over. Sex is not read: it may be
recorded in one way here and another there, and nobody's link may hang on it.
"""

# Dates that systems write where none is known: those before this year, and 1 January of any year as to the day.
EARLIEST_BIRTH_YEAR = 1905

_PREPARED = """
create or replace table prepared as
with names as (
    select people.id, forename.* exclude (given), surname.* exclude (given)
    from people
    left join forename_of as forename on forename.given = people.forenames
    left join surname_of as surname on surname.given = people.surname
), common as (
    select forename, count(*) as number from names where forename is not null group by forename
), common_surnames as (
    select surname, count(*) as number from names where surname is not null group by surname
), dated as (
    select id, case when year(date_of_birth) >= {earliest} then date_of_birth end as born from people
)
select
    people.id,
    names.forename, names.forenames, names.forename_sound, names.forename_forms,
    names.forename_is_known, common.number as forename_number,
    common_surnames.number as surname_number,
    names.surname, names.surname_parts, names.surname_sound, names.surname_kin, names.surname_forms,
    least(names.forename_kin, names.surname_kin) || ' ' || greatest(names.forename_kin, names.surname_kin) as kin,
    least(names.forename[1], names.surname[1]) || greatest(names.forename[1], names.surname[1]) as initials,
    born as date_of_birth,
    case when strftime(born, '%m%d') != '0101' then born end as date_of_birth_sure,
    year(born)::integer as birth_year,
    strftime(born, '%m%d') as birth_day,
    strftime(born, '%Y%m%d') as birth_digits,
    people.uprn, people.postcode,
    regexp_extract(lower(people.address), '[0-9]+[a-z]? [a-z]+') as street,
    coalesce(
        nullif(array_to_string(list_sort(regexp_extract_all(lower(people.address), '[0-9]+[a-z]?\\b')), ' '), ''),
        regexp_extract(lower(people.address), '[a-z]+')
    ) as house,
    people.phone, people.email
from people join names using (id) join dated using (id) left join common on common.forename = names.forename
left join common_surnames on common_surnames.surname = names.surname
"""


def prepare(connection: duckdb.DuckDBPyConnection, people: pa.Table, model: Model) -> None:
    """Makes the tables `people` (id, person_key) and `prepared`; ids follow the order of keys, so that runs repeat."""
    _register_people(connection, people)
    _register_names(connection, people)
    connection.execute(_PREPARED.format(earliest=EARLIEST_BIRTH_YEAR))
    block(connection, model)


def _register_people(connection: duckdb.DuckDBPyConnection, people: pa.Table) -> None:
    folds: dict[str, Callable[[str], str]] = {
        "postcode": folded_postcode,
        "uprn": folded_uprn,
        "phone": folded_phone,
        "email": folded_email,
    }
    columns = {name: _one(people, name) for name in PEOPLE.names}
    columns |= {name: column_folded(columns[name], fold) for name, fold in folds.items()}
    connection.register("given_people", pa.table(columns))
    connection.execute(
        "create or replace table people as"
        " select (row_number() over (order by person_key) - 1)::integer as id, * from given_people"
    )
    connection.unregister("given_people")


def _one(people: pa.Table, name: str) -> pa.Array:
    column = people[name].cast(PEOPLE.field(name).type)
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


_WORDS = pa.list_(pa.string())
_FORENAME_OF = pa.schema(
    {
        "given": pa.string(),
        "forename": pa.string(),
        "forenames": _WORDS,
        "forename_sound": pa.string(),
        "forename_kin": pa.string(),
        "forename_forms": _WORDS,
        "forename_is_known": pa.bool_(),
    }
)
_SURNAME_OF = pa.schema(
    {
        "given": pa.string(),
        "surname": pa.string(),
        "surname_parts": _WORDS,
        "surname_sound": pa.string(),
        "surname_kin": pa.string(),
        "surname_forms": _WORDS,
    }
)


def _register_names(connection: duckdb.DuckDBPyConnection, people: pa.Table) -> None:
    known = names.known_names()
    forenames = [(given, *name, name.first in known) for given, name in _distinct(people, "forenames", names.forename)]
    surnames = [(given, *name) for given, name in _distinct(people, "surname", names.surname)]
    for table, rows, schema in (("forename_of", forenames, _FORENAME_OF), ("surname_of", surnames, _SURNAME_OF)):
        columns = list(zip(*rows, strict=True)) or [[]] * len(schema)
        connection.register("given_names", pa.table(dict(zip(schema.names, columns, strict=True)), schema))
        connection.execute(f"create or replace table {table} as from given_names")
        connection.unregister("given_names")


def _distinct(
    people: pa.Table, column: str, told: Callable[[str], names.Name | None]
) -> Iterator[tuple[str, names.Name]]:
    for given in people[column].unique().to_pylist():
        if given and (name := told(given)):
            yield given, name


def block(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Adds a column to `prepared` for each blocking key: a number, null where a part is unknown or many share it."""
    for at, key in enumerate(model.blocking):
        told = " and ".join(f"{part} is not null" for part in key.of)
        connection.execute(f"alter table prepared add column block_{at} ubigint")
        connection.execute(
            f"update prepared set block_{at} = keyed.hashed from"
            f" (select id, hash({', '.join(key.of)}) as hashed, count(*) over (partition by hashed) as shared"
            f" from prepared where {told}) as keyed"
            f" where keyed.id = prepared.id and keyed.shared between 2 and {key.at_most}"
        )
