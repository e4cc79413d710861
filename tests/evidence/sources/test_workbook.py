import gc
import zipfile
from types import SimpleNamespace

import pytest
from reference_files import deliver, ods, xlsx

from saferplan.errors import FileRefused
from saferplan.evidence.archives import MOST_COMPRESSION
from saferplan.evidence.sources import workbook
from saferplan.evidence.sources.workbook import (
    ROWS_SEARCHED_FOR_HEADING,
    cell_text,
    fault_in,
    is_workbook,
    sheets,
    sheets_if_sound,
)

ROWS = [["Title"], [], ["code", "two\nlines", "n"], ["E06000060", "x & y", 15470], ["", "", ""], ["E06000056", 0.5, -2]]
MAKERS = pytest.mark.parametrize(("name", "make"), [("a.xlsx", xlsx), ("a.ods", ods)])


@MAKERS
def test_cells_come_as_text_with_the_rows_numbers(tmp_path, name, make):
    delivered = deliver(tmp_path, name, make({"Cover": [["hello"]], "Data": ROWS}))
    assert is_workbook(delivered)
    cover, data = sheets(delivered)
    assert (cover.name, data.name) == ("Cover", "Data")
    assert [(number, cells) for number, cells in data.rows() if any(cells)] == [
        (1, ["Title", "", ""]),
        (3, ["code", "two\nlines", "n"]),
        (4, ["E06000060", "x & y", "15470"]),
        (6, ["E06000056", "0.5", "-2"]),
    ]


@MAKERS
def test_the_upper_rows_are_enough_to_recognise_a_sheet(tmp_path, name, make):
    (sheet,) = sheets(deliver(tmp_path, name, make({"Data": [[at] for at in range(100)]})))
    assert sheet.first_rows() == [[str(at)] for at in range(ROWS_SEARCHED_FOR_HEADING)]
    assert len(list(sheet.rows())) == 100


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """The names of sheets as they are parsed."""
    names = []

    class Counted:
        def __init__(self, workbook) -> None:
            self._workbook = workbook
            self.sheets_metadata = workbook.sheets_metadata

        def get_sheet_by_name(self, name: str):
            names.append(name)
            return self._workbook.get_sheet_by_name(name)

    open_one = workbook.CalamineWorkbook.from_filelike
    counting = SimpleNamespace(from_filelike=lambda stream: Counted(open_one(stream)))
    monkeypatch.setattr(workbook, "CalamineWorkbook", counting)
    return names


def test_one_list_is_parsed_once_however_many_readers_look_at_it_and_then_read_it(tmp_path, parsed):
    (sheet,) = sheets(deliver(tmp_path, "a.xlsx", xlsx({"Data": ROWS})))
    for _ in range(3):
        assert sheet.first_rows()[0] == ["Title", "", ""]
    assert [list(sheet.rows()), len(parsed)] == [list(sheet.rows()), 1]


def test_of_several_sheets_one_alone_is_kept_and_the_upper_rows_of_all(tmp_path, parsed):
    one, other = sheets(deliver(tmp_path, "a.xlsx", xlsx({"One": [[1]], "Other": [[2]]})))
    for _ in range(3):
        assert [one.first_rows(), other.first_rows()] == [[["1"]], [["2"]]]
    assert parsed == ["One", "Other"]

    assert [cells for _, cells in one.rows()] == [["1"]]
    assert [cells for _, cells in other.rows()] == [["2"]]
    assert parsed == ["One", "Other", "One", "Other"]


def test_no_sheet_stays_in_memory_beside_one_of_the_next_file_nor_longer_than_its_own(tmp_path):
    first = deliver(tmp_path, "a.xlsx", xlsx({"Data": [[1]]}))
    second = deliver(tmp_path, "b.xlsx", xlsx({"Data": [[2]]}))
    assert [sheets(one)[0].first_rows() for one in (first, second)] == [[["1"]], [["2"]]]
    assert len(workbook._parsed_last) == 1

    del first, second
    gc.collect()
    assert len(workbook._parsed_last) == 0


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (5.0, "5"), (5, "5"), (0.25, "0.25"), (True, "True"), ("5.0", "5.0")]
)
def test_whole_numbers_lose_their_point(cell, text):
    assert cell_text(cell) == text


def test_other_archives_and_texts_are_no_workbooks(tmp_path):
    packed = tmp_path / "months.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2024-01/2024-01-kent-street.csv", "x")
    assert not is_workbook(deliver(tmp_path, "b.zip", packed.read_bytes()))
    assert not is_workbook(deliver(tmp_path, "a.csv", "PK,1\n"))


@MAKERS
def test_a_damaged_workbook_is_refused_when_read_and_has_no_sheets_when_asked(tmp_path, name, make):
    whole = make({"Data": ROWS})
    part = "xl/workbook.xml" if name.endswith("xlsx") else "content.xml"
    damaged = _with_part(tmp_path, whole, part, b"<no xml")
    delivered = deliver(tmp_path, name, damaged)
    assert is_workbook(delivered)
    assert sheets_if_sound(delivered) == []
    assert "damaged or cut off" in fault_in(delivered)
    with pytest.raises(FileRefused, match="save it as ODS, XLSX or CSV"):
        sheets(delivered)


def test_a_damaged_sheet_is_refused_by_its_name(tmp_path):
    damaged = _with_part(
        tmp_path, xlsx({"Data": ROWS}), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c></row>"
    )
    (sheet,) = sheets(deliver(tmp_path, "a.xlsx", damaged))
    assert sheet.first_rows() == []
    with pytest.raises(FileRefused, match="the sheet Data cannot be read"):
        list(sheet.rows())


def test_a_workbook_that_unpacks_like_a_bomb_is_refused(tmp_path):
    bomb = _with_part(tmp_path, xlsx({"Data": ROWS}), "xl/media/image.bin", bytes(MOST_COMPRESSION * 100 * 1024))
    with pytest.raises(FileRefused, match="like a zip bomb"):
        sheets(deliver(tmp_path, "a.xlsx", bomb))


def _with_part(folder, workbook: bytes, part: str, content: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    before = deliver(folder, "before.zip", workbook).path
    after = folder / "after.zip"
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, content)
    return after.read_bytes()
