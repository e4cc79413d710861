"""The one door from the site to the lakes: each partnership has its own, in a folder of its own."""

from pathlib import Path

from django.conf import settings

from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.lake import Lake
from saferplan.web.partnerships.models import Partnership

LAKES = "lakes"


def lake_of(partnership: Partnership) -> Lake:
    """There or not: a lake begins with its first load."""
    folder = Path(settings.HOME) / LAKES / partnership.slug
    folder.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    return Lake(folder)
