"""DOCX and ODT: what a word processor and a screen reader find in them."""

import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picture_files import whole_png
from rich_document import planted, rich_document
from sample_document import HOSTILE, document, evaluated

from pdf_reading import opened
from saferplan.documents.brand import Brand, read_brand
from saferplan.documents.office.rendering import render_docx, render_odt
from saferplan.documents.packing import unzipped

DAY = date(2026, 11, 5)
BRAND = Brand(name="Exampleshire & Partnership")
NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def docx_of(told, brand=BRAND, made_on=DAY):
    return render_docx(told, planted(told), brand, made_on)


def odt_of(told, brand=BRAND, made_on=DAY):
    return render_odt(told, planted(told), brand, made_on)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return document(tmp_path_factory.mktemp("office") / "doc")


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    return rich_document(tmp_path_factory.mktemp("office") / "doc")


@pytest.fixture(scope="module")
def word(told):
    return docx.Document(io.BytesIO(docx_of(told)))


@pytest.fixture(scope="module")
def rich_word(rich):
    return docx.Document(io.BytesIO(docx_of(rich)))


@pytest.fixture(scope="module")
def writer(told):
    return ET.fromstring(unzipped(odt_of(told))["content.xml"])


@pytest.fixture(scope="module")
def rich_writer(rich):
    return ET.fromstring(unzipped(odt_of(rich))["content.xml"])


def in_style(word, *styles):
    return [(found.style.name, found.text) for found in word.paragraphs if found.style.name in styles]


def said(element):
    return "".join(element.itertext())


def found_in(tree, path):
    return tree.findall(f".//{path}", NAMES)


def attribute(element, name):
    prefix, _, local = name.partition(":")
    return element.get(f"{{{NAMES[prefix]}}}{local}")


def test_docx_has_title_language_publisher_and_day(word, told):
    assert word.core_properties.title == told.title
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.created.date() == DAY
    assert in_style(word, "Title", "Subtitle") == [("Title", told.title), ("Subtitle", "2025")]
    assert [text for _, text in in_style(word, "Front matter")] == [BRAND.name, "Made on 5 November 2026", told.banner]
    assert word.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def test_docx_headings_are_headings(word):
    assert in_style(word, "Heading 1", "Heading 2", "Heading 3") == [
        ("Heading 1", "Key findings"),
        ("Heading 1", "Detail"),
        ("Heading 2", "Crime types"),
        ("Heading 3", "Over time"),
        ("Heading 2", "Places"),
        ("Heading 1", "Data behind the figures"),
        ("Heading 1", "Where each figure comes from"),
        ("Heading 2", "Data and code"),
        ("Heading 2", "Figures in the text"),
        ("Heading 2", "Charts, maps and tables"),
    ]


def test_docx_captions_are_captions_that_count(word, told):
    captions = [text for _, text in in_style(word, "Caption")]
    data = next(text for text in captions if text.startswith("Data for"))
    assert data == f"Data for Figure 1. What shares shows of {HOSTILE}"
    counted = re.findall(r"SEQ (\w+) .*?<w:t>(\d+)</w:t>", word.element.xml, re.DOTALL)
    assert [f"{kind} {number}" for kind, number in counted] == [placed.label for placed in told.exhibits]


def test_docx_pictures_have_words_and_are_sharp(word, told):
    shown = word.element.findall(f".//{qn('wp:docPr')}")
    assert [one.get("descr") for one in shown] == [
        placed.exhibit.alt for placed in told.exhibits if placed.word == "Figure"
    ]
    for shape in word.inline_shapes:
        part = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        dots_per_inch = part.image.px_width / (shape.width / 914400)
        assert dots_per_inch > 200
        assert part.content_type == "image/png"


def test_docx_tables_have_a_header_row_that_is_repeated(word):
    tables = list(word.tables)
    assert len(tables) == 2 + 8
    for table in tables:
        first, *others = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert first
        assert not any(others)


