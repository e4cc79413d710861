"""Pictures that a chapter shows from its own folder: looked at once, then carried into every format."""

import base64
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from saferplan.documents import jpeg, png
from saferplan.errors import DocumentError

MAX_IMAGE_BYTES = 5_000_000
"""A photograph across the page needs less; the whole document should still open on a phone."""
MAX_PIXELS = 25_000_000
"""A small file can unfold to gigabytes in memory; twice what a telephone takes is enough for a page."""
SIGNATURES = {png.SIGNATURE: "image/png", b"\xff\xd8\xff": "image/jpeg"}
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}


@dataclass(frozen=True)
class Image:
    """`kind` is its media type; width and height are in pixels."""

    content: bytes
    kind: str
    width: int
    height: int

    @property
    def address(self) -> str:
        """As a data address."""
        return f"data:{self.kind};base64,{base64.b64encode(self.content).decode()}"

    @property
    def ending(self) -> str:
        return ENDINGS[self.kind]


def embedded_image(folder: Path, source: str, *, where: str) -> str:
    """The picture as a data address; errors as of `read_image`."""
    return read_image(folder, source, where=where).address


def read_image(folder: Path, source: str, *, where: str) -> Image:
    """The picture at the address `source`. DocumentError for what is absent, outside the folder, huge or no picture."""
    root = folder.resolve()
    file = (root / unquote(source)).resolve()
    if not file.is_relative_to(root):
        raise DocumentError(f"image {source} lies outside the document's folder", where=where)
    if not file.is_file():
        raise DocumentError(f"there is no image {source}", where=where, remedy="Put it into the document's folder.")
    return raster_image(content_of(file, source, where=where), source, where=where)


def content_of(file: Path, name: str, *, where: str, most: int = MAX_IMAGE_BYTES) -> bytes:
    """Refuses a huge file unread."""
    size = file.stat().st_size
    if size > most:
        raise DocumentError(
            f"image {name} has {size:,} bytes", where=where, remedy=f"Make it smaller than {most:,} bytes."
        )
    return file.read_bytes()


def raster_image(content: bytes, name: str, *, where: str) -> Image:
    """A PNG or JPEG; DocumentError for anything else, and for more pixels than a page can use."""
    kind = next((kind for signature, kind in SIGNATURES.items() if content.startswith(signature)), None)
    if kind is None:
        raise DocumentError(f"image {name} is neither PNG nor JPEG", where=where)
    size = png.size_of(content) if kind == "image/png" else jpeg.size_of(content)
    if size and size[0] * size[1] > MAX_PIXELS:
        width, height = size
        raise DocumentError(
            f"image {name} has {width:,} by {height:,} pixels", where=where, remedy="Save it in a smaller size."
        )
    bare = png.bare_png(content) if kind == "image/png" else jpeg.bare_jpeg(content)
    if bare is None or size is None or 0 in size:
        raise DocumentError(f"image {name} is damaged", where=where, remedy="Save it again as PNG or JPEG.")
    return Image(bare, kind, *size)


def embedded_svg(svg: str) -> str:
    """A drawing as a data address, shorter than base64 would be; without spaces, so that srcset takes it too."""
    return "data:image/svg+xml," + quote(svg, safe="!$()*+,-./:;=?@_~")
