import re
from dataclasses import fields
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_files import png_head, whole_png

from saferplan.documents.brand import DEFAULT_COLOURS, FONT, NOTICE, PAGE, PAIRS, Brand, brand_of, contrast, read_brand
from saferplan.errors import DocumentError

colours = st.from_regex("#[0-9a-f]{6}", fullmatch=True)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'


def brand(folder, text, **files):
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    (folder / "brand.toml").write_text(text, encoding="utf-8")
    return read_brand(folder / "brand.toml")


def test_contrast_of_the_examples_that_wcag_is_taught_with():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@given(colours, colours)
def test_contrast_knows_no_order_and_lies_between_one_and_twenty_one(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21 + 1e-9
    assert contrast(one, one) == 1


def test_the_neutral_brand_keeps_every_pair():
    known = {**DEFAULT_COLOURS, "page": PAGE, "notice": NOTICE}
    assert all(contrast(known[pair.colour], known[pair.ground]) >= pair.least for pair in PAIRS)


def test_the_page_is_drawn_in_the_colours_that_were_checked():
    sheet = resources.files("saferplan.documents").joinpath("templates/document.css").read_text(encoding="utf-8")
    said = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sheet))
    assert said["notice"] == NOTICE
    assert {name: said[name.replace("_", "-")] for name in DEFAULT_COLOURS} == dict(DEFAULT_COLOURS)


def test_a_folder_without_settings_is_neutral(tmp_path):
    assert brand_of(tmp_path) == Brand()
    assert Brand().font == FONT


def test_settings_are_read_and_files_found_beside_them(tmp_path):
    (tmp_path / "fonts").mkdir()
    read = brand(
        tmp_path,
        'name = "Exampleshire Partnership"\nlogo = "logo.png"\nreference_docx = "house.docx"\n'
        'font = "House Sans"\nfont_folder = "fonts"\n[colours]\nbrand = "#5b1a66"\n',
        logo_png=whole_png(300, 100),
        house_docx=b"x",
    )
    assert (read.name, read.font, read.colours["brand"]) == ("Exampleshire Partnership", "House Sans", "#5b1a66")
    assert read.colours["link"] == DEFAULT_COLOURS["link"]
    assert read.logo is not None
    assert (read.logo.kind, read.logo.width) == ("image/png", 300)
    assert read.reference_docx == tmp_path / "house.docx"
    assert brand_of(tmp_path) == read


