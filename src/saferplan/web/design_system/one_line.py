"""What is typed into one line is one line: no e-mail breaks at it, and no word beside it is turned around."""

import re

from django import forms
from django.core.validators import RegexValidator

# Unicode: control characters, separators of lines, and what turns the direction of writing.
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def keep_to_one_line(field: forms.Field, label: str) -> None:
    """Browsers send nothing else from such a field; programs do."""
    if type(field) is forms.CharField and isinstance(field.widget, forms.TextInput):
        message = f"{label} must be one line, without control characters"
        field.validators = [*field.validators, RegexValidator(NOT_IN_A_LINE, message, inverse_match=True)]
