from datetime import timedelta

from django import forms
from django.utils import timezone

from saferplan.web.api.models import Token
from saferplan.web.api.scopes import scopes_for
from saferplan.web.design_system.forms import Checkboxes, DateField, ModelForm
from saferplan.web.people.models import Member

USUAL = timedelta(days=180)


class TokenForm(ModelForm):
    called = {"name": "what the token is for", "agency": "the agency", "expires_on": "the last day"}

    scopes = forms.MultipleChoiceField(
        label="What it may read beside open data",
        required=False,
        widget=Checkboxes(),
        help_text="With none it reads open data, and more often than without a token.",
    )
    expires_on = DateField(label="Last day on which it holds", help_text="Within the next year.")

    class Meta:
        model = Token
        fields = ("name", "agency")
        labels = {"name": "Which tool it is for", "agency": "Whose tool it is"}
        help_texts = {"name": "Such as: Power BI report for the Board. Name nobody."}

    def __init__(self, *args, by: Member, **kwargs) -> None:
        super().__init__(*args, instance=Token(partnership=by.partnership), **kwargs)
        offered = scopes_for(by)
        self.fields["scopes"].choices = [(one.word, one.title) for one in offered]
        self.fields["scopes"].widget.hints = {one.word: one.description for one in offered}
        self.fields["expires_on"].initial = timezone.localdate() + USUAL
        self.fields["agency"].queryset = by.partnership.agencies.in_force()
        self.fields["agency"].empty_label = "Choose an agency"
        self.order_fields(["name", "agency", "scopes", "expires_on"])
