"""Given the demo partnership's assessment is built, when a Board member opens it, at a desk or on a phone."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from reading import document_of

from anyshire import tables_of
from browser import DESK, PHONE, violations
from saferplan.demo import build
from saferplan.documents.outputs import write
from saferplan.evidence.basis import Basis
from saferplan.synth import figures

pytestmark = pytest.mark.browser
WIDTHS = {"at a desk": DESK, "on a phone": PHONE}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    basis = Basis(build(folder).snapshot())
    return write(document_of(tables_of(basis, figures.AREA, "FY2021", against="FY2018")), folder / "out")


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS.keys())
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def opened(page_of: Any, built: Path, width: int) -> Any:
    page = page_of(built, width)
    page.evaluate(OPEN_ALL)
    return page


def test_then_the_page_has_no_accessibility_violations(opened: Any) -> None:
    assert violations(opened) == []


def test_then_the_page_does_not_scroll_sideways(opened: Any, width: int) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_then_each_picture_says_in_words_what_it_shows_and_has_its_table(opened: Any, built: Path) -> None:
    exhibits = json.loads(built.with_suffix(".json").read_text(encoding="utf-8"))["exhibits"]
    drawn = {exhibit["label"]: exhibit for exhibit in exhibits if exhibit["alt"]}
    figures_shown = opened.locator("figure.exhibit:has(img)")
    assert figures_shown.count() == len(drawn) > 10
    for at in range(figures_shown.count()):
        figure = figures_shown.nth(at)
        exhibit = drawn[figure.locator(".label").first.inner_text()]
        assert figure.locator("img").get_attribute("alt") == exhibit["alt"]
        assert len(exhibit["alt"]) > 30
        assert figure.locator("details table tbody tr").count() == len(exhibit["records"])


def test_then_every_table_is_there_whole(opened: Any, built: Path) -> None:
    for exhibit in json.loads(built.with_suffix(".json").read_text(encoding="utf-8"))["exhibits"]:
        kind, number = exhibit["label"].lower().split()
        table = opened.locator(f"#{kind}-{number} table")
        assert table.locator("tbody tr").count() == len(exhibit["records"])
        assert table.locator("thead th").count() == len(exhibit["columns"])
        assert table.locator("tbody tr").first.locator("th, td").count() == len(exhibit["columns"])


def test_then_headings_go_down_one_level_at_a_time(opened: Any) -> None:
    levels = opened.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
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


def test_then_the_contents_lead_to_every_chapter(opened: Any) -> None:
    links = opened.locator("nav.contents a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(links) > 15
    for link in links:
        assert opened.locator(f"[id='{link[1:]}']").count() == 1


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
