"""Writes about how a partnership looks."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction

from saferplan.documents.images import Image
from saferplan.web.brands.models import Brand, Logo
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member


@transaction.atomic
def choose_colours(*, partnership: Partnership, colours: Mapping[str, str], based_on: int, by: Member) -> Brand:
    """Raises EditedMeanwhile; the caller has checked the contrast (`contrast.faults`)."""
    brand, _ = Brand.objects.get_or_create(partnership=partnership)
    brand.begin_edit(based_on=based_on)
    for name, colour in colours.items():
        setattr(brand, name, colour.lower())
    brand.full_clean()
    brand.save()
    return brand


@transaction.atomic
def set_logo(*, partnership: Partnership, image: Image, by: Member) -> Logo:
    logo, _ = Logo.objects.update_or_create(
        partnership=partnership,
        defaults={"content": image.content, "kind": image.kind, "digest": sha256(image.content).hexdigest()},
    )
    return logo


def remove_logo(*, partnership: Partnership, by: Member) -> None:
    Logo.objects.filter(partnership=partnership).delete()
