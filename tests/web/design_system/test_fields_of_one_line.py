"""A name, a title or a subject is one line, whatever a program sends in place of a browser."""

import pytest
from django import forms
from django.urls import reverse

from saferplan.web.design_system.forms import Form
from site_people import a_member


class Letter(Form):
    subject = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    password = forms.CharField(widget=forms.PasswordInput, strip=False)


@pytest.mark.parametrize("between", ["\r\n", "\n", "\x1b", "\x85", "\u2028", "\u202e", "\u2066"])
def test_a_field_of_one_line_takes_one_line(between):
    form = Letter({"subject": f"Safer Chalkshire{between}Bcc: a@example.org", "text": "a\nb", "password": "a\tb"})

    assert form.errors == {"subject": ["Subject must be one line, without control characters"]}


@pytest.mark.parametrize("told", ["Safer Chalkshire", "Diogel Sir Gâr – 50 % ✓", "שלום"])
def test_words_of_any_language_are_taken(told):
    assert Letter({"subject": told, "text": "a", "password": "b"}).is_valid()


def test_a_partnerships_name_breaks_no_invitation(sign_in, partnership):
    """It is in the subject of each."""
    address = reverse("partnerships:edit", args=[partnership.slug])
    told = {"name": "Safer\r\nBcc: a@example.org", "area_code": partnership.area_code, "version": partnership.version}

    answer = sign_in(a_member(partnership, "administrator")).post(address, told)

    assert "must be one line" in answer.content.decode()
    partnership.refresh_from_db()
    assert partnership.name == "Safer Chalkshire"
