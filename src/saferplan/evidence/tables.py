"""The column contract of every dataset in the lake: name, type, unit, meaning, open or restricted.

Contracts are data: `contracts/*.toml` for what publishers give in formats of their own, `sources/templates/*.toml` for
what a partner fills in. A load replaces whole slices of a table. `replaced_by` names the columns whose values make a
slice: (publisher, month) for incidents, the edition for everything that is published as one piece.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pyarrow as pa

TEXT, WHOLE, DECIMAL, DATE = pa.string(), pa.int64(), pa.float64(), pa.date32()
# How contracts name the types of columns. Times are local times, as records give them, without a zone.
TYPES = {
    "text": TEXT,
    "name": TEXT,
    "area-code": TEXT,
    "month": TEXT,
    "period": TEXT,
    "whole": WHOLE,
    "decimal": DECIMAL,
    "date": DATE,
    "time": pa.timestamp("us"),
    "yes-no": pa.bool_(),
    "bytes": pa.binary(),
}
CONTRACTS = files("saferplan.evidence").joinpath("contracts")
TEMPLATES = files("saferplan.evidence").joinpath("sources", "templates")
# Files of contracts, in the order in which the reference lists their tables.
SUBJECTS = ("police", "partners", "areas", "people", "figures", "loads", "forgetting")
SHARED = "shared"


class Openness(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Retention:
    """How long rows of a restricted table are kept: `months` from the day or the end of the month in `counted_from`.

    Where the rows themselves hold the day on which they expire, that is `counted_from`, and `months` is None.
    """

    counted_from: str
    reason: str
    months: int | None = None


@dataclass(frozen=True)
class Table:
    """`purposes`: what a restricted table may be read for, and nothing else. `retention`: of every restricted table.

    `title` says what a row is to who reads the lake, `plain_title` what the table holds to everybody else.
    """

    name: str
    title: str
    plain_title: str
    replaced_by: tuple[str, ...]
    columns: tuple[Column, ...]
    partitioned_by: tuple[str, ...] = ()
    openness: Openness = Openness.OPEN
    purposes: tuple[str, ...] = ()
    retention: Retention | None = None

    @property
    def is_restricted(self) -> bool:
        return self.openness is Openness.RESTRICTED

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def declarations(folder: Traversable) -> dict[str, dict[str, Any]]:
    """What each TOML file of the folder declares, by the file's name without its ending."""
    found = {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}
    return {name: tomllib.loads(file.read_text(encoding="utf-8")) for name, file in sorted(found.items())}


def table_declared(name: str, declared: dict[str, Any], shared: dict[str, Column]) -> Table:
    """A table of its declaration. A column is declared in full, or named where `shared` has it."""
    columns = (shared[one] if isinstance(one, str) else column_declared(one) for one in declared["columns"])
    return Table(
        name,
        declared["title"],
        declared.get("plain_title", declared["title"].partition(", a row ")[0]),
        tuple(declared["replaced_by"]),
        tuple(columns),
        tuple(declared.get("partitioned_by", ())),
        Openness(declared.get("openness", "open")),
        tuple(declared.get("purposes", ())),
        Retention(**declared["retention"]) if "retention" in declared else None,
    )


def column_declared(declared: dict[str, Any]) -> Column:
    return Column(declared["name"], TYPES[declared["type"]], declared["meaning"], declared.get("unit", ""))


def table_of_template(name: str) -> str:
    return name.replace("-", "_")


def _all_tables() -> Iterator[Table]:
    contracts = declarations(CONTRACTS)
    shared = {name: column_declared({"name": name} | one) for name, one in contracts[SHARED].items()}
    for subject in SUBJECTS:
        for name, declared in contracts[subject].items():
            yield table_declared(name, declared, shared)
    for name, declared in declarations(TEMPLATES).items():
        yield table_declared(table_of_template(name), declared, shared)


ALL_TABLES = {table.name: table for table in _all_tables()}

INCIDENTS = ALL_TABLES["incidents"]
OUTCOMES = ALL_TABLES["outcomes"]
STOP_AND_SEARCH = ALL_TABLES["stop_and_search"]
PARTNER_INCIDENTS = ALL_TABLES["partner_incidents"]
EXTRACT_QUALITY = ALL_TABLES["extract_quality"]
PEOPLE_COUNTS = ALL_TABLES["people_counts"]
AREAS = ALL_TABLES["areas"]
AREA_LINKS = ALL_TABLES["area_links"]
BOUNDARIES = ALL_TABLES["boundaries"]
POPULATION = ALL_TABLES["population"]
POPULATION_BY_AGE = ALL_TABLES["population_by_age"]
HOUSEHOLDS = ALL_TABLES["households"]
DEPRIVATION = ALL_TABLES["deprivation"]
RURAL_URBAN = ALL_TABLES["rural_urban"]
RECORDED_CRIME = ALL_TABLES["recorded_crime"]
AREA_COUNTS = ALL_TABLES["area_counts"]
AREA_PROFILES = ALL_TABLES["area_profiles"]
REJECTED = ALL_TABLES["rejected"]
EXTRACTS = ALL_TABLES["extracts"]
ERASURES = ALL_TABLES["erasures"]
ERASURE_PROOFS = ALL_TABLES["erasure_proofs"]
SUPPRESSED = ALL_TABLES["suppressed"]
