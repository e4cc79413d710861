"""The variable that names a partnership's restricted store is made of its slug: no two slugs make the same one."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from saferplan.web.evidence.stores import store_variable
from saferplan.web.partnerships.actions import found_partnership
from saferplan.web.partnerships.models import SLUG, Partnership

SLUGS = st.from_regex(SLUG.regex)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slug", ["chalk_shire", "Chalkshire", "-chalkshire", "chalkshire-", "chalk--shire", "chalk/shire", "..", "", "a\n"]
)
def test_only_small_letters_digits_and_hyphens_make_a_slug(slug):
    with pytest.raises(ValidationError):
        found_partnership(slug=slug, name="Safer Chalkshire", area_code="E06000060")
    with pytest.raises(IntegrityError, match="partnership_has_a_plain_slug"), transaction.atomic():
        Partnership.objects.create(slug=slug, name="Safer Chalkshire", area_code="E06000060")


@given(one=SLUGS, other=SLUGS)
def test_every_slug_has_a_variable_of_its_own(one, other):
    assert (store_variable(one) == store_variable(other)) == (one == other)
    assert store_variable(one).replace("_", "").isalnum()
