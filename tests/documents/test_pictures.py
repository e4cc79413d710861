import struct

import pytest
from sample_document import HOSTILE

from saferplan.documents import pictures
from saferplan.documents.brand import Brand
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.pictures import PIXELS_PER_INCH, rasterised
from saferplan.errors import DocumentError


def drawing(words=HOSTILE, width=300, height=60):
    picture = Picture(width, height)
    picture.text((10, 30), words)
    return picture.svg()


def size(png):
    return struct.unpack(">II", png[16:24])


@pytest.fixture
def compiled(monkeypatch):
    """How many drawings each run of the typesetter was given."""
    runs, original = [], pictures.typeset

    def counted(template, files, *arguments, **named):
        runs.append(len(files) - 1)
        return original(template, files, *arguments, **named)

    monkeypatch.setattr(pictures, "typeset", counted)
    return runs


def test_pictures_are_as_sharp_as_paper_wants(tmp_path):
    made = rasterised({"a.svg": drawing()}, Brand(), kept_in=tmp_path)["a.svg"]
    assert size(made) == pytest.approx((300 * PIXELS_PER_INCH / 96, 60 * PIXELS_PER_INCH / 96), abs=1)


def test_words_are_drawn_in_the_packaged_font(tmp_path):
    """A drawing of a font that nobody has would come out without its words, so as the empty one."""
    made = rasterised({"words": drawing("Words"), "none": drawing(" ")}, Brand(), kept_in=tmp_path)
    assert len(made["words"]) > 1.2 * len(made["none"])
    assert theme.FONT in drawing()


def test_all_missing_pictures_are_drawn_in_one_run_and_kept(tmp_path, compiled):
    drawings = {"a": drawing("A"), "b": drawing("B", height=90)}
    first = rasterised(drawings, Brand(), kept_in=tmp_path)
    assert compiled == [2]
    assert list(first) == ["a", "b"]
    assert size(first["a"]) != size(first["b"])
    assert rasterised(drawings, Brand(), kept_in=tmp_path) == first
    assert compiled == [2]
    rasterised({**drawings, "c": drawing("C")}, Brand(), kept_in=tmp_path)
    assert compiled == [2, 1]


def test_a_picture_cut_off_as_it_was_kept_is_drawn_anew(tmp_path, compiled):
    first = rasterised({"a": drawing()}, Brand(), kept_in=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-20])
    assert rasterised({"a": drawing()}, Brand(), kept_in=tmp_path) == first
    assert compiled == [1, 1]


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert rasterised({"a": drawing()}, Brand(), kept_in=tmp_path / "file" / "cache")["a"].startswith(b"\x89PNG")


def test_the_cache_is_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    rasterised({"a": drawing()}, Brand())
    assert len(list((tmp_path / "saferplan" / "pictures").iterdir())) == 1


def test_a_drawing_without_a_size_is_an_error(tmp_path):
    with pytest.raises(DocumentError, match="does not say its width"):
        rasterised({"a": "<svg></svg>"}, Brand(), kept_in=tmp_path)
