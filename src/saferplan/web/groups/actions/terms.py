"""Writes about a group's terms of reference."""

from datetime import date

from django.db import transaction

from saferplan.web.groups.models import Group, TermsOfReference
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member


@transaction.atomic
def write_terms(*, group: Group, text: str, adopted_on: date, by: Member) -> TermsOfReference:
    """A new version; those before stay as they are."""
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if group.until is not None:
        raise Refused(f"{group} is closed", remedy="Its terms stay as they were.")
    newest = group.terms.first()
    terms = TermsOfReference(
        partnership=group.partnership,
        group=group,
        number=newest.number + 1 if newest else 1,
        text=text,
        adopted_on=adopted_on,
        by=by,
    )
    terms.full_clean()
    terms.save()
    return terms
