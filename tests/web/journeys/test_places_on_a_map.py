"""Places as people look at them: by mouse, with the keyboard alone, on a telephone, on paper, and without a script."""

import pytest
from person import TELEPHONE

from browser import PHONE, violations

pytestmark = pytest.mark.browser

PLACES = "/partnerships/buckinghamshire/evidence/places/"
FILLS_ITS_PLACE = """() => {
  const [canvas, stage] = ["canvas", ".saferplan-map__stage"].map((one) => document.querySelector(one));
  return canvas.clientWidth === stage.clientWidth && canvas.clientHeight === stage.clientHeight;
}"""
LONG = 30_000
"""Milliseconds that a busy machine may take to draw."""


def drawn(person, address: str):
    """The page with its map drawn: outlines are worked out by a job after the first look."""
    for _ in range(30):
        person.opens(address)
        if person.page.locator("[data-module='saferplan-map']").count():
            break
        person.page.wait_for_timeout(1000)
    person.page.locator(".saferplan-map__frame[data-drawn]").wait_for(state="attached", timeout=LONG)
    return person.page


def told(page) -> str:
    return page.locator(".saferplan-map__told").inner_text()


def test_an_analyst_finds_the_highest_ward_on_the_map_and_reads_its_page(someone):
    """Given a map of wards, when the first of the table is chosen in the list, then its figure is told and leads on."""
    page = drawn(someone("analyst"), PLACES)
    first = page.locator("table tbody tr").first
    name, rate = first.locator("th").inner_text(), first.locator("td").first.inner_text()

    page.get_by_label("Find an area on the map").select_option(label=name)
    assert told(page).startswith(f"{name}: {rate} per 1,000 residents a year (95% interval")

    page.locator(".saferplan-map__told a").click()
    assert page.locator("h1").inner_text() == name
    assert page.get_by_role("table", name="What is recorded").is_visible()


def test_with_the_keyboard_alone_every_area_is_reached(someone):
    page = drawn(someone("analyst"), PLACES)
    page.get_by_label("Find an area on the map").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")

    second = page.get_by_label("Find an area on the map").locator("option").nth(2).inner_text()
    assert told(page).startswith(f"{second}: ")
    assert page.locator(".saferplan-map__told").get_attribute("role") == "status"


def test_pointing_tells_and_pressing_keeps(someone):
    page = drawn(someone("analyst"), PLACES)
    stage = page.locator(".saferplan-map__stage")
    stage.scroll_into_view_if_needed()
    nothing = told(page)
    box = stage.bounding_box()
    # Hexagons fill the middle but for holes: one of these places is on an area.
    spots = [(box["x"] + box["width"] / 2 + aside, box["y"] + box["height"] / 2) for aside in range(-60, 61, 20)]
    for x, y in spots:
        page.mouse.move(x, y)
        page.wait_for_timeout(200)
        if told(page) != nothing:
            break
    pointed = told(page)
    assert pointed != nothing
    page.mouse.click(x, y)
    page.mouse.move(5, 5)
    assert told(page) == pointed


@pytest.mark.parametrize("address", [PLACES, f"{PLACES}?kind=lsoa"])
def test_on_a_telephone_nothing_is_wider_than_the_window(someone, address):
    page = drawn(someone("analyst", on=TELEPHONE), address)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    box = page.locator(".saferplan-map__stage").bounding_box()
    assert box["width"] <= PHONE
    assert box["height"] < TELEPHONE["height"], "the page can be scrolled past it"
    assert violations(page) == []


def test_where_no_boundaries_are_loaded_it_says_that_hexagons_are_not_real(someone):
    page = drawn(someone("analyst"), PLACES)
    assert "Each ward is one hexagon" in page.locator(".saferplan-map__note").inner_text()


def test_a_choice_draws_the_same_map_anew(someone):
    """In Explore the figures change without the page; the map keeps its canvas."""
    page = drawn(someone("analyst"), "/partnerships/buckinghamshire/evidence/explore/?by=ward")
    page.locator(".saferplan-map canvas").evaluate("one => { one.dataset.mine = 'yes' }")
    before = page.locator(".saferplan-map__caption").inner_text()
    page.locator("select[name=measure]").select_option("burglary")
    page.locator(".saferplan-map__caption", has_text="Burglary").wait_for(timeout=LONG)

    page.locator(".saferplan-map__frame[data-drawn] canvas[data-mine]").wait_for(state="attached", timeout=LONG)
    assert page.locator(".saferplan-map__caption").inner_text() != before
    assert page.locator(".saferplan-map__frame").count() == 1


def test_the_map_is_as_wide_as_its_place_when_the_window_changes(someone):
    page = drawn(someone("analyst"), f"{PLACES}?measure=burglary")
    for width in (600, 1000):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(FILLS_ITS_PLACE)


def test_without_webgl_a_sentence_leads_to_the_table(someone):
    person = someone("analyst")
    person.page.add_init_script("HTMLCanvasElement.prototype.getContext = function () { return null }")
    person.opens(PLACES)
    page = person.page
    page.get_by_text("The map cannot be drawn in this browser").wait_for(timeout=LONG)
    assert page.locator("table tbody tr").count() > 10


def test_without_a_script_the_table_is_the_page(chromium, someone):
    signed_in = someone("analyst").page.context.storage_state()
    context = chromium.new_context(java_script_enabled=False, storage_state=signed_in)
    page = context.new_page()
    page.goto(someone().page.url.rstrip("/") + PLACES)

    assert page.locator("noscript p").is_visible()
    assert page.locator("table tbody tr").count() > 10
    context.close()


def test_no_other_site_is_asked(someone, demo_site):
    person = someone("analyst")
    asked = []
    person.page.on("request", lambda request: asked.append(request.url))
    drawn(person, PLACES)
    assert [url for url in asked if not url.startswith((demo_site, "data:", "blob:"))] == []
