"""The tasking meeting: where crime gathers, what is done about it by whom, and two sides of paper to take along."""

import pytest
from person import TELEPHONE

from pdf_reading import opened, pages, squeezed

pytestmark = pytest.mark.browser

HOTSPOTS = "/partnerships/buckinghamshire/analyses/hotspots/"
SIDES = 2
PROBLEM = "Fights outside the late shop at closing time, most Fridays."
DECISION = "Staff the taxi rank until two; the landlord mends the lights."
RESULT = "The rank is staffed since May. Nobody was hurt there since."


def sheet_with(person, words: str) -> list[str]:
    """The words of each side of the tasking sheet, once it is made anew with what was decided."""
    person.looks_again_until_there_is("Tasking sheet (PDF)")
    for _ in range(30):
        person.page.reload()
        if not person.page.get_by_text("The tasking sheet is being made anew").count():
            break
        person.page.wait_for_timeout(1_000)
    sides = pages(opened(person.downloads("Tasking sheet (PDF)")))
    assert any(squeezed(words) in side for side in sides), words
    return sides


def test_from_hotspots_to_what_was_decided_on_two_sides_of_paper(someone):
    # Given an analyst who asks where crime gathered in the last quarter
    analyst = someone("analyst")
    analyst.follows("Evidence")
    analyst.follows("Analyses")
    analyst.is_on("Analyses")
    analyst.finds_it_accessible()
    analyst.follows("Hotspots")
    analyst.presses("Work it out")
    analyst.sees("stands out", "What the meeting decided", "Nothing has been decided about these places yet.")
    analyst.finds_it_accessible()
    hotspots = analyst.path

    # And reads, one link away, how it is done and when not to use it
    analyst.follows("How it is done, and when not to use it")
    analyst.is_on("How it is worked out, and when not to use it")
    analyst.opens(hotspots)

    # When the meeting decides, and the analyst records it
    analyst.presses("Record a tasking")
    analyst.finds_it_accessible()
    analyst.presses("Record the tasking")
    analyst.sees("There is a problem", "Enter problem")
    analyst.chooses("Place A")
    analyst.fills_in(Problem=PROBLEM, Decision=DECISION)
    analyst.page.get_by_label("Owner").select_option(index=1)
    owner = analyst.page.get_by_label("Owner").locator("option:checked").inner_text()
    analyst.gives_the_date("Last day", 31, 1, 2099)
    analyst.presses("Record the tasking")
    analyst.sees("The tasking was recorded", PROBLEM, DECISION, owner.split(",")[0])

    # Then the sheet for the meeting holds it, on two sides of paper
    assert len(sheet_with(analyst, DECISION)) == SIDES

    # And so does the page itself where it is printed, without what is only for the screen
    printed = pages(opened(analyst.page.pdf(format="A4")))
    assert len(printed) == SIDES
    assert squeezed(DECISION) in "".join(printed)
    assert squeezed("Record a tasking") not in "".join(printed)

    # And the next meeting is told what came of it, by telephone from the street
    outside = someone("analyst", on=TELEPHONE)
    outside.opens(hotspots)
    outside.follows("All taskings")
    outside.sees("For the next meeting", DECISION)
    outside.finds_it_accessible()
    outside.page.get_by_role("row", name=DECISION).get_by_role("link").click()
    outside.presses("Record a result")
    outside.fills_in(What_came_of_it=RESULT)
    outside.chooses("The tasking ends with this")
    outside.presses("Record the result")
    outside.sees("The result was recorded", "The tasking ended with this", RESULT)
    outside.finds_it_accessible()

    analyst.opens(hotspots)
    assert squeezed(RESULT) in sheet_with(analyst, RESULT)[1]


def test_a_councillor_reads_what_was_decided_and_decides_nothing(someone):
    councillor = someone("councillor")
    councillor.opens(HOTSPOTS)
    councillor.page.locator("table tbody tr a").first.click()
    councillor.sees("What the meeting decided")
    councillor.does_not_see("Record a tasking")
    councillor.finds_it_accessible()
