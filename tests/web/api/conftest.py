"""Anyshire's partnership with two years of figures, and tokens of its agencies."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import gridham
from saferplan.web.api.tokens import issue_token
from saferplan.web.maps.work import keep_if_changed
from saferplan.web.own_areas.actions import Ground, add_area
from saferplan.web.own_areas.models import Kind, OwnArea, Way
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from site_people import a_member


@pytest.fixture
def gridhams(gridhams: Partnership) -> Partnership:
    """With boundaries, whose outlines a load's job has worked out."""
    keep_if_changed(gridhams)
    return gridhams


@pytest.fixture
def issuer(partnership: Partnership) -> Member:
    return a_member(partnership, "analyst", name="Ines Issuer")


@pytest.fixture
def a_token(issuer: Member) -> Callable[..., str]:
    def issued(*scopes: str, by: Member = issuer, days: int = 30) -> str:
        expires_on = timezone.localdate() + timedelta(days=days)
        return issue_token(name="A report", agency=by.agency, scopes=scopes, expires_on=expires_on, by=by)[1]

    return issued


@pytest.fixture
def ask(client: Client, partnership: Partnership) -> Callable:
    """Asks an address of the partnership, with a token where one is given."""

    def asked(rest: str = "", token: str = "", slug: str = partnership.slug, **query):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = f"/api/v1/partnerships/{slug}" + (f"/{rest}" if rest else "")
        return client.get(address, query, headers=headers)

    return asked


@pytest.fixture
def an_own_area(gridhams: Partnership, issuer: Member) -> OwnArea:
    """Of two small areas."""
    ground = Ground(Way.PICKED, parts=list(gridham.LSOAS)[:2])
    return add_area(partnership=gridhams, name="Harbour estate", kind=Kind.ESTATE, ground=ground, by=issuer)
