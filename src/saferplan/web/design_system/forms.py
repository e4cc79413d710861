"""Forms of the site: `Form` and `ModelForm` to build on, and the renderer by which every form prints components.

`{{ form }}` prints all fields, `{{ form.name }}` one. The page's layout prints the summary of errors.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.models import ModelFormMetaclass
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name

from saferplan.web.design_system.bound import ComponentField
from saferplan.web.design_system.fields import Checkboxes, DateField, Radios, Select
from saferplan.web.design_system.one_line import keep_to_one_line

__all__ = ["Checkboxes", "DateField", "Form", "ModelForm", "Radios", "Renderer", "Select"]

CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)
AN_ADDRESS = "Enter an email address in the correct format, like name@example.org"


class Renderer(TemplatesSetting):
    """The setting FORM_RENDERER names it, so forms of other people's apps print components too."""

    form_template_name = "design_system/form.html"
    bound_field_class = ComponentField


class Arranged:
    """`fieldsets` groups fields under legends: ((legend, (field, field)), …); what is in none comes first.

    `marks_optional = False` for forms of which nothing is required, such as filters.
    `called` names fields within sentences, where their label would make none: {"on": "the date it ends"} says
    "Enter the date it ends".
    """

    fieldsets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    marks_optional = True
    called: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_what_to_do(field, self.called.get(name) or str(field.label or pretty_name(name)))
            keep_to_one_line(field, str(field.label or pretty_name(name)))

    @property
    def revealed(self) -> dict[str, tuple[str, str]]:
        """Fields that belong to one choice of another field: {field: (other field, choice)}."""
        return {
            name: (chooser, choice)
            for chooser, field in self.fields.items()
            for choice, names in getattr(field.widget, "reveals", {}).items()
            for name in names
        }

    def arrangement(self) -> Iterator[tuple[str | None, list[BoundField]]]:
        grouped = {name for _, names in self.fieldsets for name in names}
        revealed = self.revealed
        yield None, [field for field in self.visible_fields() if field.name not in grouped | revealed.keys()]
        for legend, names in self.fieldsets:
            yield legend, [self[name] for name in names if name in self.fields and name not in revealed]

    def clean(self) -> dict[str, Any]:
        """What a choice hides is neither asked for nor kept, whatever a browser sends."""
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name, (chooser, choice) in self.revealed.items():
            chosen = cleaned.get(chooser)
            if choice not in (map(str, chosen) if isinstance(chosen, list) else [str(chosen)]):
                self._errors.pop(name, None)
                cleaned[name] = getattr(self.fields[name], "empty_value", None)
        return cleaned


def _say_what_to_do(field: forms.Field, label: str) -> None:
    """'Enter name' rather than 'This field is required.', unless the form's author says it better."""
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = AN_ADDRESS
    elif isinstance(field, forms.IntegerField):  # of which those with decimals are a kind
        whole = "" if isinstance(field, forms.DecimalField | forms.FloatField) else "whole "
        field.error_messages["invalid"] = f"{_as_subject(label)} must be a {whole}number"
    elif isinstance(field, DateField):
        field.called = _as_subject(label)
    field.validators = [_in_our_words(one, label) for one in field.validators]
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _what_is_missing(field, label)


LIMITS = {
    MaxLengthValidator: "{label} must be {limit} characters or less",
    MinLengthValidator: "{label} must be {limit} characters or more",
    MaxValueValidator: "{label} must be {limit} or less",
    MinValueValidator: "{label} must be {limit} or more",
}


def _in_our_words(validator: Any, label: str) -> Any:
    """'Name must be 60 characters or less' rather than 'Ensure this value has at most …'."""
    if isinstance(validator, EmailValidator):
        return EmailValidator(AN_ADDRESS)
    words = LIMITS.get(type(validator))
    if words is None or callable(validator.limit_value):
        return validator
    limit = validator.limit_value
    told = f"{limit:,}" if isinstance(limit, int) else limit
    return type(validator)(limit, words.format(label=_as_subject(label), limit=told))


def _as_subject(label: str) -> str:
    """Of a sentence that says what the answer must be."""
    return f"Your answer to “{label}”" if label.endswith("?") else label[:1].upper() + label[1:]


def _what_is_missing(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}”"
    if label.endswith("?"):
        return f"Answer “{label}”"
    verb = "Select" if isinstance(field.widget, CHOSEN) else "Enter"
    is_acronym = len(word := label.partition(" ")[0]) > 1 and word.isupper()
    return f"{verb} {label if is_acronym else label[:1].lower() + label[1:]}"


class Form(Arranged, forms.Form):
    pass


def _form_field(field: models.Field, **options: Any) -> forms.Field | None:
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        options.setdefault("form_class", DateField)
    return field.formfield(**options)


class _DatesInParts(ModelFormMetaclass):
    """A form's own Meta replaces its parent's, so the callback is put into each."""

    def __new__(mcs, name: str, bases: tuple, attributes: dict[str, Any]) -> type:
        meta = attributes.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(_form_field)
        return super().__new__(mcs, name, bases, attributes)


class ModelForm(Arranged, forms.ModelForm, metaclass=_DatesInParts):
    """Dates of the model are asked for as day, month and year."""
