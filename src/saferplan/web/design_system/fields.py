"""Form fields and widgets that the design system has and Django has not."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3

PARTS = ("day", "month", "year")
MONTH_NUMBERS = {str(word).lower(): number for names in (MONTHS, MONTHS_3) for number, word in names.items()}


class DateParts(forms.Widget):
    """Day, month and year, typed; its value is a date, or the three words as they were typed."""

    template_name = None

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> tuple[str, ...] | None:  # noqa: ARG002
        typed = tuple(str(data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        return typed if any(typed) else None

    def value_omitted_from_data(self, data: Mapping, files: Mapping, name: str) -> bool:  # noqa: ARG002
        return not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:  # noqa: ARG002
        return f"{id_}_{PARTS[0]}" if id_ else id_

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002
        return False


class DateField(forms.DateField):
    """A day of the calendar. The month may be a word. `called` begins what is said of it."""

    widget = DateParts
    called = "The date"

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, tuple):
            return super().to_python(value)
        missing = [part for part, typed in zip(PARTS, value, strict=True) if not typed]
        if missing:
            raise ValidationError(f"{self.called} must include a {' and '.join(missing)}")
        return self._date_of(*value)

    def _date_of(self, day: str, month: str, year: str) -> date:
        if year.isdecimal() and len(year) != 4:
            raise ValidationError(f"{self.called}: the year must have 4 numbers")
        number = MONTH_NUMBERS.get(month.lower(), month)
        try:
            return date(*(_whole(part) for part in (year, str(number), day)))
        except ValueError:
            raise ValidationError(f"{self.called} must be a real date") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


def _whole(part: str) -> int:
    """int() takes '1_0', and digits of other scripts, which nobody means in a date."""
    if not (part.isascii() and part.isdecimal() and len(part) <= 4):
        raise ValueError(part)
    return int(part)


class _Choices:
    """`hints` explain choices; `reveals` names the fields that belong to a choice and are shown with it."""

    def __init__(
        self,
        *args: Any,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints, self.reveals = hints or {}, reveals or {}

    def __deepcopy__(self, memo: dict) -> "_Choices":
        copied = super().__deepcopy__(memo)
        copied.hints, copied.reveals = self.hints, self.reveals
        return copied


class Select(_Choices, forms.Select):
    """What a choice reveals stands below it, and is hidden by a script until it is chosen. It has no hints."""


class Radios(_Choices, forms.RadioSelect):
    pass


class Checkboxes(_Choices, forms.CheckboxSelectMultiple):
    pass
