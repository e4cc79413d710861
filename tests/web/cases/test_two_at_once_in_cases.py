"""Two people at the same moment, each in a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from saferplan.web.agreements.actions import NotNow, send_for_signature, sign
from saferplan.web.cases.actions import add_person, open_case
from saferplan.web.cases.models import Case, Part, Risk
from saferplan.web.partnerships.models import AgencyKind
from site_agreements import a_case, a_draft, an_officer
from site_people import a_member, a_partnership

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gave, or the fault that it raised."""

    def alone(act: Callable[[], object]) -> object:
        try:
            return act()
        except NotNow as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(alone, acts))


def test_two_cases_get_two_numbers():
    member = a_member(a_partnership("Chalkshire"), "caseworker")
    told = {"kind": "asb", "categories": [], "owner": member, "risk": Risk.STANDARD, "why_risk": "x", "by": member}

    at_once(*[lambda: open_case(**told, opened_on=date(2026, 1, 1))] * 4)

    assert sorted(Case.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_two_people_added_both_leave_their_mark():
    partnership = a_partnership("Chalkshire")
    case = a_case(partnership.agencies.get(kind=AgencyKind.POLICE), categories=[])

    def add(part: Part, is_child: bool) -> object:
        mine = Case.objects.get(pk=case.pk)
        return add_person(case=mine, part=part, is_child=is_child, details={"surname": "x"}, by=case.owner)

    at_once(lambda: add(Part.ALLEGED, False), lambda: add(Part.VICTIM, True))

    assert {"allegations", "children"} <= set(Case.objects.get(pk=case.pk).categories)


def test_two_signatories_of_one_agency_give_one_signature():
    partnership = a_partnership("Chalkshire")
    police, council = (partnership.agencies.get(kind=kind) for kind in (AgencyKind.POLICE, AgencyKind.COUNCIL))
    agreement = a_draft(sharing=[police], reading=[council])
    send_for_signature(agreement=agreement, by=agreement.owner)
    first, second = an_officer(council), an_officer(council)
    terms = agreement.latest

    given = at_once(*(lambda by=by: sign(terms=terms, by=by) for by in (first, second)))

    assert sum(isinstance(one, NotNow) for one in given) == 1
    assert terms.parties.get(agency=council).signature.signed_by in (first, second)
