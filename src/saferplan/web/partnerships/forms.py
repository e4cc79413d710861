from django import forms
from django.utils import timezone

from saferplan.web.design_system.forms import DateField, Form, ModelForm, Radios
from saferplan.web.design_system.versions import Versioned
from saferplan.web.partnerships.models import Agency, AgencyKind, Partnership, Place, Standing

STANDINGS = {
    Standing.RESPONSIBLE: "Has the duties of the Act: Crime and Disorder Act 1998 s.5(1)",
    Standing.CO_OPERATING: "Has to co-operate with them: s.5(2)",
    Standing.INVITEE: "Is invited to take part: s.5(3)",
}


class PartnershipForm(Versioned, ModelForm):
    called = {"name": "the name of the partnership", "area_code": "the code of the area"}

    class Meta:
        model = Partnership
        fields = ("name", "area_code")
        labels = {"area_code": "Area"}


class PlaceForm(ModelForm):
    called = {"code": "the GSS code"}

    class Meta:
        model = Place
        fields = ("code", "name")
        help_texts = {"code": "Such as E10000002 for a county, E07000004 for a district, E22000303 for a partnership"}

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, instance=Place(partnership=partnership), **kwargs)


class AgencyForm(ModelForm):
    called = {
        "name": "the name of the agency",
        "kind": "the kind of agency",
        "standing": "how the agency belongs to the partnership",
        "since": "the date from which the agency takes part",
    }

    class Meta:
        model = Agency
        fields = ("name", "kind", "standing", "since")
        labels = {"kind": "Kind of agency", "standing": "How it belongs", "since": "Takes part from"}
        widgets = {"standing": Radios(hints={word.value: hint for word, hint in STANDINGS.items()})}

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, instance=Agency(partnership=partnership), **kwargs)
        self.fields["kind"].choices = [("", "Choose a kind"), *AgencyKind.choices]
        self.fields["standing"].choices = Standing.choices


class ChangeAgencyForm(Versioned, ModelForm):
    called = AgencyForm.called | {"on": "the date of the change"}

    on = DateField(label="From which day", initial=timezone.localdate, help_text="How it was until then is kept")

    class Meta:
        model = Agency
        fields = ("name", "standing")
        labels = AgencyForm.Meta.labels
        widgets = AgencyForm.Meta.widgets

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standing"].choices = Standing.choices


class EndAgencyForm(Form):
    called = {"on": "the first day on which the agency takes part no longer"}

    on = DateField(label="First day on which it takes part no longer", initial=timezone.localdate)


class ContactForm(Form):
    called = {"member": "the single point of contact"}

    member = forms.ModelChoiceField(None, label="Single point of contact", empty_label="Choose a person")

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = agency.members.in_force().select_related("user", "agency")
        self.fields["member"].label_from_instance = lambda member: member.user.name
