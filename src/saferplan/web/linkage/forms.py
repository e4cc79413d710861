from django import forms

from saferplan.web.design_system.forms import Form, Radios
from saferplan.web.linkage.models import Said


class BeginForm(Form):
    called = {"purpose": "what you look at them for"}

    purpose = forms.ChoiceField(label="What you look at the pairs for", widget=Radios())
    why = forms.CharField(
        label="Reason to keep with your decisions",
        required=False,
        max_length=300,
        help_text="Such as the list that you decide by. Name nobody: reasons are kept in the clear.",
    )
    by_keys = forms.BooleanField(
        label="Answer with single keys",
        required=False,
        initial=True,
        help_text="S, D, K and U on the keyboard. You can turn them off at any time.",
    )

    def __init__(self, *args, purposes: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = purposes


class AnswerForm(Form):
    """`pair` and `said` come from the page's own buttons."""

    marks_optional = False
    pair = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    said = forms.ChoiceField(
        choices=[(said.value, said.label) for said in Said if said is not Said.BACK], widget=forms.HiddenInput
    )
    why = forms.CharField(
        label="Reason, if you want to give one",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),  # in a field of one line the return key would press the first button
        help_text="Name nobody: reasons are kept in the clear.",
    )

    def clean_said(self) -> Said:
        return Said(self.cleaned_data["said"])
