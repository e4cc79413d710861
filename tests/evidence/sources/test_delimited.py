"""Reading at once, with Arrow, against reading row by row: both say the same, or the first gives way."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_files import deliver

from saferplan.errors import FileRefused
from saferplan.evidence.sources.delimited import _at_once, carefully, read_delimited


def test_a_plain_file_is_read_at_once_and_each_row_knows_its_line(tmp_path):
    delivered = deliver(tmp_path, "a.csv", '\ufeffcode,n\nE06000060, 5\n"x, y",6\n')
    assert _at_once(delivered) is not None
    records = read_delimited(delivered)
    assert records.heading == ("code", "n")
    assert records.text("CODE").to_pylist() == ["E06000060", "x, y"]
    assert records.text("n").to_pylist() == ["5", "6"]
    assert records.lines.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("content", "lines", "misshapen"),
    [
        ("a,b\n1,2\n\n3,4\n", [2, 4], []),
        ("a,b\n1,2\n,\n3,4\n", [2, 4], []),
        ("a,b\n1,2\n3,4", [2, 3], []),
        ("a,b\r\n1,2\r\n3,4\r\n", [2, 3], []),
        ('a,b\n"1\n1",2\n3,4\n', [2, 4], []),
        ("a,b\n1\n3,4\n5,6,7\n", [3], [2, 4]),
        ("a,b\r1,2\r3,4\r", [2, 3], []),
        ("a,b\n1,2\n,\n", [2], []),
    ],
)
def test_rows_of_several_lines_empty_rows_and_misshapen_ones(tmp_path, content, lines, misshapen):
    records = read_delimited(deliver(tmp_path, "a.csv", content))
    assert records.lines.tolist() == lines
    assert [row.line for row in records.misshapen] == misshapen


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b'a,b\n1,"2\n3,4\n', "line 2: the file is not a readable CSV"),
        (b"a,b\n1,\xff\n", "byte 6 is not UTF-8 text"),
        (b"a,a\n1,2\n", "two columns are headed 'a'"),
    ],
)
def test_what_is_no_csv_is_refused(tmp_path, content, message):
    with pytest.raises(FileRefused, match=message):
        read_delimited(deliver(tmp_path, "a.csv", content))


PIECES = st.sampled_from(
    ["a", "1", "é", ",", "\n", "\r\n", '"', '""', " ", "\t", ",,", ", ", "x,y\n", '"p,q"', '"l\nm"']
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_read_at_once_is_what_careful_reading_gives(body):
    with tempfile.TemporaryDirectory() as folder:
        delivered = deliver(Path(folder), "a.csv", "one,two\n" + body)
        quick = _at_once(delivered)
        if quick is None:
            return
        careful = carefully(delivered)
        assert quick.heading == careful.heading
        assert quick.lines.tolist() == careful.lines.tolist()
        assert quick.misshapen == careful.misshapen
        assert [column.to_pylist() for column in quick.columns] == [column.to_pylist() for column in careful.columns]
