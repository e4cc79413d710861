"""A field of a form as the component that the design system has for its widget, with label, hint and error."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from saferplan.web.design_system.components import govuk
from saferplan.web.design_system.fields import PARTS, DateParts

DATE_EXAMPLE = "For example, 27 3 2026"
WIDTHS = {"day": "govuk-input--width-2", "month": "govuk-input--width-2", "year": "govuk-input--width-4"}


class ComponentField(BoundField):
    """What `{{ form.name }}` prints, for every form of the site."""

    def __str__(self) -> SafeString:
        return self.as_field_group()

    __html__ = __str__

    def as_field_group(self, template_name=None, context=None, renderer=None) -> SafeString:  # noqa: ARG002
        widget = self.field.widget
        if widget.is_hidden:
            return self.as_widget()
        for kind, component in COMPONENTS:
            if isinstance(widget, kind):
                return mark_safe(component(self))  # noqa: S308 the component's own markup
        raise TypeError(f"no component for {type(widget).__name__}")

    @property
    def spoken_label(self) -> str:
        """The label, and whether it may be left out: GOV.UK marks what is optional, not what is required."""
        optional = not self.field.required and getattr(self.form, "marks_optional", True) and not self.is_revealed
        return f"{self.label} (optional)" if optional else str(self.label)

    @property
    def is_revealed(self) -> bool:
        return self.name in getattr(self.form, "revealed", ())


def _common(field: ComponentField) -> dict[str, Any]:
    options: dict[str, Any] = {"id": field.auto_id or field.html_name, "name": field.html_name}
    if field.help_text:
        options["hint"] = {"text": field.help_text}
    if field.errors:
        options["errorMessage"] = {"text": " ".join(field.errors)}
    return options


def _labelled(field: ComponentField) -> dict[str, Any]:
    return _common(field) | {"label": {"text": field.spoken_label, "classes": "govuk-label--s"}}


def _grouped(field: ComponentField) -> dict[str, Any]:
    options = _common(field) | {"idPrefix": field.auto_id or field.html_name}
    legend = {"text": field.spoken_label, "classes": "govuk-fieldset__legend--s"}
    return options | {"fieldset": {"legend": legend}}


OWN_OPTIONS = ("autocomplete", "inputmode", "spellcheck", "autocapitalize")
OF_FORM = ("id", "name", "type", "value", "required", "class", "cols", "rows", "placeholder", *OWN_OPTIONS)


def _from_attributes(widget: forms.Widget) -> dict[str, Any]:
    """What a form's author set on the widget: `class` and what the component knows by name go there."""
    told = widget.attrs
    options = {name: told[name] for name in OWN_OPTIONS if name in told}
    if told.get("class"):
        options["classes"] = told["class"]
    rest = {name: str(value) for name, value in told.items() if name not in OF_FORM and value not in (None, False)}
    return options | ({"attributes": rest} if rest else {})


def _value(field: ComponentField) -> str:
    value = field.field.widget.format_value(field.value())
    return "" if value is None else str(value)


def _input(field: ComponentField) -> str:
    options = _labelled(field) | {"value": _value(field)} | _input_kind(field) | _from_attributes(field.field.widget)
    options.get("attributes", {}).pop("maxlength", None)  # Cutting off what is pasted loses it without a word.
    return govuk("input", options)


def _input_kind(field: ComponentField) -> dict[str, Any]:
    """Numbers are text with a keypad: browsers change and drop what is typed into a number field."""
    match field.field.widget:
        case forms.NumberInput():
            whole = isinstance(field.field, forms.IntegerField) and not isinstance(
                field.field, forms.DecimalField | forms.FloatField
            )
            return {
                "inputmode": "numeric" if whole else "decimal",
                "classes": "govuk-input--width-10",
                "spellcheck": False,
            }
        case forms.EmailInput():
            return {"type": "email", "spellcheck": False, "autocomplete": "email"}
        case forms.URLInput():
            return {"type": "url", "spellcheck": False}
        case _:
            return {}


def _password(field: ComponentField) -> str:
    return govuk("password-input", _labelled(field) | _from_attributes(field.field.widget))


def _textarea(field: ComponentField) -> str:
    widget = field.field.widget
    options = _labelled(field) | {"value": _value(field), "rows": str(widget.attrs.get("rows", 5))}
    options |= _from_attributes(widget)
    options.get("attributes", {}).pop("maxlength", None)
    most = getattr(field.field, "max_length", None)
    return govuk("character-count", options | {"maxlength": most}) if most else govuk("textarea", options)


def _file(field: ComponentField) -> str:
    return govuk("file-upload", _labelled(field) | _from_attributes(field.field.widget))


