"""Agencies' own directories, by which their people sign in."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import Provider
from django.http import HttpRequest


def directories(request: HttpRequest) -> list[Provider]:
    return get_adapter(request).list_providers(request)
