"""The page as a reader meets it: in Chromium, at a desk and on the narrowest phone."""

from dataclasses import replace

import pytest
from sample_document import document, exhibits

from browser import DESK, PHONE, violations
from saferplan.documents.outputs import write

pytestmark = pytest.mark.browser
WIDTHS = (PHONE, 768, DESK)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    base = tmp_path_factory.mktemp("page")
    return write(document(base / "doc"), base / "out")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(page_of, path, width):
    page = page_of(path, width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_does_not_scroll_sideways(page_of, path, width):
    page = page_of(path, width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wide_table_scrolls_in_a_region_that_the_keyboard_reaches(page_of, path):
    page = page_of(path, PHONE)
    region = page.locator("#table-1 .scroll")
    assert region.evaluate("one => one.scrollWidth > one.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#table-1 .scroll').scrollLeft > 0")
    assert region.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


@pytest.mark.parametrize(("width", "drawn"), [(PHONE, 320), (DESK, 720)])
def test_pictures_are_shown_at_the_size_they_were_drawn_for(page_of, path, width, drawn):
    page = page_of(path, width)
    shown = page.eval_on_selector_all("figure img", "all => all.map(one => [one.naturalWidth, one.width])")
    assert shown == [[drawn, drawn]] * len(shown)
    assert len(shown) == 8


BOXES = """() => [...document.querySelectorAll('text')].filter(one => one.textContent).map(one => {
    const {x, y, width, height} = one.getBBox(); return [one.textContent, x, y, width, height] })"""


@pytest.mark.parametrize("width", [320, 720])
def test_no_words_of_a_picture_lie_over_others_as_the_browser_sets_them(chromium, width):
    page = chromium.new_page()
    for name, exhibit in exhibits().items():
        if exhibit.draw:
            page.set_content(exhibit.draw(width))
            boxes = page.evaluate(BOXES)
            assert clashes(boxes) == [], name
            assert [words for words, x, _, wide, _ in boxes if x < -2 or x + wide > width + 2] == [], name
    page.close()


def clashes(boxes):
    # A line's box holds room above and below the letters.
    inked = [(words, x, y + high * 0.2, x + wide, y + high * 0.8) for words, x, y, wide, high in boxes]
    return [
        (one[0], other[0])
        for place, one in enumerate(inked)
        for other in inked[place + 1 :]
        if one[1] < other[3] - 1 and other[1] < one[3] - 1 and one[2] < other[4] - 1 and other[2] < one[4] - 1
    ]


def test_a_figure_leads_to_its_entry_and_the_entry_is_marked(page_of, path):
    page = page_of(path)
    page.locator("a.figure").first.click()
    entry = page.locator("li:target")
    assert "rate/burglary" in entry.inner_text()
    assert entry.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_the_first_key_leads_to_the_text(page_of, path):
    page = page_of(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_data_opens_without_a_script(page_of, path):
    page = page_of(path)
    assert not page.locator("#figure-1 table").is_visible()
    page.locator("#figure-1 summary").press("Enter")
    assert page.locator("#figure-1 table").is_visible()


def test_print_leaves_out_what_paper_cannot_do_and_shows_the_pictures_for_a_desk(page_of, path):
    page = page_of(path, PHONE)
    page.emulate_media(media="print")
    assert not page.locator("#figure-1 .downloads").is_visible()
    assert not page.locator("#figure-1 summary").is_visible()
    assert page.locator("#table-1 table").is_visible()
    assert page.locator("#figure-1 img").evaluate("one => one.naturalWidth") == 720


def test_print_has_the_data_behind_each_picture_though_nobody_opened_it(page_of, path):
    page = page_of(path)
    assert not page.locator("#figure-1 table").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#figure-1 table").is_visible()
    assert not page.locator("#figure-1 .cue").first.is_visible()


A4_TEXT = 665
"""Pixels between the margins that the page asks for on A4."""
NUMBERS = ("56,490,108",) * 7
SENTENCE = "The force and the rest of the country as of mid-2020"


def test_on_paper_columns_are_no_wider_than_their_words(page_of, path):
    """Nobody can scroll a sheet."""
    page = page_of(path, A4_TEXT)
    cells = "".join(f'<td class="number">{one}</td>' for one in NUMBERS)
    row = f'<tr><th>Aged 0 to 15</th>{cells}<td class="words">{SENTENCE}</td></tr>'
    page.evaluate("row => document.querySelector('#table-1 table').innerHTML = row", row)
    page.emulate_media(media="print")

    overs = page.eval_on_selector_all(".scroll", "all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert max(overs) <= 0


def test_a_table_wider_than_a_phone_says_so_there_and_not_at_a_desk(page_of, path):
    assert "Scroll the table sideways to see all 7 columns." in page_of(path, PHONE).locator("#table-1").inner_text()
    assert not page_of(path, DESK).locator("#table-1 .cue:not(.cue-desk)").is_visible()


def test_the_first_column_stays_while_a_table_is_scrolled(page_of, path):
    page = page_of(path, PHONE)
    first = page.locator("#table-1 tbody th").first
    before = first.bounding_box()["x"]
    page.locator("#table-1 .scroll").evaluate("one => one.scrollLeft = 150")
    assert first.bounding_box()["x"] == before


def test_nothing_moves_by_itself(page_of, path):
    moving = page_of(path).evaluate(
        """() => [...document.querySelectorAll('*')].map(one => getComputedStyle(one)).filter(
            look => look.animationName !== 'none' || parseFloat(look.transitionDuration) > 0).length"""
    )
    assert moving == 0


def test_it_prints_to_pages(page_of, path, tmp_path):
    pdf = page_of(path).pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")


def test_at_twice_the_letters_nothing_is_lost(page_of, path):
    page = page_of(path, DESK // 2)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK // 2


@pytest.mark.parametrize(("runs_on", "begins"), [(False, "page"), (True, "auto")])
def test_on_paper_chapters_of_a_long_document_begin_a_page(page_of, tmp_path, runs_on, begins):
    short = replace(document(tmp_path / "doc"), runs_on=runs_on)
    page = page_of(write(short, tmp_path / "out"))
    page.emulate_media(media="print")

    second = page.locator(".chapter").nth(1)

    assert second.evaluate("one => getComputedStyle(one).breakBefore") == begins
