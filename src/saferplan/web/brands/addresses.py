"""Where a partnership's stylesheet and logo lie. The address names the version, so browsers keep it for a year."""

from dataclasses import dataclass

from django.urls import reverse

from saferplan.web.partnerships.models import Partnership


@dataclass(frozen=True)
class Look:
    """Each is empty where the partnership has chosen none."""

    stylesheet: str = ""
    logo: str = ""


def look_of(partnership: Partnership) -> Look:
    """Asked for by every page, so it is one question."""
    chosen = Partnership.objects.filter(pk=partnership.pk).values_list("brand__version", "logo__digest")
    version, digest = chosen.get()
    return Look(
        stylesheet="" if version is None else _address("brands:stylesheet", partnership, str(version)),
        logo="" if digest is None else _address("brands:logo", partnership, digest[:12]),
    )


def _address(name: str, partnership: Partnership, version: str) -> str:
    return reverse(name, kwargs={"partnership": partnership.slug}) + f"?v={version}"
