"""How a partnership looks: its colours and its logo."""

from django.core.validators import RegexValidator
from django.db import models

from saferplan.documents.brand import DEFAULT_COLOURS
from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.partnerships.scope import PartnershipRecord

COLOUR = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", "Enter a colour such as #123c5c: a hash and six of 0 to 9 and a to f")


class ColourField(models.CharField):
    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **({"max_length": 7, "validators": [COLOUR]} | options))

    def deconstruct(self) -> tuple:
        name, path, args, options = super().deconstruct()
        for word in ("max_length", "validators"):
            options.pop(word, None)
        return name, path, args, options


class Brand(EditedRecord, PartnershipRecord):
    """One for each partnership that has chosen; a partnership without it looks neutral."""

    partnership = models.OneToOneField("partnerships.Partnership", on_delete=models.PROTECT, related_name="brand")
    brand = ColourField("main colour", default=DEFAULT_COLOURS["brand"])
    on_brand = ColourField("letters on the main colour", default=DEFAULT_COLOURS["on_brand"])
    link = ColourField("links", default=DEFAULT_COLOURS["link"])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{f"{name}__regex": "^#[0-9a-fA-F]{6}$"}), name=f"{name}_is_a_colour"
            )
            for name in ("brand", "on_brand", "link")
        ]

    def __str__(self) -> str:
        return f"Brand of {self.partnership}"

    @property
    def colours(self) -> dict[str, str]:
        return {"brand": self.brand, "on_brand": self.on_brand, "link": self.link}


class LogoKind(models.TextChoices):
    PNG = "image/png"
    JPEG = "image/jpeg"
    SVG = "image/svg+xml"


class Logo(PartnershipRecord):
    """Looked at and made bare before it is kept. In the database: it changes and is backed up with the rest."""

    partnership = models.OneToOneField("partnerships.Partnership", on_delete=models.PROTECT, related_name="logo")
    content = models.BinaryField()
    kind = models.CharField(max_length=20, choices=LogoKind)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=LogoKind.values), name="logo_is_a_picture"),
        ]

    def __str__(self) -> str:
        return f"Logo of {self.partnership}"
