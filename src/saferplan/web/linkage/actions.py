"""Answers of clerical review. The decision is kept in the restricted store first: it is never lost with the answer."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from saferplan.identities.linkage import sittings
from saferplan.identities.linkage.decisions import Verdict
from saferplan.identities.store import RestrictedStore
from saferplan.web.linkage.models import Answer, Said, Sitting
from saferplan.web.people.models import Member

VERDICTS = {Said.SAME: Verdict.SAME, Said.DIFFERENT: Verdict.DIFFERENT}


@transaction.atomic
def begin_sitting(*, purpose: str, why: str, by_keys: bool, by: Member) -> Sitting:
    """An open one for the same purpose ends: what was skipped in it is asked about again."""
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    for earlier in by.partnership.review_sittings.open().filter(member=by, purpose=purpose):
        end_sitting(sitting=earlier, by=by)
    return Sitting.objects.create(partnership=by.partnership, member=by, purpose=purpose, why=why, by_keys=by_keys)


def end_sitting(*, sitting: Sitting, by: Member) -> None:
    Sitting.objects.filter(pk=sitting.pk, member=by, ended_at=None).update(ended_at=timezone.now())


def turn_keys(*, sitting: Sitting, by: Member) -> bool:
    """On where they are off; whoever cannot use single keys, or speaks to the computer, wants them off."""
    Sitting.objects.filter(pk=sitting.pk, member=by).update(by_keys=not sitting.by_keys)
    return not sitting.by_keys


def answer_pair(*, store: RestrictedStore, sitting: Sitting, pair: str, said: Said, why: str, by: Member) -> Answer:
    """Raises what `sittings.answer` does."""
    decision = None
    if said in VERDICTS:
        reason = why.strip() or sitting.why
        decision = sittings.answer(store, sitting.purpose, pair, VERDICTS[said], reason, now=timezone.now())
    return Answer.objects.create(partnership=by.partnership, sitting=sitting, pair=pair, said=said, decision=decision)


@transaction.atomic
def take_back_last(*, store: RestrictedStore, sitting: Sitting, by: Member) -> Answer | None:
    """The last answer that stands; None where there is none. Raises what `sittings.take_back` does."""
    Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    last = sitting.answers.standing().last()
    if last is None:
        return None
    # First here: where the store refuses, it is taken back with the transaction.
    Answer.objects.create(partnership=by.partnership, sitting=sitting, pair=last.pair, said=Said.BACK, takes_back=last)
    if last.decision is not None:
        sittings.take_back(store, sitting.purpose, last.decision, now=timezone.now())
    return last


def counts_of(sitting: Sitting) -> dict[str, int]:
    """How many answers of each kind stand."""
    said = Counter(sitting.answers.standing().values_list("said", flat=True))
    return {kind.label: said[kind] for kind in (Said.SAME, Said.DIFFERENT, Said.SKIPPED)}
