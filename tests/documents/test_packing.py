import io
import zipfile
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from saferplan.documents.packing import unzipped, zipped

DAY = date(2026, 11, 5)


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-zé]{1,8})?", fullmatch=True), st.binary(max_size=200), max_size=6)
)
def test_what_is_packed_is_unpacked_in_the_same_order(files):
    again = unzipped(zipped(files, DAY))
    assert again == files
    assert list(again) == list(files)


def test_nothing_but_contents_and_day_is_in_the_bytes():
    files = {"b.txt": b"b", "a.txt": b"a" * 1000}
    assert zipped(files, DAY) == zipped(dict(files), DAY)
    assert zipped(files, DAY) != zipped(files, date(2026, 11, 6))
    with zipfile.ZipFile(io.BytesIO(zipped(files, DAY, stored=["b.txt"]))) as archive:
        stored, packed = archive.infolist()
    assert (stored.compress_type, packed.compress_type) == (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    assert stored.date_time == packed.date_time == (2026, 11, 5, 0, 0, 0)
    assert packed.external_attr >> 16 == 0o644
