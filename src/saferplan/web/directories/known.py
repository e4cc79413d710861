"""The directories that this installation knows."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import Provider
from django.conf import settings
from django.http import HttpRequest

from saferplan.web.directories.configured import Directory


def directory(word: str) -> Directory:
    """Raises KeyError."""
    return settings.DIRECTORIES[word]


def directories(request: HttpRequest) -> list[Provider]:
    """As buttons on the page of signing in."""
    return get_adapter(request).list_providers(request)
