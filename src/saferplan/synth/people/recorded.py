"""What an agency writes down of a person: names, date of birth, address, ways to reach them, with every usual fault.

Faults are drawn for all mentions at once; only the words that go wrong are touched one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from saferplan.synth.people import dates_of_birth, names
from saferplan.synth.people.misspelling import another_digit, heard, mistyped
from saferplan.synth.people.population import Population, years_between
from saferplan.synth.people.ways_to_reach import ascii_of
from saferplan.synth.places.dwellings import STYLES, written
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

AGENCY_KINDS = ("police", "council", "landlord", "fire", "trading-standards")


@dataclass(frozen=True)
class Asked:
    """Who is named to whom and when: a position each in the population, in AGENCY_KINDS, a day since 1970-01-01.

    `noise` multiplies every rate of noise.toml's [rates]; 0 leaves names and dates as they are.
    """

    person: np.ndarray
    kind: np.ndarray
    day: np.ndarray
    noise: float = 1.0


def recorded(people: Population, asked: Asked, seed: int) -> dict[str, np.ndarray]:
    """The columns of PERSONS that faults can touch, as object arrays; None where the agency has not got it."""
    forename, surname = _names(people, asked, seed)
    address, postcode, uprn = _addresses(people, asked, seed)
    born = dates_of_birth.recorded(people.born[asked.person], stream(seed, "dates of birth"), asked.noise)
    columns = {
        "forenames": forename,
        "surname": surname,
        "date_of_birth": born,
        "sex": _sexes(people, asked, seed),
        "address": address,
        "postcode": postcode,
        "uprn": uprn,
        "phone": _phones(people, asked, seed),
        "email": _emails(people, asked, seed),
    }
    _leave_out(columns, asked, stream(seed, "missing"))
    known = columns["date_of_birth"] != NOBODY
    is_child = np.full(len(known), None, dtype=object)
    is_child[known] = years_between(columns["date_of_birth"][known], asked.day[known]) < 18
    columns["is_child"] = is_child
    return columns


def _names(people: Population, asked: Asked, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Forenames and surname of each mention."""
    random, rates, n = stream(seed, "names"), names.data("noise")["rates"], len(asked.person)
    chosen = _chooser(random, rates, asked.noise, n)
    forename, surname = people.forename[asked.person], people.surname[asked.person]
    nickname, middle = people.nickname[asked.person], people.middle[asked.person]
    of_kind = people.kind[asked.person]
    short = chosen("nickname") & (nickname != "")
    forename = np.where(short, nickname, forename)
    other = chosen("other_spelling")
    for words, table in ((forename, "forenames"), (surname, "surnames")):
        _replace(words, other, _other_spelling(names.data(table)["spellings"]), random)
    double = of_kind == names.KINDS.index("double-barrelled")
    _replace(surname, double & chosen("half_a_double_name"), _half, random)
    _replace(surname, double & chosen("double_name_unhyphenated"), lambda word, _: word.replace("-", " "), random)
    _replace(forename, chosen("forename_mistyped"), mistyped, random)
    _replace(surname, chosen("surname_mistyped"), mistyped, random)
    _replace(surname, chosen("heard_wrongly"), lambda word, chance: heard(word, chance[0]), random)
    forename = _with_middle(random, forename, middle)
    # Two agencies' systems know no accents, and one writes surnames in capitals.
    plain = np.isin(asked.kind, (AGENCY_KINDS.index("police"), AGENCY_KINDS.index("fire")))
    for words in (forename, surname):
        _replace(words, plain & _has_accents(words), lambda word, _: ascii_of(word), random)
    swapped_kind = of_kind == names.KINDS.index("order-swapped")
    swapped = chosen("names_swapped") | (swapped_kind & chosen("family_name_first"))
    forename, surname = np.where(swapped, surname, forename), np.where(swapped, forename, surname)
    _replace(surname, asked.kind == AGENCY_KINDS.index("police"), lambda word, _: word.upper(), random)
    return forename, surname


def _chooser(random: np.random.Generator, rates: dict[str, float], noise: float, n: int) -> Callable[[str], np.ndarray]:
    """Gives for a rate which of `n` it befalls."""
    return lambda rate: random.random(n) < min(rates[rate] * noise, 1.0)


def _replace(
    words: np.ndarray,
    where: np.ndarray,
    change: Callable[[str, list[float]], str],
    random: np.random.Generator,
) -> None:
    """Changes words in place, each by `change` with four random numbers of its own."""
    at = np.flatnonzero(where)
    chances = random.random((len(at), 4)).tolist()
    words[at] = [change(word, chance) for word, chance in zip(words[at].tolist(), chances, strict=True)]


