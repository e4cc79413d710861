"""A landlord's caseworker reads the police's case, breaks the glass for another; the police's superintendent signs."""

import pytest

pytestmark = pytest.mark.browser
CASES = "/partnerships/buckinghamshire/cases/"
AGREEMENTS = "/partnerships/buckinghamshire/agreements/"
HATE_CASE = "C-00004"


def test_a_caseworker_reads_what_the_agreement_opens_and_learns_why_not_the_rest(someone):
    casey = someone("caseworker")
    casey.opens(CASES)
    casey.selects("What do you need it for?", "Anti-social behaviour")
    casey.presses("Filter")
    casey.sees("C-00002", "Police (demo)")
    casey.does_not_see(HATE_CASE)
    casey.finds_it_accessible()

    casey.follows("C-00002")
    casey.is_on("Case C-00002")
    casey.sees("What you read is logged with your name and this purpose.")
    casey.finds_it_accessible()
    casey.presses("Open the case")

    casey.sees("Charlie Gentle", "What is alleged is no finding.", "allows it until")
    casey.does_not_see("Edit the case")
    casey.finds_it_accessible()
    casey.follows("Add a note")
    casey.fills_in(Note="The landlord changes the lock on Friday.")
    casey.presses("Add the note")
    casey.sees("The landlord changes the lock on Friday.")

    casey.opens(AGREEMENTS + "why-not/")
    casey.selects("Which agency holds it?", "Police (demo)")
    casey.selects("What do you need it for?", "Hate crime and hate incidents")
    casey.chooses("Who people are")
    casey.presses("Tell me why")
    casey.sees("You may not see such a record", "does not cover the purpose ‘Hate crime and hate incidents’")
    casey.finds_it_accessible()


def test_a_caseworker_breaks_the_glass_and_the_data_protection_officer_reviews_it(someone):
    casey = someone("caseworker")
    casey.opens(CASES + "break-glass/")
    casey.finds_it_accessible()
    casey.fills_in(Reference_of_the_case=HATE_CASE, Say_what_has_happened="Shouting and a broken window next door.")
    casey.chooses("Hate crime and hate incidents")
    casey.chooses("Somebody’s life is in danger")
    casey.presses("Open the case now")
    casey.sees("Frankie Brave", "Break-glass access until", "A data protection officer reviews it.")
    casey.finds_it_accessible()

    pat = someone("data-protection-officer")
    pat.opens(CASES + "break-glass/uses/")
    pat.finds_it_accessible()
    pat.follows(f"Case {HATE_CASE}")
    pat.chooses("It was justified")
    pat.fills_in(Why="There was no time to ask.")
    pat.presses("Record your finding")
    pat.sees("It was justified")


def test_a_superintendent_signs_and_the_agreement_is_in_force(someone):
    quinn = someone("signatory")
    quinn.opens("/partnerships/buckinghamshire/")
    quinn.follows("Serious violence: prevention panel")
    quinn.sees("Police, Crime, Sentencing and Courts Act 2022, section 16", "Sign for Police (demo)")
    quinn.finds_it_accessible()
    quinn.chooses("I have read this version")
    quinn.presses("Sign the agreement")

    quinn.sees("Signed for Police (demo).", "In force")
    quinn.finds_it_accessible()


def test_an_officer_renews_an_agreement_that_lapses_and_decides_on_a_high_risk_case(someone):
    sasha = someone("community-safety-officer")
    sasha.opens("/partnerships/buckinghamshire/")
    sasha.follows("High-risk case C-00003")
    sasha.sees("The agreement lapses")
    sasha.finds_it_accessible()
    sasha.chooses("The agreement will be renewed")
    sasha.fills_in(Why="The Board has it on its agenda.")
    sasha.presses("Record your decision")
    sasha.does_not_see("High-risk case C-00003")

    sasha.opens(AGREEMENTS)
    sasha.follows("Anti-social behaviour: working on cases together")
    sasha.sees("Access under this agreement closes at the end of")
    sasha.presses("Draft a new version")
    sasha.sees("A new version is drafted.")
    sasha.follows("version 2")
    sasha.presses("Edit the draft")
    sasha.finds_it_accessible()
