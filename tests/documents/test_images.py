import base64
import zlib

import pytest
from picture_files import chunk, jpeg, png_head, whole_png

from saferplan.documents.images import MAX_IMAGE_BYTES, embedded_image, embedded_svg, read_image
from saferplan.errors import DocumentError


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "document"
    inside.mkdir()
    (inside / "a picture.png").write_bytes(whole_png(2, 3))
    (inside / "photo.jpg").write_bytes(jpeg())
    (inside / "page.png").write_bytes(b"<svg onload='x'>")
    (inside / "cut.png").write_bytes(whole_png()[:-1])
    (inside / "cut.jpg").write_bytes(jpeg()[:14])
    (inside / "nothing-in-it.png").write_bytes(png_head(0, 5))
    (inside / "bomb.png").write_bytes(png_head(100_000, 100_000))
    (tmp_path / "secret.png").write_bytes(whole_png(2, 3))
    return inside


def test_pictures_are_embedded_by_what_they_are(folder):
    address = embedded_image(folder, "a%20picture.png", where="01-a.md")
    assert address == f"data:image/png;base64,{base64.b64encode(whole_png(2, 3)).decode()}"
    assert embedded_image(folder, "photo.jpg", where="01-a.md").startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize(("source", "size"), [("a%20picture.png", (2, 3)), ("photo.jpg", (4, 5))])
def test_the_size_is_read_from_the_header(folder, source, size):
    image = read_image(folder, source, where="01-a.md")
    assert (image.width, image.height) == size
    assert image.ending == source[-4:]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nothing.png", "there is no image"),
        ("../secret.png", "outside the document's folder"),
        ("/etc/hostname", "outside the document's folder"),
        ("page.png", "neither PNG nor JPEG"),
        (".", "there is no image"),
        ("cut.png", "is damaged"),
        ("cut.jpg", "is damaged"),
        ("nothing-in-it.png", "is damaged"),
        ("bomb.png", "100,000 by 100,000 pixels"),
    ],
)
def test_what_is_no_picture_of_the_folder_is_refused(folder, source, said):
    with pytest.raises(DocumentError, match=said) as caught:
        embedded_image(folder, source, where="01-a.md")
    assert caught.value.where == "01-a.md"


def test_a_png_is_carried_without_what_its_pixels_do_not_need(folder):
    """Texts of who took it and where, profiles that unfold to gigabytes, and programs hidden behind its end."""
    plain = whole_png()
    begin = plain.index(b"IDAT") - 4
    parts = {b"iCCP": b"a\0\0" + zlib.compress(b"\0" * 1_000_000), b"eXIf": b"51.5 N", b"tEXt": b"Author\0A. Name"}
    laden = plain[:begin] + b"".join(chunk(*part) for part in parts.items()) + plain[begin:] + b"<script>"
    (folder / "laden.png").write_bytes(laden)
    assert read_image(folder, "laden.png", where="01-a.md").content == plain
    needed = plain[:begin] + chunk(b"gAMA", b"\0\0\xb1\x8f") + plain[begin:]
    (folder / "needed.png").write_bytes(needed)
    assert read_image(folder, "needed.png", where="01-a.md").content == needed


def test_a_link_out_of_the_folder_is_no_way_out(folder):
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    with pytest.raises(DocumentError, match="outside"):
        embedded_image(folder, "link.png", where="01-a.md")


def test_a_huge_picture_is_refused_unread(folder):
    with (folder / "huge.png").open("wb") as stream:
        stream.write(whole_png(2, 3))
        stream.truncate(200_000_000)
    with pytest.raises(DocumentError, match=f"smaller than {MAX_IMAGE_BYTES:,}"):
        embedded_image(folder, "huge.png", where="01-a.md")


def test_a_drawing_stays_whole_inside_an_attribute_and_a_srcset():
    address = embedded_svg('<svg a="1">\'#%&é <text>x</text></svg>')
    assert not set(address) & set("\"'<># &")
    assert address.startswith("data:image/svg+xml,")
