"""Invented partnerships and people for the site's tests, made through the site's own actions."""

import time
from itertools import count

from django.test import Client
from django.utils import timezone

from saferplan.web.partnerships.actions import add_agency, found_partnership
from saferplan.web.partnerships.models import Agency, AgencyKind, Partnership, Standing
from saferplan.web.people.actions import add_member
from saferplan.web.people.models import Member, User

AUTHORITIES = (AgencyKind.POLICE, AgencyKind.COUNCIL, AgencyKind.FIRE, AgencyKind.HEALTH, AgencyKind.PROBATION)
RESPONSIBLE = Standing.RESPONSIBLE
_numbers = count(1)


def a_partnership(name: str) -> Partnership:
    """With the five responsible authorities. Nearly every test has them made, and that they are in order is known."""
    partnership = found_partnership(slug=name.lower(), name=f"Safer {name}", area_code="E06000060")
    since = timezone.localdate()
    Agency.objects.bulk_create(
        Agency(partnership=partnership, name=_name(partnership, kind), kind=kind, standing=RESPONSIBLE, since=since)
        for kind in AUTHORITIES
    )
    return partnership


def an_agency(partnership: Partnership, kind: AgencyKind, name: str = "", standing: Standing = RESPONSIBLE) -> Agency:
    name = name or _name(partnership, kind)
    return add_agency(partnership=partnership, name=name, kind=kind, standing=standing, by=None)


def _name(partnership: Partnership, kind: AgencyKind) -> str:
    return f"{partnership.name.removeprefix('Safer ')} {kind.label}"


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
