"""Whose document it is: name, logo, colours and font, from a small settings file that a publisher writes once.

Colours that a reader could not tell from their ground are refused (WCAG 2.2 AA, 1.4.3 and 1.4.11). Charts keep their
own colours, which are safe for colour-blind readers.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from saferplan.documents.images import Image, content_of, raster_image
from saferplan.errors import DocumentError, nearest

SETTINGS = "brand.toml"
FONT = "Source Sans Pro"
"""The letters that ship with saferplan; SIL Open Font License."""
MAX_LOGO_BYTES = 1_000_000
LOGO_SIDE = 1_000
"""Most pixels that the longer side of a drawn logo is given: what it says itself may be a bomb for whoever draws it."""
PAGE, NOTICE = "#ffffff", "#fdf1d3"
"""Grounds that no brand changes: the page, and what is pointed out on it."""
DEFAULT_COLOURS = MappingProxyType({"brand": "#123c5c", "on_brand": "#ffffff", "link": "#1a5a8c", "focus": "#b3370e"})

MIDDLE = 0.18
"""Luminance from which black letters stand out better than white ones."""
TEXT, PART_OF_A_PAGE = 4.5, 3.0
"""Least contrast of text (WCAG 2.2, 1.4.3) and of what shows state or marks a control (1.4.11)."""


@dataclass(frozen=True)
class Pair:
    """Two colours that meet on a page, and the contrast that they need there."""

    colour: str
    ground: str
    least: float
    where: str


PAIRS = (
    Pair("on_brand", "brand", TEXT, "letters on the title's band"),
    Pair("brand", "page", TEXT, "headings on the page"),
    Pair("link", "page", TEXT, "links on the page"),
    Pair("link", "notice", TEXT, "links on what is pointed out"),
    Pair("focus", "page", PART_OF_A_PAGE, "the frame around what the keyboard has reached"),
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FAMILY = re.compile(r"\w[\w .'-]{0,60}")
_HARMFUL_SVG = re.compile(
    rb"<!(DOCTYPE|ENTITY)|<(\w+:)?(script|foreignObject)\b|\bon\w+\s*=|href\s*=\s*[\"'](?!#|data:image/)"
    rb"|@import|\burl\((?!\s*[\"']?#)",
    re.IGNORECASE,
)
_NUMBER = rb"(\d{1,9}(?:\.\d+)?)"
_SVG_SIZE = re.compile(rb"<svg\b[^>]*\bviewBox\s*=\s*[\"']\s*\S+[\s,]+\S+[\s,]+" + _NUMBER + rb"[\s,]+" + _NUMBER)


@dataclass(frozen=True)
class Brand:
    """The look of a publisher; without settings it is neutral. Files are named in full."""

    name: str = ""
    logo: Image | None = None
    font: str = FONT
    font_folder: Path | None = None
    reference_docx: Path | None = None
    reference_odt: Path | None = None
    colours: Mapping[str, str] = field(default_factory=lambda: DEFAULT_COLOURS)


def brand_of(folder: Path) -> Brand:
    """The brand in a document's folder; neutral where there is none."""
    file = folder / SETTINGS
    return read_brand(file) if file.is_file() else Brand()


def read_brand(file: Path) -> Brand:
    """Raises DocumentError that names the setting, the file that is missing, or the pair of colours and its ratio."""
    settings = _settings(file)
    if "logo" in settings and not settings.get("name", "").strip():
        raise DocumentError(
            "a logo wants the publisher's name", where=file.name, remedy='It is read out in its place: name = "…".'
        )
    return Brand(
        name=settings.get("name", ""),
        logo=_logo(file, settings["logo"]) if "logo" in settings else None,
        font=_font(file, settings),
        font_folder=_beside(file, "font_folder", settings, is_folder=True),
        reference_docx=_beside(file, "reference_docx", settings),
        reference_odt=_beside(file, "reference_odt", settings),
        colours=_colours(file, settings.get("colours", {})),
    )


