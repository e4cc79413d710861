"""The year's assessment goes to the Board: an agency signs, the chair signs, and councillors find it done."""

import pytest

pytestmark = pytest.mark.browser


def test_from_the_draft_to_the_committee(someone):
    # Given an assessment that the analyst has sent for sign-off, with the Board's vice chair first in the order
    analyst = someone("analyst")
    analyst.follows("Prepare the strategic assessment")
    analyst.sees("For sign-off", "Final draft, as sent to the Board")

    # When the chair comes before the turn
    chair = someone("chair")
    chair.follows("Duties")
    chair.follows("Prepare the strategic assessment")

    # Then there is nothing to sign yet
    chair.does_not_see("Sign off or send back")

    # When the vice chair signs, and then the chair
    vice_chair = someone("signatory")
    vice_chair.follows("Duties")
    vice_chair.follows("Prepare the strategic assessment")
    vice_chair.presses("Sign off or send back")
    vice_chair.finds_it_accessible()
    vice_chair.chooses("Sign off")
    vice_chair.presses("Save decision")
    vice_chair.sees("Your decision was recorded", "Signed off on")

    chair.opens(chair.path)
    chair.presses("Sign off or send back")
    chair.chooses("Sign off")
    chair.presses("Save decision")
    chair.finds_it_accessible()

    # Then a councillor finds it among what was done, with what shows it
    councillor = someone("councillor")
    councillor.follows("Duties")
    councillor.follows("Finished duties")
    councillor.follows("Prepare the strategic assessment")
    councillor.sees("Final draft, as sent to the Board", "Signed off on")
    councillor.does_not_see("Add evidence", "Change the duty")
    councillor.finds_it_accessible()


def test_a_board_member_reads_the_groups_on_a_telephone(someone):
    board_member = someone("board-member", on={"width": 320, "height": 640})

    board_member.presses("Menu")
    board_member.follows("Groups")
    board_member.follows("Board")
    board_member.is_on("Board")
    board_member.sees("Morgan Gavel (synthetic)")
    board_member.does_not_see("Close this group")
    board_member.finds_it_accessible()


def test_an_agency_s_officer_adds_the_evidence_of_a_duty(someone):
    officer = someone("agency-officer")

    officer.follows("Share depersonalised information of the quarter")
    officer.follows("Add evidence")
    officer.types("What was done", "Sent to the analyst (synthetic)")
    officer.attaches("File", "sent.csv", b"month,incidents\n2026-09,12\n")
    officer.presses("Add evidence")

    officer.sees("Sent to the analyst (synthetic)", "sent.csv")
    officer.finds_it_accessible()


def test_a_file_that_is_not_what_it_says_is_refused_with_what_to_do(someone):
    officer = someone("agency-officer")

    officer.follows("Share depersonalised information of the quarter")
    officer.follows("Add evidence")
    officer.types("What was done", "Minutes (synthetic)")
    officer.attaches("File", "minutes.pdf", b"MZ\x90\x00" + bytes(200))
    officer.presses("Add evidence")

    officer.sees("There is a problem", "The file must be a PDF")
