"""How agencies' files name the people of a population, with every usual fault, and who was truly meant.

Faults are drawn for all mentions at once; only the words that go wrong are touched one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from saferplan.evidence.partners.mentions import PERSONS, Subject
from saferplan.synth.people import dates_of_birth, names
from saferplan.synth.people.misspelling import another_digit, heard, mistyped
from saferplan.synth.people.population import NOBODY, Population, years_between
from saferplan.synth.people.ways_to_reach import ascii_of
from saferplan.synth.places.dwellings import STYLES, written
from saferplan.synth.seeds import stream

LANDLORDS = 30
# Days over which mentions are spread: two years.
DAYS, FIRST_DAY = 731, int(np.datetime64("2020-04-01", "D").astype(int))
AGENCY_NAMES = {
    "police": "Synthetic Police",
    "council": "Synthetic Council",
    "fire": "Synthetic Fire and Rescue",
    "trading-standards": "Synthetic Trading Standards",
}
RECORDS = PERSONS.append(pa.field("agency", pa.string())).append(pa.field("agency_kind", pa.string()))
RECORDS = RECORDS.append(pa.field("day", pa.date32()))
TRUTH = pa.schema(
    [
        pa.field("row", pa.int64()),
        pa.field("person", pa.int64()),
        pa.field("name_kind", pa.string()),
        pa.field("household", pa.int64()),
    ]
)


class Mentions(NamedTuple):
    """`records`: PERSONS with agency, agency_kind and day, as files tell it; `truth`: who each is, in the same order.

    `row` is the position in both. No column of `records` tells the true person.
    """

    records: pa.Table
    truth: pa.Table


@dataclass(frozen=True)
class Asked:
    """Who is named to whom and when: a position each in the population, in AGENCY_KINDS, a day since 1970-01-01.

    `noise` multiplies every rate of noise.toml's [rates]; 0 leaves names and dates as they are.
    """

    person: np.ndarray
    kind: np.ndarray
    day: np.ndarray
    noise: float = 1.0


AGENCY_KINDS = ("police", "council", "landlord", "fire", "trading-standards")


def mentions(people: Population, n: int, seed: int, noise: float = 1.0) -> Mentions:
    """`n` mentions of victims, some people named more than once (see noise.toml, times_named).

    Where `n` asks for more than that gives, everybody is named again as often. The same seed gives the same rows.
    """
    random = stream(seed, "mentions")
    person = _named(random, people, n)
    kind = names.by_share(random, {one: names.data("noise")["agencies"][one] for one in AGENCY_KINDS}, n)
    day = FIRST_DAY + random.integers(DAYS, size=n)
    asked = Asked(person, kind, day, noise)
    columns = recorded(people, asked, seed)
    agency = _agencies(people, asked)
    columns |= {
        "row": np.arange(n),
        "subject": np.full(n, Subject.VICTIM.value, dtype=object),
        "person_reference": _references(people, asked, stream(seed, "references"), agency),
        "agency": agency,
        "agency_kind": np.array(AGENCY_KINDS, dtype=object)[kind],
        "day": day,
    }
    records = pa.table({field.name: _array(columns.get(field.name), field.type, n) for field in RECORDS})
    return Mentions(records, truth_of(people, person))


def truth_of(people: Population, person: np.ndarray) -> pa.Table:
    kinds = np.array(names.KINDS, dtype=object)[people.kind[person]]
    columns = (np.arange(len(person)), person, kinds, people.household[person])
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, TRUTH, strict=True)], schema=TRUTH)


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


def _array(values: np.ndarray | None, kind: pa.DataType, n: int) -> pa.Array:
    if values is None:
        return pa.nulls(n, kind)
    if pa.types.is_date32(kind):
        return pa.array(values.astype(np.int32), pa.int32(), mask=values == NOBODY).cast(kind)
    return pa.array(values, kind, from_pandas=True)


def _named(random: np.random.Generator, people: Population, n: int) -> np.ndarray:
    """Who each mention is of. A round names people as often as times_named says; rounds follow until there are `n`."""
    rates = names.data("noise")["times_named"]
    shares = {str(at): share for at, share in enumerate(rates["shares"])}
    everybody = np.arange(len(people))
    age = years_between(people.born, np.full(len(people), FIRST_DAY + DAYS))
    likely = np.where(age < 10, rates["under_10"], np.where(age < 18, rates["under_18"], 1.0))
    found = [everybody[:0]]
    while sum(map(len, found)) < n:
        times = names.by_share(random, shares, len(people)) + 1
        asked = random.permutation(everybody[random.random(len(people)) < likely])
        found.append(np.repeat(asked, times[asked]))
    return random.permutation(np.concatenate(found)[:n])


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


def _agencies(people: Population, asked: Asked) -> np.ndarray:
    """The agency of each mention; a landlord is the one of the home."""
    of_kind = np.array([AGENCY_NAMES.get(kind, "") for kind in AGENCY_KINDS], dtype=object)[asked.kind]
    titles = np.array([f"Synthetic Homes {number:02d}" for number in range(1, LANDLORDS + 1)], dtype=object)
    landlord = titles[people.dwelling[asked.person] % LANDLORDS]
    return np.where(of_kind == "", landlord, of_kind)


def _references(people: Population, asked: Asked, random: np.random.Generator, agency: np.ndarray) -> np.ndarray:
    """The agency's own number of a person, the same whenever the agency names them and knows it."""
    number = random.permutation(len(people))[asked.person]
    missing = names.data("noise")["missing"]
    rate = np.array([missing[kind]["person_reference"] for kind in AGENCY_KINDS])[asked.kind]
    known = np.flatnonzero(random.random(len(number)) >= rate)
    letter = [name.removeprefix("Synthetic ")[0] for name in agency[known].tolist()]
    found = np.full(len(number), None, dtype=object)
    found[known] = [f"{first}{one:07d}" for first, one in zip(letter, number[known].tolist(), strict=True)]
    return found
