"""Which agency of the partnership is meant by a name under a purpose's agreement.

The restricted store keeps the parties' names as they signed, and knows no agency of the site. A name means the agency
that bore it on the day of signing, or took it since; of several, whoever bore it first. So a party stays one under
another name, and nobody becomes one by taking the name of a party that was renamed, merged or left.
"""

from datetime import date

from django.utils import timezone

from saferplan.identities.folding import folded
from saferplan.identities.purposes import Agreement
from saferplan.web.partnerships.models import Agency


def is_party(agency: Agency, agreement: Agreement) -> bool:
    """Whether the agency signed it and still takes part in the partnership."""
    if agency.until is not None and agency.until <= timezone.localdate():
        return False
    known = list(agency.partnership.agencies.prefetch_related("before"))
    return any(_meant(name, known, agreement.signed) == agency for name in agreement.parties)


def _meant(party: str, agencies: list[Agency], signed: date) -> Agency | None:
    bore = [
        (since, agency.pk, agency)
        for agency in agencies
        for name, since, until in _names(agency)
        if folded(name) == folded(party) and (until is None or until > signed)
    ]
    return min(bore, key=lambda one: one[:2], default=(None, None, None))[2]


def _names(agency: Agency) -> list[tuple[str, date, date | None]]:
    """Each name that it has had, from which day, and until which."""
    earlier = sorted(agency.before.all(), key=lambda one: (one.until, one.pk))
    ends = [*(one.until for one in earlier), agency.until]
    starts = [agency.since, *ends[:-1]]
    return list(zip([*(one.name for one in earlier), agency.name], starts, ends, strict=True))
