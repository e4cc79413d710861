"""Reads the sheets of XLSX, ODS and old XLS workbooks as rows of text with the number of each row."""

import mmap
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from weakref import WeakKeyDictionary

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from saferplan.errors import FileRefused
from saferplan.evidence.archives import DAMAGED_ARCHIVE, MOST_COMPRESSION
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.workbook_extent import fits_in_memory

ZIP_MAGIC = b"PK\x03\x04"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
OLD_CONTAINER_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names in the container's directory, which is UTF-16 text: of BIFF8 and of BIFF5.
OLD_WORKBOOK_PARTS = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
# No type of a document is longer, and one that says it is must not be unpacked.
LONGEST_TYPE = 64
# The largest workbook of a publisher unpacks to some hundred megabytes.
LARGEST_UNPACKED = 2 * 1024**3
SAVE_AGAIN = "Open it in a spreadsheet program, save it as ODS, XLSX or CSV without a password, and load that."
ROWS_SEARCHED_FOR_HEADING = 40
# The part that lists the sheets, in which the system of dates is told.
LONGEST_INDEX = 1024**2
_COUNTS_FROM_1904 = re.compile(rb'<(?:\w+:)?workbookPr[^>]*\bdate1904="(?:1|true)"')
# Most of the millions of cells of a population workbook are small numbers.
_SMALL = {float(number): str(number) for number in range(1000)}


@dataclass(frozen=True)
class Merge:
    """Cells merged into one. Rows as the spreadsheet numbers them; columns from 0, the first that is used."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def columns(self) -> int:
        return self.last_column - self.first_column + 1


@dataclass(frozen=True)
class Cells:
    """What a sheet holds. `merges` is None where its kind of file does not tell; `first_column` is the first used."""

    rows: Iterable[tuple[int, list[str]]]
    merges: tuple[Merge, ...] | None
    first_column: int


class _Book:
    """An open workbook. Of all that are open, one alone keeps the sheet that was parsed last.

    A list is looked at, to see what it is, and then read: a large one takes seconds and hundreds of megabytes.
    """

    def __init__(self, workbook: CalamineWorkbook) -> None:
        self._workbook = workbook

    def parsed(self, name: str) -> CalamineSheet:
        kept = _parsed_last.get(self)
        if kept is None or kept.name != name:
            _parsed_last.clear()  # before the next is there: never two of them in memory
            _parsed_last[self] = kept = self._workbook.get_sheet_by_name(name)
        return kept


_parsed_last: WeakKeyDictionary[_Book, CalamineSheet] = WeakKeyDictionary()


@dataclass(frozen=True)
class Sheet:
    """A sheet, of which the upper rows are kept; the rest is not, so that a large workbook is never whole in memory."""

    name: str
    file: str
    _book: _Book
    is_hidden: bool = False

    def rows(self) -> Iterable[tuple[int, list[str]]]:
        """(row number as the spreadsheet shows it, cells as text); whole numbers without '.0'."""
        return self.cells().rows

    def cells(self) -> Cells:
        """Raises FileRefused where the sheet is damaged."""
        try:
            sheet = self._book.parsed(self.name)
        except CalamineError as fault:
            raise FileRefused(
                f"the sheet {self.name} cannot be read ({fault})", where=self.file, remedy=SAVE_AGAIN
            ) from None
        first_column = sheet.start[1] if sheet.start else 0
        ranges = sheet.merged_cell_ranges
        merges = None if ranges is None else tuple(_merge(one, first_column) for one in ranges)
        return Cells(_as_text(sheet), merges, first_column)

    @cached_property
    def upper(self) -> Cells:
        """The upper rows, by which every reader in turn sees whether it knows the sheet."""
        cells = self.cells()
        return replace(cells, rows=tuple(islice(cells.rows, ROWS_SEARCHED_FOR_HEADING)))

    def first_rows(self) -> list[list[str]]:
        """The upper rows without their numbers; none of a damaged sheet."""
        try:
            return [cells for _, cells in self.upper.rows]
        except FileRefused:
            return []


def _merge(corners: tuple[tuple[int, int], tuple[int, int]], first_column: int) -> Merge:
    (top, left), (bottom, right) = corners
    return Merge(top + 1, bottom + 1, max(0, left - first_column), right - first_column)


def _as_text(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [cell if type(cell) is str else cell_text(cell) for cell in cells]


_opened: WeakKeyDictionary[Delivered, list[Sheet]] = WeakKeyDictionary()


def is_workbook(delivered: Delivered) -> bool:
    """By content: a zip archive with the parts of an XLSX or ODS workbook, or an XLS workbook."""
    return (delivered.head.startswith(ZIP_MAGIC) and is_spreadsheet(delivered.path)) or is_old_workbook(delivered)


def is_old_workbook(delivered: Delivered) -> bool:
    """Also letters, presentations, and workbooks behind a password come in the container of XLS: they are none."""
    if not delivered.head.startswith(OLD_CONTAINER_MAGIC):
        return False
    with delivered.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(ENCRYPTED_PART) < 0 and any(content.find(name) >= 0 for name in OLD_WORKBOOK_PARTS)


def sheets(delivered: Delivered) -> list[Sheet]:
    """All sheets in order, opened once however many readers look. Raises FileRefused for what cannot be opened."""
    if delivered not in _opened:
        _opened[delivered] = _open(delivered)
    return _opened[delivered]


def sheets_if_sound(delivered: Delivered) -> list[Sheet]:
    """The same for readers that are asked whether a workbook is theirs: no sheets where it cannot be opened."""
    return [] if fault_in(delivered) else sheets(delivered)


def fault_in(delivered: Delivered) -> str:
    """Why the workbook cannot be opened; nothing where it can."""
    try:
        sheets(delivered)
    except FileRefused as refused:
        return f"{refused.problem}. {refused.remedy}"
    return ""


def uses_1904(delivered: Delivered) -> bool:
    """Whether the numbers of an XLSX workbook's days count from 1904; cells typed as days come right either way."""
    try:
        with zipfile.ZipFile(delivered.path) as archive, archive.open("xl/workbook.xml") as stream:
            return _COUNTS_FROM_1904.search(stream.read(LONGEST_INDEX)) is not None
    except (*DAMAGED_ARCHIVE, KeyError):
        return False


