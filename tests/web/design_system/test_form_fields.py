"""What a form prints: each field as its component, with label, hint and error, and the way to it from the summary."""

from typing import ClassVar

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from parsed import Element, parsed
from saferplan.web.design_system.forms import Checkboxes, DateField, Form, Radios, Select
from saferplan.web.design_system.tags import error_summary

KINDS = (("", "---------"), ("noise", "Noise"), ("other", "Something else"))


class Report(Form):
    title = forms.CharField(max_length=20, help_text="As on the letter")
    email = forms.EmailField(label="E-mail address")
    homes = forms.IntegerField(label="Number of homes", required=False)
    share = forms.DecimalField(required=False)
    notes = forms.CharField(widget=forms.Textarea, max_length=50, required=False)
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), required=False)
    ward = forms.ChoiceField(choices=KINDS)
    kind = forms.ChoiceField(
        label="What was reported?",
        choices=KINDS,
        widget=Radios(hints={"noise": "Music"}, reveals={"other": ("details",)}),
    )
    details = forms.CharField(max_length=10)
    agencies = forms.MultipleChoiceField(choices=(("police", "Police"), ("fire", "Fire")), widget=Checkboxes)
    agreed = forms.BooleanField(label="They agreed")
    letter = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    ref = forms.CharField(widget=forms.HiddenInput)


GOOD = {
    "title": "Noise",
    "email": "a@example.org",
    "ward": "noise",
    "kind": "noise",
    "agencies": ["fire"],
    "agreed": "on",
    "ref": "7",
}


def printed(form: forms.Form) -> Element:
    return parsed(form)


def label_of(page: Element, name: str) -> str:
    return page.one("label", **{"for": f"id_{name}"}).text


def test_every_input_has_a_label_of_its_own():
    page = printed(Report())
    fields = [one for kind in ("input", "select", "textarea") for one in page.all(kind)]
    shown = [one for one in fields if one.attributes.get("type") != "hidden"]
    assert len(shown) == 15
    assert {one["id"] for one in shown} == {one["for"] for one in page.all("label")}


def test_identifiers_are_given_once():
    page = printed(Report(GOOD))
    identifiers = [
        one["id"] for kind in ("input", "div", "p", "span") for one in page.all(kind) if "id" in one.attributes
    ]
    assert len(identifiers) == len(set(identifiers))


def test_what_may_be_left_out_says_so():
    page = printed(Report())
    assert label_of(page, "title") == "Title"
    assert label_of(page, "homes") == "Number of homes (optional)"


def test_a_filter_does_not_say_of_every_field_that_it_may_be_left_out():
    class Filter(Form):
        marks_optional = False
        word = forms.CharField(required=False)

    assert label_of(printed(Filter()), "word") == "Word"


def test_a_hint_and_an_error_are_read_out_with_the_field():
    field = printed(Report({})).one("input", id="id_title")
    assert field["aria-describedby"] == "id_title-hint id_title-error"


def test_numbers_are_typed_as_text_with_a_keypad():
    page = printed(Report())
    assert page.one("input", id="id_homes").attributes["type"] == "text"
    assert page.one("input", id="id_homes")["inputmode"] == "numeric"
    assert page.one("input", id="id_share")["inputmode"] == "decimal"


def test_what_was_typed_is_shown_again_as_it_was_typed():
    page = printed(Report({"title": '<b>"Noise" & more that is too long', "homes": "a few", "notes": "x" * 60}))
    assert page.one("input", id="id_title")["value"] == '<b>"Noise" & more that is too long'
    assert page.one("input", id="id_homes")["value"] == "a few"
    assert page.one("textarea", id="id_notes").text == "x" * 60


def test_nothing_is_cut_off_as_it_is_pasted():
    page = printed(Report())
    assert not [one for kind in ("input", "textarea") for one in page.all(kind) if "maxlength" in one.attributes]


def test_a_password_is_never_sent_back():
    assert "swordfish" not in str(Report(GOOD | {"secret": "swordfish"}))


def test_a_text_with_a_limit_is_counted_and_one_without_is_not():
    page = printed(Report())
    assert page.one("div", **{"data-module": "govuk-character-count"})["data-maxlength"] == "50"
    assert page.one("textarea", id="id_story")["rows"] == "8"


