"""What an administrator may choose: colours that people can read, and a picture that does no harm."""

from typing import Any

from django import forms

from saferplan.documents.brand import MAX_LOGO_BYTES, logo_image
from saferplan.documents.images import Image
from saferplan.errors import DocumentError
from saferplan.web.brands.contrast import faults
from saferplan.web.brands.models import COLOUR, Brand
from saferplan.web.design_system.forms import Form, ModelForm
from saferplan.web.design_system.versions import Versioned
from saferplan.web.files.incoming import Incoming


class ColoursForm(Versioned, ModelForm):
    called = {
        "brand": "the main colour",
        "on_brand": "the colour of letters on the main colour",
        "link": "the colour of links",
    }

    class Meta:
        model = Brand
        fields = ("brand", "on_brand", "link")
        help_texts = {
            "brand": "The band at the top, the line at the foot, and notices. For example, #123c5c",
            "on_brand": "The partnership’s name in the band. For example, #ffffff",
            "link": "For example, #1a5a8c",
        }
        widgets = {
            name: forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": False}) for name in fields
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].validators = [COLOUR]  # it says what a colour is, and not only how long it may be

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        colours = {name: cleaned.get(name, "") for name in self.Meta.fields}
        if all(COLOUR.regex.match(colour) for colour in colours.values()):
            for name, advice in faults(colours):
                self.add_error(name, advice)
        return cleaned


class LogoForm(Form):
    """`cleaned_data["logo"]` is an Image, made bare."""

    logo = forms.FileField(
        label="Logo", help_text="PNG, JPEG or plain SVG, up to 1 MB. It is shown 40 pixels high, on white."
    )

    def clean_logo(self) -> Image:
        given: Incoming = self.cleaned_data["logo"]
        if given.fault:
            raise forms.ValidationError(given.fault)
        if given.size > MAX_LOGO_BYTES:
            raise forms.ValidationError(f"The logo must be smaller than {MAX_LOGO_BYTES:,} bytes")
        try:
            return logo_image(given.path.read_bytes(), "", where="")
        except DocumentError as fault:
            raise forms.ValidationError(_in_words(fault)) from None


def _in_words(fault: DocumentError) -> str:
    """Without the name of the file, which means nothing here."""
    return " ".join(f"The {fault.problem}. {fault.remedy}".split())
