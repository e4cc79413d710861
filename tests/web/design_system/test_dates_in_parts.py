"""A date is typed as day, month and year, and is a day of the calendar or is sent back."""

from datetime import date

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from parsed import parsed
from saferplan.web.design_system.forms import DateField, Form, ModelForm


class Dated(Form):
    due = DateField(label="Due date", required=False)


def sent(day: str, month: str, year: str) -> Dated:
    return Dated({"due_day": day, "due_month": month, "due_year": year})


@pytest.mark.parametrize(
    ("day", "month", "year", "read"),
    [
        ("27", "3", "2027", date(2027, 3, 27)),
        ("07", "03", "2027", date(2027, 3, 7)),
        (" 7 ", " 3", "2027 ", date(2027, 3, 7)),
        ("7", "Mar", "2027", date(2027, 3, 7)),
        ("7", "march", "2027", date(2027, 3, 7)),
        ("29", "2", "2028", date(2028, 2, 29)),
        ("", "", "", None),
    ],
)
def test_a_date_is_read(day, month, year, read):
    form = sent(day, month, year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == read


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("", "3", "2027", "Due date must include a day"),
        ("27", "", "", "Due date must include a month and year"),
        ("29", "2", "2027", "Due date must be a real date"),
        ("0", "1", "2027", "Due date must be a real date"),
        ("1", "13", "2027", "Due date must be a real date"),
        ("1", "1", "27", "Due date: the year must have 4 numbers"),
        ("1", "1", "20277", "Due date: the year must have 4 numbers"),
        ("1", "1", "0000", "Due date must be a real date"),
        ("1_0", "1", "2027", "Due date must be a real date"),
        ("-1", "1", "2027", "Due date must be a real date"),
        ("١", "1", "2027", "Due date must be a real date"),
        ("first", "1", "2027", "Due date must be a real date"),
        ("1", "1", "<script>", "Due date must be a real date"),
        ("9" * 5000, "1", "2027", "Due date must be a real date"),
    ],
)
def test_what_is_no_date_is_sent_back_with_what_to_do(day, month, year, said):
    form = sent(day, month, year)
    assert form.errors == {"due": [said]}
    assert [one["value"] for one in parsed(form).all("input")] == [day, month, year]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_comes_back_as_it_was_shown(day):
    page = parsed(Dated(initial={"due": day}))
    shown = {one["name"]: one["value"] for one in page.all("input")}
    form = Dated(shown)
    assert form.is_valid()
    assert form.cleaned_data["due"] == day


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_is_read_or_refused(day, month, year):
    form = sent(day, month, year)
    assert form.is_valid() or "due" in form.errors


def test_a_required_date_is_asked_for():
    class Needed(Form):
        due = DateField(label="Due date")

    assert Needed({}).errors == {"due": ["Enter due date"]}


def test_only_a_date_that_changed_counts_as_changed():
    told = {"due_day": "27", "due_month": "3", "due_year": "2027"}
    assert not Dated(told, initial={"due": date(2027, 3, 27)}).has_changed()
    assert Dated(told, initial={"due": date(2027, 3, 28)}).has_changed()
    assert Dated({"due_day": "x"}, initial={"due": date(2027, 3, 28)}).has_changed()


def test_dates_of_models_are_asked_for_in_parts():
    class Meeting(models.Model):
        held = models.DateField(verbose_name="held on")
        written = models.DateTimeField(null=True)

        class Meta:
            app_label = "design_system"
            managed = False

    class MeetingForm(ModelForm):
        class Meta:
            model = Meeting
            fields = ("held",)

    names = [one["name"] for one in parsed(MeetingForm()).all("input")]
    assert names == ["held_day", "held_month", "held_year"]


class Filter(Form):
    marks_optional = False
    since = DateField(label="From date", required=False)


def test_a_date_is_asked_for_with_an_example_where_there_is_room():
    assert parsed(Dated()).one("div", **{"class": "govuk-hint"}).text == "For example, 27 3 2026"
    assert parsed(Filter()).all("div", **{"class": "govuk-hint"}) == []
