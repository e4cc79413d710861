"""Where a partnership's stylesheet and logo lie. The address names the version, so browsers keep it for a year."""

from django.urls import reverse

from saferplan.web.brands.models import Brand, Logo
from saferplan.web.partnerships.models import Partnership


def brand_address(partnership: Partnership) -> str:
    """Empty where the partnership has chosen no colours."""
    version = Brand.objects.filter(partnership=partnership).values_list("version", flat=True).first()
    return "" if version is None else _address("brands:stylesheet", partnership, str(version))


def logo_address(partnership: Partnership) -> str:
    digest = Logo.objects.filter(partnership=partnership).values_list("digest", flat=True).first()
    return "" if digest is None else _address("brands:logo", partnership, digest[:12])


def _address(name: str, partnership: Partnership, version: str) -> str:
    return reverse(name, kwargs={"partnership": partnership.slug}) + f"?v={version}"