def test_the_example_of_the_reference_is_a_brand(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    for name in ("house-style.docx", "house-style.odt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "fonts").mkdir()
    read = brand(tmp_path, example, logo_png=whole_png())
    unset = [one.name for one in fields(Brand) if getattr(read, one.name) == getattr(Brand(), one.name)]
    assert unset == ["colours"]
    assert dict(read.colours) == dict(DEFAULT_COLOURS)


def test_a_logo_may_be_svg(tmp_path):
    read = brand(tmp_path, 'name = "X"\nlogo = "logo.svg"', logo_svg=SVG.encode())
    assert read.logo is not None
    assert (read.logo.kind, read.logo.width, read.logo.height) == ("image/svg+xml", 40, 20)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\nbrand = "#ffd700"', "too little contrast for letters on the title's band: on_brand"
         " #ffffff on brand #ffd700 is 1.40 to 1, and 4.5 to 1 is the least"),
        ('[colours]\nbrand = "#ffd700"\non_brand = "#000000"', "too little contrast for headings on the page: brand"),
        ('[colours]\nlink = "#777777"', "links on the page: link #777777 on page #ffffff is 4.47 to 1"),
        ('[colours]\nlink = "#757575"', "links on what is pointed out: link #757575 on notice"),
        ('[colours]\nfocus = "#cccccc"', "what the keyboard has reached: focus.*and 3 to 1 is the least"),
        ('[colours]\nbrand = "red"', "colour brand is not like #123c5c"),
        ('[colours]\nbrand = 5', "colour brand is not like #123c5c"),
        ('[colours]\nbrnd = "#000000"', "there is no colour 'brnd'. Did you mean brand"),
        ('nmae = "X"', "there is no setting 'nmae'. Did you mean name"),
        ('name = 3', "'name' must be text in quotes"),
        ('name = "a\\u0007b"', "'name' has a character that cannot be printed"),
        ('colours = "red"', "'colours' must be a section"),
        ('logo = "logo.png"', "a logo wants the publisher's name"),
        ('name = "X"\nlogo = "logo.png"', "there is no logo logo.png"),
        ('reference_docx = "house.docx"', "reference_docx names a file that is not there: house.docx"),
        ('font = "Gill Sans"', "nobody but you has the font 'Gill Sans'"),
        ('font = "x;}</style>"', "is not the name of a font"),
        ('font = "Gill Sans"\nfont_folder = "fonts"', "font_folder names a folder that is not there"),
        ("name =", "brand.toml: Invalid value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path, text, said):
    with pytest.raises(DocumentError, match=said) as caught:
        brand(tmp_path, text)
    assert caught.value.where == "brand.toml"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "neither PNG nor JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000_000, "smaller than 1,000,000 bytes"),
        (png_head(100_000, 100_000), "100,000 by 100,000 pixels"),
        (b"<svg onload='x'>", "scripts or links"),
        (SVG.replace("<rect", "<script/><rect").encode(), "scripts or links"),
        (SVG.replace("<rect", "<image href='http://elsewhere/x'/><rect").encode(), "scripts or links"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + SVG.encode(), "scripts or links"),
        (b"<svg width='5'></svg>", "no viewBox"),
        (SVG.replace("<rect", "<s:script/><rect").encode(), "scripts or links"),
        (SVG.replace("<rect", "<style>@import 'http://elsewhere/x'</style><rect").encode(), "scripts or links"),
        (SVG.replace("<rect", "<rect fill='url(http://elsewhere/x)'/><rect").encode(), "scripts or links"),
        (SVG.replace("40 20", "9" * 400 + " 20").encode(), "no viewBox"),
        (SVG.replace("40 20", "0 20").encode(), "no viewBox"),
    ],
)
def test_a_logo_that_is_none_is_refused(tmp_path, content, said):
    with pytest.raises(DocumentError, match=said):
        brand(tmp_path, 'name = "X"\nlogo = "logo.png"', logo_png=content)


@pytest.mark.parametrize(
    ("box", "size"), [("60000 30000", (1_000, 500)), ("1 999999999", (1, 1_000)), ("40 20", (40, 20))]
)
def test_a_drawn_logo_of_any_size_is_drawn_in_a_page_of_pixels(tmp_path, box, size):
    """60,000 units square would be 75 GB of pixels in a word processor's file."""
    logo = brand(tmp_path, 'name = "X"\nlogo = "logo.svg"', logo_svg=SVG.replace("40 20", box).encode()).logo
    assert logo is not None
    assert (logo.width, logo.height) == size


@pytest.mark.parametrize("setting", ["logo", "reference_docx", "reference_odt", "font_folder"])
def test_nothing_from_outside_the_folder_is_published(tmp_path, setting):
    folder, outside = tmp_path / "document", tmp_path / "private"
    folder.mkdir()
    outside.mkdir()
    (outside / "letter").write_bytes(whole_png())
    (folder / "link").symlink_to(outside if setting == "font_folder" else outside / "letter")
    for name in ("link", "../private" if setting == "font_folder" else "../private/letter", str(outside)):
        with pytest.raises(DocumentError, match="lies outside the document's folder"):
            brand(folder, f'name = "X"\n{setting} = "{name}"')


def test_a_brand_that_cannot_be_read(tmp_path):
    with pytest.raises(DocumentError, match="cannot be read"):
        read_brand(tmp_path / "brand.toml")
    (tmp_path / "brand.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_brand(tmp_path / "brand.toml")