def _select(field: ComponentField) -> str:
    items = [{"value": value, "text": text, "selected": chosen} for value, text, chosen in _choices(field)]
    select = govuk("select", _labelled(field) | {"items": items} | _from_attributes(field.field.widget))
    below = [_below(field, choice, names) for choice, names in getattr(field.field.widget, "reveals", {}).items()]
    return select + mark_safe("".join(below))  # noqa: S308 components' own markup


def _below(field: ComponentField, choice: str, names: Any) -> SafeString:
    place = {"data-revealed-by": field.auto_id or field.html_name, "data-choice": choice}
    return format_html('<div class="saferplan-revealed"{}>{}</div>', flatatt(place), _revealed(field, names))


def _radios(field: ComponentField) -> str:
    return govuk("radios", _grouped(field) | {"items": _items(field)} | _from_attributes(field.field.widget))


def _checkboxes(field: ComponentField) -> str:
    return govuk("checkboxes", _grouped(field) | {"items": _items(field)} | _from_attributes(field.field.widget))


def _checkbox(field: ComponentField) -> str:
    """One box that stands for itself: its label is the field's."""
    options = _common(field)
    hint = {"hint": options.pop("hint")} if "hint" in options else {}
    item = {"value": "on", "text": field.label, "id": options["id"], "checked": bool(field.value())} | hint
    return govuk("checkboxes", options | {"idPrefix": options["id"], "items": [item]})


def _date(field: ComponentField) -> str:
    typed = field.value()
    if typed and not isinstance(typed, tuple | str):
        typed = (typed.day, typed.month, typed.year)
    values = typed if isinstance(typed, tuple) else ("", "", "")
    wrong = " govuk-input--error" if field.errors else ""
    items = [
        {
            "id": f"{field.auto_id}_{part}",
            "name": f"{field.html_name}_{part}",
            "label": part.capitalize(),
            "value": str(value),
            "classes": WIDTHS[part] + wrong,
        }
        for part, value in zip(PARTS, values, strict=True)
    ]
    options = _grouped(field)
    if getattr(field.form, "marks_optional", True):  # filters have no room for it
        options.setdefault("hint", {"text": DATE_EXAMPLE})
    return govuk("date-input", options | {"items": items} | _from_attributes(field.field.widget))


def _items(field: ComponentField) -> list[dict[str, Any]]:
    """Choices of radios and checkboxes, each with its hint and the fields that it reveals."""
    widget, start = field.field.widget, field.auto_id or field.html_name
    hints, reveals = getattr(widget, "hints", {}), getattr(widget, "reveals", {})
    return [
        {
            "id": start if index == 0 else f"{start}_{index}",
            "value": value,
            "text": text,
            "checked": chosen,
            "hint": {"text": hints[value]} if value in hints else None,
            "conditional": {"html": _revealed(field, reveals[value])} if value in reveals else None,
        }
        for index, (value, text, chosen) in enumerate(one for one in _choices(field) if one[0] != "")
    ]


def _revealed(field: ComponentField, names: Any) -> SafeString:
    return mark_safe("".join(str(field.form[name]) for name in names))  # noqa: S308 components' own markup


def _choices(field: ComponentField) -> list[tuple[str, str, bool]]:
    """Value, text and whether it is chosen; groups are laid out one after another."""
    widget = field.field.widget
    chosen = widget.format_value(field.value()) or []
    picked = {str(value) for value in (chosen if isinstance(chosen, list | tuple) else [chosen])}
    flat = []
    for value, text in widget.choices:
        pairs = text if isinstance(text, list | tuple) else [(value, text)]
        flat += [(_word(value), str(text), _word(value) in picked) for value, text in pairs]
    return flat


def _word(value: Any) -> str:
    return "" if value is None else str(value)


COMPONENTS: tuple[tuple[type[forms.Widget], Callable[[ComponentField], str]], ...] = (
    (DateParts, _date),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.SelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _checkbox),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.FileInput, _file),
    (forms.PasswordInput, _password),
    (Input, _input),
)
"""In this order: a later widget is the parent of an earlier one."""


def errors_with_places(form: forms.BaseForm) -> list[Mapping[str, str]]:
    """As the error summary takes them, each with where on the page it is mended.

    A form whose hidden field is filled by a script names the part of the page that does so in `mended_at`.
    """
    whole = [{"text": text} for text in form.non_field_errors()]
    hidden = [
        {"text": text} | ({"href": f"#{place}"} if place else {})
        for field in form.hidden_fields()
        for place in [getattr(form, "mended_at", {}).get(field.name)]
        for text in field.errors
    ]
    shown = [
        {"text": text, "href": f"#{field.id_for_label or field.auto_id}"}
        for field in form.visible_fields()
        for text in field.errors
    ]
    return whole + hidden + shown
