"""Houses and flats with invented addresses: postcodes that no town has, and numbers (UPRN) that no property has."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from saferplan.synth.seeds import stream

# Twelve digits from 999 on: no authority was given them.
FIRST_UPRN = 999_000_000_001
POSTCODE_AREA, DISTRICTS = "ZZ", 98
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # C, I, K, M, O and V are in no inward code
HOMES_A_STREET = 40
FLAT_STREETS = 0.22
FLATS_A_BLOCK = (6, 25)
# Ways in which agencies write an address.
STYLES = 4


@dataclass(frozen=True)
class Dwellings:
    """Invented dwellings, a position each, those of a street together.

    `flat` and `block` are empty for a house; `number` is that of the house or of the block in its street.
    """

    flat: np.ndarray
    block: np.ndarray
    number: np.ndarray
    street: np.ndarray
    town: np.ndarray
    postcode: np.ndarray
    uprn: np.ndarray

    def __len__(self) -> int:
        return len(self.uprn)


@cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_name("streets.toml").open("rb") as stream_:
        return tomllib.load(stream_)


def dwellings(n: int, seed: int) -> Dwellings:
    """`n` dwellings, in streets of about HOMES_A_STREET."""
    random = stream(seed, "dwellings")
    streets = n // HOMES_A_STREET + 1
    street = np.minimum(np.arange(n) // HOMES_A_STREET, streets - 1)
    place = np.arange(n) - street * HOMES_A_STREET
    name, town = _street_names(random, streets)
    flat, block, number = _doors(random, street, place, streets)
    uprn = np.array([str(FIRST_UPRN + at) for at in range(n)], dtype=object)
    return Dwellings(flat, block, number, name[street], town[street], _postcodes(streets)[street], uprn)


def _street_names(random: np.random.Generator, streets: int) -> tuple[np.ndarray, np.ndarray]:
    """Names that occur once in a town, until the names run out."""
    towns, first, types = (_data()[key].split() for key in ("towns", "first", "types"))
    every = len(towns) * len(first) * len(types)
    order = random.permutation(every)[np.arange(streets) % every]
    town, rest = order % len(towns), order // len(towns)
    titles = [f"{first[at // len(types)]} {types[at % len(types)]}" for at in rest.tolist()]
    return np.array(titles, dtype=object), np.array(towns, dtype=object)[town]


def _postcodes(streets: int) -> np.ndarray:
    """A postcode each street, all different: districts first, then sectors, then the last letters."""
    letters = len(INWARD_LETTERS)
    found = []
    for at in range(streets):
        rest, district = divmod(at, DISTRICTS)
        rest, sector = divmod(rest, 9)
        last, first = divmod(rest, letters)
        outward = f"{POSTCODE_AREA}{district + 1}"
        found.append(f"{outward} {sector + 1}{INWARD_LETTERS[first]}{INWARD_LETTERS[last % letters]}")
    return np.array(found, dtype=object)


def _doors(
    random: np.random.Generator, street: np.ndarray, place: np.ndarray, streets: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flat, block and number of each dwelling. In some streets homes are flats, in blocks of one size a street."""
    of_flats = random.random(streets) < FLAT_STREETS
    size = random.integers(*FLATS_A_BLOCK, size=streets)
    is_flat = of_flats[street]
    in_block, which = place % size[street], place // size[street]
    blocks = [f"{first} {kind}" for first in _data()["blocks"].split() for kind in _data()["block_types"].split()]
    first_block = random.integers(len(blocks), size=streets)
    titles = np.array(blocks, dtype=object)[(first_block[street] + which) % len(blocks)]
    number = np.where(is_flat, 1 + 2 * which, place + 1)
    flat = np.array([str(one + 1) for one in in_block.tolist()], dtype=object)
    return np.where(is_flat, flat, ""), np.where(is_flat, titles, ""), number.astype(str).astype(object)


def written(homes: Dwellings, style: int) -> np.ndarray:
    """Each address in one of STYLES ways, without its postcode.

    0: "Flat 3, Elm Court, 5 Kettle Road, Synthwell"; 1: "5 Kettle Rd, Flat 3 Elm Court"; 2: capitals of the first;
    3: "3 Elm Court, 5 Kettle Road Synthwell". A house is "12 Kettle Road, Synthwell" and its likes.
    """
    street = _shortened(homes.street) if style == 1 else homes.street
    door = homes.number + " " + street
    has_flat = homes.flat != ""
    if style == 1:
        return np.where(has_flat, door + ", Flat " + homes.flat + " " + homes.block, door)
    if style == 3:
        return np.where(has_flat, homes.flat + " " + homes.block + ", " + door, door) + " " + homes.town
    whole = np.where(has_flat, "Flat " + homes.flat + ", " + homes.block + ", " + door, door) + ", " + homes.town
    return np.array([one.upper() for one in whole.tolist()], dtype=object) if style == 2 else whole


def _shortened(street: np.ndarray) -> np.ndarray:
    short = _data()["short"]
    names, at = np.unique(street.astype(str), return_inverse=True)
    halves = [name.rpartition(" ") for name in names.tolist()]
    return np.array([f"{first} {short.get(kind, kind)}" for first, _, kind in halves], dtype=object)[at]
