"""Somebody who may do everything in one partnership can do nothing to another, whatever numbers are sent."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from furnished import World, client_of
from known import OF_PARTNERSHIPS, examples, parts_of

from saferplan.web.access.checks import addresses
from saferplan.web.access.table import rules
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.scope import PartnershipRecord

ROUTES = dict(addresses())
NOT_ALLOWED, NO_SUCH_PAGE, NOT_SO = 403, 404, 405
NUMBERED = [name for name in sorted(OF_PARTNERSHIPS) if parts_of(name) and parts_of(name) != ["template"]]
# Fields that no form has, and that a form which takes whatever it is sent would write.
UNKNOWN = (
    "partnership", "partnership_id", "id", "pk", "by", "by_id", "uploaded_by", "place", "sealed", "row", "user",
    "is_active", "is_staff", "is_superuser", "holder", "status", "since", "until", "roles", "permissions",
)  # fmt: skip


def answers(client: Client, address: str) -> set[int]:
    """To looking and to changing; an address that only takes one of them says so."""
    return {client.get(address).status_code, client.post(address).status_code} - {NOT_SO}


@pytest.mark.parametrize("name", NUMBERED)
def test_their_records_are_not_in_ones_own_partnership(name: str, world: World, attack: Client):
    kind = " ".join([name.split(":", maxsplit=1)[0], *parts_of(name)])
    own = {str(one) for one in world.known.records[kind]}
    theirs = [one for one in world.records_of_other[kind] if str(one) not in own]

    for numbers in theirs[:2]:
        address = reverse(name, kwargs={"partnership": world.own.slug} | numbers)
        assert answers(attack, address) == {NO_SUCH_PAGE}, address


@pytest.mark.parametrize("name", [name for name in NUMBERED if len(parts_of(name)) == 2])
def test_their_part_is_not_in_ones_own_record(name: str, world: World, attack: Client):
    kind, (_, second) = " ".join([name.split(":", maxsplit=1)[0], *parts_of(name)]), parts_of(name)
    mine = world.known.records[kind][0]

    for theirs in world.records_of_other[kind][:2]:
        if theirs[second] == mine[second]:
            continue  # both count from one, and this number is one's own
        address = reverse(name, kwargs={"partnership": world.own.slug} | mine | {second: theirs[second]})
        assert answers(attack, address) == {NO_SUCH_PAGE}, address


@pytest.mark.parametrize("name", sorted(OF_PARTNERSHIPS))
def test_their_own_addresses_do_not_exist(name: str, world: World, attack: Client):
    for address in list(examples(name, world.other, world.records_of_other))[:1]:
        assert answers(attack, address) == {NO_SUCH_PAGE}, address


def rows_of(partnership: Partnership) -> dict[str, list[str]]:
    """Every row that belongs to it, as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, PartnershipRecord):
                table = model._meta.db_table
                cursor.execute(f'SELECT held::text FROM "{table}" AS held WHERE partnership_id = %s', [partnership.pk])
                found[table] = sorted(text for (text,) in cursor)
    return found


def test_numbers_of_theirs_in_a_form_are_refused(world: World, attack: Client):
    """Each choice of a record in turn is one of theirs. The database would refuse it; the form does before."""
    stood, tried, faults = rows_of(world.other), 0, []
    ids = {"member": world.victim.pk, "agency": world.victim.agency_id, "group": world.other.groups.first().pk}
    for form in world.known.posts():
        for one in form.fields.values():
            if not any(value.isdecimal() for value in one.values):
                continue
            for number in ids.values():
                tried += 1
                faults += fault_of(attack, form.action, form.filled(**{one.name: str(number)}), one.name)

    assert tried > 30
    assert faults == []
    assert rows_of(world.other) == stood


def test_fields_that_no_form_has_are_passed_over(world: World, attack: Client):
    stood, faults = rows_of(world.other), []
    user = world.attacker.user
    for form in world.known.posts():
        more = {name: str(world.other.pk) for name in UNKNOWN if name not in form.fields}
        faults += fault_of(attack, form.action, form.filled() | more, "more fields")

    assert faults == []
    assert rows_of(world.other) == stood
    user.refresh_from_db()
    assert user.is_active


def fault_of(client: Client, address: str, told: dict[str, str], what: str) -> list[str]:
    try:
        answer = client.post(address, told)
        connection.check_constraints()
    except IntegrityError as fault:
        return [f"{address} {what}: {fault}"]
    except Exception as fault:  # noqa: BLE001 any other fault of the site is named with its address, too
        return [f"{address} {what}: {fault!r}"]
    return [f"{address} {what}: {answer.status_code}"] if answer.status_code >= 500 else []


@pytest.mark.parametrize("name", sorted(rules()))
def test_a_form_of_somebody_elses_site_changes_nothing(name: str, world: World):
    """Cross-site request forgery: the cookie comes along, the form's own token does not."""
    forged = client_of(world.attacker, enforce_csrf_checks=True)
    if name in OF_PARTNERSHIPS:
        found = list(examples(name, world.own, world.known.records))[:1]
    else:
        found = [reverse(name)] if "<" not in str(ROUTES[name]) else []

    for address in found:
        assert forged.post(address).status_code in (NOT_ALLOWED, NOT_SO), address
