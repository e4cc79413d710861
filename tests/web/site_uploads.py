"""Small files of every kind that the site keeps, and some that it must not."""

import io
import zipfile

import xlsxwriter

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
# One pixel, as ISO/IEC 15948 lays it out.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c"
    "49444154789c63382127070002b6010534a675aa0000000049454e44ae426082"
)
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(512)
ELF = b"\x7fELF\x02\x01\x01" + bytes(512)
CSV = b"Ward,Incidents\r\nAbbey,5\r\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def archive(**members: bytes) -> bytes:
    """A zip archive; `__` in a name stands for a slash and `_` for a full stop."""
    return archive_of({name.replace("__", "/").replace("_", "."): content for name, content in members.items()})


def archive_of(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def docx(**more: bytes) -> bytes:
    return archive_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"} | more)


def odt(**more: bytes) -> bytes:
    return archive_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"} | more)


def xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("List").write_row(0, 0, ["Ward", "Incidents"])
    return stream.getvalue()


def xlsx_bomb() -> bytes:
    """Two cells in opposite corners of a sheet: some kilobytes that make a grid of seventeen thousand million cells."""
    members = _members(xlsx())
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members[sheet] = members[sheet].replace(b"</sheetData>", far)
    return archive_of(members)


def zip_bomb(document: bytes | None = None) -> bytes:
    return archive_of(_members(document or docx()) | {"media.xml": bytes(60_000_000)})


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archived:
        return {name: archived.read(name) for name in archived.namelist()}


def jpeg_with_exif() -> bytes:
    """A JPEG of one grey pixel, with a block that says where it was taken."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0 GPS 51.5N 0.1W "
    block = b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif
    quantities = b"\xff\xdb\x00\x43\x00" + bytes([1] * 64)
    frame = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
    codes = b"\xff\xc4\x00\x14\x00\x01" + bytes(15) + b"\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f"
    return b"\xff\xd8" + block + quantities + frame + codes + scan + b"\xff\xd9"
