"""Whether a workbook's sheets can be held in memory, asked before they are.

A sheet is read into a grid from its first to its last cell with content, so that two cells in opposite corners make a
grid of seventeen thousand million cells out of a file of some kilobytes, and the reader ends the whole program. What
may be such a file is therefore first opened in a process of its own that may take only so much memory.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

# A million rows of forty columns, 32 bytes a cell, and what the program takes itself.
MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 120
# A grid of fewer cells takes less memory than that, twice over.
SURELY_SMALL = 20_000_000
COLUMNS_UP_TO_BZ, MOST_COLUMNS = 78, 16_384
# Larger documents of this kind take seconds to open, and are publishers'.
LARGEST_ODS_TRIED = 4 * 1024**2
CHUNK, OVERLAP = 1024**2, 4096
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb'\br="([0-9]{1,9})"')
_FAR_COLUMN = re.compile(rb'\br="(?:[C-Z][A-Z]|[A-Z]{3,})[0-9]+"[^>]*[^/]>')
_CELL_WITHOUT_PLACE = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?![^>]*\sr=)")
_OPEN_ALL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from python_calamine import CalamineError, CalamineWorkbook
try:
    workbook = CalamineWorkbook.from_path(sys.argv[1])
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name)
except CalamineError:
    pass
"""


def fits_in_memory(path: Path) -> bool:
    """False where the sheets take more memory than any honest list. Damaged workbooks fit: their reader says more."""
    return not _may_be_huge(path) or _opens_within_bounds(path)


def _may_be_huge(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return True
    with zipfile.ZipFile(path) as archive:
        parts = [one for one in archive.namelist() if _SHEET.fullmatch(one)]
        if not parts:
            return path.stat().st_size <= LARGEST_ODS_TRIED
        return any(_sheet_may_be_huge(archive, one) for one in parts)


def _sheet_may_be_huge(archive: zipfile.ZipFile, part: str) -> bool:
    """By rows that are numbered and columns that are lettered, which is how spreadsheet programs write cells."""
    rows, is_wide = 0, False
    for chunk in _chunks(archive, part):
        rows = max([rows, *map(int, _ROW.findall(chunk))])
        is_wide = is_wide or _FAR_COLUMN.search(chunk) is not None
        if _CELL_WITHOUT_PLACE.search(chunk):
            return True
    return (is_wide and rows * MOST_COLUMNS > SURELY_SMALL) or rows * COLUMNS_UP_TO_BZ > SURELY_SMALL


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Each begins with the end of the one before, so that nothing is cut in two."""
    end = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield end + chunk
            end = chunk[-OVERLAP:]


def _opens_within_bounds(path: Path) -> bool:
    command = [sys.executable, "-I", "-c", _OPEN_ALL, str(path), str(MOST_MEMORY)]
    try:
        # This Python itself, and the path as one argument.
        done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
