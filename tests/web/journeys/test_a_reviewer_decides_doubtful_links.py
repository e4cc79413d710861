"""Doubtful pairs by the keyboard: looked at, decided, taken back, gone on with; and a token for an agency's report."""

import re

import pytest
from person import TELEPHONE
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def asks_for(person, key: str) -> None:
    """Presses a key, and waits for the next page."""
    with person.page.expect_navigation():
        person.page.keyboard.press(key)


def test_pair_after_pair_by_the_keyboard(someone):
    # Given a reviewer who begins a sitting
    reviewer = someone("linkage-reviewer")
    reviewer.follows("Evidence")
    reviewer.follows("Doubtful links")
    reviewer.finds_it_accessible()
    reviewer.chooses("Who is victimised again")
    reviewer.types("Reason to keep", "By the lists of both agencies")
    reviewer.presses("Begin")
    reviewer.is_on("Are these one person?")
    reviewer.sees("pairs wait", "Differs", "Of 100 pairs that agree and differ like these two")
    reviewer.finds_it_accessible()
    first = reviewer.page.locator("input[name=pair]").input_value()

    # When a key is pressed while a reason is typed, nothing is answered
    reviewer.types("Reason, if you want to give one", "same desk")
    reviewer.page.keyboard.press("s")
    expect(reviewer.page.locator("input[name=pair]")).to_have_value(first)
    reviewer.page.locator("h1").click()

    # Then S, K and U answer and take back
    asks_for(reviewer, "s")
    reviewer.sees("one person 1, two people 0, skipped 0")
    asks_for(reviewer, "k")
    reviewer.sees("skipped 1")
    asks_for(reviewer, "u")
    reviewer.sees("Taken back: skipped")
    asks_for(reviewer, "u")
    reviewer.sees("Taken back: one person")
    expect(reviewer.page.locator("input[name=pair]")).to_have_value(first)

    # When the keys are turned off, they do nothing
    reviewer.presses("Turn single keys off")
    reviewer.page.keyboard.press("s")
    expect(reviewer.page.locator("input[name=pair]")).to_have_value(first)

    # And on a telephone, days later, the sitting goes on where it was
    later = someone("linkage-reviewer", on=TELEPHONE)
    later.presses("Menu")
    later.follows("Evidence")
    later.follows("Doubtful links")
    later.follows("Who is victimised again")
    expect(later.page.locator("input[name=pair]")).to_have_value(first)
    later.finds_it_accessible()
    assert later.page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    later.presses("Two people")
    later.presses("End the sitting")
    later.is_on("The sitting has ended")
    later.finds_it_accessible()


def test_a_token_for_an_agencys_report(someone):
    analyst = someone("analyst")
    analyst.follows("Evidence")
    analyst.follows("Data for other tools")
    analyst.finds_it_accessible()
    analyst.presses("Issue a token")
    analyst.types("Which tool it is for", "Power BI of the Board")
    analyst.selects("Whose tool it is", "Chiltern Vale Homes (demo)")
    analyst.chooses("The forward plan")
    analyst.finds_it_accessible()
    analyst.presses("Issue the token")
    analyst.is_on("The token was issued")
    analyst.finds_it_accessible()
    token = re.search(r"saferplan_\S+", analyst.page.locator("main").inner_text())[0]

    duties = f"{analyst.site}/api/v1/partnerships/buckinghamshire/duties"
    reads = lambda: analyst.page.request.get(duties, headers={"Authorization": f"Bearer {token}"})  # noqa: E731
    assert reads().json()[0]["agency"]

    analyst.follows("Data for other tools")
    analyst.presses("Revoke")
    analyst.sees("was revoked")
    assert reads().status == 401
