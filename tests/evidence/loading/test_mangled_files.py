"""Whatever is done to a file, its lines are loaded or rejected, as a slow reading says, or the file is refused."""

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from row_reference import judge

from police_files import (
    FORCE,
    MONTH,
    OUTCOMES,
    SLUG,
    STOPS,
    STREET,
    csv_text,
    load_files,
    name_of,
    outcome_row,
    rows_in,
    stop_row,
    street_row,
    write,
)
from saferplan.evidence.lake import Lake

KINDS = {
    "street": (STREET, street_row, "incidents"),
    "outcomes": (OUTCOMES, outcome_row, "outcomes"),
    "stop-and-search": (STOPS, stop_row, "stop_and_search"),
}
ROWS = 8
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Mangle = Callable[[bytes], bytes]

# What a cell may come to hold: what means something to one of the readers, what nearly fits, and anything at all.
AWKWARD = st.sampled_from(
    ["", " ", '"', '""', '"a"', "'", ",", ";", "\t", "\\", "\\N", "NULL", "nan", "-inf", "1e5", "1_0", "+52.1", "52.1 ",
     "0", "-0.4", "52.1", "5,2", "\u0665\u0662", "0x34", ".5", "5.", "E01017401", "e01017401", "2024-01", " 2024-01",
     "2024-01-05", "20240105", "2024-01-05 10:00", "2024-01-31T23:30:00-05:00", "Burglary", "Burglary ", FORCE, "#",
     "\ufeff", "\u00a0", "\u2028", "\x1a", "\x7f", "\u0085", "=1+1"]
)  # fmt: skip
CELLS = st.one_of(AWKWARD, st.text(max_size=12))
PLACES = st.integers(0, 10_000)


@st.composite
def cell_replaced(draw: st.DrawFn) -> Mangle:
    line, column, text, is_quoted = draw(PLACES), draw(PLACES), draw(CELLS), draw(st.booleans())

    def mangle(data: bytes) -> bytes:
        lines = data.split(b"\n")
        cells = lines[line % len(lines)].split(b",")
        cell = text.encode("utf-8", "surrogatepass")
        cells[column % len(cells)] = b'"' + cell.replace(b'"', b'""') + b'"' if is_quoted else cell
        lines[line % len(lines)] = b",".join(cells)
        return b"\n".join(lines)

    return mangle


@st.composite
def line_inserted(draw: st.DrawFn) -> Mangle:
    line, text = (
        draw(st.integers(1, 10_000)),
        draw(st.one_of(CELLS, st.just(","), st.just("\r"), st.just(",,,,,,,,,,,"))),
    )
    return lambda data: _with_lines(data, lambda lines: lines.insert(line % len(lines), text.encode()))


@st.composite
def line_dropped(draw: st.DrawFn) -> Mangle:
    line = draw(PLACES)
    return lambda data: _with_lines(data, lambda lines: lines.pop(line % len(lines)))


@st.composite
def line_repeated(draw: st.DrawFn) -> Mangle:
    line = draw(PLACES)
    return lambda data: _with_lines(data, lambda lines: lines.append(lines[line % len(lines)]))


@st.composite
def cell_shifted(draw: st.DrawFn) -> Mangle:
    """A comma more or less in a line."""
    line, place, is_more = draw(PLACES), draw(PLACES), draw(st.booleans())

    def change(lines: list[bytes]) -> None:
        cells = lines[line % len(lines)].split(b",")
        cells.insert(place % (len(cells) + 1), b"") if is_more else cells.pop(place % len(cells))
        lines[line % len(lines)] = b",".join(cells)

    return lambda data: _with_lines(data, change)


@st.composite
def bytes_changed(draw: st.DrawFn) -> Mangle:
    place, new = (
        draw(PLACES),
        draw(st.one_of(st.binary(max_size=3), st.sampled_from([b'"', b",", b"\n", b"\r", b"\0"]))),
    )

    def mangle(data: bytes) -> bytes:
        at = place % (len(data) + 1)
        return data[:at] + new + data[at + len(new) :]

    return mangle


