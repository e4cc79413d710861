"""One secret gives one pseudonym for one basis, and opens what it sealed, in its own row and nowhere else."""

import base64
import hashlib
import hmac

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restricted import OTHER_KEY, TEST_KEY
from saferplan.errors import KeyRefused
from saferplan.identities.keys import PartnershipKey, new_key

KEY, OTHER = PartnershipKey.of(TEST_KEY), PartnershipKey.of(OTHER_KEY)
ROW = "0" * 32


def hkdf(secret: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256, no salt, one block, written out."""
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def test_a_pseudonym_is_hmac_under_a_derived_key() -> None:
    derived = hkdf(base64.b64decode(TEST_KEY), b"saferplan pseudonyms")
    assert KEY.pseudonym("Ann") == hmac.new(derived, b"Ann", hashlib.sha256).hexdigest()[:32]


def test_pseudonyms_do_not_change_from_one_version_to_the_next() -> None:
    """Those of every lake would part from those of new files."""
    assert KEY.pseudonym("person by reference\x1fharbour homes\x1fvictim\x1f7") == "0ce238f53cc2527a38ee6648a89079f1"


@given(st.lists(st.none() | st.text(max_size=8), max_size=30))
def test_a_column_gets_the_pseudonyms_of_its_cells(bases: list[str | None]) -> None:
    wanted = [None if basis is None else KEY.pseudonym(basis) for basis in bases]
    assert KEY.pseudonyms(pa.array(bases, pa.string())).to_pylist() == wanted


def test_a_chunked_column_is_one_column() -> None:
    assert KEY.pseudonyms(pa.chunked_array([["a"], ["b", "a"]])).to_pylist() == [KEY.pseudonym(one) for one in "aba"]


def test_another_secret_gives_other_pseudonyms() -> None:
    assert KEY.pseudonym("Ann") != OTHER.pseudonym("Ann")
    assert KEY.check != OTHER.check


@given(st.binary(max_size=300))
def test_what_was_sealed_opens(plain: bytes) -> None:
    assert KEY.unseal(KEY.seal(plain, ROW), ROW) == plain


def test_two_seals_of_one_text_differ_and_do_not_show_it() -> None:
    one, other = KEY.seal(b"Ann Synthetic", ROW), KEY.seal(b"Ann Synthetic", ROW)
    assert one != other
    assert b"Ann" not in one


def test_a_cell_of_another_row_does_not_open() -> None:
    with pytest.raises(KeyRefused, match="moved to another row"):
        KEY.unseal(KEY.seal(b"Ann", ROW), "1" * 32)


def test_a_cell_under_another_key_does_not_open() -> None:
    with pytest.raises(KeyRefused, match="sealed with another key"):
        OTHER.unseal(KEY.seal(b"Ann", ROW), ROW)


@given(at=st.integers(0, 30), bit=st.integers(0, 7))
def test_a_changed_cell_does_not_open(at: int, bit: int) -> None:
    cell = bytearray(KEY.seal(b"Ann", ROW))
    cell[at % len(cell)] ^= 1 << bit
    with pytest.raises(KeyRefused, match="was changed"):
        KEY.unseal(bytes(cell), ROW)


@pytest.mark.parametrize("cell", [b"", b"short", bytes(12), bytes(27)])
def test_what_is_no_cell_does_not_open(cell: bytes) -> None:
    with pytest.raises(KeyRefused):
        KEY.unseal(cell, ROW)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "SAFERPLAN_KEY is not set"),
        ("", "SAFERPLAN_KEY is not set"),
        ("  ", "SAFERPLAN_KEY is not set"),
        ("not base64!", "SAFERPLAN_KEY is not base64"),
        (TEST_KEY[:-1], "SAFERPLAN_KEY is not base64"),
        ("schlüssel", "SAFERPLAN_KEY is not base64"),
        (base64.b64encode(bytes(range(31))).decode(), "SAFERPLAN_KEY holds 31 bytes, not 32"),
        (base64.b64encode(bytes(range(33))).decode(), "SAFERPLAN_KEY holds 33 bytes, not 32"),
        (base64.b64encode(bytes(32)).decode(), "SAFERPLAN_KEY is one byte repeated"),
    ],
)
def test_what_is_no_key_is_refused_and_never_repeated(text: str | None, problem: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        PartnershipKey.of(text)
    assert problem in refused.value.message
    assert not (text and text.strip()) or text not in refused.value.message


def test_a_key_may_stand_between_blanks() -> None:
    assert PartnershipKey.of(f" {TEST_KEY}\n").check == KEY.check


def test_new_keys_are_keys_and_no_two_are_one() -> None:
    made = {new_key() for _ in range(20)}
    assert len({PartnershipKey.of(text).check for text in made}) == 20


def test_a_key_that_is_printed_shows_nothing_of_itself() -> None:
    shown = repr(KEY)
    assert TEST_KEY not in shown
    assert "_pseudonyms" not in shown
    assert "_cells" not in shown
