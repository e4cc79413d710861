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

from saferplan.evidence.children import environment_of_children

# A million rows of forty columns, 32 bytes a cell, and what the program takes itself.
MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 120
# A grid of fewer cells takes less than half of that.
SURELY_SMALL = 40_000_000
# What a sheet is taken to reach to that does not say: wider and deeper than most lists.
USUAL_LAST_COLUMN, USUAL_ROWS = "BZ", 99_999
# Larger documents of this kind take seconds to open, and are publishers'.
LARGEST_ODS_TRIED = 4 * 1024**2
CHUNK, OVERLAP = 1024**2, 4096
RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(r"xl/(?:worksheets|macrosheets|dialogsheets)/[^/]+\.xml", re.IGNORECASE)
_OTHER_PART = re.compile(r"xl/[^/]+\.xml", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_IS_READ = re.compile(rb"/(?:worksheet|macrosheet|dialogsheet|sharedStrings|styles)[\"']", re.IGNORECASE)
_USUAL_PLACE = re.compile(
    rb"""\sTarget=["'](?:/xl/|)(?:(?:worksheets|macrosheets|dialogsheets)/[^/"']+|[^/"']+)\.xml["']""", re.IGNORECASE
)
_LARGE_COUNT = re.compile(rb"""ount=["'][0-9]{8,}""")
_SAID_EXTENT = re.compile(rb'<(?:\w+:)?dimension\s+ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})"')
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
        names = archive.namelist()
        if RELATIONS not in names:
            return path.stat().st_size <= LARGEST_ODS_TRIED
        return (
            _is_laid_out_oddly(archive)
            or any(_sheet_may_be_huge(archive, one) for one in names if _SHEET.fullmatch(one))
            or any(_says_a_large_count(archive, one) for one in names if _OTHER_PART.fullmatch(one))
        )


def _is_laid_out_oddly(archive: zipfile.ZipFile) -> bool:
    """Whether a part may lie where it is not looked for. Programs that write workbooks all use the same places."""
    with archive.open(RELATIONS) as stream:
        text = stream.read(CHUNK)
    if len(text) == CHUNK or b"&" in text or not text.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        return True
    relations = _RELATION.findall(text)
    return any(_IS_READ.search(one) and not _USUAL_PLACE.search(one) for one in relations)


def _says_a_large_count(archive: zipfile.ZipFile, part: str) -> bool:
    """Room is made for as many texts as the part says that it has, before one is read."""
    return any(_LARGE_COUNT.search(chunk) for chunk in _chunks(archive, part))


def _sheet_may_be_huge(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether the grid that the sheet says it has is large, or a cell stands outside it or does not say where."""
    stray = None
    for chunk in _chunks(archive, part):
        if stray is None:
            column, rows = _said_extent(chunk)
            digits = len(str(rows))
            if _number_of(column) * 10**digits > SURELY_SMALL:
                return True
            stray = _beyond(column, digits)
        if stray.search(chunk) or _CELL_WITHOUT_PLACE.search(chunk):
            return True
    return False


def _said_extent(start: bytes) -> tuple[str, int]:
    """Last column and row."""
    found = _SAID_EXTENT.search(start)
    return (found[1].decode(), int(found[2])) if found else (USUAL_LAST_COLUMN, USUAL_ROWS)


def _number_of(column: str) -> int:
    """1 of A, 27 of AA."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _beyond(column: str, digits: int) -> re.Pattern[bytes]:
    """Places of rows and cells behind the column, or in a row of more digits: searched for, not listed, to be fast."""
    further = [f"[A-Z]{{{len(column) + 1},}}"]
    for at, letter in enumerate(column):
        if letter < "Z":
            further.append(f"{column[:at]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{len(column) - at - 1}}}")
    return re.compile(rf'\sr="(?:(?:{"|".join(further)})[0-9]|[A-Z]*[0-9]{{{digits + 1},}})'.encode(), re.IGNORECASE)


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
        done = subprocess.run(  # noqa: S603
            command, env=environment_of_children(), capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
