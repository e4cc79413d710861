"""Pictures that a chapter shows from its own folder, embedded so that the document stays one file."""

import base64
from pathlib import Path
from urllib.parse import quote, unquote

from saferplan.errors import DocumentError

MAX_IMAGE_BYTES = 5_000_000
"""A photograph across the page needs less; the whole document should still open on a phone."""
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def embedded_image(folder: Path, source: str, *, where: str) -> str:
    """The picture as a data address. DocumentError for what is absent, outside the folder, huge or no picture."""
    root = folder.resolve()
    file = (root / unquote(source)).resolve()
    if not file.is_relative_to(root):
        raise DocumentError(f"image {source} lies outside the document's folder", where=where)
    if not file.is_file():
        raise DocumentError(f"there is no image {source}", where=where, remedy="Put it into the document's folder.")
    size = file.stat().st_size
    if size > MAX_IMAGE_BYTES:
        raise DocumentError(
            f"image {source} has {size:,} bytes", where=where, remedy=f"Make it smaller than {MAX_IMAGE_BYTES:,} bytes."
        )
    content = file.read_bytes()
    kind = next((kind for signature, kind in SIGNATURES.items() if content.startswith(signature)), None)
    if kind is None:
        raise DocumentError(f"image {source} is neither PNG nor JPEG", where=where)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def embedded_svg(svg: str) -> str:
    """A drawing as a data address, shorter than base64 would be; without spaces, so that srcset takes it too."""
    return "data:image/svg+xml," + quote(svg, safe="!$()*+,-./:;=?@_~")
