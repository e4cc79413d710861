"""The partnership's look, as a document's folder keeps it: brand.toml, and the logo beside it."""

from pathlib import Path

from saferplan.documents.brand import SETTINGS
from saferplan.documents.life.starting import toml_value
from saferplan.web.brands.models import Brand, Logo, LogoKind
from saferplan.web.partnerships.models import Partnership

LOGO = "Publishers_logo"  # no picture of a chapter is called so: documents.Picture has plain names
ENDINGS = {LogoKind.PNG: "png", LogoKind.JPEG: "jpg", LogoKind.SVG: "svg"}


def write_brand(partnership: Partnership, place: Path) -> None:
    lines = [f"name = {toml_value(partnership.name)}"]
    if logo := Logo.objects.filter(partnership=partnership).first():
        name = f"{LOGO}.{ENDINGS[LogoKind(logo.kind)]}"
        (place / name).write_bytes(bytes(logo.content))
        lines.append(f"logo = {toml_value(name)}")
    if brand := Brand.objects.filter(partnership=partnership).first():
        lines += ["[colours]", *(f"{word} = {toml_value(colour)}" for word, colour in brand.colours.items())]
    (place / SETTINGS).write_text("\n".join(lines) + "\n", encoding="utf-8")
