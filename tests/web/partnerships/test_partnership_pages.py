"""The partnership's first page, its places and its agencies, as people use them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from saferplan.web.partnerships.actions import add_agency, add_place, change_agency, name_contact
from saferplan.web.partnerships.models import AgencyKind, Standing
from site_people import a_member, an_agency

TODAY = timezone.localdate()
QUERIES_OF_OVERVIEW = 18  # each part of the site that has work for somebody asks once


@pytest.fixture
def administrator(partnership):
    return a_member(partnership, "administrator", name="Ada Min")


@pytest.fixture
def landlord(partnership):
    return add_agency(
        partnership=partnership,
        name="Chalk Homes",
        kind=AgencyKind.LANDLORD,
        standing=Standing.INVITEE,
        since=date(2024, 4, 1),
        by=None,
    )


def address(name, partnership, **parts):
    return reverse(f"partnerships:{name}", kwargs={"partnership": partnership.slug} | parts)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def page(answer):
    return answer.content.decode()


def test_the_first_page_groups_agencies_by_standing_with_the_act(sign_in, member, landlord, partnership):
    shown = page(sign_in(member).get(address("overview", partnership)))

    assert shown.index("Responsible authorities") < shown.index("Chalkshire Police") < shown.index("Invitees")
    assert "Crime and Disorder Act 1998 s.5(3)" in shown
    assert "missing:" not in shown


def test_the_first_page_says_which_responsible_authority_is_missing(sign_in, member, partnership):
    partnership.agencies.filter(kind=AgencyKind.FIRE).update(standing=Standing.INVITEE)

    shown = page(sign_in(member).get(address("overview", partnership)))

    assert "This responsible authority is missing:" in shown
    assert "the fire and rescue authority: Crime and Disorder Act 1998 s.5(1)(d)" in shown
    assert "the chief officer of police" not in shown


def test_a_member_is_offered_no_change(sign_in, member, landlord, partnership):
    client = sign_in(member)

    assert "Add an agency" not in page(client.get(address("overview", partnership)))
    assert "Change name or standing" not in page(client.get(address("agency", partnership, agency=landlord.pk)))


def test_the_first_page_asks_the_database_no_more_for_more_agencies(
    sign_in, member, partnership, django_assert_max_num_queries
):
    for number in range(8):
        agency = an_agency(partnership, AgencyKind.VOLUNTARY, f"Voice {number}", Standing.INVITEE)
        name_contact(agency=agency, member=a_member(partnership, agency=agency), by=None)
    client = sign_in(member)

    with django_assert_max_num_queries(QUERIES_OF_OVERVIEW):
        client.get(address("overview", partnership))


def test_an_administrator_adds_an_agency(sign_in, administrator, partnership):
    told = {"name": "Chalk Homes", "kind": "landlord", "standing": "invitee"} | day("since", date(2026, 4, 1))

    shown = page(sign_in(administrator).post(address("add-agency", partnership), told, follow=True))

    assert "Chalk Homes was added" in shown
    assert partnership.agencies.get(name="Chalk Homes").since == date(2026, 4, 1)


def test_a_name_is_had_by_one_agency_at_a_time(sign_in, administrator, landlord, partnership):
    told = {"name": "Chalk Homes", "kind": "landlord", "standing": "invitee"} | day("since", TODAY)

    answer = sign_in(administrator).post(address("add-agency", partnership), told)

    assert "The partnership has an agency with this name already" in page(answer)
    assert "<title>Error: " in page(answer)


def test_a_change_is_shown_with_how_it_was(sign_in, administrator, landlord, partnership):
    told = {"name": "Downland Homes", "standing": "co-operating", "version": landlord.version}

    shown = page(
        sign_in(administrator).post(
            address("change-agency", partnership, agency=landlord.pk), told | day("on", date(2025, 4, 1)), follow=True
        )
    )

    assert "Chalk Homes became Downland Homes; Invitee became co-operating body" in shown
    assert "1 April 2025, Ada Min" in shown
    assert "Takes part as invitee" in shown


def test_a_slip_is_put_right_from_the_first_day_on(sign_in, administrator, landlord, partnership):
    told = {"name": "Chalk Housing", "standing": "invitee", "version": landlord.version} | day("on", landlord.since)

    sign_in(administrator).post(address("change-agency", partnership, agency=landlord.pk), told)

    assert partnership.agencies.get(pk=landlord.pk).name == "Chalk Housing"
    assert not landlord.before.exists()


def test_who_saves_second_sees_what_was_saved_first(sign_in, administrator, landlord, partnership):
    change_agency(
        agency=partnership.agencies.get(pk=landlord.pk),
        name="Saved First",
        standing=Standing.INVITEE,
        on=date(2025, 4, 1),
        based_on=landlord.version,
        by=administrator,
    )
    told = {"name": "Saved Second", "standing": "invitee", "version": landlord.version} | day("on", TODAY)

    answer = sign_in(administrator).post(address("change-agency", partnership, agency=landlord.pk), told)

    assert answer.status_code == 409
    assert "Saved First" in page(answer)
    assert "Saved Second" in page(answer)


def test_an_agency_ends_and_stays_on_record(sign_in, administrator, landlord, partnership):
    client = sign_in(administrator)

    client.post(address("end-agency", partnership, agency=landlord.pk), day("on", TODAY), follow=True)

    landlord.refresh_from_db()
    shown = page(client.get(address("overview", partnership)))
    assert landlord.until == TODAY
    assert shown.index("Agencies that took part before") < shown.index("Chalk Homes")
    assert "Change name or standing" not in page(client.get(address("agency", partnership, agency=landlord.pk)))


def test_an_agency_with_members_is_not_ended(sign_in, administrator, landlord, partnership):
    a_member(partnership, agency=landlord)

    shown = page(sign_in(administrator).post(address("end-agency", partnership, agency=landlord.pk), day("on", TODAY)))

    assert "Chalk Homes still has members. End their memberships first" in shown


def test_the_single_point_of_contact_is_one_of_the_agencys_people(sign_in, administrator, landlord, partnership):
    theirs = a_member(partnership, agency=landlord, name="Lana Lord")
    client = sign_in(administrator)
    place = address("contact", partnership, agency=landlord.pk)

    refused = client.post(place, {"member": administrator.pk})
    shown = page(client.post(place, {"member": theirs.pk}, follow=True))

    assert "Select a valid choice" in page(refused)
    assert "Lana Lord" in shown.split("Single point of contact")[1]


def test_places_are_added_with_their_kind_and_removed(sign_in, administrator, partnership):
    client = sign_in(administrator)

    client.post(address("places", partnership), {"code": "E10000002", "name": "Chalk County"})
    shown = page(client.get(address("places", partnership)))
    place = partnership.places.get()
    client.post(address("remove-place", partnership, place=place.pk))

    assert "Chalk County (E10000002), county" in shown
    assert not partnership.places.exists()


@pytest.mark.parametrize("code", ["X10000002", "E1000000", "E10000002E10000002", "E١٠٠٠٠٠٠٢", ""])
def test_a_code_that_is_none_is_refused(code, sign_in, administrator, partnership):
    answer = sign_in(administrator).post(address("places", partnership), {"code": code, "name": "Nowhere"})

    assert answer.status_code == 200
    assert not partnership.places.exists()


def test_the_partnership_gets_another_name(sign_in, administrator, partnership):
    told = {"name": "Safer Chalk", "area_code": "E06000060", "version": partnership.version}

    shown = page(sign_in(administrator).post(address("edit", partnership), told, follow=True))

    assert '<h1 class="govuk-heading-l">Safer Chalk</h1>' in shown


def test_a_place_of_another_partnership_is_not_removed(sign_in, administrator, partnership, other_partnership):
    theirs = add_place(partnership=other_partnership, code="E10000002", name="Fen County", by=None)

    answer = sign_in(administrator).post(address("remove-place", partnership, place=theirs.pk))

    assert answer.status_code == 404
    assert other_partnership.places.exists()
