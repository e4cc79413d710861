"""What cannot be done as things stand. The form that asked says why, and what to do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from saferplan.errors import SaferplanError


class Refused(SaferplanError):
    """`field`: what of the form is to be mended; empty where it is none alone."""

    def __init__(self, problem: str, *, remedy: str = "", field: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.field = field


def attempt(form: forms.BaseForm, action: Callable[..., Any], **given: Any) -> Any:
    """What the action made; None where it was refused, and then the form says why."""
    try:
        return action(**given)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None