def test_choices_without_a_value_are_offered_in_a_list_and_not_beside_buttons():
    page = printed(Report())
    assert [one.attributes.get("value") for one in page.one("select").all("option")] == ["", "noise", "other"]
    assert [one["value"] for one in page.all("input", type="radio")] == ["noise", "other"]


def test_what_was_chosen_is_chosen_again():
    page = printed(Report(GOOD))
    (ward,) = [one for one in page.one("select").all("option") if "selected" in one.attributes]
    assert ward["value"] == "noise"
    ticked = [one["id"] for one in page.all("input") if "checked" in one.attributes]
    assert ticked == ["id_kind", "id_agencies_1", "id_agreed"]


def test_groups_of_choices_are_laid_out_one_after_another():
    class Grouped(Form):
        area = forms.ChoiceField(choices=(("North", (("n1", "One"), ("n2", "Two"))), ("s1", "South")), initial="n2")

    options = printed(Grouped()).all("option")
    assert [one["value"] for one in options] == ["n1", "n2", "s1"]
    assert "selected" in options[1].attributes


def test_numbers_as_choices_are_recognised():
    class Year(Form):
        year = forms.TypedChoiceField(choices=((1, "First"), (2, "Second")), coerce=int, initial=2)

    assert "selected" in printed(Year()).all("option")[1].attributes


def test_a_field_that_a_choice_reveals_stands_with_the_choice_and_nowhere_else():
    page = printed(Report())
    (conditional,) = page.all("div", **{"class": "govuk-radios__conditional govuk-radios__conditional--hidden"})
    assert [one["name"] for one in conditional.all("input")] == ["details"]
    assert len(page.all("input", name="details")) == 1


