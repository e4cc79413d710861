"""The site's key is changed: everything sealed opens under the new one, and nothing under the old."""

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from restricted import OTHER_KEY
from saferplan.errors import KeyRefused, StoreError
from saferplan.identities.keys import PartnershipKey
from saferplan.web.cases.actions import add_note, add_person
from saferplan.web.cases.models import CasePerson, Note, Part
from saferplan.web.operations import rekeying
from saferplan.web.operations.rekeying import SEALED, rekey
from site_agreements import a_case
from site_people import a_member

NEW = PartnershipKey.of(OTHER_KEY)


@pytest.fixture
def old() -> PartnershipKey:
    return PartnershipKey.of(settings.KEY)


@pytest.fixture
def case(partnership):
    case = a_case(partnership.agencies.first(), owner=a_member(partnership, "caseworker"))
    for forename in ("Ann", "Ben"):
        details = {"forenames": forename, "surname": "Synthetic"}
        add_person(case=case, part=Part.VICTIM, is_child=False, details=details, by=case.owner)
    add_note(case=case, text="Rang at nine.", by=case.owner)
    return case


def test_every_table_with_sealed_cells_is_named():
    sealed = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField) and field.name.startswith("sealed")
    }

    assert sealed == set(SEALED)


@pytest.mark.usefixtures("case")
def test_what_was_sealed_opens_under_the_new_key_alone(old, monkeypatch):
    assert rekey(old, NEW) == 3

    with pytest.raises(KeyRefused):
        assert CasePerson.objects.first().details
    monkeypatch.setattr(settings, "KEY", OTHER_KEY)
    assert [person.details["forenames"] for person in CasePerson.objects.order_by("pk")] == ["Ann", "Ben"]
    assert Note.objects.get().text == "Rang at nine."


@pytest.mark.usefixtures("case")
def test_a_cell_that_does_not_open_leaves_all_as_it_was(old):
    CasePerson.objects.filter(pk=CasePerson.objects.last().pk).update(sealed=b"damaged" * 8)

    with pytest.raises(KeyRefused):
        rekey(old, NEW)

    assert CasePerson.objects.first().details["forenames"] == "Ann"
    assert Note.objects.get().text == "Rang at nine."


@pytest.mark.usefixtures("case")
def test_notes_can_still_not_be_rewritten(old):
    rekey(old, NEW)

    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Note.objects.update(sealed=b"another story")


@pytest.mark.usefixtures("case")
def test_the_wrong_key_changes_nothing(old):
    with pytest.raises(KeyRefused):
        rekey(NEW, old)

    assert CasePerson.objects.first().details["forenames"] == "Ann"


def test_the_same_key_is_no_new_one(old, db):
    with pytest.raises(KeyRefused, match="the key that is in force"):
        rekey(old, old)


def test_a_site_that_is_used_is_left_alone(old, db, postgres):
    url = postgres.url(connection.settings_dict["NAME"])

    with psycopg.connect(url), pytest.raises(StoreError, match="1 others are connected"):
        rekey(old, NEW)


@pytest.mark.usefixtures("case")
def test_more_rows_than_are_read_at_once_are_all_sealed_anew(old, monkeypatch):
    monkeypatch.setattr(rekeying, "AT_ONCE", 1)

    assert rekey(old, NEW) == 3
