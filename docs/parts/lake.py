"""The tables of the lake, and what is measured from them."""

import pyarrow as pa

from parts.grid import grid
from saferplan.evidence.measures.definition import Measure, all_measures
from saferplan.evidence.snapshot import LOADS_SCHEMA
from saferplan.evidence.sources.police_categories import crime_types
from saferplan.evidence.tables import ALL_TABLES, Table

TYPE_NAMES = {
    pa.string(): "text",
    pa.int64(): "whole number",
    pa.float64(): "number",
    pa.date32(): "date",
    pa.timestamp("us"): "time",
    pa.bool_(): "yes or no",
    pa.binary(): "bytes",
}
LOADS_MEANINGS = {
    "load_id": "number of the load, from 1",
    "loaded_at": "when it came into force, ISO 8601, UTC",
    "versions": "JSON: the version of every table that is in force from then on",
    "summary": "JSON: what `saferplan load --json` printed; of a row that removed others, `removed` says why",
    "generations": "JSON: the folder of each restricted table in force from then on; older ones are gone for good",
}


def tables_part() -> str:
    overview = grid(
        ("table", "what it holds", "a load replaces", "part"),
        [
            (f"[`{one.name}`](#{one.name})", one.title, " and ".join(one.replaced_by), str(one.openness))
            for one in ALL_TABLES.values()
        ],
    )
    return "\n\n".join([overview, *(_table(one) for one in ALL_TABLES.values()), _loads()])


def _table(table: Table) -> str:
    rows = [
        (f"`{column.name}`", TYPE_NAMES[column.type], column.meaning + (f" ({column.unit})" if column.unit else ""))
        for column in table.columns
    ]
    layout = f" Files are kept apart by {' and '.join(table.partitioned_by)}." if table.partitioned_by else ""
    return f"### {table.name}\n\n{table.title}.{layout}\n\n{grid(('column', 'type', 'meaning'), rows)}"


def _loads() -> str:
    rows = [(f"`{field.name}`", TYPE_NAMES[field.type], LOADS_MEANINGS[field.name]) for field in LOADS_SCHEMA]
    return f"### loads\n\nEvery load, a row a load: the commit point.\n\n{grid(('column', 'type', 'meaning'), rows)}"


def measures_part() -> str:
    measures = all_measures().values()
    overview = grid(
        ("measure", "title", "rate"), [(f"[`{one.name}`](#{one.name})", one.title, one.unit) for one in measures]
    )
    return "\n\n".join([overview, *(_measure(one) for one in measures)])


def _measure(measure: Measure) -> str:
    lines = [
        ("Title", measure.title),
        ("Counts", measure.what_it_counts),
        ("Why it matters", measure.why_it_matters),
        ("Crime types", _types_of(measure)),
        ("Rate", measure.unit),
        ("Source", measure.source),
        ("Written by", measure.authored_by),
        ("Checked by", measure.checked_by or "nobody yet"),
        ("Next review", str(measure.next_review)),
    ]
    return "\n".join([f"### {measure.name}", "", *(f"- {name}: {text}" for name, text in lines)])


def _types_of(measure: Measure) -> str:
    left_out = [one.slug for one in crime_types() if one.slug not in measure.crime_types]
    if len(left_out) < len(measure.crime_types):
        return f"all but {', '.join(left_out)}"
    return ", ".join(measure.crime_types)
