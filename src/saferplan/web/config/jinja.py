"""The templates' world: components of the design system, addresses, and how dates and numbers are written."""

from datetime import date, datetime

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment

from saferplan.web.brands.addresses import look_of
from saferplan.web.design_system import tags
from saferplan.web.design_system.undefined import NotGiven
from saferplan.web.directories.known import directories


def environment(**options) -> Environment:
    options |= {"undefined": NotGiven, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701 Django's own options say that everything is escaped
    made.globals |= {"static": static, "url": address, "look_of": look_of, "directories": directories}
    made.globals |= tags.GLOBALS
    made.filters |= {"day": day, "moment": moment, "number": number}
    return made


def address(name: str, *, partnership=None, **parts) -> str:
    """The address of a page by its name: url("duties:duty", partnership=partnership, duty=7)."""
    if partnership is not None:
        parts["partnership"] = partnership.slug
    return reverse(name, kwargs=parts)


def day(value: date | datetime | None) -> str:
    """22 November 2026, by the clock of London."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """22 November 2026 at 3:05pm, as GOV.UK writes times."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local)} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def number(value: int | float) -> str:
    return f"{value:,}"
