"""The quality of an extract as a workbook that goes back to the partner who sent it.

Every cell is a constant: what a partner's row holds is text here, whatever it begins with. One table a sheet, from the
first cell on, with a heading that stays in sight, so that screen readers and filters find their way.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from saferplan.evidence.partners.quality.of_file import OwnRows
from saferplan.evidence.partners.quality.report import WORDS, Quality, in_words, percent
from saferplan.evidence.partners.reading.headings import distinct

# A sheet has 1,048,576 rows, and nobody mends more than these by hand.
MOST_ROWS = 100_000
# What a cell, and the heading of a table, may hold in a workbook.
LONGEST_CELL, LONGEST_HEADING = 32_767, 255
OWN_ROWS = "This workbook repeats rows of your own list. Keep it as safe as the list, and send it to nobody else."
FONT = {"font_name": "Arial", "font_size": 11, "valign": "top"}
STYLE = "Table Style Light 9"
Cell = str | int | float | None


@dataclass(frozen=True)
class _Table:
    sheet: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]


def quality_workbook(quality: Quality, *, made: datetime, own: OwnRows | None = None) -> bytes:
    """An XLSX file. With `own`, each row to mend stands beside what is wrong with it."""
    held = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties(
            {
                "title": f"Quality of {quality.file} ({quality.feed})",
                "subject": f"Data quality of an extract of {quality.agency}",
                "author": "saferplan",
                "created": made.replace(tzinfo=None),
            }
        )
        plain, number, wrapped = (
            book.add_format(FONT),
            book.add_format(FONT),
            book.add_format(FONT | {"text_wrap": True}),
        )
        number.set_num_format("#,##0.##")
        for table in (_summary(quality, own), _fields(quality), _months(quality), _mends(quality, own)):
            _write(book.add_worksheet(table.sheet), table, (plain, number, wrapped))
    return held.getvalue()


def _summary(quality: Quality, own: OwnRows | None) -> _Table:
    about: list[tuple[str, Cell, Cell]] = [
        ("File", quality.file, None),
        ("From", quality.agency, None),
        ("Made", quality.released[:16].replace("T", " "), None),
        ("Extracts compared with", quality.earlier_extracts, None),
    ]
    about += [("Comparison", quality.too_little_past, None)] if quality.too_little_past else []
    rows = [("About", *one) for one in about]
    rows += [("Please", "Keep safe", OWN_ROWS, None)] if own else []
    rows += [("Please", f"Look at {at}", one, None) for at, one in enumerate(quality.to_do, start=1)]
    rows += [] if quality.to_do else [("Please", "Nothing", "There is nothing to mend in this list.", None)]
    rows += [("Figure", WORDS[one.measure], round(one.value, 1), one.of) for one in quality.figures]
    return _Table("Summary", ("Part", "What", "Is", "Of rows"), (10, 44, 70, 12), rows)


def _fields(quality: Quality) -> _Table:
    rows = [
        (
            one.heading,
            one.field,
            one.meaning,
            one.filled,
            one.of,
            percent(one.share),
            one.not_understood,
            one.compared.earlier,
            percent(one.compared.low),
            percent(one.compared.high),
            in_words(one.compared.standing),
        )
        for one in quality.fields
    ]
    headings = (
        "Your column",
        "Field",
        "What it should tell",
        "Filled",
        "Of",
        "Share filled",
        "Not understood",
        "Earlier extracts",
        "Lowest share before",
        "Highest share before",
        "Standing",
    )
    return _Table("Fields", headings, (24, 24, 44, 9, 9, 9, 13, 11, 14, 14, 24), rows)


def _months(quality: Quality) -> _Table:
    rows = [
        (one.figure.month, one.figure.value, one.earlier, one.low, one.high, in_words(one.standing))
        for one in quality.months
    ]
    headings = ("Month", "Incidents", "Earlier months", "Fewest before", "Most before", "Standing")
    return _Table("Months", headings, (12, 12, 12, 12, 12, 26), rows)


def _mends(quality: Quality, own: OwnRows | None) -> _Table:
    headings = ("Line", "Sheet", "Reference", "Your column", "What is wrong", "What is wanted", "Used all the same")
    widths = (9, 16, 18, 24, 50, 50, 12)
    rows = []
    for one in quality.mends[:MOST_ROWS]:
        known = own.cells.get((one.sheet, one.line), ()) if own else ()
        told = (one.line or None, one.sheet, one.reference, one.heading, one.wrong, one.wanted, _yes_no(one.loaded))
        rows.append((*told, *known))
    if len(quality.mends) > MOST_ROWS:
        rows.append((None, "", "", "", f"and {len(quality.mends) - MOST_ROWS:,} more", "", ""))
    theirs = own.headings if own else ()
    return _Table("Rows to mend", (*headings, *theirs), (*widths, *(20 for _ in theirs)), rows)


def _yes_no(yes: bool) -> str:
    return "yes" if yes else "no"


def _write(sheet: Worksheet, table: _Table, formats: tuple[Format, Format, Format]) -> None:
    plain, number, wrapped = formats
    headings = distinct([one[: LONGEST_HEADING - 10] for one in table.headings])
    sheet.add_table(
        0,
        0,
        max(1, len(table.rows)),
        len(headings) - 1,
        {
            "name": table.sheet.replace(" ", "_"),
            "style": STYLE,
            "columns": [{"header": one, "header_format": wrapped} for one in headings],
        },
    )
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width, plain)
    for row, cells in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell[:LONGEST_CELL], wrapped)
            elif cell is not None:
                sheet.write_number(row, column, cell, number)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&A, page &P of &N")
