"""Invented partnerships and people for the site's tests, made through the site's own actions."""

import time
from itertools import count

from django.test import Client

from saferplan.web.partnerships.actions import add_agency, found_partnership
from saferplan.web.partnerships.models import Agency, AgencyKind, Partnership, Standing
from saferplan.web.people.actions import add_member
from saferplan.web.people.models import Member, User

_numbers = count(1)


def a_partnership(name: str) -> Partnership:
    """With the five responsible authorities."""
    partnership = found_partnership(slug=name.lower(), name=f"Safer {name}", area_code="E06000060")
    for kind in (AgencyKind.POLICE, AgencyKind.COUNCIL, AgencyKind.FIRE, AgencyKind.HEALTH, AgencyKind.PROBATION):
        an_agency(partnership, kind)
    return partnership


def an_agency(
    partnership: Partnership, kind: AgencyKind, name: str = "", standing: Standing = Standing.RESPONSIBLE
) -> Agency:
    place = partnership.name.removeprefix("Safer ")
    return add_agency(
        partnership=partnership, name=name or f"{place} {kind.label}", kind=kind, standing=standing, by=None
    )


def a_user(name: str = "") -> User:
    number = next(_numbers)
    return User.objects.create_user(f"person{number}@example.org", "correct horse battery", name=name or f"P {number}")


def a_member(partnership: Partnership, *roles: str, agency: Agency | None = None, name: str = "") -> Member:
    """Of the council, unless told."""
    agency = agency or partnership.agencies.get(kind=AgencyKind.COUNCIL)
    return add_member(user=a_user(name), agency=agency, roles=roles, by=None)


def show_second_factor(client: Client) -> None:
    """As django-allauth notes it of who has shown one."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
