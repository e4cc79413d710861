"""Mentions of a population's people in agencies' files, and who was truly meant."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from saferplan.evidence.partners.mentions import PERSONS, Subject
from saferplan.synth.people import names
from saferplan.synth.people.population import Population, years_between
from saferplan.synth.people.recorded import AGENCY_KINDS, Asked, recorded
from saferplan.synth.places.placed import LANDLORDS
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

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
    return Mentions(records, _truth_of(people, person))


def _truth_of(people: Population, person: np.ndarray) -> pa.Table:
    kinds = np.array(names.KINDS, dtype=object)[people.kind[person]]
    columns = (np.arange(len(person)), person, kinds, people.household[person])
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, TRUTH, strict=True)], schema=TRUTH)


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
