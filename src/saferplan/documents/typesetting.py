"""Typst, for pages and for pictures: with the fonts named and no other, and with every warning an error."""

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

from saferplan.documents.brand import FONT, Brand
from saferplan.documents.charts import theme
from saferplan.errors import DocumentError

WEIGHTS = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
FONT_FILES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
FILES = "files"
"""The folder in which a template finds its pictures."""
_NO_LETTERS = re.compile(r'the text `"(?P<text>.*)"` could not be displayed', re.DOTALL)


def typeset(
    template: str,
    files: Mapping[str, bytes],
    brand: Brand,
    *,
    form: Literal["pdf", "png"],
    made_on: date | None = None,
    pixels_per_inch: float | None = None,
) -> list[bytes]:
    """The PDF (PDF/UA-1), or a PNG a page. `files` lie beside the template by their names.

    Raises DocumentError where a font is absent, a letter is in none, or the outcome would not be accessible.
    """
    # Typst is loaded where it is used: most commands need none of it.
    import typst

    with tempfile.TemporaryDirectory(prefix="saferplan-typst-") as work:
        folder = Path(work)
        _write(folder, {"main.typ": template.encode(), **files})
        fonts = _fonts(folder / "fonts", brand)
        try:
            made, warnings = typst.compile_with_warnings(
                str(folder / "main.typ"),
                font_paths=fonts,
                ignore_system_fonts=True,
                format=form,
                ppi=pixels_per_inch,
                pdf_standards=["ua-1"] if form == "pdf" else [],
                timestamp=datetime.combine(made_on, time(), UTC) if made_on else None,
            )
        except typst.TypstError as fault:
            raise _explained(fault, brand) from fault
    if warnings:
        raise DocumentError(f"the pages cannot be set: {warnings[0].message}")
    return made if isinstance(made, list) else [made]


def in_letters_of(brand: Brand, svg: str) -> bytes:
    """The drawing with the brand's font in place of the list of fonts that a browser chooses from."""
    return svg.replace(f'font-family="{theme.FONT}"', f'font-family="{brand.font}"', 1).encode()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _fonts(folder: Path, brand: Brand) -> list[str]:
    """Copied, so that it depends on no order of files which of two like fonts is taken."""
    import typst

    folder.mkdir()
    for file in font_files(brand):
        shutil.copyfile(file, folder / file.name)
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]).families()
    if brand.font not in known:
        there = f"There are {', '.join(known)}." if known else "There is none."
        raise DocumentError(f"the font '{brand.font}' is not in the font_folder", where="brand.toml", remedy=there)
    return [str(folder)]


def font_files(brand: Brand) -> list[Path]:
    """The brand's own fonts; for the neutral brand those that come with saferplan."""
    if brand.font_folder is not None:
        return sorted(file for file in brand.font_folder.iterdir() if file.suffix.lower() in FONT_FILES)
    import font_source_sans_pro

    packaged = Path(font_source_sans_pro.font_directory)
    files = [packaged / f"SourceSansPro-{weight}.ttf" for weight in WEIGHTS]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise DocumentError(
            f"the font {FONT} is not installed ({missing[0]})", remedy="Install font-source-sans-pro again."
        )
    return files


def _explained(fault: Exception, brand: Brand) -> DocumentError:
    message = getattr(fault, "message", str(fault))
    if found := _NO_LETTERS.search(message):
        return DocumentError(
            f"the font {brand.font} has no letters for '{found['text']}'",
            remedy="Name a font that has them in brand.toml, with font and font_folder.",
        )
    return DocumentError(f"the pages cannot be set: {message}")
