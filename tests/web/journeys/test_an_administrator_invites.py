"""An administrator invites somebody, who joins from the letter, and later ends the membership."""

import re

from playwright.sync_api import expect

from site_sign_in import code

LINK = re.compile(r"http://\S+/invitations/\S+/")


def link_in_the_letter(person) -> str:
    """A worker sends letters: one looks again until it has come."""
    expect(_reloaded(person)).to_contain_text("lee.newcomer@demo.example")
    return LINK.search(person.page.locator("main").inner_text()).group()


def _reloaded(person):
    person.opens("/demo/outbox/")
    for _ in range(40):
        if person.page.get_by_text("lee.newcomer@demo.example").count():
            break
        person.page.wait_for_timeout(500)
        person.opens("/demo/outbox/")
    return person.page.locator("main")


def test_from_the_invitation_to_the_last_day(someone):
    ari = someone("administrator")
    ari.follows("People")
    ari.presses("Invite a person")
    ari.fills_in(Full_name="Lee Newcomer (synthetic)", Email_address="lee.newcomer@demo.example")
    ari.selects("Agency", "Fire and Rescue Service (demo)")
    ari.chooses("Agency officer")
    ari.presses("Send invitation")
    ari.sees("Lee Newcomer (synthetic)")
    ari.finds_it_accessible()

    lee = someone()
    lee.opens(link_in_the_letter(ari).removeprefix(lee.site))
    lee.sees("Buckinghamshire demo partnership")
    lee.types("Password", "three random words of a journey")
    lee.presses("Continue")
    lee.is_on("Set up a second factor")
    lee.presses("Set up an authenticator app")
    secret = lee.page.locator("code", has_text=re.compile("^[A-Z2-7]{32}$")).inner_text()
    lee.fills_in(Code=code(secret))
    lee.presses("Continue")
    lee.is_on("Your recovery codes")
    lee.presses("Continue")
    lee.is_on("Buckinghamshire demo partnership")
    lee.follows("Evidence")
    lee.is_on("Evidence")

    ari.opens("/partnerships/buckinghamshire/people/")
    ari.follows("Lee Newcomer (synthetic)")
    ari.sees("Agency officer", "Fire and Rescue Service (demo)")
    ari.presses("End the membership")
    ari.sees("Nothing is left to hand over")
    ari.finds_it_accessible()
    ari.presses("End the membership")
    ari.does_not_see("There is a problem")

    lee.follows("Duties")
    lee.does_not_see("Buckinghamshire demo partnership")
