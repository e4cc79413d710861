"""What the page of components shows."""

from django.http import HttpRequest


def specimens(request: HttpRequest) -> dict:
    return {}
