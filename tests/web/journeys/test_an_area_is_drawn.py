"""An own area is drawn on the map: by mouse, with the keyboard alone, and by finger on a telephone."""

import json
import re
from typing import Any

import pytest
from person import TELEPHONE, Person

from browser import PHONE, violations

pytestmark = pytest.mark.browser

PLACES = "/partnerships/buckinghamshire/evidence/places/"
OWN_AREAS = "/partnerships/buckinghamshire/evidence/own-areas/"
LONG = 30_000
"""Milliseconds that a busy machine may take to draw."""
WEST, SOUTH, WIDE = -0.82, 51.80, 0.04
"""The demo has tiles, which lie nowhere: in their place the browser is given one box, of a town."""
BOX = [[[WEST, SOUTH], [WEST + WIDE, SOUTH], [WEST + WIDE, SOUTH + WIDE], [WEST, SOUTH + WIDE], [WEST, SOUTH]]]
OUTLINES = {
    "type": "FeatureCollection",
    "bbox": [WEST, SOUTH, WEST + WIDE, SOUTH + WIDE],
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "E05000001", "name": "Box", "at": [WEST, SOUTH]},
            "geometry": {"type": "Polygon", "coordinates": BOX},
        }
    ],
    "saferplan": {"is_real": True, "note": ""},
}


def opens_the_page_to_draw_on(person: Person) -> None:
    """Outlines are worked out by a job after the first look."""
    for _ in range(30):
        person.opens(f"{OWN_AREAS}add/draw/")
        if person.page.locator("[data-module='saferplan-draw']").count():
            return
        person.page.wait_for_timeout(1000)


def at_the_map(person: Person) -> Any:
    person.page.route(
        re.compile(r"/map/\w+/\w+\.json$"), lambda route: route.fulfill(json=OUTLINES, content_type="application/json")
    )
    opens_the_page_to_draw_on(person)
    stage = person.page.locator(".saferplan-draw__stage[data-ready]")
    stage.wait_for(timeout=LONG)
    stage.scroll_into_view_if_needed()
    return stage


def corners(page) -> list[list[float]]:
    """Of the one line that goes with the form."""
    (feature,) = json.loads(page.locator("#id_outline").input_value())["features"]
    (ring,) = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1], "the line is closed"
    return ring[:-1]


def save(person: Person, name: str) -> None:
    person.page.get_by_label("Name", exact=True).fill(name)
    person.page.locator("input[name=kind]").first.check()
    person.page.get_by_role("button", name="Save area").click()
    assert person.page.locator("h1").inner_text() == name
    assert "hectares" in person.page.locator("dl").first.inner_text()


def test_where_there_are_only_tiles_the_page_leads_to_the_other_ways(someone):
    """Given the demo's own tiles, when the page is opened, then it asks for nothing and says what can be done."""
    person = someone("analyst")
    opens_the_page_to_draw_on(person)
    person.page.get_by_text("There is no map to draw on").wait_for(timeout=LONG)
    assert not person.page.get_by_role("button", name="Save area").is_visible()
    assert not violations(person.page)
    person.follows("choose wards and neighbourhoods")
    person.is_on("Make an own area of wards and neighbourhoods")


def test_by_mouse(someone):
    """Given the map, when three places are pressed and the first again, then the area is saved as it was drawn."""
    person = someone("analyst")
    stage = at_the_map(person)
    page = person.page
    page.get_by_role("button", name="Draw a line").click()
    box = stage.bounding_box()
    places = [(0.4, 0.6), (0.6, 0.6), (0.6, 0.3), (0.4, 0.6)]
    for across, down in places:
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(400)  # two presses in a third of a second would be one double press
    assert page.locator(".saferplan-draw__said").inner_text().startswith("The line is closed.")

    first, second, third = corners(page)
    assert first[0] < second[0]
    assert first[1] == pytest.approx(second[1], abs=1e-4)
    assert third[1] > second[1]
    save(person, "Drawn by mouse")


def test_with_the_keyboard_alone(someone):
    """Given the map, when arrow keys move it under the cross and Space puts points, then Enter closes the line."""
    person = someone("analyst")
    stage = at_the_map(person)
    page = person.page
    page.get_by_role("button", name="Draw a line").focus()
    page.keyboard.press("Enter")
    assert stage.locator("canvas").evaluate("one => one === document.activeElement")
    for arrow in ("ArrowRight", "ArrowUp", ""):
        page.keyboard.press(" ")
        if arrow:
            page.keyboard.press(arrow)
            page.wait_for_timeout(800)  # the map glides
    page.keyboard.press("Enter")
    assert page.locator(".saferplan-draw__said").inner_text().startswith("The line is closed.")

    first, second, third = corners(page)
    assert first[0] < second[0], "east"
    assert second[1] < third[1], "north"
    assert second[0] == pytest.approx(third[0], abs=1e-4)
    save(person, "Drawn by keyboard")


def test_buttons_put_points_and_take_them_back(someone):
    person = someone("analyst")
    stage = at_the_map(person)
    page = person.page
    assert not page.get_by_role("button", name="Put a point at the cross").is_visible()
    page.get_by_role("button", name="Draw a line").click()
    put, canvas = page.get_by_role("button", name="Put a point at the cross"), stage.locator("canvas")
    for arrow in ("ArrowRight", "ArrowUp", "ArrowLeft", ""):
        put.click()
        if arrow:
            canvas.press(arrow)
            page.wait_for_timeout(800)
    page.get_by_role("button", name="Take back the last point").click()
    page.get_by_role("button", name="Close the line").click()
    assert len(corners(page)) == 3
    assert not put.is_visible()

    page.get_by_role("button", name="Begin again").click()
    assert page.locator("#id_outline").input_value() == ""
    page.get_by_role("button", name="Save area").click()
    person.sees("Draw the area on the map")


def test_by_finger_on_a_telephone(someone):
    person = someone("analyst", on=TELEPHONE, has_touch=True, is_mobile=True)
    stage = at_the_map(person)
    page = person.page
    page.get_by_role("button", name="Draw a line").tap()
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    for across, down in [(0.3, 0.6), (0.7, 0.6), (0.7, 0.3), (0.3, 0.6)]:
        page.touchscreen.tap(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(400)
    assert len(corners(page)) == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert violations(page) == []


def test_a_finger_on_a_telephone_chooses_a_place_and_scrolls_past_the_map(someone):
    person = someone("analyst", on=TELEPHONE, has_touch=True, is_mobile=True)
    person.page.route(re.compile(r"/map/\w+/ward\.json$"), _about_every_ward)
    for _ in range(30):
        person.opens(PLACES)
        if person.page.locator("[data-module='saferplan-map']").count():
            break
        person.page.wait_for_timeout(1000)
    page = person.page
    page.locator(".saferplan-map__frame[data-drawn]").wait_for(state="attached", timeout=LONG)
    stage = page.locator(".saferplan-map__stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".saferplan-map__told strong").wait_for(timeout=LONG)

    page.wait_for_timeout(1000)  # a tap and a swipe at once come closer
    before = page.evaluate("scrollY")
    box = stage.bounding_box()
    swipe_up(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate("scrollY") > before + 100, "one finger scrolls the page, and does not move the map"


def swipe_up(page, x: float, y: float) -> None:
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for moved in range(10, 160, 10):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - moved}]})
        page.wait_for_timeout(20)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(500)


def _about_every_ward(route) -> None:
    """The demo's own outlines, the first ward drawn wide over all others: a finger in the middle meets it."""
    answer = route.fetch()
    told = answer.json()
    west, south, east, north = told["bbox"]
    told["features"][0]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }
    route.fulfill(json=told)
