"""How a view comes by a case: with a purpose, and a line in the log of reads; or it answers as if there were none."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from saferplan.web.cases.models import Case
from saferplan.web.cases.presenters import address
from saferplan.web.cases.reading import Door, door, log_opening, remembered


@dataclass(frozen=True)
class Opened:
    case: Case
    door: Door
    purpose: str

    @property
    def may_note(self) -> bool:
        """Break-glass access changes nothing."""
        return not self.door.by_break_glass(self.purpose)


def case_or_404(request: HttpRequest, number: int) -> Door:
    found = door(request.member, number)
    if found is None:
        raise Http404
    return found


def opened(request: HttpRequest, number: int, *, what: str) -> Opened | HttpResponse:
    """The case, its reading logged; or the page that asks for the purpose first."""
    found = case_or_404(request, number)
    purpose = remembered(request.session, found.case)
    if purpose not in found.purposes:
        return redirect(address(found.case, "purpose"))
    log_opening(found, request.member, purpose, what)
    return Opened(found.case, found, purpose)


def opened_to_change(request: HttpRequest, number: int, *, what: str) -> Opened | HttpResponse:
    """Only people of the agency that holds a case change it."""
    found = opened(request, number, what=what)
    if isinstance(found, Opened) and found.case.holder_id != request.member.agency_id:
        return only_read(request, found)
    return found


def only_read(request: HttpRequest, found: Opened) -> HttpResponse:
    """For whom the case is open to read, and not to change."""
    return render(request, "cases/not_held.html", {"case": found.case, "may_note": found.may_note}, status=403)
