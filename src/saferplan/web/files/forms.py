"""The field of a form in which a file is chosen. It gives a CheckedFile for `actions.keep_file`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from saferplan.web.files.checking import CheckedFile, checked
from saferplan.web.files.faults import NotKept
from saferplan.web.files.incoming import Incoming, take_in
from saferplan.web.files.purposes import purposes


class UploadField(forms.FileField):
    """The hint says what may be chosen, unless there is another."""

    default_error_messages = {"required": "Choose a file"}
    widget = forms.FileInput

    def __init__(self, purpose: str, **options: Any) -> None:
        self.purpose = purpose
        options.setdefault("help_text", f"A {purposes()[purpose].in_words}.")
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(ending for kind in purposes()[purpose].takes for ending in kind.endings)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedFile | None:  # noqa: ARG002
        if not data:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            return checked(self.purpose, _arrived(data))
        except NotKept as fault:
            raise ValidationError(fault.problem, code="not-kept") from None


def _arrived(data: UploadedFile) -> Incoming:
    return data if isinstance(data, Incoming) else take_in(data.name or "", data.chunks())
