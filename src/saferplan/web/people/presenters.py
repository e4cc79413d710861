"""Members and their roles as the pages show them."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from saferplan.web.config.jinja import day
from saferplan.web.design_system.lists import Sorting
from saferplan.web.people.models import Member, MemberRole, Source

SORTED_BY = {"name": "user__name", "agency": "agency__name"}


def member_columns(request: HttpRequest, sorting: Sorting) -> list[dict[str, Any]]:
    sorted_ones = [sorting.column(request, text, word) for text, word in (("Name", "name"), ("Agency", "agency"))]
    return [*sorted_ones, {"text": "Job title", "sort": False}, {"text": "Roles", "sort": False}]


def member_rows(members: Iterable[Member]) -> list[list]:
    return [
        [
            {"text": one.user.name, "href": address_of(one)},
            one.agency.name,
            one.job_title or "Not given",
            ", ".join(role.name for role in one.roles_in_force) or "None",
        ]
        for one in members
    ]


def history_rows(history: Iterable[MemberRole]) -> list[list[str]]:
    return [[entry.name, _given(entry), _ended(entry)] for entry in history]


def address_of(member: Member) -> str:
    return reverse("people:member", args=[member.partnership.slug, member.pk])


def _given(entry: MemberRole) -> str:
    if entry.source == Source.DIRECTORY:
        return f"{day(entry.since)}, by the agency’s directory"
    return f"{day(entry.since)}, by {entry.given_by.user.name}" if entry.given_by else day(entry.since)


def _ended(entry: MemberRole) -> str:
    if entry.until is None:
        return "Held now"
    return f"{day(entry.until)}, by {entry.ended_by.user.name}" if entry.ended_by else day(entry.until)
