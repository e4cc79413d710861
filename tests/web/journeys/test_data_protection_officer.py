"""A data protection officer: who read a case, what is kept how long, what is held about somebody, and is it true."""

import pytest

pytestmark = pytest.mark.browser


def test_who_read_what_and_that_nothing_was_altered(someone):
    officer = someone("data-protection-officer")
    officer.follows("Data protection")
    officer.is_on("The audit")
    officer.selects("What was done", "Read")
    officer.presses("Filter")
    officer.sees("Anti-social behaviour", "C-00001")
    officer.finds_it_accessible()

    officer.follows("How you know that nothing was altered")
    officer.is_on("Seals of the audit")
    officer.presses("Check now")
    officer.sees("Check the audit against its seals")


def test_a_hold_keeps_a_case_until_it_is_released(someone):
    officer = someone("data-protection-officer")
    officer.follows("Data protection")
    officer.follows("Retention")
    officer.presses("Put a record on hold")
    officer.selects("Kind of record", "Cases")
    officer.types("Number or reference", "C-00002")
    officer.types("Why it must not be deleted", "Inquiry 12")
    officer.presses("Put on hold")
    officer.sees("The record is on hold", "Inquiry 12")
    officer.finds_it_accessible()

    officer.follows("Release")
    officer.types("Why it may be deleted now", "The inquiry has ended")
    officer.presses("Release the hold")
    officer.sees("The hold is released")


def test_somebody_asks_what_is_held_about_them(someone):
    officer = someone("data-protection-officer")
    officer.follows("Data protection")
    officer.follows("Subject access")
    officer.presses("Answer a request")
    officer.types("Your reference", "SAR 2026/9")
    officer.gives_the_date("Date the request was received", 1, 11, 2026)
    officer.types("Name", "Charlie Gentle")
    officer.presses("Look for this person")
    officer.is_on("Which records are the person’s?")
    officer.finds_it_accessible()
    officer.chooses("as victim")
    officer.presses("Prepare the answer")

    officer.is_on("Answer to request SAR 2026/9")
    officer.sees("Read all of it before you send it")
    officer.finds_it_accessible()
    with officer.page.expect_download() as fetched:
        officer.presses("Download the answer")
    assert fetched.value.suggested_filename.endswith(".zip")
