"""Two moves, each right by itself, that would make a circle together: one waits for the other and is refused."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from saferplan.web.groups.actions.tree import form_group, move_group
from saferplan.web.groups.models import Group, GroupKind
from saferplan.web.partnerships.refused import Refused
from site_people import a_partnership

YESTERDAY = timezone.localdate() - timezone.timedelta(days=1)


@pytest.fixture
def two_groups(transactional_db):
    partnership = a_partnership("Chalkshire")
    told = {"partnership": partnership, "kind": GroupKind.SUBGROUP, "since": YESTERDAY, "by": None}
    return form_group(name="One", **told), form_group(name="Two", **told)


def both_at_once(one, other):
    """Each in a thread of its own, begun together. What each of them raised."""
    gate, raised = threading.Barrier(2), []

    def act(move):
        try:
            gate.wait(timeout=30)
            move()
        except Exception as fault:  # noqa: BLE001 what it was is what the test asks
            raised.append(type(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(move,)) for move in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


def test_by_the_actions(two_groups):
    one, two = two_groups
    today = timezone.localdate()

    raised = both_at_once(
        lambda: move_group(group=one, parent=two, on=today, by=None),
        lambda: move_group(group=two, parent=one, on=today, by=None),
    )

    assert raised == [Refused]
    assert Group.objects.exclude(parent=None).count() == 1


def test_by_plain_writes_that_know_nothing_of_the_rule(two_groups):
    """The database holds it. Both have written before either looks."""
    one, two = two_groups
    wrote = threading.Barrier(2)

    def below(lower, higher):
        def write():
            with transaction.atomic():
                Group.objects.filter(pk=lower.pk).update(name=f"{lower.name}!")
                wrote.wait(timeout=30)
                Group.objects.filter(pk=lower.pk).update(parent=higher)

        return write

    raised = both_at_once(below(one, two), below(two, one))

    assert raised == [IntegrityError]
    assert Group.objects.exclude(parent=None).count() == 1
