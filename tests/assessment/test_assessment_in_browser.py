"""Given the demo partnership's assessment is built, when a Board member opens it, at a desk or on a phone."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from browser import DESK, PHONE, violations, without_repeats
from made_demo import MadeDemo

pytestmark = pytest.mark.browser
WIDTHS = {"at a desk": DESK, "on a phone": PHONE}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture
def built(made_demo: MadeDemo) -> Path:
    return made_demo.assessment


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS.keys())
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def opened(page_of: Any, built: Path, width: int) -> Any:
    page = page_of(built, width)
    page.evaluate(OPEN_ALL)
    return page


def test_then_the_page_has_no_accessibility_violations(opened: Any) -> None:
    before = opened.locator("*").count()
    without_repeats(opened)
    assert opened.locator("*").count() < before / 2
    assert violations(opened) == []


def test_then_the_page_does_not_scroll_sideways(opened: Any, width: int) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


PICTURES = """all => all.map(one => [
    one.querySelector('.label').innerText,
    one.querySelector('img').getAttribute('alt'),
    one.querySelectorAll('details table tbody tr').length,
])"""
TABLES = """all => all.map(one => [
    one.closest('.exhibit').id,
    one.querySelectorAll('tbody tr').length,
    one.querySelectorAll('thead th').length,
    one.querySelector('tbody tr').querySelectorAll('th, td').length,
])"""


def test_then_each_picture_says_in_words_what_it_shows_and_has_its_table(page_of: Any, built: Path) -> None:
    exhibits = json.loads(built.with_suffix(".json").read_text(encoding="utf-8"))["exhibits"]
    drawn = [[one["label"], one["alt"], len(one["records"])] for one in exhibits if one["alt"]]
    assert page_of(built).eval_on_selector_all("figure.exhibit:has(img)", PICTURES) == drawn
    assert len(drawn) > 10
    assert all(len(alt) > 30 for _, alt, _ in drawn)


def test_then_every_table_is_there_whole(page_of: Any, built: Path) -> None:
    exhibits = json.loads(built.with_suffix(".json").read_text(encoding="utf-8"))["exhibits"]
    expected = [
        [one["label"].lower().replace(" ", "-"), len(one["records"]), len(one["columns"]), len(one["columns"])]
        for one in exhibits
    ]
    assert page_of(built).eval_on_selector_all(".exhibit table", TABLES) == expected


def test_then_headings_go_down_one_level_at_a_time(page_of: Any, built: Path) -> None:
    levels = page_of(built).eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_when_she_follows_a_figure_then_she_learns_where_it_comes_from_and_can_go_back(opened: Any) -> None:
    figure = opened.locator("main a.figure").first
    figure.click()
    entry = opened.locator(":target")
    assert "Counted" in entry.inner_text()
    assert "Buckinghamshire (E06000060)" in entry.inner_text()
    assert "Worked out as" in entry.inner_text()
    entry.locator("a[href^='#source-data']").first.click()
    assert "incidents (version" in opened.locator(":target").inner_text()
    opened.go_back()
    opened.go_back()
    assert opened.evaluate("location.hash") == ""
    assert figure.is_visible()


def test_when_she_asks_how_a_chart_was_worked_out_then_its_entry_leads_back_to_it(opened: Any) -> None:
    exhibit = opened.locator("figure.exhibit:has(img)").first
    name = exhibit.get_attribute("id")
    exhibit.get_by_role("link", name="How it was worked out").click()
    opened.locator(f":target a[href='#{name}']").click()
    assert opened.evaluate("location.hash") == f"#{name}"


def test_then_the_contents_lead_to_every_chapter(page_of: Any, built: Path) -> None:
    page = page_of(built)
    links = page.eval_on_selector_all("nav.contents a", "all => all.map(one => one.getAttribute('href'))")
    places = page.eval_on_selector_all("[id]", "all => all.map(one => `#${one.id}`)")
    assert len(links) > 15
    assert [places.count(link) for link in links] == [1] * len(links)


def test_then_no_chart_has_words_over_words_or_beyond_its_edge(chromium: Any, built: Path) -> None:
    page = chromium.new_page()
    for path in sorted((built.parent / "exhibits").glob("*.svg")):
        page.set_content(path.read_text(encoding="utf-8"))
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('text')].filter(one => one.textContent).map(one => {
                const {x, width} = one.getBBox(); return [one.textContent, x, x + width] })"""
        )
        assert boxes
        assert [words for words, left, right in boxes if left < -2 or right > 722] == [], path.name
    page.close()
