"""A publisher's own reference document: what is taken and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from saferplan.documents.office import own_reference as module
from saferplan.documents.office.own_reference import own_reference
from saferplan.documents.packing import zipped
from saferplan.errors import DocumentError

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def reference(folder: Path, relation: str = "") -> Path:
    file = folder / "house.docx"
    parts = {
        "word/styles.xml": b"<styles/>",
        "word/_rels/settings.xml.rels": f"<Relationships>{relation}</Relationships>".encode(),
    }
    file.write_bytes(zipped(parts, date(2026, 1, 1)))
    return file


@pytest.mark.parametrize(
    "relation",
    [
        "",
        f'<Relationship Id="a" Type="{KIND}/image" Target="media/logo.png"/>',
        f'<Relationship Id="a" Type="{KIND}/hyperlink" Target="https://example.org" TargetMode="External"/>',
    ],
)
def test_styles_and_what_lies_beside_them_are_taken(tmp_path: Path, relation: str) -> None:
    file = reference(tmp_path, relation)
    assert own_reference(file) == file.read_bytes()


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject"])
@pytest.mark.parametrize("mode", ['TargetMode="External"', "targetmode = 'external'"])
def test_what_word_would_fetch_is_refused(tmp_path: Path, kind: str, mode: str) -> None:
    file = reference(tmp_path, f'<Relationship Id="a" Type="{KIND}/{kind}" Target="https://example.org/x" {mode}/>')
    with pytest.raises(DocumentError, match=r"house\.docx: word/_rels/settings\.xml\.rels has Word fetch something"):
        own_reference(file)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 10)
    monkeypatch.setattr(module, "unzipped", lambda _content: pytest.fail("it was unpacked"))
    with pytest.raises(DocumentError, match="too large for styles"):
        own_reference(reference(tmp_path))


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "house.docx"
    file.write_text("not a package", encoding="utf-8")
    with pytest.raises(DocumentError, match="this is no DOCX or ODT"):
        own_reference(file)
