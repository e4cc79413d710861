"""The tree of any day, and who sat where: "who sat here on 1 April 2025?"."""

from datetime import date, timedelta

import pytest

from saferplan.web.groups.actions.seats import give_seat, take_seat, vacate_seat
from saferplan.web.groups.actions.tree import close_group, merge_group, move_group, rename_group
from saferplan.web.groups.history import happenings, name_on, tree_on
from saferplan.web.groups.models import SeatRole
from saferplan.web.people.models import Member
from site_people import a_member

MARCH, APRIL, MAY, JUNE = (date(2025, month, 1) for month in (3, 4, 5, 6))
A_DAY = timedelta(days=1)
QUERIES_OF_TREE = 5  # groups, how they were before, chairs' seats with agencies, who sat on them


def drawn(nodes):
    """The tree as a person would write it down: {"Board": {"Delivery": {}}}."""
    return {node.name: drawn(node.below) for node in nodes}


@pytest.fixture
def reorganised(partnership, a_group, officer):
    """April: Delivery is renamed. May: Scams moves to the Board. June: Violence is merged into Scams."""
    board = a_group("Board")
    delivery = a_group("Delivery", board)
    scams, violence = a_group("Scams", delivery), a_group("Violence", delivery)
    knives = a_group("Knives", violence)
    rename_group(group=delivery, name="Co-ordinating group", on=APRIL, by=officer)
    move_group(group=scams, parent=board, on=MAY, by=officer)
    merge_group(group=violence, into=scams, on=JUNE, by=officer)
    return {"board": board, "scams": scams, "violence": violence, "knives": knives, "delivery": delivery}


@pytest.mark.parametrize(
    ("day", "tree"),
    [
        (date(2019, 1, 1), {}),
        (MARCH, {"Board": {"Delivery": {"Scams": {}, "Violence": {"Knives": {}}}}}),
        (APRIL - A_DAY, {"Board": {"Delivery": {"Scams": {}, "Violence": {"Knives": {}}}}}),
        (APRIL, {"Board": {"Co-ordinating group": {"Scams": {}, "Violence": {"Knives": {}}}}}),
        (MAY, {"Board": {"Co-ordinating group": {"Violence": {"Knives": {}}}, "Scams": {}}}),
        (JUNE, {"Board": {"Co-ordinating group": {}, "Scams": {"Knives": {}}}}),
    ],
    ids=["before-all", "march", "eve-of-april", "renamed", "moved", "merged"],
)
def test_the_tree_of_a_day(day, tree, partnership, reorganised):
    assert drawn(tree_on(partnership, day)) == tree


def test_two_changes_of_one_day(partnership, a_group, officer):
    board, scams = a_group("Board"), a_group("Scams")
    rename_group(group=scams, name="Fraud", on=APRIL, by=officer)
    move_group(group=scams, parent=board, on=APRIL, by=officer)

    assert drawn(tree_on(partnership, APRIL - A_DAY)) == {"Board": {}, "Scams": {}}
    assert drawn(tree_on(partnership, APRIL)) == {"Board": {"Fraud": {}}}


def test_a_group_whose_parent_began_later_stands_at_the_top(partnership, a_group, officer):
    a_group("Scams", a_group("Board", since=MAY))

    assert drawn(tree_on(partnership, APRIL)) == {"Scams": {}}


def test_the_name_of_a_day(reorganised):
    assert name_on(reorganised["delivery"], MARCH) == "Delivery"


def test_groups_of_another_partnership_are_not_in_the_tree(other_partnership, reorganised):
    assert tree_on(other_partnership, MARCH) == []


def test_what_happened_to_a_group_is_told_with_who_did_it(reorganised):
    told = [(one.on, one.what, one.by) for one in happenings(type(reorganised["scams"]).objects.get(name="Scams"))]

    assert (MAY, "Moved from Co-ordinating group to Board", "Olly Officer") in told
    assert (JUNE, "Violence was merged into this group", "") in told
    assert told == sorted(told, key=lambda one: one[0], reverse=True)


def test_a_closed_group_says_why(a_group, officer):
    closed = close_group(group=a_group("Scams"), on=APRIL, note="Its work is done.", by=officer)

    assert happenings(closed)[0].what == "Closed. Its work is done"


def test_changes_of_hands_are_told_once(partnership, a_group, officer):
    Member.objects.update(since=date(2020, 1, 1))
    board, agency = a_group("Board"), officer.agency
    other = a_member(partnership, agency=agency, name="Nora New")
    Member.objects.update(since=date(2020, 1, 1))
    seat = give_seat(group=board, agency=agency, role=SeatRole.CHAIR, member=officer, since=MARCH, by=officer)
    take_seat(seat=seat, member=other, since=APRIL, by=officer)
    vacate_seat(seat=seat, on=MAY, by=officer)

    told = [(one.on, one.what.partition(" the seat")[0]) for one in happenings(board)]

    assert told[:-1] == [(MAY, "Nora New left"), (APRIL, "Nora New took"), (MARCH, "Olly Officer took")]


def test_a_large_tree_asks_the_database_no_more(partnership, a_group, officer, django_assert_num_queries):
    Member.objects.update(since=date(2020, 1, 1))
    parent = None
    for number in range(12):
        parent = a_group(f"Group {number}", parent)
        give_seat(
            group=parent, agency=officer.agency, role=SeatRole.CHAIR, member=officer, since=parent.since, by=officer
        )

    with django_assert_num_queries(QUERIES_OF_TREE - 1):
        nodes = tree_on(partnership, APRIL)
        while nodes:
            assert nodes[0].told[-1] == "Chair: Olly Officer"
            nodes = nodes[0].below
