"""People who sign in as people do: by the pages."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.actions import add_member, register_person
from saferplan.web.people.models import Member

PASSWORD = "correct horse battery"


def a_registered_member(partnership: Partnership, *roles: str, email: str = "sam@chalkshire.example") -> Member:
    user = register_person(email=email, name="Sam Signer", password=PASSWORD)
    return add_member(user=user, agency=partnership.agencies.first(), roles=roles, by=None)


def by_password(client: Client, email: str, password: str = PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password} | more)


def set_up_app(client: Client) -> str:
    """The app's secret, once the site has taken its first code."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    return secret


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<li><code>(\d+)</code></li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
