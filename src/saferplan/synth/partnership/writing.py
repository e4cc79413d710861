"""Lays a feed's columns out as the file that its agency would send. The same columns give the same bytes."""

import csv
import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from saferplan.synth.partnership.cells import DAYS, MOMENTS, Cells, FeedRows
from saferplan.synth.partnership.shapes import CELL, SERIAL, Shape
from saferplan.synth.partnership.world import World
from saferplan.synth.positions import NOBODY

# Day 0 of a spreadsheet's dates, and of this module's.
SPREADSHEET_EPOCH, EPOCH = date(1899, 12, 30), date(1970, 1, 1)
DAY = 24 * 60
# Workbooks say when they were made; so that the same seed gives the same bytes, always this.
MADE_ON = datetime(2022, 4, 1, 9, 0, 0)
DAYS_UNTIL_SENT = 9
Cell = str | int | float | date


def write_feed(folder: Path, world: World, rows: FeedRows) -> list[Path]:
    """Writes the feed's file, or its files of a month each, into `folder`; gives their paths.

    An agency that has nothing to tell sends nothing.
    """
    shape, cells = rows.shape, Cells(world, rows)
    columns = [_laid_out(cells.of(column.what), column.what, shape) for column in shape.columns]
    table = [list(row) for row in zip(*columns, strict=True)] if len(rows.reports) else []
    found = []
    for name, chosen in _files(rows, shape, world.months):
        if not chosen:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if shape.is_workbook:
            _write_workbook(path, rows, shape, [table[at] for at in chosen], chosen)
        else:
            _write_text(path, rows, shape, [table[at] for at in chosen])
        _stamp(path, rows.reports.reported[chosen].max())
        found.append(path)
    return found


def _files(rows: FeedRows, shape: Shape, months: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    name = shape.file.replace("{slug}", rows.feed.folder)
    if shape.files == "all":
        yield name, list(range(len(rows.reports)))
        return
    month = rows.reports.reported.astype("datetime64[m]").astype("datetime64[M]").astype(str)
    for one in months:
        yield name.replace("{month}", one), np.flatnonzero(month == one).tolist()


def _stamp(path: Path, last_report: int) -> None:
    """Files are sent some days after the month that they tell of last."""
    sent = (np.datetime64(int(last_report), "m").astype("datetime64[M]") + 1).astype("datetime64[s]").astype(int)
    seconds = int(sent) + DAYS_UNTIL_SENT * DAY * 60
    os.utime(path, (seconds, seconds))


def _laid_out(values: np.ndarray, what: str, shape: Shape) -> list[Cell]:
    if what in MOMENTS:
        return [_moment(value, shape.dates) for value in values.tolist()]
    if what in DAYS:
        return [_day(value, shape.dates) for value in values.tolist()]
    return values.tolist()


def _moment(minutes: int, dates: str) -> Cell:
    """Spreadsheets hold the day alone here; texts hold what their format has room for."""
    if minutes == NOBODY:
        return ""
    if dates in (CELL, SERIAL):
        return _day(minutes // DAY, dates)
    return (datetime(1970, 1, 1) + timedelta(minutes=minutes)).strftime(dates)


def _day(days: int, dates: str) -> Cell:
    if days == NOBODY:
        return ""
    day = EPOCH + timedelta(days=days)
    if dates == CELL:
        return day
    return (day - SPREADSHEET_EPOCH).days if dates == SERIAL else day.strftime(day_format(dates))


def day_format(dates: str) -> str:
    """The part of a format that tells the day."""
    return dates.replace("T", " ").split(" %H")[0].split(" %I")[0]


def _headings(shape: Shape) -> list[list[str]]:
    own = [column.heading for column in shape.columns]
    if not shape.has_two_heading_rows:
        return [own]
    upper = [column.upper for column in shape.columns]
    # As somebody merges them: the first cell of a span has the words, the rest are empty.
    shown = [word if at == 0 or upper[at - 1] != word else "" for at, word in enumerate(upper)]
    return [shown, own]


def _filled(texts: Sequence[str], rows: FeedRows, count: int) -> list[str]:
    return [text.replace("{agency}", rows.feed.agency).replace("{rows}", str(count)) for text in texts]


def _write_text(path: Path, rows: FeedRows, shape: Shape, table: list[list[Cell]]) -> None:
    with path.open("w", encoding=shape.encoding, errors="replace", newline="") as stream:
        writer = csv.writer(stream, delimiter=shape.delimiter, lineterminator="\r\n")
        writer.writerows([text] for text in _filled(shape.title, rows, len(table)))
        writer.writerows(_headings(shape))
        writer.writerows(table)
        writer.writerows([text] for text in _filled(shape.footer, rows, len(table)))


def _write_workbook(path: Path, rows: FeedRows, shape: Shape, table: list[list[Cell]], chosen: list[int]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Synthetic", "comments": "Invented people and places", "created": MADE_ON})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        bold = book.add_format({"bold": True})
        for name, part in _sheets(rows, shape, table, chosen):
            sheet = book.add_worksheet(name)
            at = 0
            for text in _filled(shape.title, rows, len(part)):
                sheet.write_string(at, 0, text)
                at += 1
            for headings in _headings(shape):
                sheet.write_row(at, 0, headings, bold)
                at += 1
            if shape.has_two_heading_rows:
                _merge(sheet, shape, at - 2, bold)
            for row in part:
                _write_row(sheet, at, row, day)
                at += 1
            for text in _filled(shape.footer, rows, len(part)):
                sheet.write_string(at, 0, text)
                at += 1


def _merge(sheet, shape: Shape, at: int, bold) -> None:
    """Merges the cells of an upper heading."""
    start = 0
    uppers = [column.upper for column in shape.columns]
    for end in range(1, len(uppers) + 1):
        if end == len(uppers) or uppers[end] != uppers[start]:
            if end - start > 1:
                sheet.merge_range(at, start, at, end - 1, uppers[start], bold)
            start = end


def _write_row(sheet, at: int, row: list[Cell], day) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), day)
        elif isinstance(value, str):
            if value:
                sheet.write_string(at, column, value)
        else:
            sheet.write_number(at, column, value)


def _sheets(
    rows: FeedRows, shape: Shape, table: list[list[Cell]], chosen: list[int]
) -> Iterator[tuple[str, list[list[Cell]]]]:
    if shape.sheets == "one" or not table:
        yield "Sheet1", table
        return
    if shape.sheets == "year":
        key = rows.reports.reported[chosen].astype("datetime64[m]").astype("datetime64[Y]").astype(str)
    else:
        status = [column.what for column in shape.columns].index("outcome")
        key = np.array(["Open" if str(row[status]).startswith("Open") else "Closed" for row in table])
    for one in sorted(set(key.tolist())):
        yield one, [row for row, own in zip(table, key.tolist(), strict=True) if own == one]
