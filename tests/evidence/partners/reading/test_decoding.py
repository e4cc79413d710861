"""Whatever programs have had a hand in the bytes, the text that was meant comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_files import deliver

from saferplan.errors import FileRefused
from saferplan.evidence.partners.reading.decoding import decode, decode_head

TEXT = "Ref,Street\n1,Café Row £5\n2,Heol y Môr\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("it is UTF-16 text",)),
        ("utf-16-le", ("it is UTF-16 text",)),
        ("utf-16-be", ("it is UTF-16 text",)),
        ("cp1252", ("lines read as Windows-1252 text: 2",)),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_gives_the_same_text(tmp_path, encoding, said, newline):
    delivered = deliver(tmp_path, "a.csv", TEXT.replace("\n", newline).encode(encoding))
    found = decode(delivered)
    assert found.data.decode() == TEXT
    assert found.said == said
    assert decode_head(delivered).decode() == TEXT


def test_encodings_may_change_from_line_to_line(tmp_path):
    content = "a,é\n".encode() + "b,é\n".encode("cp1252") + "c,’\n".encode("cp1252") + "d,’\n".encode()
    found = decode(deliver(tmp_path, "a.csv", content))
    assert found.data.decode() == "a,é\nb,é\nc,’\nd,’\n"
    assert found.said == ("lines read as Windows-1252 text: 2",)


def test_the_five_bytes_that_windows_has_no_letter_for_become_marks(tmp_path):
    assert decode(deliver(tmp_path, "a.csv", b"a,\x81\xe9\n")).data.decode() == "a,\ufffdé\n"


@pytest.mark.parametrize(
    ("content", "text", "said"),
    [
        (b"a,b\n1\0,2\n", b"a,b\n1,2\n", ("zero bytes passed over: 1",)),
        (b"a,b\n1,2\n\x1a", b"a,b\n1,2\n", ()),
        (b"a,b\n1,x\ry\n", b"a,b\n1,x y\n", ()),
        (b"a,b\r\n1,2", b"a,b\n1,2", ()),
    ],
)
def test_what_stands_in_no_text_is_passed_over(tmp_path, content, text, said):
    found = decode(deliver(tmp_path, "a.csv", content))
    assert (found.data, found.said) == (text, said)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a.csv: the file is empty"),
        (bytes(range(256)) * 40, "neither a workbook nor text"),
        (b"%PDF-1.7\n" + bytes(range(32)) * 90, "Save the list as XLSX, ODS or CSV"),
        (b"a" * (1024**2 + 1), "line 1: the line is too long"),
    ],
)
def test_what_is_no_text_is_refused_and_recognised_as_nothing(tmp_path, content, message):
    delivered = deliver(tmp_path, "a.csv", content)
    with pytest.raises(FileRefused, match=message):
        decode(delivered)
    if "text" in message:
        assert decode_head(delivered) == b""


@given(data=st.binary(max_size=300))
def test_any_bytes_are_text_without_returns_and_zeros_or_are_refused(tmp_path_factory, data):
    delivered = deliver(tmp_path_factory.mktemp("any"), "a.csv", data)
    try:
        found = decode(delivered)
    except FileRefused:
        return
    assert not {"\r", "\0"} & set(found.data.decode("utf-8"))


@given(
    lines=st.lists(
        st.tuples(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=8), st.booleans()),
        min_size=1,
    )
)
def test_any_mixture_of_lines_of_both_kinds_is_read_as_it_was_meant(tmp_path_factory, lines):
    """Beginning with plain letters, so that no line in Windows-1252 happens to be UTF-8, a mark, or of two bytes."""
    sent = [(f"ref{text}é:", windows) for text, windows in lines]
    content = b"".join(text.encode("cp1252" if windows else "utf-8") + b"\n" for text, windows in sent)
    found = decode(deliver(tmp_path_factory.mktemp("mixed"), "a.csv", content))
    assert found.data.decode() == "".join(text + "\n" for text, _ in sent)
