"""PDF/UA-1: what a screen reader finds in the file, and what a reader sees on its pages."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picture_files import jpeg, whole_png
from rich_document import planted, rich_document
from sample_document import HOSTILE, document, evaluated, exhibits

from pdf_reading import bookmarks, opened, pages, squeezed, structure
from saferplan.documents.brand import Brand, read_brand
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import Chapter, Folder
from saferplan.documents.images import raster_image
from saferplan.documents.pdf.rendering import render_pdf
from saferplan.errors import DocumentError

DAY = date(2026, 11, 5)


def pdf_of(told, brand=None, made_on=DAY):
    return render_pdf(told, planted(told), brand or Brand(name="Exampleshire Partnership"), made_on)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return document(tmp_path_factory.mktemp("pdf") / "doc")


@pytest.fixture(scope="module")
def pdf(told):
    return opened(pdf_of(told))


@pytest.fixture(scope="module")
def tree(pdf):
    return structure(pdf)


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    return opened(pdf_of(rich_document(tmp_path_factory.mktemp("pdf") / "doc")))


def test_the_file_says_that_it_is_accessible_and_what_it_is_called(pdf, told):
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == f"{told.title}: 2025"
        assert metadata["dc:creator"] == ["Exampleshire Partnership"]
        assert metadata["xmp:CreateDate"] == "2026-11-05T00:00:00Z"
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_every_picture_has_its_words(tree, told):
    pictures = [placed.exhibit.alt for placed in told.exhibits if placed.word == "Figure"]
    assert [figure.alternative for figure in tree.all("Figure")] == pictures


def test_every_table_has_column_headers(tree):
    tables = tree.all("Table")
    assert len(tables) == 2 + 8
    for table in tables:
        (head,) = table.all("THead")
        assert {cell.scope for cell in head.all("TH")} == {"Column"}
        assert len(head.all("TH")) >= 2
        assert not head.all("TD")


def test_every_exhibit_has_a_caption(tree, told):
    assert len(tree.all("Caption")) == len(told.exhibits) + 8


def test_headings_are_headings_of_their_level(tree, pdf):
    assert [len(tree.all(kind)) for kind in ("Title", "H1", "H2", "H3", "H4")] == [1, 5, 5, 1, 0]
    assert bookmarks(pdf) == [
        (1, "Key findings"),
        (1, "Detail"),
        (2, "Crime types"),
        (3, "Over time"),
        (2, "Places"),
        (1, "Data behind the figures"),
        (1, "Where each figure comes from"),
        (2, "Data and code"),
        (2, "Figures in the text"),
        (2, "Charts, maps and tables"),
    ]


def test_the_contents_lead_to_chapters_and_sections(tree, pdf):
    assert len(tree.all("TOCI")) == len([depth for depth, _ in bookmarks(pdf) if depth <= 2])
    assert "KeyfindingsDetail" in pages(pdf)[1].replace(".", "").translate({ord(digit): None for digit in "0123456789"})


def test_what_looks_like_a_list_is_one(rich):
    lists = structure(rich).all("L")
    entries = [found for found in lists if len(found.all("LI")) in (1, 2, 3)]
    assert len(entries) >= 3


def test_the_banner_stands_on_every_page(pdf):
    assert [squeezed("Synthetic records </style>") in page for page in pages(pdf)] == [True] * len(pdf.pages)


def test_pages_are_counted_from_the_second(pdf):
    shown, last = pages(pdf), len(pdf.pages)
    assert "Page" not in shown[0]
    assert all(f"Page{number}of{last}" in page for number, page in enumerate(shown[1:], 2))


def test_hostile_names_are_printed_as_they_are_and_change_nothing(pdf, rich):
    assert squeezed(HOSTILE) in "".join(pages(pdf))
    assert squeezed('#panic("no")') in "".join(pages(rich))
    assert not [page for page in rich.pages if "/AA" in page]
    assert "/OpenAction" not in rich.Root
    assert "/JavaScript" not in rich.Root.get("/Names", {})


def test_links_lead_to_the_web_and_inside_the_file(rich):
    links = [note for page in rich.pages for note in page.get("/Annots", [])]
    web = [str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A]
    assert web == ["https://example.org/a?b=c&d=e#f"]
    assert len(links) > 10
    assert all(str(link.get("/Contents", "")) for link in links)


def test_a_picture_of_the_chapter_is_there_with_its_words(rich):
    assert "A red square" in [figure.alternative for figure in structure(rich).all("Figure")]


def test_a_wide_table_stands_on_a_turned_page_with_its_heading(rich):
    turned = [words for page, words in zip(rich.pages, pages(rich), strict=True) if page.mediabox[2] > page.mediabox[3]]
    assert len(turned) == 1
    assert squeezed("Wide Table 1") in turned[0]
    assert squeezed("Column 19") in turned[0]


def test_the_header_row_is_repeated_where_a_table_goes_on(told):
    rows = "".join(f"| Row {number} | {number} |\n" for number in range(90))
    long = opened(pdf_of(evaluated(f"# A\n\n| Heading here | Figure |\n| --- | --- |\n{rows}")))
    assert sum("Headinghere" in page for page in pages(long)) >= 2


def test_letters_are_embedded_from_the_fonts_named_and_no_other(pdf):
    fonts = {str(font.BaseFont) for page in pdf.pages for font in page.resources.get("/Font", {}).values()}
    assert fonts
    assert all("SourceSansPro" in name for name in fonts)


def test_the_same_day_gives_the_same_bytes(told):
    first = pdf_of(told)
    assert pdf_of(told) == first
    assert pdf_of(told, made_on=date(2026, 11, 6)) != first


def test_the_publisher_shows_with_the_logo(tmp_path):
    (tmp_path / "logo.png").write_bytes(whole_png())
    (tmp_path / "brand.toml").write_text('name = "A #panic() B"\nlogo = "logo.png"\n', encoding="utf-8")
    made = opened(pdf_of(evaluated("# A\n"), read_brand(tmp_path / "brand.toml")))
    assert squeezed("A #panic() B") in pages(made)[0]
    assert structure(made).all("Figure")[0].alternative == "A #panic() B"


def test_a_font_that_is_not_there_is_an_error(tmp_path):
    (tmp_path / "fonts").mkdir()
    brand = Brand(font="House Sans", font_folder=tmp_path / "fonts")
    with pytest.raises(DocumentError, match=r"the font 'House Sans' is not in the font_folder\. There is none"):
        pdf_of(evaluated("# A\n"), brand)


def test_the_packaged_font_missing_is_an_error(monkeypatch, tmp_path):
    import font_source_sans_pro

    monkeypatch.setattr(font_source_sans_pro, "font_directory", str(tmp_path))
    with pytest.raises(DocumentError, match=r"Source Sans Pro is not installed \(SourceSansPro-Regular\.ttf\)"):
        pdf_of(evaluated("# A\n"))


def test_a_letter_that_no_font_has_is_an_error_not_a_blank():
    with pytest.raises(DocumentError, match="the font Source Sans Pro has no letters for '漢'"):
        pdf_of(evaluated("# A\n\nOnly 漢字 here\n"))


def test_a_picture_whose_pixels_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "doc").mkdir()
    told = rich_document(tmp_path / "doc")
    (tmp_path / "doc" / "square.png").write_bytes(jpeg())
    with pytest.raises(DocumentError, match="cannot be set"):
        pdf_of(told)


def test_sizes_of_pictures_are_read_as_typst_reads_them():
    image = raster_image(whole_png(30, 20), "a.png", where="")
    assert (image.width, image.height) == (30, 20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("#$*_`<>@[](){}\\/\"'=-+~.,;:!?%&^|aé1 "), min_size=1, max_size=60).filter(str.strip))
def test_no_words_from_data_become_typst(words):
    told = evaluated(
        "# A\n\n{{ words }} and **{{ words }}**\n\n| {{ words }} |\n| --- |\n| {{ words }} |\n", {"words": words}
    )
    shown = "".join(pages(opened(pdf_of(told))))
    assert shown.count(squeezed(words)) >= 4


def test_chapters_of_a_long_document_begin_a_page_and_those_of_a_short_one_follow_each_other(told):
    long, short = pages(opened(pdf_of(told))), pages(opened(pdf_of(replace(told, runs_on=True))))

    assert len(short) < len(long)
    assert len(bookmarks(opened(pdf_of(replace(told, runs_on=True))))) == len(bookmarks(opened(pdf_of(told))))


LINE = "A line.\n\n"


def tall(width: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{2 * width}" viewBox="0 0 1 2"></svg>'


def test_the_tallest_picture_leaves_room_for_the_heading_that_it_stands_under():
    exhibit = replace(exhibits()["shares"], draw=tall, title="Every ward", notes=["A note of some length. " * 12] * 3)
    words = {"exhibit": lambda _: exhibit}

    shown = pages(opened(pdf_of(evaluated('# The wards here\n\n{{ exhibit("shares") }}\n', words))))

    assert sum("Thewardshere" in page and "Everyward" in page and "Source:" in page for page in shown) == 1


def test_the_caption_of_a_table_stands_with_its_first_rows():
    """Wherever on a page it comes: each chapter begins a page, and has a line more before its table."""
    league, lines = exhibits()["league"], range(22, 34)
    words = {"exhibit": lambda name: replace(league, id=name, title=f"Wards of {name}")}
    chapters = (
        Chapter(f"t{n}", f"{n}-t{n}.md", f"# After {n}\n\n{LINE * n}" + f'{{{{ exhibit("t{n}") }}}}\n') for n in lines
    )

    shown = pages(opened(pdf_of(evaluate(Folder(Path(), "A title", tuple(chapters)), words))))

    for n in lines:
        with_caption = next(page for page in shown if f"Wardsoft{n}" in page)
        assert "Abbey" in with_caption.partition(f"Wardsoft{n}")[2], n
