"""Where built documents lie: a folder for each build by the number of its job, and in it one for each audience."""

from pathlib import Path

from django.conf import settings

BUILDS = "builds"


def folder_of_builds(slug: str) -> Path:
    return Path(settings.HOME) / BUILDS / slug


def folder_of(slug: str, job: int) -> Path:
    return folder_of_builds(slug) / str(job)
