"""The restricted store of a partnership, open for one request, with the member named in its log of reads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from saferplan.errors import PurposeRefused, StoreError
from saferplan.evidence.access import COMMAND, FOR_WHOM
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.purpose_records import recorded
from saferplan.identities.purposes import Purpose
from saferplan.identities.store import RestrictedStore, opened
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.stores import KEY, store_urls
from saferplan.web.linkage.models import Sitting
from saferplan.web.linkage.parties import is_party
from saferplan.web.people.models import Member

CALLED = "site: clerical review"


class NoStore(StoreError):
    """The installation has made none for this partnership."""


@contextmanager
def store_for(member: Member) -> Iterator[RestrictedStore]:
    """Raises NoStore, StoreError where it does not answer, KeyRefused where the key is another."""
    partnership = member.partnership
    url = store_urls([partnership.slug]).get(partnership.slug)
    if url is None:
        raise NoStore(
            "this partnership has no restricted store, so there are no pairs to look at",
            remedy="Whoever runs this installation can set one up.",
        )
    called = COMMAND.set(CALLED)
    for_whom = FOR_WHOM.set(f"member {member.pk} of {partnership.slug}")
    try:
        with opened(url, PartnershipKey.of(os.environ.get(KEY), KEY), lake_of(partnership).root) as store:
            yield store
    finally:
        FOR_WHOM.reset(for_whom)
        COMMAND.reset(called)


@contextmanager
def store_for_sitting(sitting: Sitting) -> Iterator[RestrictedStore]:
    """As `store_for` its member. Raises PurposeRefused too, where the member's agency is no party to the agreement."""
    with store_for(sitting.member) as store:
        check_party(sitting.member, recorded(store.connection, sitting.purpose).purpose)
        yield store


def check_party(member: Member, purpose: Purpose) -> None:
    """A role lets somebody review; whether their agency may see these people is for the agreement."""
    agreement = purpose.agreement
    if not is_party(member.agency, agreement):
        raise PurposeRefused(
            f"{member.agency.name} is no party to its agreement '{agreement.name}'",
            remedy="Somebody of an agency that signed it can review these pairs. An agency that took over the work of"
            " one that signed can, once the purpose is recorded anew with it.",
        )
