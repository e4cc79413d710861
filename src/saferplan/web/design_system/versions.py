"""Two people at the same record: whoever saves second is shown what the first one saved, and nothing is lost.

The form carries the version that it was filled from (`Versioned`). The action takes the turn (`begin_edit`) in its
transaction, which fails where the record has moved on. The view then shows both (`both_versions`).
"""

from typing import Any

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

VERSION = "version"
NOTHING = "Nothing"
MOST = 2**31 - 1  # of PostgreSQL's integer


class EditedMeanwhile(Exception):
    """Someone else has saved the record since the form was opened."""


class EditedRecord(models.Model):
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def begin_edit(self, *, based_on: int) -> None:
        """Inside a transaction: until it ends, nobody else can. Raises EditedMeanwhile.

        What the record holds in memory stays as it is, for the action to save.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("an edit begins inside a transaction")
        mine = type(self).objects.filter(pk=self.pk, version=based_on)
        if not mine.update(version=based_on + 1):
            raise EditedMeanwhile
        self.version = based_on + 1


class Versioned(forms.Form):
    """For forms over an `instance`: adds the hidden version that it was filled from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[VERSION] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.instance.version, min_value=1, max_value=MOST
        )

    def based_on(self) -> int:
        return self.cleaned_data[VERSION]


def both_versions(request: HttpRequest, form: forms.BaseModelForm, saved: EditedRecord, **context: Any) -> HttpResponse:
    """What is `saved` now beside what this person typed; sent again, the form then replaces what is saved."""
    saved.refresh_from_db()
    form.data = form.data.copy()
    form.data[form.add_prefix(VERSION)] = str(saved.version)
    context |= {"form": form, "differences": _differences(form, saved)}
    return render(request, "design_system/both_versions.html", context, status=409)


def _differences(form: forms.BaseModelForm, saved: models.Model) -> list[tuple[str, str, str]]:
    """Rows of a table: the field, what is saved, what was typed."""
    theirs = type(form)(instance=saved)
    rows = [
        (str(mine.label), in_words(other, other.initial), in_words(mine, mine.value()))
        for mine in form.visible_fields()
        for other in [theirs[mine.name]]
    ]
    return [(label, kept or NOTHING, typed or NOTHING) for label, kept, typed in rows if kept != typed]


def in_words(field: forms.BoundField, value: Any) -> str:
    """A field's value as a person reads it."""
    if isinstance(value, tuple):
        return " ".join(value)
    if hasattr(value, "year"):
        return f"{value.day} {value.month} {value.year}"
    picked = value if isinstance(value, list) else [value]
    names = {str(key): str(text) for key, text in getattr(field.field, "choices", ())}
    told = [str(one) for one in picked if one not in (None, "")]
    in_order = [key for key in names if key in told]  # two lists are compared at a glance where their order is one
    return "; ".join(names.get(one, one) for one in (*in_order, *(one for one in told if one not in names)))
