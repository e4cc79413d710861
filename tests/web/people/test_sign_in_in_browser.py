"""Somebody who is invited, in a real browser: joins, sets up an app and a passkey, and comes back with either."""

import re

import pytest

from browser import DESK, PHONE, violations
from saferplan.web.people.invitation_links import new_link
from saferplan.web.people.inviting import invite
from site_people import a_member, a_partnership
from site_sign_in import code

PASSWORD = "three random words"
KEEPS_PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, settings) -> str:
    """By name: a passkey is bound to the name of a site, and an address of numbers has none."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture
def link(site) -> str:
    partnership = a_partnership("Chalkshire")
    administrator = a_member(partnership, "administrator")
    asked = {"email": "ada@chalkshire.example", "name": "Ada Minister", "agency": partnership.agencies.first()}
    made = invite(partnership=partnership, **asked, roles=["administrator"], mailed=False, by=administrator)
    return site + new_link(invitation=made, by=administrator).removeprefix("http://localhost:8000")


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def is_accessible(page) -> None:
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert not violations(page), page.url


def shown_secret(page) -> str:
    """Waits for the page that shows it: what a page holds at once may still be half of it."""
    return page.locator("code", has_text=re.compile("^[A-Z2-7]{32}$")).inner_text()


def heading(page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_from_the_invitation_to_signing_in_with_a_passkey(page, site, link):
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEEPS_PASSKEYS})
    faults = []
    page.on("console", lambda told: faults.append(told.text) if "Content Security Policy" in told.text else None)

    page.goto(link)
    is_accessible(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")

    assert heading(page) == "Set up a second factor"
    is_accessible(page)
    press(page, "Set up an authenticator app")
    is_accessible(page)
    page.get_by_label("Code").fill(code(shown_secret(page)))
    press(page, "Continue")

    assert heading(page) == "Your recovery codes"
    is_accessible(page)
    press(page, "Continue")
    page.wait_for_url(f"{site}/partnerships/chalkshire/")

    page.goto(f"{site}/account/passkeys/add/")
    is_accessible(page)
    page.get_by_label("Name of the passkey").fill("Work laptop")
    press(page, "Add passkey")
    page.get_by_text("The passkey is added").wait_for()

    for address in ("", "second-factor/ways/", "passkeys/", "sessions/", "password/"):
        page.goto(f"{site}/account/{address}")
        is_accessible(page)

    press(page, "Sign out")
    page.goto(f"{site}/account/sign-in/?next=/partnerships/chalkshire/people/")
    is_accessible(page)
    press(page, "Sign in with a passkey")
    page.wait_for_url("**/partnerships/chalkshire/people/")

    press(page, "Sign out")
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("Email address").fill("ada@chalkshire.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    assert heading(page) == "Show that it is you"
    is_accessible(page)
    press(page, "Use a passkey instead")
    page.get_by_role("link", name="Safer Chalkshire").first.wait_for()
    assert not faults


def test_without_javascript_the_app_does_and_passkeys_are_not_offered(chromium, site, link):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    press(page, "Set up an authenticator app")
    page.get_by_label("Code").fill(code(shown_secret(page)))
    press(page, "Continue")
    press(page, "Continue")

    page.wait_for_url(f"{site}/partnerships/chalkshire/")
    press(page, "Sign out")
    page.goto(f"{site}/account/sign-in/")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    context.close()


def test_by_the_keyboard_alone(page, site, link):
    page.goto(link)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == "id_password":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Set up a second factor").wait_for()