def _other_spelling(spellings: dict[str, str]) -> Callable[[str, list[float]], str]:
    known = {name: others.split() for name, others in spellings.items()}

    def change(word: str, chance: list[float]) -> str:
        others = known.get(word)
        return others[int(chance[0] * len(others))] if others else word

    return change


def _half(word: str, chance: list[float]) -> str:
    first, _, last = word.partition("-")
    return first if chance[0] < 0.5 else last


def _has_accents(words: np.ndarray) -> np.ndarray:
    return np.array([not word.isascii() for word in words.tolist()], dtype=bool)


def _with_middle(random: np.random.Generator, forename: np.ndarray, middle: np.ndarray) -> np.ndarray:
    rates = names.data("noise")["middle_name"]
    chance = random.random(len(forename))
    written_out = (middle != "") & (chance < rates["written"])
    initial = (middle != "") & ~written_out & (chance < rates["written"] + rates["initial"])
    initials = np.array([word[:1] for word in middle.tolist()], dtype=object)
    return np.where(written_out, forename + " " + middle, np.where(initial, forename + " " + initials, forename))


def _addresses(people: Population, asked: Asked, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random, rates, n = stream(seed, "addresses"), names.data("noise")["rates"], len(asked.person)
    chosen = _chooser(random, rates, asked.noise, n)
    there = people.dwelling_on(asked.person, asked.day)
    there = np.where(chosen("former_address"), people.former_dwelling[asked.person], there)
    style = (asked.kind + random.integers(2, size=n)) % STYLES
    address = np.empty(n, dtype=object)
    for one in range(STYLES):
        of_style = np.flatnonzero(style == one)
        address[of_style] = written(people.dwellings, one)[there[of_style]]
    _replace(address, chosen("street_mistyped"), mistyped, random)
    postcode = people.dwellings.postcode[there]
    _replace(postcode, chosen("postcode_wrong"), _wrong_postcode, random)
    return address, postcode, people.dwellings.uprn[there]


def _wrong_postcode(postcode: str, chance: list[float]) -> str:
    """A digit wrong, or the space left out."""
    return postcode.replace(" ", "") if chance[0] < 0.3 else another_digit(postcode, chance[1:3])


def _phones(people: Population, asked: Asked, seed: int) -> np.ndarray:
    random, n = stream(seed, "phones as recorded"), len(asked.person)
    chosen = _chooser(random, names.data("noise")["rates"], asked.noise, n)
    phone = people.phone[asked.person]
    _replace(phone, chosen("phone_digit_wrong"), lambda word, chance: another_digit(word, chance[:2]), random)
    spaced = (random.random(n) < 0.4) & (phone != "")
    _replace(phone, spaced, lambda word, _: f"{word[:5]} {word[5:]}", random)
    return _none_for_empty(phone)


def _emails(people: Population, asked: Asked, seed: int) -> np.ndarray:
    random = stream(seed, "e-mail as recorded")
    chosen = _chooser(random, names.data("noise")["rates"], asked.noise, len(asked.person))
    email = people.email[asked.person]
    _replace(email, chosen("email_mistyped") & (email != ""), _mistyped_local_part, random)
    return _none_for_empty(email)


def _none_for_empty(words: np.ndarray) -> np.ndarray:
    words[words == ""] = None
    return words


def _mistyped_local_part(email: str, chance: list[float]) -> str:
    local, _, domain = email.partition("@")
    return f"{mistyped(local, chance)}@{domain}"


def _sexes(people: Population, asked: Asked, seed: int) -> np.ndarray:
    random = stream(seed, "sexes as recorded")
    sex = people.sex[asked.person]
    wrong = _chooser(random, names.data("noise")["rates"], asked.noise, len(sex))("sex_wrong")
    return np.array(names.SEXES, dtype=object)[np.where(wrong, 1 - sex, sex)]


def _leave_out(columns: dict[str, np.ndarray], asked: Asked, random: np.random.Generator) -> None:
    """Empties what the kind of agency has not got."""
    missing = names.data("noise")["missing"]
    for name in ("date_of_birth", "address", "postcode", "uprn", "phone", "email", "sex"):
        rate = np.array([missing[kind][name] for kind in AGENCY_KINDS])[asked.kind]
        gone = random.random(len(asked.kind)) < rate
        columns[name][gone] = NOBODY if name == "date_of_birth" else None
