"""Drawings as PNG for programs that take no SVG, kept from one build to the next by what they show."""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from saferplan.documents.brand import Brand
from saferplan.documents.drawing import size_of
from saferplan.documents.images import Image
from saferplan.documents.typesetting import font_files, in_letters_of, typeset

PIXELS_PER_INCH = 220
"""Sharp on paper: twice what a screen shows at the size at which the pictures are printed."""
POINTS_PER_PIXEL = 0.75
"""CSS: 96 pixels and 72 points to the inch."""
KEPT_DAYS = 30
_PNG_END = b"IEND\xaeB`\x82"
_TEMPLATE = """\
#for drawing in json("drawings.json") {
  page(width: drawing.width * 1pt, height: drawing.height * 1pt, margin: 0pt, image(drawing.file, width: 100%))
}
"""


def rasterised(drawings: Mapping[str, str], brand: Brand, *, kept_in: Path | None = None) -> dict[str, bytes]:
    """A PNG for each SVG, by the same names; those of an earlier build are taken from `kept_in` (the user's cache)."""
    folder = kept_in or cache_folder()
    _forget_old(folder)
    in_letters = {name: in_letters_of(brand, svg) for name, svg in drawings.items()}
    files = {name: folder / f"{_key(svg, brand)}.png" for name, svg in in_letters.items()}
    made = {name: content for name, file in files.items() if (content := _kept(file)) is not None}
    missing = {name: svg for name, svg in in_letters.items() if name not in made}
    for name, content in _drawn(missing, brand).items():
        _keep(files[name], content)
        made[name] = content
    return {name: made[name] for name in drawings}


def sized(logo: Image) -> str:
    """A drawing from elsewhere as one that says its size in pixels, as ours do."""
    address = f'<image href="{logo.address}" width="{logo.width}" height="{logo.height}"/>'
    size = f'width="{logo.width}" height="{logo.height}" viewBox="0 0 {logo.width} {logo.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{address}</svg>'


def cache_folder() -> Path:
    """Where the user's programs keep what they can make again (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "saferplan" / "pictures"


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


def _kept(file: Path) -> bytes | None:
    """None for what is not there, or was cut off as it was written."""
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        return None
    return content if content.endswith(_PNG_END) else None


def _keep(file: Path, content: bytes) -> None:
    """A cache that cannot be written makes the next build slower and nothing worse."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(file)


def _forget_old(folder: Path) -> None:
    before = time.time() - KEPT_DAYS * 24 * 3600
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if file.stat().st_mtime < before:
                file.unlink()
