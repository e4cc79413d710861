import pytest

from saferplan.documents.brand import Brand
from saferplan.documents.charts.picture import Picture
from saferplan.documents.typesetting import WEIGHTS, font_files, in_letters_of, typeset
from saferplan.errors import DocumentError


def set_as_png(template, **files):
    return typeset(template, {name.replace("_", "."): content for name, content in files.items()}, Brand(), form="png")


def test_a_page_comes_out_as_one_picture_each():
    made = set_as_png('#set text(font: "Source Sans Pro")\nA\n#pagebreak()\nB')
    assert [page[:4] for page in made] == [b"\x89PNG", b"\x89PNG"]


def test_a_warning_is_an_error():
    with pytest.raises(DocumentError, match="the pages cannot be set: unknown font family: helvetica"):
        set_as_png('#set text(font: "Helvetica")\nA')


@pytest.mark.parametrize("path", ["/etc/hostname", "../../../etc/hostname"])
def test_a_template_reads_nothing_but_its_own_files(path):
    with pytest.raises(DocumentError, match="the pages cannot be set"):
        set_as_png(f'#read("{path}")')


def test_pdf_that_would_not_be_accessible_is_refused():
    with pytest.raises(DocumentError, match="PDF/UA-1 error: missing alt text"):
        typeset('#set document(title: "A")\n#set text(font: "Source Sans Pro")\n= A\n#image("a.svg")',
                {"a.svg": Picture(10, 10).svg().encode()}, Brand(), form="pdf")  # fmt: skip


def test_drawings_take_the_letters_of_the_brand():
    picture = Picture(10, 10)
    picture.text((1, 1), 'font-family="x"')
    written = in_letters_of(Brand(font="House Sans"), picture.svg()).decode()
    assert 'font-family="House Sans"' in written
    assert "Arial" not in written
    assert 'font-family="x"' in written


def test_fonts_are_the_packaged_ones_or_those_of_the_folder(tmp_path):
    assert [file.name for file in font_files(Brand())] == [f"SourceSansPro-{weight}.ttf" for weight in WEIGHTS]
    for name in ("b.TTF", "a.otf", "licence.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [file.name for file in font_files(Brand(font="X", font_folder=tmp_path))] == ["a.otf", "b.TTF"]


def test_a_file_that_is_no_font_leaves_the_family_unknown(tmp_path):
    (tmp_path / "a.ttf").write_bytes(b"no font")
    with pytest.raises(DocumentError, match="the font 'X' is not in the font_folder"):
        typeset("A", {}, Brand(font="X", font_folder=tmp_path), form="png")
