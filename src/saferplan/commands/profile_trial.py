"""`saferplan profile apply`: what a file would bring to the lake, as CSV to look at, and without who anybody is."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import print_json, printable
from saferplan.commands.profile import delivered, local_now
from saferplan.errors import RowsRejected, UsageError
from saferplan.evidence.counted import counted
from saferplan.evidence.formulas import FORMULA_STARTS

if TYPE_CHECKING:
    import pyarrow as pa

    from saferplan.evidence.partners.mapping import Mapped

ROWS, REJECTED = "rows.csv", "rejected.csv"


def try_profile(options: argparse.Namespace) -> int:
    """Writes rows.csv and rejected.csv. No identity is registered, so that there is no key in them either."""
    from saferplan.evidence.partners.profile_file import read_profile_file
    from saferplan.evidence.partners.read_file import read_file

    profile, file = read_profile_file(options.profile), delivered(options.file)
    read = read_file(file, profile, now=local_now())
    mapped = read.mapped
    _make_folder(options.out)
    _write_csv(mapped.rows, options.out / ROWS)
    _write_csv(_rejected(mapped), options.out / REJECTED)
    record = {
        "file": file.name,
        "rows_read": mapped.rows_read,
        "rows_loaded": mapped.rows.num_rows,
        "rows_rejected": len(mapped.rejected),
        "persons": mapped.persons.num_rows,
        "places": mapped.places.num_rows,
        "left_empty": mapped.left_empty,
        "note": read.found.note,
    }
    _tell(record, options)
    if mapped.rejected:
        rejected = counted(len(mapped.rejected), "row")
        raise RowsRejected(f"{rejected} would be rejected; see {options.out / REJECTED}")
    return 0


def _tell(record: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        print_json(record)
        return
    print(
        f"Rows: {record['rows_loaded']:,} would be loaded + {record['rows_rejected']:,} rejected"
        f" = {record['rows_read']:,} read"
    )
    print(f"They name {record['persons']:,} people and {record['places']:,} addresses, which are not written here")
    for heading, count in record["left_empty"].items():
        print(printable(f"{heading}: {count:,} cells are not understood and would be left empty"))
    if record["note"]:
        print(printable(record["note"]))
    print(printable(f"{options.out / ROWS}: the rows as they would be loaded"))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as fault:
        raise UsageError(f"the folder cannot be made ({fault.strerror})", where=str(folder)) from None
    if taken:
        raise UsageError("the folder is not empty", where=str(folder), remedy="Name a new one.")


def _rejected(mapped: "Mapped") -> "pa.Table":
    import pyarrow as pa

    schema = pa.schema([("line", pa.int64()), ("field", pa.string()), ("reason", pa.string())])
    return pa.Table.from_pylist([vars(row) for row in mapped.rejected], schema=schema)


def _write_csv(table: "pa.Table", path: Path) -> None:
    import pyarrow.csv as pv

    empty = [name for name in table.column_names if table.num_rows and table[name].null_count == table.num_rows]
    pv.write_csv(_guarded(table.drop_columns(empty)), path)


def _guarded(table: "pa.Table") -> "pa.Table":
    """No text in it is one that a spreadsheet takes for a formula."""
    import re

    import pyarrow as pa
    import pyarrow.compute as pc

    starts = "".join(re.escape(start) for start in FORMULA_STARTS)
    guard = pc.ReplaceSubstringOptions(f"^( *[{starts}])", r"'\1")
    columns = [
        pc.call_function("replace_substring_regex", [column], guard) if pa.types.is_string(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)
