"""Assessments that were built: each in a folder by the number of its job, and handed out file by file."""

import re
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.http import FileResponse, Http404

ASSESSMENTS = "assessments"
FIRST_PAGE = "assessment.html"
SERVED = re.compile(r"assessment\.[a-z0-9]+|exhibits/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}", re.ASCII)
"""What an assessment consists of."""

as_one_file = csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]})
"""For the view that hands it out: the page is one file and carries its styles."""


def assessment_folder(slug: str, job: int) -> Path:
    return Path(settings.HOME) / ASSESSMENTS / slug / str(job)


def file_of(folder: Path, page: str) -> FileResponse:
    """Raises Http404 for what is no part of an assessment, or lies elsewhere."""
    root = folder.resolve()
    wanted = (root / page).resolve()
    if not SERVED.fullmatch(page) or not wanted.is_file() or not wanted.is_relative_to(root):
        raise Http404
    return FileResponse(wanted.open("rb"))
