"""Invented cases of the demo partnership. Nobody of these names, and nowhere of these addresses, is meant."""

from datetime import timedelta

from django.utils import timezone

from saferplan.web.agreements.demo import invented
from saferplan.web.cases.actions import add_note, add_person, open_case
from saferplan.web.cases.emergencies import break_glass
from saferplan.web.cases.models import Case, Part, Risk
from saferplan.web.cases.models.emergencies import Ground
from saferplan.web.cases.work import warn_and_escalate
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    landlord, council = people["caseworker"], people["community-safety-officer"]
    police = invented(people["signatory"].agency, "Kit Lantern", "caseworker")
    noise = _opened(landlord, "asb", Risk.STANDARD, "Noise at night; nobody is threatened.", age=40)
    add_person(case=noise, part=Part.COMPLAINANT, is_child=False, details=_who("Avery", "Quietly", 1), by=landlord)
    add_person(case=noise, part=Part.ALLEGED, is_child=False, details=_who("Blake", "Loudon", 2), by=landlord)
    add_note(case=noise, text="Noise diary handed over. Visit agreed for Thursday.", by=landlord)
    threats = _opened(police, "asb", Risk.HIGH, "Threats were made, and the victim lives alone.", age=12)
    add_person(case=threats, part=Part.VICTIM, is_child=False, details=_who("Charlie", "Gentle", 3), by=police)
    add_person(case=threats, part=Part.ALLEGED, is_child=False, details=_who("Devon", "Harsh", 4), by=police)
    add_note(case=threats, text="Door alarm asked for. Landlord told.", by=police)
    garages = _opened(council, "asb", Risk.HIGH, "Fires were set near homes.", age=5)
    add_person(case=garages, part=Part.COMPLAINANT, is_child=False, details=_who("Ellis", "Watcher", 5), by=council)
    hate = _opened(police, "hate", Risk.MEDIUM, "It has happened twice.", age=20, holds=["special"])
    add_person(case=hate, part=Part.VICTIM, is_child=False, details=_who("Frankie", "Brave", 6), by=police)
    break_glass(
        case=hate,
        purpose="hate",
        ground=Ground.HARM,
        why="A neighbour rang: threats at the door, and the police control room did not answer.",
        by=landlord,
    )
    warn_and_escalate(partnership)


def _opened(by: Member, kind: str, risk: Risk, why: str, *, age: int, holds: list[str] | None = None) -> Case:
    opened_on = timezone.localdate() - timedelta(days=age)
    return open_case(kind=kind, categories=holds or [], owner=by, risk=risk, why_risk=why, opened_on=opened_on, by=by)


def _who(forenames: str, surname: str, number: int) -> dict[str, str]:
    """The telephone number is of those that Ofcom keeps for drama."""
    return {
        "forenames": forenames,
        "surname": surname,
        "address": f"{number} Imaginary Row, Nowhere",
        "phone": f"01632 960 {number:03}",
    }
