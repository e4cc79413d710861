"""Reads a CSV file into records: at once where each row is a line, carefully where that is not so."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Delivered, check_size, numbered_rows
from saferplan.evidence.sources.records import DOWNLOAD_AGAIN, Records, records_of

# Rows without content are no rows; the csv module's reader passes over them, so this one leaves them to it.
_EMPTY_ROW = re.compile(rb'\n[,"]*\r?\n|\n[,"]+\r?$')
# A cell in quotes, whole and on one line. Arrow also takes quotes that are misplaced, and would read past a line's end.
_QUOTED = re.compile(rb'(?:(?<=[,\n])|^)"(?:[^"\n]|"")*"(?=[,\r\n]|\Z)')


def read_delimited(delivered: Delivered) -> Records:
    """The rows below line 1. Raises FileRefused for what is no UTF-8 CSV file or heads two columns alike."""
    records = _at_once(delivered) or carefully(delivered)
    headings = [plain(one) for one in records.heading if one]
    if double := sorted({one for one in headings if headings.count(one) > 1}):
        raise delivered.refuse(f"two columns are headed {double[0]!r}", line=1, remedy=DOWNLOAD_AGAIN)
    return records


def carefully(delivered: Delivered) -> Records:
    """Row by row with the csv module: the reference for reading at once, and the way for rows of several lines."""
    records = records_of(numbered_rows(delivered), lambda _: True)
    if records is None:
        raise delivered.refuse("the file is empty", remedy="Download it again.")
    return records


def _at_once(delivered: Delivered) -> Records | None:
    """With Arrow, if the file has as many rows as lines, so that row i stands on line i + 1; otherwise None."""
    check_size(delivered)
    data = delivered.path.read_bytes()
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    if b'"' in _QUOTED.sub(b"", data) or data.count(b"\r") != data.count(b"\r\n") or _EMPTY_ROW.search(data):
        return None
    names = [str(at) for at in range(len(delivered.header))]
    try:
        table = pv.read_csv(
            pa.BufferReader(data),
            read_options=pv.ReadOptions(skip_rows=1, column_names=names),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    heading = tuple(" ".join(cell.split()) for cell in delivered.header)
    if table.num_rows + 1 != lines or not all(heading):
        return None
    columns = tuple(column.combine_chunks() for column in table.columns)
    return Records(heading, columns, np.arange(2, lines + 1))
