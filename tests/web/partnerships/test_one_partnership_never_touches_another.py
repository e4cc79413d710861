"""What belongs to one partnership names nothing of another: the database says so for every such key."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from saferplan.web.partnerships.scope import PartnershipRecord, constraint_name
from saferplan.web.people.models import Member
from site_people import a_user

OF_PARTNERSHIPS = [model for model in apps.get_models() if issubclass(model, PartnershipRecord)]
KEYS = [
    (model, field)
    for model in OF_PARTNERSHIPS
    for field in model._meta.get_fields()
    if field.concrete and field.is_relation and field.related_model in OF_PARTNERSHIPS
]


@pytest.mark.parametrize(
    ("model", "field"), KEYS, ids=lambda part: getattr(part, "__name__", getattr(part, "name", ""))
)
def test_the_database_holds_every_key_within_one_partnership(model, field, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_constraint WHERE conname = %s AND contype = 'f'",
            [constraint_name(model._meta.db_table, field.column)],
        )

        assert cursor.fetchone(), f'add SamePartnership("{model._meta.model_name}", "{field.name}") to a migration'


def test_a_member_of_another_partnerships_agency_is_refused(partnership, other_partnership):
    theirs = other_partnership.agencies.first()

    with transaction.atomic():
        Member.objects.create(partnership=partnership, user=a_user(), agency=theirs)
        with pytest.raises(IntegrityError, match="same"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)
