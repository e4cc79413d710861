from collections.abc import Callable
from datetime import date
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from saferplan.web.access.permitted import not_permitted
from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.groups import history, presenters
from saferplan.web.groups.actions import seats, terms, tree
from saferplan.web.groups.forms import (
    CloseForm,
    EndSeatForm,
    GroupDetailsForm,
    GroupForm,
    MergeForm,
    MoveForm,
    OnForm,
    RenameForm,
    SeatForm,
    SitForm,
    TermsForm,
)
from saferplan.web.groups.models import Group, Seat
from saferplan.web.groups.rights import may_edit
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission


def of_a_group(view: Callable) -> Callable:
    """The view gets the group itself."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, group: int, **parts) -> HttpResponse:
        return view(request, partnership, get_object_or_404(partnership.groups, pk=group), **parts)

    return scoped


def edits_a_group(view: Callable) -> Callable:
    """For whoever may edit that group: by role, or as chair of it or of one above."""

    @of_a_group
    @wraps(view)
    def guarded(request: HttpRequest, partnership: Partnership, group: Group, **parts) -> HttpResponse:
        if not may_edit(request.member, group):
            also = "Or who chairs the group, or a group that it reports to."
            return not_permitted(request, Permission.EDIT_GROUPS, also=also)
        return view(request, partnership, group, **parts)

    return guarded


def the_tree(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form, day = _day_asked(request)
    context = {
        "top": history.tree_on(partnership, day),
        "day": day,
        "form": form,
        "is_today": day == timezone.localdate(),
    }
    return render(request, "groups/tree.html", context)


@of_a_group
def group(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    form, day = _day_asked(request)
    return render(request, "groups/group.html", presenters.page_of(group, day, request.member) | {"form": form})


def _day_asked(request: HttpRequest) -> tuple[OnForm, date]:
    """`?on=2025-04-01`, or the three parts that the form sends; today where no day is asked for."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        form = OnForm(request.GET or None)
        asked = form.cleaned_data.get("on") if form.is_valid() else None
        return form, asked or timezone.localdate()
    return OnForm(initial={"on": day}), day


def add(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    return _add(request, partnership, below=None)


@edits_a_group
def add_below(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    return _add(request, partnership, below=group)


def _add(request: HttpRequest, partnership: Partnership, below: Group | None) -> HttpResponse:
    form = GroupForm(request.POST or None, partnership=partnership, below=below)
    if form.is_valid():
        given = {"parent": below} | form.cleaned_data
        made = attempt(form, tree.form_group, partnership=partnership, **given, by=request.member)
        if made:
            messages.success(request, f"{made.name} was added")
            return _to(made)
    back = _address(below) if below else reverse("groups:tree", kwargs={"partnership": partnership.slug})
    return render(request, "groups/add.html", {"form": form, "below": below, "back": back})


@edits_a_group
def edit(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    form = GroupDetailsForm(request.POST or None, instance=group)
    if form.is_valid():
        as_it_is = partnership.groups.get(pk=group.pk)
        try:
            changed = attempt(
                form,
                tree.edit_group,
                group=as_it_is,
                **{name: form.cleaned_data[name] for name in form.Meta.fields},
                based_on=form.based_on(),
                by=request.member,
            )
        except EditedMeanwhile:
            return both_versions(request, form, as_it_is, back=_address(group))
        if changed:
            messages.success(request, "The group was changed")
            return _to(group)
    return render(request, "groups/edit.html", {"form": form, "group": group, "back": _address(group)})


@edits_a_group
def rename(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    form = RenameForm(request.POST or None, initial={"name": group.name})
    return _reorganise(request, group, form, tree.rename_group, "groups/rename.html")


@of_a_group
def move(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    form = MoveForm(request.POST or None, group=group, initial={"parent": group.parent})
    return _reorganise(request, group, form, tree.move_group, "groups/move.html")


@of_a_group
def merge(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    form = MergeForm(request.POST or None, group=group)
    return _reorganise(request, group, form, tree.merge_group, "groups/merge.html")


@edits_a_group
def close(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    return _reorganise(request, group, CloseForm(request.POST or None), tree.close_group, "groups/close.html")


def _reorganise(request: HttpRequest, group: Group, form, action: Callable, template: str) -> HttpResponse:
    if form.is_valid() and attempt(form, action, group=group, **form.cleaned_data, by=request.member):
        messages.success(request, "The change was recorded")
        return _to(group)
    return render(request, template, {"form": form, "group": group, "back": _address(group)})


@of_a_group
def read_terms(request: HttpRequest, partnership: Partnership, group: Group, number: int) -> HttpResponse:
    read = get_object_or_404(group.terms.select_related("by__user"), number=number)
    context = {"group": group, "terms": read, "newest": group.terms.first(), "back": _address(group)}
    return render(request, "groups/terms.html", context)


@edits_a_group
def write_terms(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    newest = group.terms.first()
    start = {"text": newest.text if newest else "", "adopted_on": timezone.localdate()}
    form = TermsForm(request.POST or None, initial=start)
    if form.is_valid():
        made = attempt(form, terms.write_terms, group=group, **form.cleaned_data, by=request.member)
        if made:
            messages.success(request, f"Version {made.number} of the terms of reference was added")
            return _to(group)
    return render(request, "groups/write_terms.html", {"form": form, "group": group, "back": _address(group)})


@edits_a_group
def add_seat(request: HttpRequest, partnership: Partnership, group: Group) -> HttpResponse:
    form = SeatForm(request.POST or None, group=group)
    if form.is_valid():
        made = attempt(form, seats.give_seat, group=group, **form.cleaned_data, by=request.member)
        if made:
            return redirect("groups:seat", partnership=partnership.slug, group=group.pk, seat=made.pk)
    return render(request, "groups/add_seat.html", {"form": form, "group": group, "back": _address(group)})


@edits_a_group
def seat(request: HttpRequest, partnership: Partnership, group: Group, seat: int) -> HttpResponse:
    """Who sits on it."""
    held = _seat_of(group, seat)
    form = SitForm(request.POST or None, seat=held)
    if form.is_valid() and _sit(form, held, request.member):
        messages.success(request, f"{held} was changed")
        return _to(group)
    context = {"form": form, "group": group, "seat": held, "back": _address(group)}
    return render(request, "groups/seat.html", context)


def _sit(form: SitForm, held: Seat, by) -> object:
    member, since = form.cleaned_data["member"], form.cleaned_data["since"]
    if member is None:
        return attempt(form, seats.vacate_seat, seat=held, on=since, by=by)
    return attempt(form, seats.take_seat, seat=held, member=member, since=since, by=by)


@edits_a_group
def end_seat(request: HttpRequest, partnership: Partnership, group: Group, seat: int) -> HttpResponse:
    held = _seat_of(group, seat)
    form = EndSeatForm(request.POST or None)
    if form.is_valid() and attempt(form, seats.end_seat, seat=held, **form.cleaned_data, by=request.member):
        messages.success(request, f"{held} was ended")
        return _to(group)
    context = {"form": form, "group": group, "seat": held, "back": _address(group)}
    return render(request, "groups/end_seat.html", context)


def _seat_of(group: Group, seat: int) -> Seat:
    return get_object_or_404(group.seats.select_related("agency"), pk=seat, until=None)


def _address(group: Group) -> str:
    return reverse("groups:group", kwargs={"partnership": group.partnership.slug, "group": group.pk})


def _to(group: Group) -> HttpResponse:
    return redirect(_address(group))
