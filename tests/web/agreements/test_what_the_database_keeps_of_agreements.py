"""What was sent for signature, and what was signed, stays: whoever writes past the actions is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from saferplan.web.agreements.models import AgreementStatus, CoveredPurpose, Party, Signature, Terms
from saferplan.web.agreements.standing import MAY_FOLLOW, Act, Standing
from saferplan.web.agreements.vocabulary import categories, purposes
from site_agreements import a_draft, an_agreement


def refused(match: str):
    return pytest.raises(DatabaseError, match=match)


@pytest.mark.parametrize(
    "change",
    [
        lambda terms: Terms.objects.filter(pk=terms.pk).update(until=date(2999, 1, 1)),
        lambda terms: Party.objects.filter(terms=terms).update(reads=True, shares=True),
        lambda terms: CoveredPurpose.objects.filter(terms=terms).delete(),
        lambda terms: CoveredPurpose.objects.create(
            partnership=terms.partnership, terms=terms, purpose="hate", gateway="cda-1998-s115"
        ),
    ],
)
def test_sent_terms_are_never_rewritten(change, between):
    terms = an_agreement(**between).latest

    with refused("sent for signature stay"), transaction.atomic():
        change(terms)


def test_drafts_can_be(between):
    terms = a_draft(**between).latest

    assert Terms.objects.filter(pk=terms.pk).update(until=date(2999, 1, 1)) == 1


@pytest.mark.parametrize("model", [Signature, AgreementStatus])
def test_who_did_what_is_never_rewritten(model, between):
    agreement = an_agreement(**between)

    with refused("added and never rewritten"), transaction.atomic():
        model.objects.filter(partnership=agreement.partnership).update(partnership=agreement.partnership)


def test_terms_end_after_they_begin(between):
    terms = a_draft(**between).latest

    with pytest.raises(IntegrityError, match=r"terms_end_after|terms_are_reviewed"), transaction.atomic():
        Terms.objects.filter(pk=terms.pk).update(until=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="terms_are_reviewed_in_time"), transaction.atomic():
        Terms.objects.filter(pk=terms.pk).update(review_by=date(2999, 1, 1))


def test_a_party_shares_or_reads_and_stands_there_once(between, police):
    terms = a_draft(**between).latest
    told = {"partnership": terms.partnership, "terms": terms}

    with pytest.raises(IntegrityError, match="party_shares_or_reads"), transaction.atomic():
        Party.objects.filter(terms=terms, agency=police).update(shares=False)
    with pytest.raises(IntegrityError, match="agency_is_a_party_once"), transaction.atomic():
        Party.objects.create(**told, agency=police, shares=True, reads=False)
    with pytest.raises(IntegrityError, match="terms_name_a_purpose_once"), transaction.atomic():
        CoveredPurpose.objects.create(**told, purpose="anti-social-behaviour", gateway="cda-1998-s115")


def test_an_agency_signs_terms_once(between, police):
    agreement = an_agreement(**between)
    party = agreement.latest.parties.get(agency=police)

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(partnership=agreement.partnership, party=party, signed_by=agreement.owner)


def test_every_standing_says_what_may_follow():
    assert MAY_FOLLOW.keys() == set(Standing)
    assert set().union(*MAY_FOLLOW.values()) == set(Act)
    assert not MAY_FOLLOW[Standing.ENDED]


def test_every_purpose_has_a_gateway_for_named_people_and_every_entry_a_day_on_which_it_was_checked():
    assert all(any(gateway.is_personal for gateway in purpose.gateways) for purpose in purposes().values())
    assert all(entry.checked <= date.today() for entry in [*purposes().values(), *categories().values()])
    assert max(map(len, [*purposes(), *categories()])) <= 40, "as wide as the columns"
