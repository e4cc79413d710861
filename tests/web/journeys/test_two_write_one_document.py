"""Two people write one document at once, the network goes in between, and no word is lost."""

import pytest

pytestmark = pytest.mark.browser

DOCUMENTS = "/partnerships/buckinghamshire/documents/"
A_MINUTE = 60_000


def test_an_analyst_and_an_officer_write_one_chapter(someone):
    analyst, colleague, officer = someone("analyst"), someone("analyst"), someone("agency-officer")

    # The analyst begins a document. Its figures are worked out in the background, and come to the page by themselves.
    analyst.opens(DOCUMENTS)
    analyst.presses("Begin a document")
    analyst.chooses("Problem profile")
    analyst.selects("The issue", "Robbery")
    analyst.fills_in(Title="Robbery: a profile")
    assert analyst.page.get_by_role("textbox", name="Other months").count() == 0  # until they are chosen
    analyst.selects("Period", "Other months")
    analyst.fills_in(Other_months="2024-04..2025-03")
    analyst.presses("Begin")
    analyst.sees("Robbery: a profile", "The question", "to write")
    analyst.follows("The question")
    analyst.sees("being worked out for the first time")
    analyst.page.locator(".saferplan-live-figure").first.wait_for(timeout=A_MINUTE)
    analyst.sees("The figures are worked out")

    # She writes, sees how it reads, and puts in a figure by its name.
    analyst.follows("Change", within=".saferplan-block__bar")
    block = analyst.path
    colleague.opens(block)
    analyst.types("Text", "In {{ area }} robbery is rare.")
    analyst.sees("In Buckinghamshire robbery is rare.")
    analyst.page.get_by_text("Put in a figure").click()
    analyst.types("Word in its name", "robbery how many")
    analyst.sees("1 figure")
    analyst.page.get_by_label("Text", exact=True).press("End")
    analyst.presses("Add after the block")
    assert '{{ volume("robbery").value }}' in analyst.page.get_by_label("Text", exact=True).input_value()
    analyst.finds_it_accessible()

    # The network goes: her text is kept in the browser, and offered again.
    analyst.page.context.set_offline(True)
    analyst.presses("Save")
    analyst.sees("There is no network")
    analyst.page.context.set_offline(False)
    analyst.opens(block)
    analyst.sees("that was not saved")
    analyst.presses("Put it back")
    analyst.presses("Save")
    analyst.sees("Saved")

    # A colleague had the block open all the while, and wrote other words.
    colleague.types("Text", "Robbery is not rare in the towns.")
    colleague.presses("Save")
    colleague.sees("changed the same words", "robbery is rare")
    colleague.finds_it_accessible()
    colleague.types("Text", "In {{ area }} robbery is rare, but not in the towns.")
    colleague.presses("Save this text")
    colleague.sees("In Buckinghamshire robbery is rare, but not in the towns.")

    # An officer who may not write suggests a change, which the analyst accepts.
    officer.opens(block)
    officer.follows("Suggest a change")
    officer.types("How you would have it", "In {{ area }} robbery is rare, but not in the two towns.")
    officer.types("Why", "There are two (synthetic).")
    officer.presses("Suggest")
    analyst.opens(block)
    analyst.follows("Suggestion by")
    analyst.sees("There are two (synthetic).")
    analyst.presses("Accept this text")
    analyst.sees("but not in the two towns.")

    # Every version is there, with who saved it and what it changed.
    analyst.opens(f"{block}versions/")
    analyst.sees("Version 4, as it stands", "Version 1")
    analyst.finds_it_accessible()
