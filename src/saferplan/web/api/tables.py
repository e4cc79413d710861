"""Answers as tables for other programs: CSV for spreadsheets and Power BI, Parquet for whatever reads typed columns.

Both have the fields of the JSON. Parquet carries where the figures come from in the file itself.
"""

import io
import json
import types
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args

from django.http import HttpResponse
from ninja import Schema

from saferplan.web.files.csv_export import csv_lines

if TYPE_CHECKING:
    import pyarrow as pa

CSV, PARQUET = "text/csv; charset=utf-8", "application/vnd.apache.parquet"


def as_csv(name: str, row: type[Schema], rows: Sequence[Schema]) -> HttpResponse:
    """UTF-8 with a byte-order mark, tidy: a line for each row, unrounded, empty where nothing is known."""
    fields = list(row.model_fields)
    text = "".join(csv_lines(fields, ([_cell(one, field) for field in fields] for one in rows)))
    return attached(f"{name}.csv", CSV, text.encode())


def as_parquet(name: str, row: type[Schema], rows: Sequence[Schema], told: Schema | None = None) -> HttpResponse:
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(table_of(row, rows, told), stream)
    return attached(f"{name}.parquet", PARQUET, stream.getvalue())


def table_of(row: type[Schema], rows: Sequence[Schema], told: Schema | None = None) -> "pa.Table":
    """Typed by the fields of `row`: a column of nothing but unknown numbers is still one of numbers."""
    import pyarrow as pa

    fields = [pa.field(name, _type_of(field.annotation)) for name, field in row.model_fields.items()]
    about = {"saferplan": json.dumps(told.model_dump(mode="json"))} if told else None
    columns = {field.name: [_cell(one, field.name) for one in rows] for field in fields}
    return pa.table(columns, pa.schema(fields, about))


def attached(name: str, kind: str, content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cell(row: Schema, field: str) -> Any:
    value = getattr(row, field)
    return str(value) if isinstance(value, str) else value  # an enumeration's own text


def _type_of(annotation: Any) -> "pa.DataType":
    import pyarrow as pa

    kinds = {
        int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32(), datetime: pa.timestamp("us", "UTC"),
    }  # fmt: skip
    parts = get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    kind = next(one for one in parts if one is not type(None))
    return kinds.get(kind, pa.string())
