"""What the answer to a request for subject access holds of cases."""

from datetime import date

from saferplan.web.audit.subject_access import PersonDetails
from saferplan.web.cases.about_people import held
from saferplan.web.cases.actions import add_person
from saferplan.web.cases.models import Part
from site_agreements import a_case


def test_a_person_is_found_by_name_with_all_that_the_case_says_and_others_named(partnership, their_case):
    (found,) = held(partnership, PersonDetails(name="violet  MADEUP"))

    assert found.matched == "name"
    assert found.title == "Case C-00001, as victim"
    assert found.facts["Telephone"] == "01632 960 001"
    assert any("Paint on the door" in note for note in found.facts["Notes"])
    assert found.names == ("Inventedson",)
    assert ("cases_case", str(their_case.pk)) in found.rows


def test_a_person_is_found_by_date_of_birth_and_postcode(partnership, police):
    case = a_case(police)
    born = date(1990, 5, 17)
    details = {"surname": "Other", "date_of_birth": born, "postcode": "HP20 1UY"}
    add_person(case=case, part=Part.COMPLAINANT, is_child=False, details=details, by=case.owner)

    asked = PersonDetails(name="Somebody Else", date_of_birth=born, postcode="hp201uy")

    assert [one.matched for one in held(partnership, asked)] == ["date of birth, postcode"]


def test_nobody_is_found_in_another_partnership(other_partnership, their_case):
    assert not held(other_partnership, PersonDetails(name="Violet Madeup"))
