"""What linkage takes for one person: small tables to read, one for each way in which agencies write people differently.

Rows of the same `who` are one person. All of them are invented.
"""

import pytest
from invented import groups, linked, rows_of

ONE_PERSON = {
    "moved house": """
        who | forenames | surname   | born       | address        | postcode
        1   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena    | Tindleford | 1980-03-12 | 3 Low Road     | ZZ9 9XY
    """,
    "short form of a forename": """
        who | forenames | surname | born       | address        | postcode
        1   | Robert    | Hallow  | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Bob       | Hallow  | 1980-03-12 | 3 Low Road     | ZZ9 9XY
    """,
    "forename and surname swapped": """
        who | forenames | surname  | born       | address        | postcode
        1   | Malgorzata | Pilarek | 1971-08-30 | 12 High Street | ZZ1 2AB
        1   | Pilarek   | Malgorzata | 1971-08-30 | 3 Low Road | ZZ9 9XY
    """,
    "swapped, and a short form too": """
        who | forenames | surname | born       | address        | postcode
        1   | Susan     | Tolway  | 1971-08-30 | 12 High Street | ZZ1 2AB
        1   | Tolway    | Sue     | 1971-08-30 | 12 High Street | ZZ1 2AB
    """,
    "family name first, with two given names": """
        who | forenames | surname | born       | address        | postcode
        1   | Wei Jun   | Liang   | 1985-01-18 | 12 High Street | ZZ1 2AB
        1   | Liang     | Wei Jun | 1985-01-18 | 12 High Street | ZZ1 2AB
    """,
    "another transliteration of both names": """
        who | forenames | surname   | born       | address        | postcode
        1   | Muhammad  | Chowdhury | 1990-06-02 | 12 High Street | ZZ1 2AB
        1   | Mohamed   | Choudhry  | 1990-06-02 | 12 High Street | ZZ1 2AB
    """,
    "a transliteration that begins with another letter": """
        who | forenames | surname | born       | address        | postcode
        1   | Oleksandr | Kovalenko | 1990-06-02 | 12 High Street | ZZ1 2AB
        1   | Alexander | Kowalenko | 1990-06-02 | 12 High Street | ZZ1 2AB
    """,
    "accents and letters of other alphabets": """
        who | forenames | surname   | born       | address        | postcode
        1   | Łukasz    | Świątek   | 1990-06-02 | 12 High Street | ZZ1 2AB
        1   | LUKASZ    | SWIATEK   | 1990-06-02 | 3 Low Road     | ZZ9 9XY
    """,
    "half of a double-barrelled name": """
        who | forenames | surname       | born       | address        | postcode
        1   | Amy       | Tolway-Hallow | 1994-11-05 | 12 High Street | ZZ1 2AB
        1   | Amy       | Hallow        | 1994-11-05 | 12 High Street | ZZ1 2AB
        1   | Amy       | Tolway Hallow | 1994-11-05 | 3 Low Road     | ZZ9 9XY
    """,
    "a maiden name, at the same telephone": """
        who | forenames | surname | born       | address        | postcode | phone
        1   | Gwenllian | Tolway  | 1994-11-05 | 12 High Street | ZZ1 2AB  | 01632 960001
        1   | Gwenllian | Hallow  | 1994-11-05 | 3 Low Road     | ZZ9 9XY  | +44 1632 960001
    """,
    "typing errors in both names": """
        who | forenames | surname    | born       | address        | postcode
        1   | Christopher | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Chirstopher | Tindlefrod | 1980-03-12 | 12 High Street | ZZ1 2AB
    """,
    "a typing error in a short name": """
        who | forenames | surname | born       | address        | postcode
        1   | Ian       | Tolway  | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Ina       | Tolway  | 1980-03-12 | 12 High Street | ZZ1 2AB
    """,
    "day and month of birth swapped": """
        who | forenames | surname   | born       | address        | postcode
        1   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena    | Tindleford | 1980-12-03 | 12 High Street | ZZ1 2AB
    """,
    "a digit of the date of birth wrong": """
        who | forenames | surname   | born       | address        | postcode
        1   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena    | Tindleford | 1980-03-17 | 12 High Street | ZZ1 2AB
    """,
    "ten years out": """
        who | forenames | surname   | born       | address        | postcode
        1   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena    | Tindleford | 1990-03-12 | 12 High Street | ZZ1 2AB
    """,
    "1 January where the day is not known": """
        who | forenames | surname   | born       | address        | postcode
        1   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena    | Tindleford | 1980-01-01 | 12 High Street | ZZ1 2AB
    """,
    "no date of birth, the same home": """
        who | forenames | surname   | born       | address        | postcode
        1   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena    | Tindleford | .          | 12 HIGH STREET | zz12ab
    """,
    "an initial, the same telephone": """
        who | forenames | surname   | born       | address        | postcode | phone
        1   | Rowena    | Tindleford | 1980-03-12 | .              | .        | 01632 960001
        1   | R         | Tindleford | 1980-03-12 | .              | .        | 01632960001
    """,
    "a middle name told once": """
        who | forenames    | surname   | born       | address        | postcode
        1   | Rowena Grace | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
        1   | Rowena       | Tindleford | 1980-03-12 | 3 Low Road     | ZZ9 9XY
    """,
    "a flat written in two orders": """
        who | forenames | surname   | born | address                       | postcode
        1   | Rowena    | Tindleford | .   | Flat 4, Iris Court, 9 Low Road | ZZ1 2AB
        1   | Rowena    | Tindleford | .   | 9 Low Road, Flat 4 Iris Court  | ZZ1 2AB
    """,
}
TWO_PEOPLE = {
    "twins": """
        who | forenames | surname | born       | address        | postcode | phone
        1   | Jack      | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
        2   | Harry     | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
    """,
    "twins with names nearly alike": """
        who | forenames | surname | born       | address        | postcode | phone
        1   | Jack      | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
        2   | Jake      | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
    """,
    "father and son of one name": """
        who | forenames | surname | born       | address        | postcode | phone
        1   | Thomas    | Hallow  | 1955-02-11 | 12 High Street | ZZ1 2AB  | 01632 960001
        2   | Thomas    | Hallow  | 1984-09-23 | 12 High Street | ZZ1 2AB  | 01632 960001
    """,
    "father and son born a digit apart": """
        who | forenames | surname | born       | address        | postcode | phone
        1   | Thomas    | Hallow  | 1955-02-11 | 12 High Street | ZZ1 2AB  | 01632 960001
        2   | Thomas    | Hallow  | 1985-02-11 | 12 High Street | ZZ1 2AB  | 01632 960001
    """,
    "a couple": """
        who | forenames | surname | born       | address        | postcode | phone        | email
        1   | Denise    | Hallow  | 1962-02-11 | 12 High Street | ZZ1 2AB  | 01632 960001 | hallows@example.org
        2   | Gordon    | Hallow  | 1960-04-29 | 12 High Street | ZZ1 2AB  | 01632 960001 | hallows@example.org
    """,
    "only the household is told": """
        who | forenames | surname | born | address        | postcode | phone
        1   | Denise    | Hallow  | .    | 12 High Street | ZZ1 2AB  | 01632 960001
        2   | .         | Hallow  | .    | 12 High Street | ZZ1 2AB  | 01632 960001
    """,
    "one common name, far apart, nothing else told": """
        who | forenames | surname | born | address        | postcode
        1   | David     | Smith   | .    | 12 High Street | ZZ1 2AB
        2   | David     | Smith   | .    | 3 Low Road     | ZZ9 9XY
    """,
    "neighbours in one block of flats": """
        who | forenames | surname | born | address                 | postcode
        1   | David     | Smith   | .    | Flat 1, Iris Court      | ZZ1 2AB
        2   | Darren    | Smithers | .   | Flat 11, Iris Court     | ZZ1 2AB
    """,
}
SEVERAL = {
    "a record that tells neither twin joins one of them, and never both": """
        who | forenames | surname | born       | address        | postcode | phone
        1   | Jack      | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
        1   | Jack      | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
        1   | J         | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960001
        2   | Joe       | Hallow  | 1990-05-01 | 12 High Street | ZZ1 2AB  | 01632 960002
    """,
    "two dates of birth do not meet in a record without one": """
        who | forenames | surname    | born       | address        | postcode
        1   | Maria     | Tindleford | 1955-03-01 | 12 High Street | ZZ1 2AB
        1   | Maria     | Tindleford | .          | 12 High Street | ZZ1 2AB
        2   | Maria     | Tindleford | 1984-12-12 | 14 High Street | ZZ1 2AB
    """,
}
CASES = ONE_PERSON | TWO_PEOPLE | SEVERAL


def expected(table: str) -> set[frozenset[str]]:
    persons: dict[str, set[str]] = {}
    for at, row in enumerate(rows_of(table)):
        persons.setdefault(row["who"], set()).add(f"{at:03d}")
    return {frozenset(keys) for keys in persons.values()}


@pytest.mark.parametrize("case", CASES)
def test_who_is_one_person(case: str) -> None:
    assert groups(linked(CASES[case])) == expected(CASES[case])
