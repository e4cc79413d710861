"""Drawings as PNG for programs that take no SVG, kept from one build to the next by what they show."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from saferplan.documents.brand import Brand
from saferplan.documents.drawing import size_of
from saferplan.documents.images import Image
from saferplan.documents.typesetting import font_files, in_letters_of, typeset
from saferplan.evidence import user_cache

PIXELS_PER_INCH = 220
"""Sharp on paper: twice what a screen shows at the size at which the pictures are printed."""
POINTS_PER_PIXEL = 0.75
"""CSS: 96 pixels and 72 points to the inch."""
_TEMPLATE = """\
#for drawing in json("drawings.json") {
  page(width: drawing.width * 1pt, height: drawing.height * 1pt, margin: 0pt, image(drawing.file, width: 100%))
}
"""


def rasterised(drawings: Mapping[str, str], brand: Brand, *, kept_in: Path | None = None) -> dict[str, bytes]:
    """A PNG for each SVG, by the same names; those of an earlier build are taken from `kept_in` (the user's cache)."""
    folder = kept_in or user_cache.cache_folder("pictures")
    user_cache.forget_old(folder)
    in_letters = {name: in_letters_of(brand, svg) for name, svg in drawings.items()}
    files = {name: folder / f"{_key(svg, brand)}.png" for name, svg in in_letters.items()}
    made = {name: content for name, file in files.items() if (content := user_cache.kept(file))}
    missing = {name: svg for name, svg in in_letters.items() if name not in made}
    for name, content in _drawn(missing, brand).items():
        user_cache.keep(files[name], content)
        made[name] = content
    return {name: made[name] for name in drawings}


def sized(logo: Image) -> str:
    """A drawing from elsewhere as one that says its size in pixels, as ours do."""
    address = f'<image href="{logo.address}" width="{logo.width}" height="{logo.height}"/>'
    size = f'width="{logo.width}" height="{logo.height}" viewBox="0 0 {logo.width} {logo.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{address}</svg>'


def _drawn(drawings: Mapping[str, bytes], brand: Brand) -> dict[str, bytes]:
    if not drawings:
        return {}
    sizes = [(name, *size_of(svg.decode())) for name, svg in drawings.items()]
    told = [
        {"file": name, "width": width * POINTS_PER_PIXEL, "height": height * POINTS_PER_PIXEL}
        for name, width, height in sizes
    ]
    files = {**drawings, "drawings.json": json.dumps(told).encode()}
    pages = typeset(_TEMPLATE, files, brand, form="png", pixels_per_inch=PIXELS_PER_INCH)
    return dict(zip(drawings, pages, strict=True))


def _key(svg: bytes, brand: Brand) -> str:
    """Changes with whatever changes the picture: the drawing, its letters, the program and the resolution."""
    parts = (svg, _letters(tuple(font_files(brand))), version("typst").encode(), str(PIXELS_PER_INCH).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@cache
def _letters(files: tuple[Path, ...]) -> bytes:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()
