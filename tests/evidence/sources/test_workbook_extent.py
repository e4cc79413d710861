"""Small files that would take all memory there is: told from large honest ones before they are opened."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_files import deliver, ods, xlsx

from saferplan.errors import FileRefused
from saferplan.evidence.sources import workbook_extent
from saferplan.evidence.sources.workbook import is_workbook, sheets

FAR = "reaches too far"


def with_cell_at(row: int, column: int, content: str | None = "x") -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Cases")
        sheet.write_string(0, 0, "Ref")
        if content is None:
            sheet.write_blank(row, column, None, book.add_format({"bg_color": "gray"}))
        else:
            sheet.write_string(row, column, content)
    return held.getvalue()


def replaced(workbook: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in changes if name == part else ():
                assert before.encode() in text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return held.getvalue()


def test_a_cell_in_the_opposite_corner_is_refused_with_what_to_do(tmp_path):
    delivered = deliver(tmp_path, "a.xlsx", with_cell_at(1_048_575, 16_383))
    with pytest.raises(FileRefused, match=f"a.xlsx: a sheet of the workbook {FAR}.*Copy the list"):
        sheets(delivered)


def test_cells_that_do_not_say_where_they_are_hide_nothing(tmp_path):
    body = "<row>" + "<c><v>1</v></c>" * 16_384 + '</row><row r="1048576"><c><v>1</v></c></row>'
    hidden = replaced(
        xlsx({"Cases": [["Ref"]]}),
        "xl/worksheets/sheet1.xml",
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>Ref</t></is></c></row>', body),
    )
    with pytest.raises(FileRefused, match=FAR):
        sheets(deliver(tmp_path, "a.xlsx", hidden))


@pytest.mark.parametrize("place", ["C29999999999", "C1048576", "xfd1", "XFD1048576", "ZZZ2"])
def test_a_cell_that_says_another_row_or_column_than_its_own_hides_nothing(tmp_path, place):
    """The reader goes by what the cell says; where that makes no large grid, it is no harm."""
    lying = replaced(with_cell_at(1, 2), "xl/worksheets/sheet1.xml", ('r="C2"', f'r="{place}"'))
    path = deliver(tmp_path, "a.xlsx", lying).path
    assert workbook_extent._may_be_huge(path)
    try:
        (sheet,) = sheets(deliver(tmp_path, "a.xlsx", lying))
        assert sheet.name == "Cases"
        sheet.first_rows()
    except FileRefused:
        pass


def test_a_sheet_that_says_it_is_small_is_not_believed(tmp_path):
    lying = replaced(
        with_cell_at(1_048_575, 16_383), "xl/worksheets/sheet1.xml", ('ref="A1:XFD1048576"', 'ref="A1:B2"')
    )
    with pytest.raises(FileRefused, match=FAR):
        sheets(deliver(tmp_path, "a.xlsx", lying))


RELATIONS = "xl/_rels/workbook.xml.rels"


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("xl/sharedStrings.xml", 'uniqueCount="', 'uniqueCount="9999999999'),
        (RELATIONS, "worksheets/sheet1.xml", "elsewhere/sheet1.xml"),
        (RELATIONS, "worksheets/sheet1.xml", "worksheets&#47;sheet1.xml"),
        (RELATIONS, "sharedStrings.xml", "texts/sharedStrings.xml"),
        (RELATIONS, "<?xml", "\ufeff\x00<?xml"),
    ],
)
def test_what_would_be_read_unseen_is_opened_apart_first(tmp_path, part, before, after):
    odd = replaced(with_cell_at(1, 1), part, (before, after))
    assert workbook_extent._may_be_huge(deliver(tmp_path, "a.xlsx", odd).path)


def test_room_for_more_texts_than_there_can_be_is_not_made(tmp_path):
    odd = replaced(with_cell_at(1, 1), "xl/sharedStrings.xml", ('uniqueCount="', 'uniqueCount="9999999999'))
    with pytest.raises(FileRefused, match=FAR):
        sheets(deliver(tmp_path, "a.xlsx", odd))


@pytest.mark.parametrize(
    ("column", "beyond", "within"),
    [
        ("C", ["D", "Z", "AA", "XFD"], ["A", "C"]),
        ("BZ", ["CA", "AAA"], ["A", "Z", "AA", "BZ"]),
        ("ZZ", ["AAA"], ["ZY"]),
    ],
)
def test_columns_behind_another_are_told(column, beyond, within):
    pattern = workbook_extent._beyond(column, 3)
    assert all(pattern.search(f'<c r="{one}1"'.encode()) for one in beyond)
    assert not any(pattern.search(f'<c r="{one}999"'.encode()) for one in within)
    assert pattern.search(f'<c s="1" r="{within[0]}1000"'.encode())
    assert pattern.search(b'<row r="1000">')


@pytest.mark.parametrize(("rows", "columns", "said"), [(1_048_576, 16_384, "damaged"), (100_000, 1_000, FAR)])
def test_a_document_that_repeats_a_cell_over_everything_is_refused(tmp_path, monkeypatch, rows, columns, said):
    monkeypatch.setattr(workbook_extent, "MOST_MEMORY", 400 * 1024**2)
    bomb = replaced(
        ods({"Cases": [["Ref"]]}),
        "content.xml",
        ("<table:table-row", f'<table:table-row table:number-rows-repeated="{rows}"'),
        ("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{columns}"'),
    )
    with pytest.raises(FileRefused, match=said):
        sheets(deliver(tmp_path, "a.ods", bomb))


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 3), (10, 16_383), (200_000, 40)])
def test_long_lists_and_wide_tables_are_no_bombs(tmp_path, row, column):
    (sheet,) = sheets(deliver(tmp_path, "a.xlsx", with_cell_at(row, column)))
    assert sheet.name == "Cases"


def test_a_grey_corner_without_content_is_nothing(tmp_path):
    (sheet,) = sheets(deliver(tmp_path, "a.xlsx", with_cell_at(1_048_575, 16_383, content=None)))
    assert [cells for _, cells in sheet.rows()] == [["Ref"]]


def test_lists_of_usual_size_are_opened_once(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_extent, "_opens_within_bounds", lambda _: pytest.fail("opened in another process"))
    path = deliver(tmp_path, "a.xlsx", with_cell_at(30_000, 70)).path
    assert workbook_extent.fits_in_memory(path)


def test_damaged_workbooks_are_left_to_their_reader_to_name(tmp_path):
    damaged = xlsx({"Cases": [["Ref"]]})[:-80]
    assert workbook_extent.fits_in_memory(deliver(tmp_path, "a.xlsx", damaged).path)


def test_a_container_of_another_kind_is_no_workbook(tmp_path):
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert not is_workbook(deliver(tmp_path, "a.doc", magic + bytes(600) + "WordDocument\0".encode("utf-16-le")))
    locked = magic + "Workbook\0EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert not is_workbook(deliver(tmp_path, "b.xlsx", locked))
    broken = deliver(tmp_path, "c.xls", magic + bytes(600) + "Workbook\0".encode("utf-16-le"))
    assert is_workbook(broken)
    with pytest.raises(FileRefused, match="damaged or cut off"):
        sheets(broken)


PIECES = [b"9999999999", b"-1", b"XFD", b'"', b"<c/>", b"A0", b'ref="A1:XFD1048576"', b"0", b">", b"</row>"]


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(PIECES), st.integers(0, 12)), max_size=4
    )
)
def test_a_mangled_sheet_is_read_or_refused_and_never_ends_the_program(tmp_path_factory, changes):
    """The reader of workbooks ends the whole process where it cannot have the memory it asks for."""
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(with_cell_at(3, 3))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for where, piece, taken in changes:
        at = int(where * len(parts[part]))
        parts[part] = parts[part][:at] + piece + parts[part][at + taken :]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as mangled:
        for name, content in parts.items():
            mangled.writestr(name, content)
    try:
        for sheet in sheets(deliver(tmp_path_factory.mktemp("mangled"), "a.xlsx", held.getvalue())):
            list(sheet.rows())
    except FileRefused:
        pass
