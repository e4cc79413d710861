"""A group as its page shows it."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from saferplan.web.groups.history import happenings, name_on, seats_on
from saferplan.web.groups.models import Group, Seat, SeatRole
from saferplan.web.groups.rights import may_edit
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

ORDER = list(SeatRole)
LINK = Markup('<a class="govuk-link" href="{}">{}</a>')
ACTIONS = Markup(
    '<a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> who sits for {}</span></a> '
    '<a class="govuk-link" href="{}">End<span class="govuk-visually-hidden"> the seat of {}</span></a>'
)


def page_of(group: Group, day: date, member: Member) -> dict:
    is_open, is_today = group.until is None, day == timezone.localdate()
    edits = is_open and may_edit(member, group)
    return {
        "group": group,
        "day": day,
        "is_today": is_today,
        "name": name_on(group, day),
        "summary": _summary(group, is_today),
        "seat_columns": _columns(with_actions=edits and is_today),
        "seat_rows": [_row(group, seat, with_actions=edits and is_today) for seat in _seats(group, day)],
        "below": group.subgroups.open() if is_open else [],
        "terms": list(group.terms.select_related("by__user")),
        "happenings": [{"title": one.what, "when": one.on, "by": one.by} for one in happenings(group)],
        "may_edit": edits,
        "may_reorganise": is_open and member.may(Permission.EDIT_GROUPS),
    }


def address(group: Group) -> str:
    return reverse("groups:group", kwargs={"partnership": group.partnership.slug, "group": group.pk})


def _summary(group: Group, is_today: bool) -> list[dict]:
    rows = [("Began", in_words(group.since))]
    if group.parent and is_today:
        rows.append(("Reports to", LINK.format(address(group.parent), group.parent.name)))
    if group.ends_on:
        rows.append(("Meant to end by", in_words(group.ends_on)))
    return [{"key": {"text": key}, "value": {"html": Markup.escape(value)}} for key, value in rows]


def _seats(group: Group, day: date) -> list[Seat]:
    return sorted(seats_on(day).filter(group=group), key=lambda seat: (ORDER.index(seat.role), seat.agency.name))


def _columns(*, with_actions: bool) -> list[dict]:
    columns = [{"text": text} for text in ("Agency", "Seat", "Who", "Since")]
    return [*columns, {"text": "Actions", "sort": False}] if with_actions else columns


def _row(group: Group, seat: Seat, *, with_actions: bool) -> list:
    cells = [seat.agency.name, seat.get_role_display()]
    sitting = seat.sittings_on_the_day[0] if seat.sittings_on_the_day else None
    if sitting:
        cells += [sitting.member.user.name, {"text": in_words(sitting.since), "sort": sitting.since.isoformat()}]
    else:
        cells += [{"text": "Vacant", "tag": "orange"}, ""]
    return [*cells, {"html": _actions(group, seat)}] if with_actions else cells


def _actions(group: Group, seat: Seat) -> Markup:
    at = {"partnership": group.partnership.slug, "group": group.pk, "seat": seat.pk}
    who = seat.agency.name
    return ACTIONS.format(reverse("groups:seat", kwargs=at), who, reverse("groups:end-seat", kwargs=at), who)


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
