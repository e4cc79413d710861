"""Styles and scripts at work: with scripts and without, on a desk, a telephone and paper, with the keyboard alone."""

import pytest

from browser import DESK, PHONE, violations

pytestmark = pytest.mark.browser

TABLE = "[aria-label=Wards] table"


def first_column(page) -> list[str]:
    return page.locator(f"{TABLE} tbody th").all_inner_texts()


def sorting(page) -> list[str | None]:
    return [head.get_attribute("aria-sort") for head in page.locator(f"{TABLE} thead th").all()]


@pytest.mark.parametrize("query", ["", "?errors"])
@pytest.mark.parametrize(("width", "height"), [(DESK, 900), (PHONE, 256)])
def test_all_components_are_accessible_and_none_is_wider_than_the_window(show, components_page, query, width, height):
    page = show(components_page(query), width, height)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_sorts_by_words_numbers_and_days_and_what_is_missing_comes_last(show, components_page):
    page = show(components_page())
    assert sorting(page) == ["none", "none", "none", None]
    page.get_by_role("button", name="Reports").click()
    assert first_column(page) == ["South Chalk", "North Chalk", "Mill End"]
    page.get_by_role("button", name="Reports").click()
    assert first_column(page) == ["North Chalk", "South Chalk", "Mill End"]
    assert sorting(page) == ["none", "descending", "none", None]
    page.get_by_role("button", name="Last report").click()
    assert first_column(page) == ["Mill End", "South Chalk", "North Chalk"]
    assert sorting(page) == ["none", "none", "ascending", None]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_day_month_and_year_of_a_filter_stand_in_one_line(show, components_page, width):
    fields = show(components_page(), width).locator(".saferplan-filters .govuk-date-input__input")
    assert len({field.bounding_box()["y"] for field in fields.all()}) == 1
    assert fields.count() == 3


def test_a_table_is_sorted_with_the_keyboard_and_says_so(show, components_page):
    page = show(components_page())
    page.get_by_role("button", name="Ward").first.focus()
    page.keyboard.press("Enter")
    assert first_column(page) == ["Mill End", "North Chalk", "South Chalk"]
    assert page.locator(f"{TABLE} + [role=status]").inner_text() == "Sorted by Ward, ascending"
    assert page.evaluate("document.activeElement.textContent") == "Ward"


def test_a_frame_is_a_stop_for_the_keyboard_only_where_it_scrolls(show, components_page):
    frame = ".saferplan-table-frame >> nth=0"
    assert show(components_page()).locator(frame).get_attribute("tabindex") is None
    narrow = show(components_page(), PHONE)
    narrow.locator(".saferplan-table-frame[tabindex='0']").first.wait_for()


def test_on_a_telephone_rows_are_blocks_that_are_still_rows(show, components_page):
    page = show(components_page(), PHONE)
    table = page.get_by_role("table", name="Wards")
    assert table.get_by_role("row").count() == 3  # the heads are told with each cell
    assert table.get_by_role("cell").first.evaluate("one => getComputedStyle(one, '::before').content") == '"Reports: "'
    frame = page.locator(".saferplan-table-frame").first
    assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_on_a_telephone_a_table_of_numbers_stays_one(show, components_page):
    table = show(components_page(), PHONE).get_by_role("table", name="Figures")
    assert table.get_by_role("columnheader").count() == 7


def test_a_field_is_shown_with_its_choice(show, components_page):
    page = show(components_page())
    assert not page.get_by_label("Description").is_visible()
    page.get_by_label("Something else").check()
    assert page.get_by_label("Description").is_visible()
    page.get_by_label("Noise").check()
    assert not page.get_by_label("Description").is_visible()


def test_characters_are_counted(show, components_page):
    page = show(components_page())
    page.get_by_label("Notes").fill("x" * 502)
    page.get_by_text("You have 2 characters too many").first.wait_for(state="visible")


def test_a_password_is_shown_on_demand(show, components_page):
    page = show(components_page())
    page.get_by_label("Password (optional)").fill("swordfish")
    page.get_by_role("button", name="Show password").click()
    assert page.locator("#id_password").get_attribute("type") == "text"


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(show, components_page):
    page = show(components_page("?errors"))
    assert "govuk-error-summary" in page.evaluate("document.activeElement.className")
    page.get_by_role("link", name="Due date must be a real date").click()
    assert page.evaluate("document.activeElement.id") == "id_due_day"


def test_without_scripts_everything_is_there(show, components_page):
    page = show(components_page(), scripts=False)
    assert page.get_by_label("Description").is_visible()
    assert page.get_by_text("You can enter up to 500 characters").is_visible()
    assert page.locator(f"{TABLE} button").count() == 0
    assert first_column(page) == ["North Chalk", "South Chalk", "Mill End"]


def test_paper_shows_what_is_read_and_not_what_is_pressed(show, components_page):
    page = show(components_page())
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.get_by_role("table", name="Wards").is_visible()
    for pressed in (".saferplan-filters", ".govuk-pagination", ".govuk-breadcrumbs", "button.govuk-button >> nth=0"):
        assert not page.locator(pressed).is_visible(), pressed
    for link in page.locator("main a[href^='/']").all():
        assert link.evaluate("one => getComputedStyle(one, '::after').content") == "none", "an address of the site"


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(show, components_page):
    page = show(components_page())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_colours_of_a_partnership_reach_the_page(show, components_page):
    page = show(components_page())
    page.evaluate("document.documentElement.style.setProperty('--govuk-brand-colour', 'rgb(91, 26, 102)')")
    colour = "getComputedStyle(document.querySelector('.saferplan-header')).backgroundColor"
    assert page.evaluate(colour) == "rgb(91, 26, 102)"
