import pytest

from saferplan.web.cases.actions import add_note, add_person
from saferplan.web.cases.models import Case, Part
from saferplan.web.partnerships.models import AgencyKind
from site_agreements import a_case, an_agreement
from site_people import a_member


@pytest.fixture
def police(partnership):
    return partnership.agencies.get(kind=AgencyKind.POLICE)


@pytest.fixture
def health(partnership):
    return partnership.agencies.get(kind=AgencyKind.HEALTH)


@pytest.fixture
def council(partnership):
    return partnership.agencies.get(kind=AgencyKind.COUNCIL)


@pytest.fixture
def caseworker(partnership, council):
    return a_member(partnership, "caseworker", agency=council, name="Casey Worker")


@pytest.fixture
def their_case(police) -> Case:
    """The police's, with a victim and somebody of whom something is alleged."""
    case = a_case(police)
    details = {"forenames": "Violet", "surname": "Madeup", "phone": "01632 960 001"}
    add_person(case=case, part=Part.VICTIM, is_child=False, details=details, by=case.owner)
    add_person(case=case, part=Part.ALLEGED, is_child=False, details={"surname": "Inventedson"}, by=case.owner)
    add_note(case=case, text="Paint on the door again.", by=case.owner)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def agreed(police, council):
    return an_agreement(sharing=[police], reading=[council])
