"""The site does not start without the key under which cases' people are encrypted."""

from django.conf import settings
from django.core.checks import Error, register

from saferplan.errors import KeyRefused
from saferplan.identities.keys import PartnershipKey


@register()
def the_key_opens(app_configs, **options) -> list[Error]:
    try:
        PartnershipKey.of(settings.KEY)
    except KeyRefused as fault:
        return [Error(fault.problem, hint=fault.remedy, id="saferplan.E020")]
    return []
