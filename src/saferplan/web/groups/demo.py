"""Groups of the demo partnership: invented, shaped as public papers of partnerships describe them."""

from datetime import date, timedelta

from django.utils import timezone

from saferplan.web.groups.actions.seats import give_seat
from saferplan.web.groups.actions.terms import write_terms
from saferplan.web.groups.actions.tree import close_group, form_group, rename_group
from saferplan.web.groups.models import Group, GroupKind, SeatRole
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

BEGAN = date(2020, 4, 1)
RENAMED = date(2023, 4, 1)
TERMS = """# Purpose

The Board sets the direction for making the area safer, agrees the partnership plan, and answers for it.

# How it works

- It meets four times a year.
- Decisions are taken by the responsible authorities together.
- Papers go out seven days before.
"""
BELOW_CO_ORDINATING = (
    ("Domestic abuse subgroup", GroupKind.SUBGROUP, "Domestic abuse, with the local partnership board."),
    ("Serious violence subgroup", GroupKind.SUBGROUP, "Serious violence and exploitation."),
    ("Anti-social behaviour action group", GroupKind.ACTION, "Cases and places of anti-social behaviour."),
    ("Case Review panel", GroupKind.PANEL, "Carries out ASB Case Reviews."),
)


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    by = people["administrator"]
    board = _group(partnership, by, "Board", GroupKind.BOARD, None, "Leads the partnership and answers for its plan.")
    write_terms(group=board, text=TERMS, adopted_on=BEGAN, by=people["chair"])
    co_ordinating = _group(
        partnership, by, "Delivery group", GroupKind.CO_ORDINATING, board, "Sees that what the Board decides is done."
    )
    below = [_group(partnership, by, name, kind, co_ordinating, what) for name, kind, what in BELOW_CO_ORDINATING]
    rename_group(group=co_ordinating, name="Co-ordinating group", on=RENAMED, by=by)
    _scams(partnership, co_ordinating, by)
    _fill(board, co_ordinating, below[2], people, by)


def _group(
    partnership: Partnership, by: Member, name: str, kind: GroupKind, parent: Group | None, purpose: str, **more
) -> Group:
    told = {"since": BEGAN} | more
    return form_group(partnership=partnership, name=name, kind=kind, parent=parent, purpose=purpose, by=by, **told)


def _scams(partnership: Partnership, parent: Group, by: Member) -> None:
    """One task and finish group that has ended, and one at work."""
    kind, today = GroupKind.TASK_AND_FINISH, timezone.localdate()
    older = _group(partnership, by, "Doorstep crime", kind, parent, "Rogue traders.", ends_on=date(2022, 3, 31))
    close_group(group=older, on=date(2022, 3, 20), note="Its leaflet is with all landlords.", by=by)
    _group(
        partnership,
        by,
        "Fraud and scams",
        kind,
        parent,
        "How to reach people who are scammed again and again.",
        since=today - timedelta(days=90),
        ends_on=today + timedelta(days=90),
    )


def _fill(board: Group, co_ordinating: Group, action_group: Group, people: dict[str, Member], by: Member) -> None:
    seats = (
        (board, SeatRole.CHAIR, "chair"),
        (board, SeatRole.VICE_CHAIR, "signatory"),
        (board, SeatRole.SECRETARY, "administrator"),
        (board, SeatRole.MEMBER, "board-member"),
        (board, SeatRole.MEMBER, "agency-officer"),
        (co_ordinating, SeatRole.CHAIR, "community-safety-officer"),
        (co_ordinating, SeatRole.MEMBER, "analyst"),
        (co_ordinating, SeatRole.MEMBER, "agency-officer"),
        (action_group, SeatRole.CHAIR, "caseworker"),
        (action_group, SeatRole.MEMBER, "community-safety-officer"),
    )
    for group, role, word in seats:
        member = people[word]
        give_seat(group=group, agency=member.agency, role=role, member=member, since=member.since, by=by)
    probation = board.partnership.agencies.get(kind="probation")
    give_seat(group=board, agency=probation, role=SeatRole.MEMBER, by=by)
