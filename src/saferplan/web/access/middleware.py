"""One gate before every page: the address's rule, the member who asks, and the partnership that the address names.

A view of a partnership gets it as its argument `partnership`, and finds who asks in `request.member`. A partnership
that the person does not belong to answers as one that does not exist.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from saferplan.web.access.parts import is_part
from saferplan.web.access.permitted import not_permitted
from saferplan.web.access.table import Door, Rule, rules
from saferplan.web.api.gate import let_in
from saferplan.web.people import second_factor
from saferplan.web.people.models import Member


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.partnership = request.member = None
        request.acts_as = "visitor"
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view, _arguments: tuple, named: dict) -> HttpResponse | None:
        rule = rules().get(request.resolver_match.view_name)
        if rule is None:
            raise Http404
        if rule.door is Door.ANYONE:
            return None
        if rule.door is Door.API:
            return let_in(request, rule.scope, named)
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if rule.door is Door.SIGNED_IN:
            return None
        if not second_factor.passed(request):
            return _to_sign_in(request, reverse("second_factor"))
        return self._as_member(request, rule, named)

    def _as_member(self, request: HttpRequest, rule: Rule, named: dict) -> HttpResponse | None:
        member = Member.objects.acting(user=request.user, slug=named["partnership"])
        if member is None:
            raise Http404
        request.member, request.partnership = member, member.partnership
        if rule.permission and not member.may(rule.permission):
            return not_permitted(request, rule.permission)
        named["partnership"] = member.partnership
        return None


def _to_sign_in(request: HttpRequest, page: str | None = None) -> HttpResponse:
    """Refused as part of a page, which stays as it is: the form would take the place of what somebody reads there."""
    if is_part(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return redirect_to_login(request.get_full_path(), page)
