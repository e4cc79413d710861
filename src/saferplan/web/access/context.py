"""What every template knows of the request."""

from django.conf import settings
from django.http import HttpRequest


def who_and_where(request: HttpRequest) -> dict:
    return {
        "partnership": getattr(request, "partnership", None),
        "member": getattr(request, "member", None),
        "user": getattr(request, "user", None),
        "demo": settings.DEMO,
        "tour_stop": request.session.get("tour_stop") if settings.DEMO and hasattr(request, "session") else None,
    }
