"""What is published is the same for every reader: it is answered as to somebody who has no cookie, and gives none."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PUBLISHED = ("/published/", "/api/")


class SameForAll:
    """Outside the sessions, so that neither who is signed in nor a secret of theirs can reach a shared cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PUBLISHED):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        answer = self.get_response(request)
        answer.cookies.clear()
        _vary_by_no_cookie(answer)
        return answer


def _vary_by_no_cookie(answer: HttpResponse) -> None:
    told = [name.strip() for name in answer.get("Vary", "").split(",")]
    kept = [name for name in told if name and name.lower() != "cookie"]
    del answer["Vary"]
    if kept:
        answer["Vary"] = ", ".join(kept)
