"""Rows of the site as CSV for spreadsheets: the one way in which any page gives them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from saferplan.evidence.formulas import guarded

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for Windows-1252


class _Echo:
    """What csv writes to, given back at once."""

    def write(self, text: str) -> str:
        return text


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """`name` is the file's, without anything personal. Rows are read as they are sent, so pass a query's iterator()."""
    return StreamingHttpResponse(
        csv_lines(headings, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """No cell is one that a spreadsheet runs as a formula."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield BYTE_ORDER_MARK + writer.writerow([guarded(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([guarded(_plain(cell)) for cell in row])


def _plain(cell: Any) -> Any:
    """Times by the clock of London, as the pages show them; everything that is no number as text."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or isinstance(cell, int | float | str):
        return cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)