def test_what_a_choice_hides_is_not_asked_for_and_not_kept():
    form = Report(GOOD | {"details": "longer than ten letters"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["details"] == ""


def test_what_a_choice_shows_is_asked_for():
    form = Report(GOOD | {"kind": "other"})
    assert form.errors == {"details": ["Enter details"]}


def test_a_field_that_a_choice_of_a_list_reveals_stands_below_the_list_and_nowhere_else():
    class Dated(Form):
        when = forms.ChoiceField(choices=(("", "Choose"), ("other", "Other")), widget=Select(reveals={"other": ["on"]}))
        on = forms.CharField()

    page = printed(Dated())

    below = page.one("div", **{"data-revealed-by": "id_when", "data-choice": "other"})
    assert [one.attributes["name"] for one in page.all("input")] == ["on"]
    assert below.one("input").attributes["name"] == "on"
    assert Dated({"when": "other", "on": ""}).errors["on"] == ["Enter on"]


def test_a_choice_that_does_not_exist_reveals_nothing():
    assert list(Report(GOOD | {"kind": "bogus"}).errors) == ["kind"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("title", "Enter title"),
        ("email", "Enter e-mail address"),
        ("ward", "Select ward"),
        ("kind", "Answer “What was reported?”"),
        ("agencies", "Select agencies"),
        ("agreed", "Tick “They agreed”"),
    ],
)
def test_what_is_missing_is_said_as_what_to_do(field, said):
    assert Report({}).errors[field] == [said]


def test_a_form_may_say_it_better():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Enter the name on the tenancy"})

    assert Own({}).errors["name"] == ["Enter the name on the tenancy"]


def test_one_form_s_words_do_not_stay_in_the_next():
    Report({}).is_valid()
    assert Report.base_fields["title"].error_messages["required"] == "This field is required."


def test_an_address_that_is_none_is_shown_how_one_looks():
    said = Report(GOOD | {"email": "nobody"}).errors["email"]
    assert said == ["Enter an email address in the correct format, like name@example.org"]


def test_the_summary_leads_to_each_field_in_the_order_of_the_page():
    form = Report(GOOD | {"title": "", "kind": "", "agencies": [], "ref": ""})
    links = [one["href"] for one in parsed(error_summary(form)).all("a")]
    assert links == ["#id_title", "#id_kind", "#id_agencies"]
    page = printed(form)
    assert all(page.all("input", id=link.removeprefix("#")) for link in links)


def test_the_summary_tells_what_is_wrong_with_the_form_as_a_whole_and_with_hidden_fields():
    class Whole(Form):
        ref = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open the page again"})

        def clean(self):
            raise forms.ValidationError("The two do not go together")

    assert [one.text for one in parsed(error_summary(Whole({}))).all("li")] == [
        "The two do not go together",
        "Open the page again",
    ]


def test_the_summary_leads_to_the_first_box_of_a_date():
    class Dated(Form):
        due = DateField()

    form = Dated({})
    (link,) = parsed(error_summary(form)).all("a")
    assert link["href"] == "#id_due_day"
    assert printed(form).all("input", id="id_due_day")


def test_fields_stand_in_their_fieldsets_in_the_order_told():
    class Arranged(Form):
        first = forms.CharField()
        second = forms.CharField()
        third = forms.CharField()
        fieldsets = (("Where", ("third", "second")),)

    page = printed(Arranged())
    assert [one["name"] for one in page.all("input")] == ["first", "third", "second"]
    assert page.one("legend").text == "Where"


def test_forms_of_others_print_components_too():
    class Foreign(forms.Form):
        login = forms.CharField()

    assert "govuk-input" in printed(Foreign()).one("input")["class"]


def test_prefixed_forms_do_not_share_identifiers():
    class Dated(Form):
        due = DateField()

    names = [one["name"] for one in printed(Dated(prefix="a")).all("input")]
    assert names == ["a-due_day", "a-due_month", "a-due_year"]
    assert printed(Dated(prefix="a")).one("input", name="a-due_day")["id"] == "id_a-due_day"


def test_a_widget_without_a_component_is_a_mistake_of_ours():
    class Odd(Form):
        when = forms.SplitDateTimeField()

    with pytest.raises(TypeError, match="SplitDateTimeWidget"):
        str(Odd())


def test_an_uploaded_file_reaches_the_form():
    form = Report(GOOD, {"letter": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert form.is_valid()
    assert form.cleaned_data["letter"].name == "a.pdf"
    assert form.is_multipart()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "x" * 21}, "Title must be 20 characters or less"),
        ({"kind": "other", "details": "x" * 11}, "Details must be 10 characters or less"),
        ({"homes": "a few"}, "Number of homes must be a whole number"),
        ({"homes": "1.5"}, "Number of homes must be a whole number"),
        ({"share": "half"}, "Share must be a number"),
    ],
)
def test_what_does_not_fit_is_told_by_the_name_of_its_field(given, said):
    assert [text for texts in Report(GOOD | given).errors.values() for text in texts] == [said]


class Limits(Form):
    month = forms.IntegerField(min_value=1, max_value=12)
    why = forms.CharField(label="Why?", max_length=2_000)
    code = forms.CharField(min_length=4)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"month": 0}, "Month must be 1 or more"),
        ({"month": 13}, "Month must be 12 or less"),
        ({"why": "x" * 2_001}, "Your answer to “Why?” must be 2,000 characters or less"),
        ({"code": "abc"}, "Code must be 4 characters or more"),
    ],
)
def test_limits_are_told_as_what_to_type(given, said):
    form = Limits({"month": 1, "why": "x", "code": "abcd"} | given)
    assert [text for texts in form.errors.values() for text in texts] == [said]
    again = Limits({"month": 1, "why": "x", "code": "abcd"})
    assert again.is_valid()


class Ending(Form):
    called: ClassVar = {"on": "the date the seat ends", "into": "the group to merge into"}

    on = DateField(label="From which day")
    into = forms.ChoiceField(label="Merge into", choices=KINDS)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter the date the seat ends"),
        ({"on_day": "31", "on_month": "2", "on_year": "2026"}, "The date the seat ends must be a real date"),
        ({"on_day": "31", "on_year": "2026"}, "The date the seat ends must include a month"),
        ({"on_day": "3", "on_month": "2", "on_year": "26"}, "The date the seat ends: the year must have 4 numbers"),
    ],
)
def test_a_field_whose_label_makes_no_sentence_is_called_otherwise(typed, said):
    errors = Ending(typed).errors

    assert errors["on"] == [said]
    assert errors["into"] == ["Select the group to merge into"]
