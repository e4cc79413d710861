"""Whole names in forenames and surname, and what looks like a name where none should be."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.names import looks_like_a_name, names_of


def parted(text: str | None, **how: bool) -> tuple[str | None, str | None]:
    names = names_of(pa.array([text], pa.string()), **how)
    return names.forenames[0].as_py(), names.surname[0].as_py()


@pytest.mark.parametrize(
    ("text", "forenames", "surname"),
    [
        ("Anna Marlowe", "Anna", "Marlowe"),
        ("Mr John Smith", "John", "Smith"),
        ("Mrs. Anna Maria Marlowe", "Anna Maria", "Marlowe"),
        ("Dr Otto van den Berg", "Otto", "van den Berg"),
        ("SMITH, John", "John", "SMITH"),
        ("Smith , Mr John", "John", "Smith"),
        ("Marlowe-Stern, Anna Maria", "Anna Maria", "Marlowe-Stern"),
        ("Siân O'Neill", "Siân", "O'Neill"),
        ("John Smith Jnr", "John", "Smith"),
        ("Marlowe", None, "Marlowe"),
        ("Mr Marlowe", None, "Marlowe"),
        ("Misstley Dragon", "Misstley", "Dragon"),
        ("Smith,", None, "Smith"),
        ("  Anna   Marlowe ", "Anna", "Marlowe"),
        ("Anonymous", None, None),
        ("the occupier", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_forenames_stand_first_unless_a_comma_says_otherwise(text, forenames, surname):
    assert parted(text) == (forenames, surname)


@pytest.mark.parametrize(
    ("text", "forenames", "surname"),
    [
        ("SMITH John", "John", "SMITH"),
        ("van den Berg Otto", "Otto", "van den Berg"),
        ("Smith, John Paul", "John Paul", "Smith"),
        ("Mr SMITH John", "John", "SMITH"),
        ("SMITH", None, "SMITH"),
    ],
)
def test_a_profile_can_say_that_surnames_stand_first(text, forenames, surname):
    assert parted(text, surname_first=True) == (forenames, surname)


WORDS = st.text(alphabet="abcdefghij", min_size=2, max_size=8).map(str.title)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=20))
def test_a_column_is_parted_as_its_cells_are(pairs: list[tuple[str, str]]):
    column = names_of(pa.array([f"{first} {second}" for first, second in pairs]))
    assert list(zip(*(one.to_pylist() for one in column), strict=True)) == [parted(f"{a} {b}") for a, b in pairs]


@pytest.mark.parametrize(
    "text", ["John Smith", "SMITH, John", "Mrs Anna Marlowe", "Siân O'Neill", "J. Smith", "Otto van Berg"]
)
def test_a_persons_name_is_known_among_references(text: str):
    assert looks_like_a_name(pa.array([text]))[0]


@pytest.mark.parametrize(
    "text",
    [
        "HH-0001",
        "ASB",
        "2024/17",
        "CAD 118",
        "Not known",
        "No reference",
        "see case",
        "AB/CD",
        "",
        None,
        "Anonymous",
        "total calls",
    ],
)
def test_a_reference_is_no_name(text: str | None):
    assert not looks_like_a_name(pa.array([text], pa.string()))[0]
