"""Telephone numbers and e-mail addresses that can belong to nobody."""

import unicodedata

import numpy as np

from saferplan.synth.people import names
from saferplan.synth.people.households import Members

# No number in the United Kingdom begins with 06 (Ofcom, National Telephone Numbering Plan).
UNUSED_PREFIX, DIGITS = "06", 9
# Reserved for examples (RFC 2606).
DOMAINS = ("example.com", "example.org", "example.net")


def phones(random: np.random.Generator, home: Members) -> np.ndarray:
    """A number for most adults and some children; some households share one."""
    rates = names.data("homes")["rates"]
    people = len(home.household)
    households = int(home.household[-1]) + 1
    # A walk with an odd step through all numbers of the prefix meets none twice.
    start, step = int(random.integers(10**DIGITS)), 387_420_489
    numbers = (start + np.arange(people, dtype=np.int64) * step) % 10**DIGITS
    shares = (random.random(households) < rates["shared_phone"])[home.household]
    first = np.searchsorted(home.household, home.household)
    numbers = np.where(shares, numbers[first], numbers)
    has_one = (random.random(people) < rates["has_phone"]) & (home.adult | (random.random(people) < 0.3))
    text = np.array([f"{UNUSED_PREFIX}{number:0{DIGITS}d}" for number in numbers.tolist()], dtype=object)
    return np.where(has_one, text, "")


def emails(random: np.random.Generator, home: Members, forename: np.ndarray) -> np.ndarray:
    """forename.surname with a number, at a domain kept for examples."""
    people = len(home.household)
    has_one = (random.random(people) < names.data("homes")["rates"]["has_email"]) & home.adult
    number = random.integers(10, 100_000, size=people)
    domain = random.integers(len(DOMAINS), size=people)
    found = np.full(people, "", dtype=object)
    for at in np.flatnonzero(has_one).tolist():
        name = f"{letters(forename[at])}.{letters(home.surname[at])}{number[at]}"
        found[at] = f"{name.lower()}@{DOMAINS[domain[at]]}"
    return found


def letters(name: str) -> str:
    """The name in letters of ASCII only."""
    return "".join(letter for letter in ascii_of(name) if letter.isalpha())


def ascii_of(name: str) -> str:
    """The name as a keyboard without accents writes it."""
    spelled = name.translate(_WITHOUT_DECOMPOSITION)
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()


_WITHOUT_DECOMPOSITION = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "đ": "d", "ø": "o", "ß": "ss"})
