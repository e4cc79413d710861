"""What may be kept, told by content; what is refused, and that nothing of it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import site_uploads as uploads
from saferplan.web.files import places
from saferplan.web.files.checking import LONGEST_NAME, checked, checked_bytes, shown_name
from saferplan.web.files.faults import NotKept
from saferplan.web.files.incoming import Incoming
from saferplan.web.files.kinds import KINDS
from saferplan.web.files.purposes import FilePurpose, purposes

KEPT = {
    "pdf": uploads.PDF,
    "docx": uploads.docx(),
    "odt": uploads.odt(),
    "xlsx": uploads.xlsx(),
    "csv": uploads.CSV,
    "png": uploads.PNG,
    "jpeg": uploads.jpeg_with_exif(),
}
REFUSED = {
    "a Windows program called a PDF": ("minutes.pdf", uploads.EXECUTABLE, "must be a PDF"),
    "a Linux program called a workbook": ("list.xlsx", uploads.ELF, "must be a PDF"),
    "a program called CSV": ("list.csv", uploads.EXECUTABLE, "neither a workbook nor text"),
    "a shell script called CSV": ("list.csv", b"#!/bin/sh\nrm -rf /\n", "must be a PDF"),
    "a web page called CSV": ("list.csv", b" <!DOCTYPE html><script>1</script>", "must be a PDF"),
    "a drawing with a script": ("logo.svg", uploads.SVG, "must be a PDF"),
    "a drawing called a picture": ("logo.png", uploads.SVG, "must be a PDF"),
    "any archive": ("all.zip", uploads.archive(run_exe=b"MZ"), "must be a PDF"),
    "an archive called a document": ("all.docx", uploads.archive(run_exe=b"MZ"), "must be a PDF"),
    "a document with macros": ("a.docx", uploads.docx(**{"word/vbaProject.bin": b"x"}), "holds macros"),
    "an open document with macros": ("a.odt", uploads.odt(**{"Basic/script.xml": b"x"}), "holds macros"),
    "a workbook that unpacks without end": ("a.xlsx", uploads.zip_bomb(uploads.xlsx()), "like a zip bomb"),
    "a document that unpacks without end": ("a.docx", uploads.zip_bomb(), "like a zip bomb"),
    "a PDF cut off": ("a.pdf", uploads.PDF[:30], "damaged or cut off"),
    "a picture cut off": ("a.jpg", uploads.jpeg_with_exif()[:60], "damaged"),
    "an archive cut off": ("a.docx", uploads.docx()[:50], "must be a PDF"),
    "nothing": ("a.pdf", b"", "is empty"),
}


@pytest.mark.parametrize("word", KEPT)
def test_a_file_is_what_its_content_says(word):
    name = f"anything{KINDS[word].endings[0]}"

    found = checked_bytes("duty-evidence", name, KEPT[word])

    assert found.kind is KINDS[word]
    assert found.name == name


@pytest.mark.parametrize("word", sorted(KEPT.keys() - {"csv"}))
def test_a_wrong_name_gets_the_ending_of_what_it_is(word):
    found = checked_bytes("duty-evidence", "setup.exe", KEPT[word])

    assert found.name == f"setup.exe{KINDS[word].endings[0]}"


@pytest.mark.parametrize(("name", "content", "why"), REFUSED.values(), ids=REFUSED)
def test_what_may_do_harm_is_refused(name, content, why):
    with pytest.raises(NotKept, match=why):
        checked_bytes("duty-evidence", name, content)


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", uploads.xlsx_bomb()), ("a.csv", b"a,b\n" + b"x" * 200_000)])
def test_what_a_file_holds_is_read_by_no_request(name, content, monkeypatch):
    """A workbook of a million rows takes half a minute to open, and its sender waits for an answer."""

    def reads(*_):
        raise AssertionError("the whole file was read")

    monkeypatch.setattr("saferplan.evidence.sources.workbook._open", reads)
    monkeypatch.setattr("saferplan.evidence.partners.reading.decoding._decoded", reads)

    assert checked_bytes("extract", name, content).kind.endings[0] in name


def test_photographs_are_kept_without_where_they_were_taken():
    found = checked_bytes("case-document", "door.jpg", uploads.jpeg_with_exif())

    content = found.incoming.path.read_bytes()
    assert content.startswith(b"\xff\xd8")
    assert b"GPS" not in content
    assert found.incoming.size == len(content)


def test_of_a_rewritten_picture_the_original_does_not_stay():
    found = checked_bytes("case-document", "door.jpg", uploads.jpeg_with_exif())

    assert list((places.root() / places.INCOMING).iterdir()) == [found.incoming.path]


def test_a_purpose_takes_its_own_kinds_alone():
    with pytest.raises(NotKept, match="must be a PDF, DOCX or ODT, up to 20 MB"):
        checked_bytes("agreement-document", "a.csv", uploads.CSV)


def test_a_purpose_has_its_own_size(monkeypatch):
    small = FilePurpose("small", "Small", 0, (KINDS["pdf"],))
    monkeypatch.setitem(purposes(), "small", small)

    with pytest.raises(NotKept, match="must be smaller than 0 MB"):
        checked_bytes("small", "a.pdf", uploads.PDF)


def test_a_fault_on_the_way_is_told_as_it_was():
    with pytest.raises(NotKept, match="no room"):
        checked("duty-evidence", Incoming("a.pdf", fault="There is no room"))


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Minutes of March.PDF", "Minutes of March.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a  Set-Cookie: x.pdf"),
        (".pdf", "file.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_names_are_shown_without_tricks(given_name, shown):
    assert shown_name(given_name, KINDS["pdf"]) == shown


@given(st.text(max_size=400), st.sampled_from(sorted(KINDS)))
def test_every_name_can_be_shown_and_saved(given_name, word):
    shown = shown_name(given_name, KINDS[word])

    assert len(shown) <= LONGEST_NAME
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.endswith(KINDS[word].endings)
    assert not shown.startswith(".")
