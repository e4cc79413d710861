"""Writes about partnerships and their agencies."""

from django.db import transaction

from saferplan.web.partnerships.models import Agency, AgencyKind, Partnership, Standing


@transaction.atomic
def found_partnership(*, slug: str, name: str, area_code: str) -> Partnership:
    """An installation's own act: nobody is a member of a partnership that is not there yet."""
    partnership = Partnership(slug=slug, name=name, area_code=area_code)
    partnership.full_clean()
    partnership.save()
    return partnership


@transaction.atomic
def add_agency(*, partnership: Partnership, name: str, kind: AgencyKind, standing: Standing, by) -> Agency:
    agency = Agency(partnership=partnership, name=name, kind=kind, standing=standing)
    agency.full_clean()
    agency.save()
    return agency
