"""What the interface for programs answers when it cannot: always the same JSON, with what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import ValidationError

from saferplan.errors import NothingLoaded, SaferplanError, UnknownName, UsageError

NOT_THERE, NOT_UNDERSTOOD = 404, 422
STATUSES: Mapping[type[SaferplanError], int] = {
    UnknownName: NOT_THERE,
    NothingLoaded: NOT_THERE,
    UsageError: NOT_UNDERSTOOD,
}


class Fault(Schema):
    problem: str = Field(description="What is wrong, in plain words")
    remedy: str = Field("", description="What to do about it; may be empty")


def fault(status: int, problem: str, remedy: str = "", *, headers: Mapping[str, str] | None = None) -> JsonResponse:
    answer = JsonResponse({"problem": problem, "remedy": remedy}, status=status, headers=headers)
    answer["Cache-Control"] = "no-store"
    return answer


def answer_faults(api: NinjaAPI) -> None:
    for kind, status in STATUSES.items():
        api.add_exception_handler(kind, _told_as(status))
    api.add_exception_handler(ValidationError, _not_understood)


def _told_as(status: int) -> Callable[[HttpRequest, Any], HttpResponse]:
    def told(_request: HttpRequest, problem: Any) -> HttpResponse:
        return fault(status, problem.problem, problem.remedy)

    return told


def _not_understood(_request: HttpRequest, problem: Any) -> HttpResponse:
    """Names the parameters, and repeats nothing of what was sent."""
    said = [f"{one['loc'][-1]}: {one['msg'][:1].lower()}{one['msg'][1:]}" for one in problem.errors]
    return fault(NOT_UNDERSTOOD, "; ".join(said) or "the request was not understood")
