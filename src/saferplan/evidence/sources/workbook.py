"""Reads the sheets of XLSX and ODS workbooks as rows of text with the number of each row."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from weakref import WeakKeyDictionary

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from saferplan.errors import FileRefused
from saferplan.evidence.sources.base import Delivered

ZIP_MAGIC = b"PK\x03\x04"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# No type of a document is longer, and one that says it is must not be unpacked.
LONGEST_TYPE = 64
# Workbooks of the Home Office unpack to some thirty times their size; one that does so a thousandfold is a bomb.
MOST_COMPRESSION = 200
# The largest workbook of a publisher unpacks to some hundred megabytes.
LARGEST_UNPACKED = 2 * 1024**3
# What Python's reader of zip archives raises at bytes that are not what they should be.
DAMAGED_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)
SAVE_AGAIN = "Open it in a spreadsheet program, save it as ODS, XLSX or CSV without a password, and load that."
ROWS_SEARCHED_FOR_HEADING = 40
# Most of the millions of cells of a population workbook are small numbers.
_SMALL = {float(number): str(number) for number in range(1000)}


@dataclass(frozen=True)
class Sheet:
    """A sheet, parsed anew each time it is read so that a large workbook's sheets are not all in memory."""

    name: str
    file: str
    _workbook: CalamineWorkbook

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number as the spreadsheet shows it, cells as text); whole numbers without '.0'."""
        try:
            rows = self._workbook.get_sheet_by_name(self.name).iter_rows()
        except CalamineError as fault:
            raise FileRefused(
                f"the sheet {self.name} cannot be read ({fault})", where=self.file, remedy=SAVE_AGAIN
            ) from None
        for number, cells in enumerate(rows, start=1):
            yield number, [cell if type(cell) is str else cell_text(cell) for cell in cells]

    def first_rows(self, most: int = ROWS_SEARCHED_FOR_HEADING) -> list[list[str]]:
        """The upper rows, to recognise the sheet by; none of a damaged sheet."""
        try:
            return [cells for _, cells in islice(self.rows(), most)]
        except FileRefused:
            return []


_opened: WeakKeyDictionary[Delivered, list[Sheet]] = WeakKeyDictionary()


def is_workbook(delivered: Delivered) -> bool:
    """By content: a zip archive with the parts of an XLSX or ODS workbook."""
    return delivered.head.startswith(ZIP_MAGIC) and is_spreadsheet(delivered.path)


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


def cell_text(cell: object) -> str:
    if type(cell) is float:
        return _SMALL.get(cell) or (str(int(cell)) if cell.is_integer() else str(cell))
    return "" if cell is None else str(cell)


def is_spreadsheet(path: Path) -> bool:
    """True for a zip archive with the parts of a workbook. Whatever the archive holds, next to nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist() or _document_type(archive) == ODS_TYPE
    except DAMAGED_ARCHIVE:
        return False


def _document_type(archive: zipfile.ZipFile) -> bytes:
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size >= LONGEST_TYPE:
        return b""
    with archive.open("mimetype") as stream:
        return stream.read(LONGEST_TYPE)


def _open(delivered: Delivered) -> list[Sheet]:
    _check_size(delivered)
    try:
        with delivered.path.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
    except PasswordError:
        raise delivered.refuse("the workbook needs a password", remedy=SAVE_AGAIN) from None
    except CalamineError:
        raise delivered.refuse("the workbook is damaged or cut off", remedy=SAVE_AGAIN) from None
    return [Sheet(name, delivered.name, workbook) for name in workbook.sheet_names]


def _check_size(delivered: Delivered) -> None:
    with zipfile.ZipFile(delivered.path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > min(LARGEST_UNPACKED, MOST_COMPRESSION * max(delivered.path.stat().st_size, 64 * 1024)):
        raise delivered.refuse(f"the workbook unpacks to {unpacked:,} bytes, like a zip bomb", remedy=SAVE_AGAIN)
