"""Makes the files that tests of the readers deliver, and finds the real ones where the machine has them."""

import gzip
import hashlib
import os
import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.tables import ALL_TABLES

REPOSITORY = Path(__file__).parents[3]
REAL_DATA = Path(os.environ.get("SAFERPLAN_DATA") or REPOSITORY.parent / "shared" / "data")
RELEASED = datetime(2025, 1, 1)


def deliver(folder: Path, name: str, content: str | bytes) -> Delivered:
    """A file in `folder` as the loader would hand it to a reader."""
    data = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(data)
    return Delivered(path, name, RELEASED, hashlib.sha256(data).hexdigest())


def real_file(folder: Path, relative: str) -> Delivered:
    """A file of the real data, unpacked; the test is skipped where it is not there."""
    path = REAL_DATA / relative
    if not path.exists():
        pytest.skip(f"needs the real file {relative} in $SAFERPLAN_DATA or ../shared/data")
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return deliver(folder, path.name.removesuffix(".gz"), data)


def csv_text(*rows: str) -> str:
    """A CSV file from rows as people write tables by hand: 'a | b | c'."""
    return "".join(",".join(cell.strip() for cell in row.split("|")) + "\n" for row in rows)


def rows_of(reading: Reading, table: str, *columns: str) -> list[tuple]:
    """The rows read into `table`, in order, as tuples of `columns`."""
    pieces = [piece.rows for piece in reading.slices if piece.table == table]
    return [tuple(row[column] for column in columns) for piece in pieces for row in piece.to_pylist()]


def keys_of(reading: Reading) -> list[tuple[str, str]]:
    return [(piece.table, *piece.key) for piece in reading.slices]


def check_contract(reading: Reading) -> None:
    """What holds of every reading: counts add up, slices fit their tables, keys are the rows' own."""
    assert reading.rows_loaded + len(reading.rejected) == reading.rows_read
    for piece in reading.slices:
        table = ALL_TABLES[piece.table]
        assert piece.rows.schema == table.schema
        piece.rows.validate(full=True)
        for name, value in zip(table.replaced_by, piece.key, strict=True):
            assert set(piece.rows.column(name).to_pylist()) == {value}
        for name in ("level", "child_level", "parent_level"):
            assert name not in table.column_names or piece.rows.column(name).null_count == 0


def xlsx(sheets: dict[str, list[list]]) -> bytes:
    """The least that makes an XLSX workbook: numbers as numbers, all else as inline text."""
    package = "http://schemas.openxmlformats.org/package/2006"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}</Relationships>',
    }
    for at, rows in enumerate(sheets.values(), 1):
        body = "".join(_xlsx_row(number, cells) for number, cells in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    return _zipped(parts)


def _xlsx_row(number: int, cells: list) -> str:
    body = "".join(_xlsx_cell(f"{_letters(at)}{number}", cell) for at, cell in enumerate(cells) if cell != "")
    return f'<row r="{number}">{body}</row>' if body else ""


def _letters(at: int) -> str:
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _xlsx_cell(place: str, cell: object) -> str:
    if isinstance(cell, (int, float)):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def ods(sheets: dict[str, list[list]]) -> bytes:
    """The least that makes an ODS workbook."""
    names = {part: f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{part}="{name}"' for part, name in names.items())
    body = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_row(cells: list) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if isinstance(cell, (int, float)):
        typed = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {typed}><text:p>{cell}</text:p></table:table-cell>"
    if cell == "":
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def _zipped(parts: dict[str, str]) -> bytes:
    import io

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return packed.getvalue()
