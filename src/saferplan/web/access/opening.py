"""Which addresses a member's roles open: no link of the site leads anybody to a refusal."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from saferplan.web.access.table import rules
from saferplan.web.people.models import Member


def lets_in(member: Member, view_name: str) -> bool:
    rule = rules().get(view_name)
    return rule is not None and (rule.permission is None or member.may(rule.permission))


def opens(member: Member, address: str) -> bool:
    """Whether the member's roles open the page at the address; False where there is none."""
    try:
        return lets_in(member, resolve(urlsplit(address).path).view_name)
    except Resolver404:
        return False
