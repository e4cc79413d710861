"""Whoever saves second learns of it, and loses nothing."""

import threading

import pytest
from django import forms
from django.db import close_old_connections, connection, models, transaction

from parsed import parsed
from saferplan.web.brands.models import Brand
from saferplan.web.design_system.forms import DateField, Form
from saferplan.web.design_system.versions import EditedMeanwhile, Versioned, in_words
from site_people import a_partnership


@pytest.fixture
def brand(partnership) -> Brand:
    return Brand.objects.create(partnership=partnership)


def test_an_edit_moves_the_version_on(brand):
    with transaction.atomic():
        brand.begin_edit(based_on=1)
        brand.link = "#000000"
        brand.save()
    brand.refresh_from_db()
    assert (brand.version, brand.link) == (2, "#000000")


def test_an_edit_of_what_has_moved_on_is_refused_and_changes_nothing(brand):
    with transaction.atomic():
        brand.begin_edit(based_on=1)
    with pytest.raises(EditedMeanwhile), transaction.atomic():
        Brand.objects.get().begin_edit(based_on=1)
    assert Brand.objects.get().version == 2


@pytest.mark.parametrize("forged", [0, 2, 99])
def test_a_version_that_there_never_was_is_refused(brand, forged):
    with pytest.raises(EditedMeanwhile):
        brand.begin_edit(based_on=forged)


def test_an_edit_that_fails_leaves_the_version(brand):
    with transaction.atomic():
        brand.begin_edit(based_on=1)
        transaction.set_rollback(True)
    assert Brand.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_outside_a_transaction_is_a_mistake_of_ours():
    brand = Brand.objects.create(partnership=a_partnership("Chalkshire"))
    with pytest.raises(transaction.TransactionManagementError):
        brand.begin_edit(based_on=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told():
    """The second waits for the first's transaction, and then finds that the record has moved on."""
    brand = Brand.objects.create(partnership=a_partnership("Chalkshire"))
    begun, outcomes = threading.Event(), []

    def second() -> None:
        begun.wait(timeout=30)
        try:
            with transaction.atomic():
                Brand.objects.get().begin_edit(based_on=1)
            outcomes.append("saved")
        except EditedMeanwhile:
            outcomes.append("told")
        finally:
            close_old_connections()
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        brand.begin_edit(based_on=1)
        begun.set()
        brand.link = "#000000"
        brand.save()
    thread.join(timeout=30)
    assert outcomes == ["told"]
    assert Brand.objects.get().version == 2


class Thing(models.Model):
    version = models.PositiveIntegerField(default=7)

    class Meta:
        app_label = "design_system"
        managed = False


class ThingForm(Versioned, Form):
    due = DateField()

    def __init__(self, *args, **kwargs):
        self.instance = Thing()
        super().__init__(*args, **kwargs)


def test_the_form_carries_the_version_unseen():
    field = parsed(ThingForm()).one("input", name="version")
    assert (field["type"], field["value"]) == ("hidden", "7")


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "1.5", "9" * 400])
def test_a_form_without_a_version_that_can_be_is_refused(version):
    form = ThingForm({"due_day": "1", "due_month": "1", "due_year": "2027", "version": version})
    assert "version" in form.errors


def test_values_are_shown_as_people_read_them():
    class Words(Form):
        kind = forms.ChoiceField(choices=(("a", "Alpha"),))
        kinds = forms.MultipleChoiceField(choices=(("a", "Alpha"), ("b", "Beta")))
        due = DateField()

    form = Words()
    assert in_words(form["kind"], "a") == "Alpha"
    assert in_words(form["kind"], "gone") == "gone"
    assert in_words(form["kinds"], ["b", "a"]) == "Alpha; Beta"
    assert in_words(form["kinds"], ["gone", "a"]) == "Alpha; gone"
    assert in_words(form["due"], ("1", "", "2027")) == "1  2027"
    assert in_words(form["due"], None) == ""