@st.composite
def cut_off(draw: st.DrawFn) -> Mangle:
    keep = draw(PLACES)
    return lambda data: data[: keep % (len(data) + 1)]


@st.composite
def newlines_changed(draw: st.DrawFn) -> Mangle:
    which = draw(st.sets(st.integers(0, 12)))

    def mangle(data: bytes) -> bytes:
        lines = data.split(b"\n")
        ends = (b"\r\n" if number in which else b"\n" for number in itertools.count())
        return b"".join(line + end for line, end in zip(lines[:-1], ends, strict=False)) + lines[-1]

    return mangle


def _with_lines(data: bytes, change: Callable[[list[bytes]], object]) -> bytes:
    lines = data.split(b"\n")
    change(lines)
    return b"\n".join(lines)


MANGLES = st.lists(
    st.one_of(
        cell_replaced(),
        cell_replaced(),
        line_inserted(),
        line_dropped(),
        line_repeated(),
        cell_shifted(),
        bytes_changed(),
        cut_off(),
        newlines_changed(),
        st.just(lambda data: data.replace(b"\n", b"\r\n")),
        st.just(lambda data: b"\xef\xbb\xbf" + data),
        st.just(lambda data: data.rstrip(b"\n")),
    ),
    min_size=1,
    max_size=5,
)


def check(kind: str, data: bytes) -> str:
    """Loads the bytes and holds what became of them against the slow reading; gives the status."""
    table = KINDS[kind][2]
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder, "lake"))
        path = write(Path(folder), data, name_of(kind=kind))
        report = load_files(lake, path, purpose="disproportionality")
        (file,) = report.files
        if file.status == "refused":
            assert lake.loads() == []
            assert file.message
            assert "told apart" not in file.message, "the two readings of the file differ"
            return "refused"
        expected = judge(data.decode("utf-8"), SLUG, MONTH, FORCE)
        assert rows_in(lake, table) == expected.good
        told = {row["line"]: row["field"] for row in report.rejected}
        assert told == expected.bad
        assert file.rows_read == expected.rows_read == len(data.removesuffix(b"\n").split(b"\n")) - 1
        return str(file.status)


@pytest.mark.parametrize("kind", KINDS)
@given(mangles=MANGLES)
@QUICK
def test_loaded_and_rejected_are_as_a_slow_reading_says_or_the_file_is_refused(kind: str, mangles: list[Mangle]):
    heading, row, _ = KINDS[kind]
    data = csv_text([row(number) for number in range(ROWS)], heading).encode()
    for mangle in mangles:
        data = mangle(data)
    check(kind, data)


@given(text=st.text(alphabet=st.sampled_from('ab,"\r\n '), max_size=60), at=st.integers(1, ROWS))
@example(text='a"b,"c\nd"e"', at=2)
@example(text='"a"",b\n"', at=2)
@example(text='","\r\n","', at=3)
@example(text='"', at=1)
@QUICK
def test_no_play_of_commas_quotation_marks_and_line_ends_makes_one_row_of_two(text: str, at: int):
    lines = csv_text([street_row(number) for number in range(ROWS)], STREET).splitlines(keepends=True)
    start, end = lines[at].split("On or near", 1)
    check("street", "".join([*lines[:at], start + text + end, *lines[at + 1 :]]).encode())


@given(data=st.binary(max_size=300))
@QUICK
def test_bytes_of_any_kind_are_refused(data: bytes):
    with tempfile.TemporaryDirectory() as folder:
        report = load_files(Lake(Path(folder, "lake")), write(Path(folder), data))
        assert {str(file.status) for file in report.files} == {"refused"}


def test_an_unharmed_file_is_loaded_by_the_same_check():
    """So that the checks above cannot pass by refusing all."""
    for kind, (heading, row, _) in KINDS.items():
        assert check(kind, csv_text([row(number) for number in range(ROWS)], heading).encode()) == "loaded"
