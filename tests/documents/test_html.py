import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from page_reading import read_page
from picture_files import whole_png
from sample_document import HOSTILE, PROVENANCE, document, evaluated
from svg_reading import root_of

from saferplan.documents.brand import brand_of
from saferplan.documents.html import render_html
from saferplan.errors import DocumentError


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return document(tmp_path_factory.mktemp("sample") / "doc")


@pytest.fixture(scope="module")
def html(read):
    return render_html(read)


@pytest.fixture(scope="module")
def page(html):
    return read_page(html)


def rendered(text):
    return read_page(render_html(evaluated(text)))


def ids(page):
    return [element.attributes["id"] for element in page.all("*") if "id" in element.attributes]


def test_the_page_says_its_language_title_and_width(page):
    assert page.one("html").attributes["lang"] == "en-GB"
    assert page.one("title").text == f"Assessment of {HOSTILE}: 2025"
    assert page.one("meta", name="viewport").attributes["content"] == "width=device-width, initial-scale=1"


def test_there_is_one_h1_and_no_heading_skips_a_level(page):
    levels = [int(element.tag[1]) for element in page.all("*") if re.fullmatch("h[1-6]", element.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_every_link_inside_the_page_arrives(page):
    assert len(ids(page)) == len(set(ids(page)))
    targets = [a.attributes["href"][1:] for a in page.all("a") if a.attributes["href"].startswith("#")]
    assert len(targets) > 20
    assert set(targets) <= set(ids(page))


def test_references_of_aria_arrive(page):
    named = [
        element.attributes["aria-labelledby"] for element in page.all("*") if "aria-labelledby" in element.attributes
    ]
    assert set(named) <= set(ids(page))


def test_the_first_thing_to_reach_is_the_way_to_the_text(page):
    assert page.all("a")[0].attributes == {"class": "skip", "href": "#main"}


def test_contents_lists_chapters_with_their_sections(page):
    links = [(a.text, a.attributes["href"]) for a in page.one("nav").all("a")]
    assert links == [
        ("Key findings", "#summary"),
        ("Detail", "#detail"),
        ("Crime types", "#detail--crime-types"),
        ("Places", "#detail--places"),
        ("Where each figure comes from", "#provenance"),
    ]


def test_the_page_stands_alone(html, page):
    assert not page.all("script")
    assert all(one.attributes["href"].startswith("data:") for one in page.all("link"))
    loaded = [
        element.attributes[key] for element in page.all("*") for key in ("src", "srcset") if key in element.attributes
    ]
    assert loaded
    assert all(address.startswith("data:") for address in loaded)
    assert "@import" not in html
    assert "url(" not in html


def test_no_font_or_crest_that_belongs_to_others(html):
    assert not re.search("gds|transport|crown|crest", html, re.IGNORECASE)


def test_every_picture_has_alternative_text_and_its_table(page):
    figures = page.all("figure")
    assert len(figures) == 9
    for figure in figures:
        images = figure.all("img")
        assert [bool(image.attributes["alt"].strip()) for image in images] == [True] * len(images)
        assert len(figure.all("table")) == 1
        assert len(figure.all("tr")) == 9


def test_pictures_come_for_desk_and_phone(page):
    picture = page.one("figure", id="figure-1").one("picture")
    source, image = picture.one("source"), picture.one("img")
    assert source.attributes["media"] == "screen and (max-width: 599px)"
    assert " " not in source.attributes["srcset"]
    assert (source.attributes["width"], image.attributes["width"]) == ("320", "720")
    for address in (source.attributes["srcset"], image.attributes["src"]):
        root_of(unquote(address.removeprefix("data:image/svg+xml,")))


def test_an_exhibit_shows_title_subtitle_source_notes_and_files(page):
    figure = page.one("figure", id="figure-1")
    caption = figure.one("figcaption")
    assert caption.one("span", class_="label").text == "Figure 1"
    assert caption.one("span", class_="title").text == f"What shares shows of {HOSTILE}"
    assert caption.one("span", class_="described").text.startswith("Rate per 1,000")
    assert figure.one("p", class_="source").text.startswith("Source: Home Office")
    assert figure.one("p", class_="note").text == "A note."
    links = [a.attributes["href"] for a in figure.one("p", class_="downloads").all("a")]
    assert links == ["exhibits/shares.csv", "exhibits/shares.svg", "#source-figure-1"]
    assert figure.one("summary").text == "Data for Figure 1"


def test_a_table_has_caption_scopes_and_a_region_that_scrolls(page):
    figure = page.one("figure", id="table-1")
    region = figure.one("div", class_="scroll")
    assert region.attributes["role"] == "region"
    assert region.attributes["tabindex"] == "0"
    assert region.attributes["aria-label"] == "Data for Table 1, scrolls sideways"
    assert figure.one("caption").text.startswith("Table 1. ")
    assert [th.attributes["scope"] for th in figure.one("thead").all("th")] == ["col"] * 7
    assert [th.attributes["scope"] for th in figure.one("tbody").all("th")] == ["row"] * 8
    assert "not available" in figure.one("tbody").text
    assert not figure.all("details")


def test_tables_written_in_a_chapter_scroll_too(page):
    region = next(one for one in page.all("div", class_="scroll") if "Table in" in one.attributes["aria-label"])
    assert region.attributes["aria-label"] == "Table in Detail, scrolls sideways"
    assert [th.attributes["scope"] for th in region.all("th")] == ["col", "col"]
    assert region.all("td")[0].text == HOSTILE


def test_figures_in_text_link_to_their_entry(page):
    paragraph = next(p for p in page.one("main").all("p") if p.text.startswith("The area"))
    figure, *references = paragraph.all("a")
    assert (figure.text, figure.attributes["class"]) == ("5.6 per 1,000 residents", "figure")
    entry = page.one("li", id=figure.attributes["href"][1:])
    assert "rate/burglary" in entry.text
    assert PROVENANCE.filter in entry.text
    assert PROVENANCE.formula in entry.text
    assert [(one.text, one.attributes["href"]) for one in references] == [
        ("Table 1", "#table-1"),
        ("Figure 3", "#figure-3"),
    ]


def test_an_entry_shows_all_forms_in_which_its_figure_is_printed(page):
    entry = next(
        li for li in page.all("li") if "rate/burglary" in li.text and li.attributes.get("id", "").startswith("source-")
    )
    assert entry.all("p")[0].text == "5.6 per 1,000 residents · 5.6"


def test_tables_versions_sources_and_code_stand_once_and_are_linked(page):
    basis = page.one("li", id="source-data-1")
    for words in ("incidents (version 12), population (version 3)", *PROVENANCE.sources, "saferplan 0.1.0"):
        assert words in basis.text
    entries = [li for li in page.one("section", class_="chapter provenance").all("li") if li is not basis]
    assert all(li.all("a", href="#source-data-1") for li in entries)


def test_what_a_chapter_works_out_has_an_entry_that_names_its_parts():
    page = rendered('# A\n\n{{ rate("a").count - change("b").ratio }}\n')
    link = page.one("a", class_="figure")
    entry = page.one("li", id=link.attributes["href"][1:])
    assert "1,233.2" in entry.text
    assert "01-one.md, line 3" in entry.text
    assert [a.text for a in entry.all("a")] == ["rate/a", "change/b"]


def test_what_is_worked_out_from_one_finding_is_not_passed_off_as_that_finding():
    page = rendered('# A\n\n{{ rate("a").count }} {{ rate("a").count * 2 }}\n')
    printed, reckoned = page.all("a", class_="figure")
    assert reckoned.attributes["href"].startswith("#reckoned-")
    assert "2,468" not in page.one("li", id=printed.attributes["href"][1:]).text


def test_figures_worked_out_alike_from_different_parts_have_entries_of_their_own():
    page = rendered('# A\n\n{{ rate("a").count * 0 }} {{ rate("b").count * 0 }}\n')
    first, second = page.all("a", class_="figure")
    assert first.text == second.text == "0"
    assert first.attributes["href"] != second.attributes["href"]


def test_a_figure_inside_a_link_is_no_link_in_a_link():
    page = rendered('# A\n\n[report of {{ rate("a").value }}](https://example.org)\n')
    link = page.one("a", href="https://example.org")
    assert link.text == "report of 5.6"
    assert not link.all("a")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_links_that_could_run_something_stay_text(address):
    page = rendered(f"# A\n\n[words]({address})\n")
    assert not [a for a in page.one("main").all("a") if ":" in a.attributes["href"]]


def test_html_written_in_a_chapter_is_shown_and_not_run():
    page = rendered('# A\n\n<img src=x onerror="alert(1)">\n\nText <b>bold</b>\n')
    assert not page.all("b")
    assert not page.all("img")
    assert "<b>bold</b>" in page.one("main").text


def test_hostile_names_are_text_everywhere(html, page):
    assert page.one("h1").text == f"Assessment of {HOSTILE}"
    assert HOSTILE in page.one("figure", id="figure-1").one("img").attributes["alt"]
    assert HOSTILE in page.one("figure", id="table-1").one("tbody").text
    assert "<script" not in html.lower()
    assert "javascript:b)" in page.one("main").text


def test_the_banner_stands_first_and_on_every_printed_page(html, page):
    assert page.one("div", class_="banner").text.strip() == "Synthetic records </style>"
    assert len(page.all("style")) == 1
    assert r'@top-center { content: "Synthetic records \00003c\00002fstyle\00003e"; }' in html


def test_without_a_banner_there_is_none():
    page = rendered("# A\n")
    assert not page.all("div", class_="banner")
    assert "@top-center { content" not in page.one("style").text


def test_a_list_of_bold_figures_is_set_as_headlines():
    bold = '- **{{ rate("a").value }}** a\n- **{{ rate("a").count }}** b\n'
    assert rendered(f"# A\n\n{bold}").all("ul", class_="headlines")
    for other in ("- **Burglary** fell\n- **Robbery** rose\n", f"{bold}- plain\n", '- {{ rate("a") }}\n'):
        assert not rendered(f"# A\n\n{other}").all("ul", class_="headlines")


def test_a_list_in_a_list_of_headlines_is_plain():
    page = rendered('# A\n\n- **{{ rate("a").value }}** a\n  - plain\n')
    assert [ul.attributes.get("class") for ul in page.one("main").all("ul")] == ["headlines", None]


def test_a_picture_of_the_folder_is_embedded(tmp_path):
    from sample_document import vocabulary, write_folder

    from saferplan.documents.evaluation import evaluate
    from saferplan.documents.folder import read_folder

    folder = write_folder(tmp_path / "doc", {"01-one.md": '# A\n\n![The "square"](square.png)\n'})
    with pytest.raises(DocumentError, match=r"01-one\.md: there is no image"):
        render_html(evaluate(read_folder(folder), vocabulary()))
    (folder / "square.png").write_bytes(whole_png())
    image = read_page(render_html(evaluate(read_folder(folder), vocabulary()))).one("img")
    assert image.attributes["alt"] == 'The "square"'
    assert image.attributes["src"].startswith("data:image/png;base64,")


def test_the_publisher_shows_as_name_logo_and_colours(read, tmp_path):
    (tmp_path / "logo.png").write_bytes(whole_png())
    settings = 'name = "A & B"\nlogo = "logo.png"\nfont = "House"\nfont_folder = "."\n[colours]\nbrand = "#5b1a66"\n'
    (tmp_path / "brand.toml").write_text(settings, encoding="utf-8")
    page = read_page(render_html(read, brand=brand_of(tmp_path)))
    publisher = page.one("p", class_="publisher")
    assert publisher.text.strip() == "A & B"
    assert publisher.one("img").attributes["alt"] == ""
    style = page.one("style").text
    assert style.index("--brand: #123c5c;") < style.index("--brand: #5b1a66;")
    assert '--sans: "House", "Source Sans 3"' in style


def test_the_same_document_gives_the_same_bytes(read, html):
    assert render_html(read) == html


def test_a_numbered_list_of_bold_beginnings_is_a_list_of_messages():
    page = read_page(render_html(evaluated("# T\n\n1. **One.** More.\n2. **Two.** More.\n")))
    assert [one.attributes.get("class") for one in page.all("ol") if one.attributes.get("class")] == ["messages"]
    for plain in ("1. **One.** More.\n2. Two.\n", "- **One.** More.\n", "1. One\n   1. **Two.**\n"):
        page = read_page(render_html(evaluated(f"# T\n\n{plain}")))
        outer = [one for one in page.all("ol") if one.attributes.get("class") == "messages"]
        assert len(outer) == (1 if "   1." in plain else 0), plain


def test_a_figure_tells_where_its_link_leads():
    page = read_page(render_html(evaluated('# T\n\n{{ rate("burglary") }}\n')))
    link = page.one("a", class_="figure")
    assert link.attributes["aria-label"] == "5.6 per 1,000 residents: how it was worked out"


def test_what_is_still_to_be_written_stands_out():
    page = render_html(evaluated('# T\n\n{{ to_write("Why <b>?") }}\n'))
    assert "<mark>[To be written: Why &lt;b&gt;?]</mark>" in page
