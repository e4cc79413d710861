"""What is done with deliveries: sent, tried, accepted, rejected, withdrawn; and how their columns are to be read."""

from typing import Any

from django.db import transaction

from saferplan.web.evidence.models import TRANSITIONS, TRIED, Delivery, DeliveryState, Mapping, State, Trial
from saferplan.web.evidence.reports import remove_report, write_report
from saferplan.web.files.actions import keep_file, remove_file
from saferplan.web.files.checking import CheckedFile
from saferplan.web.jobs.models import Job
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


@transaction.atomic
def send_delivery(*, partnership: Partnership, file: CheckedFile, note: str = "", by: Member) -> Delivery:
    """From the sender's agency. It is tried at once, and loaded by nobody before somebody has accepted it."""
    stored = keep_file(file, partnership=partnership, by=by)
    delivery = Delivery.objects.create(
        partnership=partnership,
        agency_id=by.agency_id,
        file=stored,
        name=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        note=note,
        sent_by=by,
    )
    _said(delivery, State.RECEIVED, by)
    _ask_to_try(delivery, by)
    return delivery


@transaction.atomic
def try_again(*, delivery: Delivery, mapping: Mapping | None = None, by: Member) -> Job:
    """With `mapping` where there is one, else by the profiles that are kept now."""
    delivery = _held(delivery)
    _move(delivery, State.RECEIVED, by)
    return _ask_to_try(delivery, by, mapping)


@transaction.atomic
def note_trial(
    *,
    delivery: Delivery,
    state: State,
    note: str,
    told: dict[str, Any],
    mapping: Mapping | None,
    proposed: str = "",
    **counts: Any,
) -> Trial | None:
    """What a trial found. None where the delivery was withdrawn, or rejected, meanwhile.

    `proposed`: a mapping that saferplan made, as TOML.
    """
    delivery = _held(delivery)
    if delivery.state != State.RECEIVED:
        return None
    trial = Trial.objects.create(partnership=delivery.partnership, delivery=delivery, mapping=mapping, **counts)
    if proposed and not delivery.mappings.exists():
        Mapping.objects.create(partnership=delivery.partnership, delivery=delivery, text=proposed, by=None)
    write_report(trial, told)
    _said(delivery, state, None, note)
    return trial


@transaction.atomic
def propose_mapping(*, delivery: Delivery, text: str, based_on: int, by: Member) -> Mapping:
    """Another mapping, and a trial by it. Refused where somebody else has changed the mapping meanwhile."""
    delivery = _held(delivery)
    _refuse_unless_tried(delivery)
    newest = delivery.mappings.last()
    if newest and newest.pk != based_on:
        who = newest.by.user.name if newest.by else "saferplan"
        raise Refused(f"{who} has changed this mapping meanwhile", remedy="Open it anew, and make your changes there.")
    mapping = Mapping.objects.create(partnership=delivery.partnership, delivery=delivery, text=text, by=by)
    _move(delivery, State.RECEIVED, by)
    _ask_to_try(delivery, by, mapping)
    return mapping


@transaction.atomic
def accept_delivery(*, delivery: Delivery, trial: int, by: Member) -> Job:
    """On what `trial` found. Where it was tried by a mapping, that is kept first, as a version of its profile."""
    from saferplan.web.evidence.work import load_delivery

    delivery = _held(delivery)
    newest = delivery.trials.last()
    if newest is None or newest.pk != trial:
        raise Refused("It has been tried again since you opened this page", remedy="Look at what was found.")
    _move(delivery, State.ACCEPTED, by)
    return load_delivery.ask(partnership=delivery.partnership, by=by, key=key_of(delivery), delivery=delivery.pk)


@transaction.atomic
def reject_delivery(*, delivery: Delivery, why: str, by: Member) -> Delivery:
    """The sender is told why, and the file goes."""
    from saferplan.web.evidence.telling import tell_rejected

    delivery = _held(delivery)
    _move(delivery, State.REJECTED, by, why)
    tell_rejected(delivery, by=by)
    return _ended(delivery)


@transaction.atomic
def withdraw_delivery(*, delivery: Delivery, why: str = "", by: Member | None) -> Delivery:
    """By the agency that sent it, by who accepts, or by the clock."""
    delivery = _held(delivery)
    may = by is None or by.may(Permission.ACCEPT_EVIDENCE) or by.agency_id == delivery.agency_id
    if not may:
        raise Refused("Another agency sent it")
    _move(delivery, State.WITHDRAWN, by, why)
    return _ended(delivery)


@transaction.atomic
def note_loaded(*, delivery: Delivery, load: int | None, note: str) -> None:
    """`load`: None where the lake held all of it before."""
    delivery = _held(delivery)
    if delivery.state != State.LOADED:  # a load that is begun again finds it done
        _move(delivery, State.LOADED, None, note, load=load)
        _ended(delivery, is_loaded=True)


@transaction.atomic
def note_not_loaded(*, delivery: Delivery, note: str) -> None:
    delivery = _held(delivery)
    if delivery.state == State.ACCEPTED:
        _move(delivery, State.FAULTY, None, note)


@transaction.atomic
def note_stopped(*, delivery: Delivery) -> None:
    """Its job was given up."""
    delivery = _held(delivery)
    if delivery.state in (State.RECEIVED, State.ACCEPTED):
        _move(delivery, State.FAULTY, None, "The server stopped in the middle of this. Try it again.")


def _ask_to_try(delivery: Delivery, by: Member, mapping: Mapping | None = None) -> Job:
    from saferplan.web.evidence.work import try_delivery

    asked = {"delivery": delivery.pk} | ({"mapping": mapping.pk} if mapping else {})
    return try_delivery.ask(partnership=delivery.partnership, by=by, key=key_of(delivery), **asked)


def key_of(delivery: Delivery) -> str:
    """Of the jobs that try and load it."""
    return f"delivery-{delivery.pk}"


def _held(delivery: Delivery) -> Delivery:
    """As it stands, and nobody else's to change until this transaction has ended."""
    Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    return Delivery.objects.with_state().select_related("partnership", "file").get(pk=delivery.pk)


def _refuse_unless_tried(delivery: Delivery) -> None:
    if delivery.state not in TRIED:
        raise Refused(f"It is “{State(delivery.state).label.lower()}” by now", remedy="Look at its page.")


def _move(delivery: Delivery, to: State, by: Member | None, note: str = "", *, load: int | None = None) -> None:
    now = State(delivery.state)
    if to not in TRANSITIONS[now]:
        raise Refused(f"It is “{now.label.lower()}” by now", remedy="Look at its page.")
    _said(delivery, to, by, note, load=load)


def _said(delivery: Delivery, state: State, by: Member | None, note: str = "", *, load: int | None = None) -> None:
    words = note[: DeliveryState._meta.get_field("note").max_length]
    DeliveryState.objects.create(
        partnership=delivery.partnership, delivery=delivery, state=state, note=words, load=load, by=by
    )


def _ended(delivery: Delivery, *, is_loaded: bool = False) -> Delivery:
    """Nothing is kept of the file any more; of one that was not loaded, nor of what its rows were found to lack."""
    stored, delivery.file = delivery.file, None
    delivery.save(update_fields=("file",))
    if stored:
        remove_file(stored)
    if not is_loaded:
        trials = list(delivery.trials.all())
        transaction.on_commit(lambda: [remove_report(trial) for trial in trials])
    return delivery
