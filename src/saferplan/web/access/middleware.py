"""One gate before every page: the address's rule, the member who asks, and the partnership that the address names.

A view of a partnership gets it as its argument `partnership`, and finds who asks in `request.member`. A partnership
that the person does not belong to answers as one that does not exist.
"""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.access.table import Door, Rule, rules
from saferplan.web.people.models import Member
from saferplan.web.people.roles import roles_with


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.partnership = request.member = None
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view, _arguments: tuple, named: dict) -> HttpResponse | None:
        rule = rules().get(request.resolver_match.view_name)
        if rule is None:
            raise Http404
        if rule.door is Door.ANYONE:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return self._as_member(request, rule, named) if rule.door is Door.MEMBER else None

    def _as_member(self, request: HttpRequest, rule: Rule, named: dict) -> HttpResponse | None:
        member = Member.objects.acting(user=request.user, slug=named["partnership"])
        if member is None:
            raise Http404
        request.member, request.partnership = member, member.partnership
        if rule.permission and not member.may(rule.permission):
            who = roles_with(rule.permission)
            return render(request, "access/not_permitted.html", {"roles": who}, status=403)
        named["partnership"] = member.partnership
        return None
