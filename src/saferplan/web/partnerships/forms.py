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
    class Meta:
        model = Partnership
        fields = ("name", "area_code")
        labels = {"area_code": "Area"}


class PlaceForm(ModelForm):
    class Meta:
        model = Place
        fields = ("code", "name")
        help_texts = {"code": "Such as E10000002 for a county, E07000004 for a district, E22000303 for a partnership"}

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, instance=Place(partnership=partnership), **kwargs)


class AgencyForm(ModelForm):
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
    on = DateField(label="From which day", initial=timezone.localdate)


class ContactForm(Form):
    member = forms.ModelChoiceField(None, label="Single point of contact", empty_label="Choose a person")

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = agency.members.in_force().select_related("user", "agency")
        self.fields["member"].label_from_instance = lambda member: member.user.name
