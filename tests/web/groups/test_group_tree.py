"""Forming and reorganising groups: what is refused, and what the database itself refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from saferplan.web.design_system.versions import EditedMeanwhile
from saferplan.web.groups.actions.terms import write_terms
from saferplan.web.groups.actions.tree import (
    close_group,
    edit_group,
    form_group,
    merge_group,
    move_group,
    rename_group,
)
from saferplan.web.groups.models import Group, GroupBefore, GroupKind
from saferplan.web.partnerships.refused import Refused

TODAY = timezone.localdate()
APRIL = date(2025, 4, 1)


def refused_by_the_database(match):
    return pytest.raises(IntegrityError, match=match)


class TestTheDatabaseRefuses:
    def test_a_group_below_itself(self, a_group):
        board = a_group()

        with refused_by_the_database("group_is_not_below_itself"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(parent=board)

    def test_a_circle_of_three(self, a_group):
        board = a_group("Board")
        middle = a_group("Middle", board)
        lowest = a_group("Lowest", middle)

        with refused_by_the_database("a group stands below itself"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(parent=lowest)

    def test_a_closed_group_with_an_open_one_below(self, a_group):
        board = a_group("Board")
        a_group("Below", board)

        with refused_by_the_database("an open group stands below a closed one"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(until=TODAY)

    def test_an_open_group_below_a_closed_one(self, a_group):
        board, other = a_group("Board"), a_group("Other")
        close_group(group=other, on=TODAY, by=None)

        with refused_by_the_database("an open group stands below a closed one"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(parent=other)

    def test_a_task_and_finish_group_without_an_end(self, a_group):
        board = a_group()

        with refused_by_the_database("task_and_finish_has_an_end"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(kind=GroupKind.TASK_AND_FINISH)

    def test_a_group_that_was_merged_and_is_open(self, a_group):
        board, other = a_group("Board"), a_group("Other")

        with refused_by_the_database("group_that_was_merged_is_closed"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(merged_into=other)

    def test_two_open_groups_of_one_name(self, a_group):
        a_group("Board")
        other = a_group("Other")

        with refused_by_the_database("group_has_one_name"), transaction.atomic():
            Group.objects.filter(pk=other.pk).update(name="BOARD")

    @pytest.mark.parametrize("column", ["ends_on", "until"])
    def test_an_end_before_the_start(self, column, a_group):
        board = a_group()

        with refused_by_the_database("after_start"), transaction.atomic():
            Group.objects.filter(pk=board.pk).update(**{column: board.since - timedelta(days=1)})

    def test_that_history_is_rewritten(self, a_group, officer):
        rename_group(group=a_group(), name="Executive", on=APRIL, by=officer)

        with refused_by_the_database("added and never rewritten"), transaction.atomic():
            GroupBefore.objects.update(name="Something else")


def test_a_name_can_be_had_again_once_its_group_is_closed(a_group, officer):
    close_group(group=a_group("Scams"), on=TODAY, by=officer)

    assert a_group("Scams").until is None


def test_a_name_that_another_group_has_is_refused(a_group):
    a_group("Board")

    with pytest.raises(ValidationError, match="has a group with this name already"):
        a_group("board")


def test_nothing_is_formed_below_a_closed_group(a_group, officer):
    closed = a_group("Scams")
    close_group(group=closed, on=TODAY, by=officer)

    with pytest.raises(Refused, match="Scams is closed"):
        a_group("Scams online", closed)


def test_renaming_keeps_the_old_name_with_who_and_when(a_group, officer):
    renamed = rename_group(group=a_group("Delivery"), name="Co-ordinating group", on=APRIL, by=officer)

    before = renamed.before.get()
    assert renamed.name == "Co-ordinating group"
    assert (before.name, before.until, before.by) == ("Delivery", APRIL, officer)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (TODAY + timedelta(days=1), "today or in the past"),
        (date(2020, 3, 31), "not be before 1 April 2020"),
    ],
    ids=["tomorrow", "before-it-began"],
)
def test_a_change_on_such_a_day_is_refused(on, said, a_group, officer):
    board = a_group()

    with pytest.raises(Refused, match=said):
        rename_group(group=board, name="Executive", on=on, by=officer)


def test_a_change_from_the_first_day_on_is_a_correction(a_group, officer):
    board = a_group("Bord")

    renamed = rename_group(group=board, name="Board", on=board.since, by=officer)

    assert renamed.name == "Board"
    assert not renamed.before.exists()


def test_a_change_before_the_last_one_is_refused(a_group, officer):
    board = rename_group(group=a_group(), name="Executive", on=APRIL, by=officer)

    with pytest.raises(Refused, match="not be before 1 April 2025, the day of the last change"):
        rename_group(group=board, name="Executive Board", on=date(2024, 1, 1), by=officer)


def test_a_group_moves_with_what_stands_below_it(a_group, officer):
    board, delivery = a_group("Board"), a_group("Delivery")
    violence = a_group("Violence", delivery)
    knives = a_group("Knives", violence)

    moved = move_group(group=violence, parent=board, on=APRIL, by=officer)

    knives.refresh_from_db()
    assert moved.parent == board
    assert knives.parent == violence
    assert moved.before.get().parent == delivery


def test_a_group_is_not_moved_below_itself(a_group, officer):
    board = a_group("Board")
    lowest = a_group("Lowest", a_group("Middle", board))

    with pytest.raises(Refused, match=r"Lowest is below Board\. Choose a group outside it"):
        move_group(group=board, parent=lowest, on=APRIL, by=officer)

    assert not GroupBefore.objects.exists()


def test_a_group_with_open_groups_below_is_not_closed(a_group, officer):
    delivery = a_group("Delivery")
    for name in ("Violence", "Scams"):
        a_group(name, delivery)

    with pytest.raises(Refused, match=r"Scams, Violence\. Close them, move them elsewhere, or merge"):
        close_group(group=delivery, on=TODAY, by=officer)


def test_of_many_groups_below_a_few_are_named(a_group, officer):
    delivery = a_group("Delivery")
    for number in range(7):
        a_group(f"Group {number}", delivery)

    with pytest.raises(Refused, match="Group 4 and 2 more"):
        close_group(group=delivery, on=TODAY, by=officer)


def test_merging_closes_one_and_moves_what_stood_below_it(a_group, officer):
    delivery, executive = a_group("Delivery"), a_group("Executive")
    violence = a_group("Violence", delivery)

    merged = merge_group(group=delivery, into=executive, on=APRIL, by=officer)

    violence.refresh_from_db()
    assert (merged.until, merged.merged_into) == (APRIL, executive)
    assert violence.parent == executive
    assert violence.before.get().parent == delivery


def test_a_group_is_not_merged_into_one_below_it(a_group, officer):
    delivery = a_group("Delivery")
    violence = a_group("Violence", delivery)

    with pytest.raises(Refused, match="is this group or below it"):
        merge_group(group=delivery, into=violence, on=APRIL, by=officer)


def test_a_closed_group_is_left_alone(a_group, officer):
    scams = close_group(group=a_group("Scams"), on=APRIL, by=officer)

    with pytest.raises(Refused, match="Scams has ended"):
        rename_group(group=scams, name="Fraud", on=TODAY, by=officer)


def test_two_who_edit_at_once(a_group, officer):
    first, second = a_group(), Group.objects.get()
    told = {"kind": GroupKind.BOARD, "ends_on": None, "based_on": 1, "by": officer}
    edit_group(group=first, purpose="Leads", **told)

    with pytest.raises(EditedMeanwhile):
        edit_group(group=second, purpose="Decides", **told)

    assert Group.objects.get().purpose == "Leads"


def test_a_reorganisation_counts_as_an_edit(a_group, officer):
    """Who has the form of the details open is told that the group has moved on."""
    board = a_group()

    assert rename_group(group=board, name="Executive", on=APRIL, by=officer).version == board.version + 1


def test_a_group_of_another_partnership_is_no_parent(a_group, officer, other_partnership):
    theirs = form_group(partnership=other_partnership, name="Board", kind=GroupKind.BOARD, by=None)
    ours = a_group()

    with transaction.atomic():
        Group.objects.filter(pk=ours.pk).update(parent=theirs)
        with pytest.raises(IntegrityError, match="same"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


def test_a_closed_group_stays_as_it_was(a_group, officer):
    closed = close_group(group=a_group(purpose="To prevent."), on=TODAY, by=officer)

    with pytest.raises(Refused, match="is closed"):
        edit_group(group=closed, kind=GroupKind.PANEL, purpose="x", ends_on=None, based_on=closed.version, by=officer)
    with pytest.raises(Refused, match="is closed"):
        write_terms(group=closed, text="x", adopted_on=TODAY, by=officer)

    closed.refresh_from_db()
    assert (closed.kind, closed.purpose, closed.terms.count()) == (GroupKind.SUBGROUP, "To prevent.", 0)


def test_a_group_that_is_closed_while_it_is_edited_stays_as_it_was(a_group, officer):
    """The form was opened before."""
    opened = a_group()
    close_group(group=opened, on=TODAY, by=officer)

    with pytest.raises((Refused, EditedMeanwhile)):
        edit_group(group=opened, kind=GroupKind.PANEL, purpose="x", ends_on=None, based_on=opened.version, by=officer)