def test_docx_contents_are_filled_and_can_be_counted_anew(word):
    body = word.element.body
    (contents,) = body.iter(qn("w:sdtContent"))
    links = list(contents.iter(qn("w:hyperlink")))
    headings = [text for _, text in in_style(word, "Heading 1", "Heading 2")]
    assert [link.text for link in links] == headings
    places = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None} <= places
    kinds = [mark.get(qn("w:fldCharType")) for mark in contents.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert [field.text.split()[:3] for field in contents.iter(qn("w:instrText"))] == [["TOC", "\\o", '"1-2"']]


def test_docx_has_the_banner_above_every_page(word, told, rich_word):
    for read, banner in ((word, told.banner), (rich_word, "Synthetic </w:t> records")):
        for section in read.sections:
            assert section.header.paragraphs[0].text == banner
            assert section.header.paragraphs[0].style.name == "Notice"


def test_docx_turns_the_page_for_a_wide_table(rich_word):
    assert [section.page_width > section.page_height for section in rich_word.sections] == [False, True, False]


def test_docx_carries_pictures_lists_quotations_and_links(rich_word):
    words = "\n".join(found.text for found in rich_word.paragraphs)
    assert HOSTILE in words
    assert '#panic("no")' in words
    assert in_style(rich_word, "Block Text") == [("Block Text", f"Quoted {HOSTILE}")]
    assert "A red square" in [one.get("descr") for one in rich_word.element.findall(f".//{qn('wp:docPr')}")]
    assert "https://example.org/a?b=c&d=e#f" in {
        relation._target for relation in rich_word.part.rels.values() if relation.is_external
    }


def test_the_styles_of_the_reference_are_those_that_are_used(rich_word, rich):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")
    section = page.split("## DOCX and ODT")[1].split("##")[0].lower()
    used = {found.style.name.lower() for found in rich_word.paragraphs}
    used |= {found.style.name.lower() for table in rich_word.tables for row in table.rows for cell in row.cells
             for found in cell.paragraphs}  # fmt: skip
    plain = {"normal", "compact", "source code", "toc heading", "heading 2", "heading 3"}
    assert {name for name in used if name not in section} <= plain


def test_docx_has_no_part_that_a_program_would_run(rich):
    names = zipfile.ZipFile(io.BytesIO(docx_of(rich))).namelist()
    assert not [name for name in names if "vba" in name.lower() or name.endswith((".bin", ".html"))]


def test_odt_pictures_have_their_words(writer, told, rich_writer):
    frames = found_in(writer, "draw:frame")
    assert [said(frame.find("svg:desc", NAMES)) for frame in frames] == [
        placed.exhibit.alt for placed in told.exhibits if placed.word == "Figure"
    ]
    assert said(found_in(rich_writer, "draw:frame")[0].find("svg:desc", NAMES)) == "A red square"


def test_odt_headings_captions_and_header_rows(writer):
    found = [(attribute(one, "text:outline-level"), said(one).strip()) for one in found_in(writer, "text:h")]
    assert found[:5] == [
        ("1", "Key findings"),
        ("1", "Detail"),
        ("2", "Crime types"),
        ("3", "Over time"),
        ("2", "Places"),
    ]
    captions = [said(one) for one in found_in(writer, "text:p") if attribute(one, "text:style-name") == "Caption"]
    assert len(captions) == 9 + 8
    assert captions[0] == f"Figure 1. What shares shows of {HOSTILE}"
    tables = found_in(writer, "table:table")
    assert len(tables) == 10
    assert all(len(found_in(table, "table:table-header-rows")) == 1 for table in tables)


def test_odt_contents_are_filled(writer):
    (contents,) = found_in(writer, "text:table-of-content")
    assert [said(one) for one in found_in(contents, "text:a")][:3] == ["Key findings", "Detail", "Crime types"]


def test_odt_says_its_title_language_and_day(told):
    parts = unzipped(odt_of(told))
    meta = ET.fromstring(parts["meta.xml"])
    assert said(meta.find(".//dc:title", NAMES)) == told.title
    assert said(meta.find(".//dc:language", NAMES)) == "en-GB"
    assert "2026-11-05T00:00:00Z" in said(meta)
    assert next(iter(parts)) == "mimetype"


def test_odt_styles_are_all_defined_and_pages_have_the_banner(rich):
    parts = unzipped(odt_of(rich))
    styles, content = ET.fromstring(parts["styles.xml"]), ET.fromstring(parts["content.xml"])
    defined = {attribute(one, "style:name") for tree in (styles, content) for one in found_in(tree, "style:style")}
    used = {attribute(one, "text:style-name") for one in found_in(content, "text:p")} - {None}
    assert used <= defined
    masters = {attribute(one, "style:name"): said(one) for one in found_in(styles, "style:master-page")}
    assert set(masters) == {"Standard", "Turned"}
    assert all("Synthetic </w:t> records" in words for words in masters.values())


@pytest.mark.parametrize("made", [docx_of, odt_of])
def test_the_same_day_gives_the_same_bytes(rich, made):
    first = made(rich)
    assert made(rich) == first
    assert made(rich, made_on=date(2026, 11, 6)) != first


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_publisher_shows_as_logo_colour_and_font(tmp_path, ending):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'
    (tmp_path / f"logo.{ending}").write_bytes(svg if ending == "svg" else whole_png())
    (tmp_path / "brand.toml").write_text(
        f'name = "A & B"\nlogo = "logo.{ending}"\n[colours]\nbrand = "#5b1a66"\n', encoding="utf-8"
    )
    brand, told = read_brand(tmp_path / "brand.toml"), evaluated("# A\n")
    word = docx.Document(io.BytesIO(docx_of(told, brand)))
    assert word.element.find(f".//{qn('wp:docPr')}").get("descr") == "A & B"
    assert str(word.styles["Heading 1"].font.color.rgb) == "5B1A66"
    assert word.styles.element.find(f".//{qn('w:rFonts')}").get(qn("w:ascii")) == "Arial"
    parts = unzipped(odt_of(told, brand))
    assert b"#5B1A66" in parts["styles.xml"]
    assert b"<svg:desc>A &amp; B</svg:desc>" in parts["content.xml"]


def test_a_reference_document_of_the_publisher_gives_the_styles(tmp_path):
    house = docx.Document(io.BytesIO(docx_of(evaluated("# A\n"))))
    house.styles["Heading 1"].font.name = "Comic Neue"
    house.sections[-1].header.paragraphs[0].text = "House header"
    house.save(tmp_path / "house.docx")
    (tmp_path / "brand.toml").write_text('reference_docx = "house.docx"\n', encoding="utf-8")
    told = rich_document(tmp_path / "doc")
    word = docx.Document(io.BytesIO(docx_of(told, read_brand(tmp_path / "brand.toml"))))
    assert word.styles["Heading 1"].font.name == "Comic Neue"
    assert [found.text for found in word.sections[0].header.paragraphs] == [told.banner, "House header"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("<>&\"'{}[]\\/#$*_|é1 a]]>"), min_size=1, max_size=40).filter(str.strip))
def test_no_words_from_data_become_markup(words):
    told = evaluated("# A\n\nX{{ words }}X\n\n| X{{ words }}X |\n| --- |\n| 1 |\n", {"words": words})
    word = docx.Document(io.BytesIO(docx_of(told)))
    plain = " ".join(f"X{words}X".split())
    assert plain in [" ".join(found.text.split()) for found in word.paragraphs]
    assert " ".join(word.tables[0].rows[0].cells[0].text.split()) == plain


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)")
def test_libreoffice_opens_both_and_turns_them_to_pdf(rich, tmp_path):
    files = {"made.docx": docx_of(rich), "other.odt": odt_of(rich)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300, cwd=tmp_path)
    for name in ("made.pdf", "other.pdf"):
        assert len(opened((tmp_path / name).read_bytes()).pages) >= 5
