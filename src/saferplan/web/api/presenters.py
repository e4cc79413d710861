"""Tokens, and addresses to copy into other tools, as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from saferplan.errors import NothingLoaded
from saferplan.web.api.models import Token
from saferplan.web.api.scopes import scopes
from saferplan.web.api.shapes import outlines_of
from saferplan.web.partnerships.models import Partnership

NO_OUTLINES = "No boundaries of wards are loaded yet: until they are, this address answers with an error."


@dataclass(frozen=True)
class Example:
    title: str
    how: str
    address: str
    not_yet: str = ""


def examples_of(partnership: Partnership) -> list[Example]:
    def at(name: str, query: str) -> str:
        return f"{settings.BASE_URL}{reverse(f'api:{name}', args=[partnership.slug])}?{query}"

    return [
        Example("Excel", "Data › From Web", at("figures_csv", "measure=all-crime&by=ward")),
        Example("Power BI", "Get data › Web", at("figures_csv", "by=ward&monthly=true&measure=all-crime&measure=asb")),
        Example(
            "Power BI, Python or R, with typed columns",
            "Get data › Parquet; pandas.read_parquet; arrow::read_parquet",
            at("figures_parquet", "by=lsoa&measure=burglary"),
        ),
        Example(
            "QGIS",
            "Layer › Add Layer › Add Vector Layer › Protocol, type GeoJSON",
            at("figures_geojson", "by=ward&measure=asb"),
            "" if _has_outlines(partnership) else NO_OUTLINES,
        ),
    ]


def _has_outlines(partnership: Partnership) -> bool:
    try:
        return bool(outlines_of(partnership, "ward"))
    except NothingLoaded:
        return False


@dataclass(frozen=True)
class ShownToken:
    record: Token
    reads: str
    tag: dict[str, str]

    @property
    def can_be_revoked(self) -> bool:
        return self.tag["text"] == "In force"


def rows_of(tokens: Iterable[Token]) -> list[ShownToken]:
    tokens, today = list(tokens), timezone.localdate()
    standing = set(Token.objects.standing().filter(pk__in=[one.pk for one in tokens]).values_list("pk", flat=True))
    return [
        ShownToken(
            one,
            ", ".join(["Open data", *(scopes()[word].title for word in sorted(one.words))]),
            _tag(one, standing, today),
        )
        for one in tokens
    ]


def _tag(token: Token, standing: set[int], today: date) -> dict[str, str]:
    if token.pk in standing:
        return {"text": "In force", "tag": "green"}
    if token.revoked_at:
        return {"text": "Revoked", "tag": "red"}
    if token.expires_on < today:
        return {"text": "Expired", "tag": "grey"}
    return {"text": "Ended with its issuer’s role", "tag": "grey"}
