import base64

import pytest

from saferplan.documents.images import MAX_IMAGE_BYTES, embedded_image, embedded_svg
from saferplan.errors import DocumentError

PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "document"
    inside.mkdir()
    (inside / "a picture.png").write_bytes(PNG)
    (inside / "photo.jpg").write_bytes(b"\xff\xd8\xffrest")
    (inside / "page.png").write_bytes(b"<svg onload='x'>")
    (tmp_path / "secret.png").write_bytes(PNG)
    return inside


def test_pictures_are_embedded_by_what_they_are(folder):
    address = embedded_image(folder, "a%20picture.png", where="01-a.md")
    assert address == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert embedded_image(folder, "photo.jpg", where="01-a.md").startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nothing.png", "there is no image"),
        ("../secret.png", "outside the document's folder"),
        ("/etc/hostname", "outside the document's folder"),
        ("page.png", "neither PNG nor JPEG"),
        (".", "there is no image"),
    ],
)
def test_what_is_no_picture_of_the_folder_is_refused(folder, source, said):
    with pytest.raises(DocumentError, match=said) as caught:
        embedded_image(folder, source, where="01-a.md")
    assert caught.value.where == "01-a.md"


def test_a_link_out_of_the_folder_is_no_way_out(folder):
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    with pytest.raises(DocumentError, match="outside"):
        embedded_image(folder, "link.png", where="01-a.md")


def test_a_huge_picture_is_refused_unread(folder):
    with (folder / "huge.png").open("wb") as stream:
        stream.write(PNG)
        stream.truncate(200_000_000)
    with pytest.raises(DocumentError, match=f"smaller than {MAX_IMAGE_BYTES:,}"):
        embedded_image(folder, "huge.png", where="01-a.md")


def test_a_drawing_stays_whole_inside_an_attribute_and_a_srcset():
    address = embedded_svg('<svg a="1">\'#%&é <text>x</text></svg>')
    assert not set(address) & set("\"'<># &")
    assert address.startswith("data:image/svg+xml,")
