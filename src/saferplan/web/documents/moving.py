"""Moves a chapter or a block past its neighbour, as a page's buttons ask."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from saferplan.web.documents.models import Block, Chapter
from saferplan.web.partnerships.refused import Refused


def move_as_asked(request: HttpRequest, arrange: Callable[..., bool], **moved: Chapter | Block) -> None:
    """By `arrange`, of arranging.py. Why it could not be moved is told on the page that comes next."""
    to = "up" if request.POST.get("to") == "up" else "down"
    try:
        arrange(**moved, to=to, by=request.member)
    except Refused as refusal:
        messages.warning(request, refusal.message)