def contrast(one: str, other: str) -> float:
    """Ratio of relative luminances, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _settings(file: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise DocumentError(f"the brand cannot be read ({fault.strerror})", where=str(file)) from None
    except UnicodeDecodeError:
        raise DocumentError("the brand is not UTF-8 text", where=file.name, remedy="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as fault:
        raise DocumentError(str(fault), where=file.name) from None
    known = ["name", "logo", "font", "font_folder", "reference_docx", "reference_odt", "colours"]
    for key, value in settings.items():
        if key not in known:
            raise DocumentError(f"there is no setting '{key}'", where=file.name, remedy=nearest(key, known))
        if not isinstance(value, dict if key == "colours" else str):
            expected = "a section [colours]" if key == "colours" else "text in quotes"
            raise DocumentError(f"'{key}' must be {expected}", where=file.name)
        if isinstance(value, str) and not value.isprintable():
            raise DocumentError(f"'{key}' has a character that cannot be printed", where=file.name)
    return settings


def _beside(file: Path, key: str, settings: Mapping[str, str], *, is_folder: bool = False) -> Path | None:
    """The file that a setting names, from the brand's own folder."""
    if key not in settings:
        return None
    named = _inside(file, settings[key])
    if not (named.is_dir() if is_folder else named.is_file()):
        kind = "folder" if is_folder else "file"
        raise DocumentError(f"{key} names a {kind} that is not there: {settings[key]}", where=file.name)
    return named.resolve()


def _inside(file: Path, name: str) -> Path:
    """A document from a stranger must not publish the builder's own files."""
    path = file.parent / name
    if not path.resolve().is_relative_to(file.parent.resolve()):
        raise DocumentError(
            f"{name} lies outside the document's folder", where=file.name, remedy=f"Copy it beside {file.name}."
        )
    return path


def _font(file: Path, settings: Mapping[str, str]) -> str:
    font = settings.get("font", FONT)
    if not _FAMILY.fullmatch(font):
        raise DocumentError(f"'{font}' is not the name of a font", where=file.name)
    if font != FONT and "font_folder" not in settings:
        raise DocumentError(
            f"nobody but you has the font '{font}'",
            where=file.name,
            remedy='Name the folder with its files (.ttf or .otf): font_folder = "fonts".',
        )
    return font


def _logo(file: Path, name: str) -> Image:
    path = _inside(file, name)
    if not path.is_file():
        raise DocumentError(f"there is no logo {name}", where=file.name, remedy=f"Put it beside {file.name}.")
    return logo_image(content_of(path, name, where=file.name, most=MAX_LOGO_BYTES), name, where=file.name)


def logo_image(content: bytes, name: str, *, where: str) -> Image:
    """A PNG, JPEG or plain SVG, without what tells of its making; DocumentError for anything else."""
    if b"<svg" not in content[:2000]:
        return raster_image(content, name, where=where)
    size = _SVG_SIZE.search(content)
    if _HARMFUL_SVG.search(content):
        raise DocumentError(
            f"logo {name} has scripts or links in it", where=where, remedy="Export it as plain SVG, or as PNG."
        )
    if not size or not float(size[1]) or not float(size[2]):
        raise DocumentError(f"logo {name} has no viewBox, so no size", where=where, remedy="Export it again.")
    return Image(content, "image/svg+xml", *_drawn_size(float(size[1]), float(size[2])))


def _drawn_size(width: float, height: float) -> tuple[int, int]:
    scale = min(1, LOGO_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _colours(file: Path, given: Mapping[str, Any]) -> Mapping[str, str]:
    for name, colour in given.items():
        if name not in DEFAULT_COLOURS:
            known = list(DEFAULT_COLOURS)
            raise DocumentError(
                f"there is no colour '{name}'",
                where=file.name,
                remedy=nearest(name, known) or f"There are {', '.join(known)}.",
            )
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise DocumentError(f"colour {name} is not like #123c5c", where=file.name)
    colours = {**DEFAULT_COLOURS, **given}
    for fault in too_little_contrast(colours):
        pair = fault.pair
        raise DocumentError(
            f"too little contrast for {pair.where}: {pair.colour} {colours[pair.colour]} on {pair.ground}"
            f" {fault.ground} is {fault.ratio:.2f} to 1, and {pair.least:g} to 1 is the least (WCAG 2.2 AA)",
            where=file.name,
            remedy=f"Choose {pair.colour} {fault.way}.",
        )
    return MappingProxyType(colours)


@dataclass(frozen=True)
class Fault:
    """Colours that a reader could not tell apart; `way` is where to look for better: "darker" or "lighter"."""

    pair: Pair
    ground: str
    ratio: float
    way: str


def too_little_contrast(colours: Mapping[str, str], pairs: Sequence[Pair] = PAIRS) -> Iterator[Fault]:
    """Of `pairs`, those whose contrast is below what they need; the ratio is cut, never rounded up to the limit."""
    known = {**colours, "page": PAGE, "notice": NOTICE}
    for pair in pairs:
        colour, ground = known[pair.colour], known[pair.ground]
        ratio = contrast(colour, ground)
        if ratio < pair.least:
            yield Fault(pair, ground, int(ratio * 100) / 100, "darker" if _luminance(ground) > MIDDLE else "lighter")