def cell_text(cell: object) -> str:
    """Whole numbers without '.0', days and times as ISO 8601 writes them, lengths of time as hours:minutes:seconds."""
    if type(cell) is float:
        return _SMALL.get(cell) or (str(int(cell)) if cell.is_integer() else str(cell))
    if type(cell) is timedelta:
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return "" if cell is None else str(cell)


def is_spreadsheet(path: Path) -> bool:
    """True for a zip archive with the parts of a workbook. Whatever the archive holds, next to nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist() or document_type(archive) == ODS_TYPE
    except DAMAGED_ARCHIVE:
        return False


def document_type(archive: zipfile.ZipFile) -> bytes:
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size >= LONGEST_TYPE:
        return b""
    with archive.open("mimetype") as stream:
        return stream.read(LONGEST_TYPE)


def _open(delivered: Delivered) -> list[Sheet]:
    if not is_old_workbook(delivered):
        refuse_bomb(delivered)
    _check_extent(delivered)
    try:
        with delivered.path.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
    except PasswordError:
        raise delivered.refuse("the workbook needs a password", remedy=SAVE_AGAIN) from None
    except CalamineError:
        raise delivered.refuse("the workbook is damaged or cut off", remedy=SAVE_AGAIN) from None
    book = _Book(workbook)
    return [
        Sheet(one.name, delivered.name, book, one.visible is not SheetVisibleEnum.Visible)
        for one in workbook.sheets_metadata
    ]


def refuse_bomb(delivered: Delivered) -> None:
    """Raises FileRefused for an archive that unpacks to far more than any document of its size."""
    with zipfile.ZipFile(delivered.path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > min(LARGEST_UNPACKED, MOST_COMPRESSION * max(delivered.path.stat().st_size, 64 * 1024)):
        raise delivered.refuse(f"it unpacks to {unpacked:,} bytes, like a zip bomb", remedy=SAVE_AGAIN)


def _check_extent(delivered: Delivered) -> None:
    try:
        fits = fits_in_memory(delivered.path)
    except DAMAGED_ARCHIVE:
        raise delivered.refuse("the workbook is damaged or cut off", remedy=SAVE_AGAIN) from None
    if not fits:
        raise delivered.refuse(
            "a sheet of the workbook reaches too far: there is something in a cell far from the list",
            remedy="Copy the list to a workbook of its own and load that.",
        )
