"""The answer to who is a member and still may not: it says who can."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import roles_with


def not_permitted(request: HttpRequest, permission: Permission, *, also: str = "") -> HttpResponse:
    """`also`: who else may, for records whose own people may do more than their roles say."""
    context = {"roles": roles_with(permission), "also": also}
    return render(request, "access/not_permitted.html", context, status=403)
