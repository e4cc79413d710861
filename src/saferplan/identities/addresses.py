"""A British address as agencies type it, taken apart far enough that one home has one spelling, and two flats have two.

Two addresses are one where their forms are equal, or `alike` says so: a typing error in the street's name, or a
building named by one alone, within one postcode, number and unit. Units and numbers are never guessed. What tells no
single building (a street without a number, a house number without a street's town or postcode) has no form.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz.distance import OSA

from saferplan.identities.folding import folded, folded_postcode

# The shape of a postcode (BS 7666): area, district, sector, unit. Which of them exist is not asked. ZZ99 stands for no
# fixed abode and the like (NHS Data Dictionary, "Postcode"), so it is no place.
POSTCODE = re.compile(r"\b((?!ZZ99)[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
# Letters in a hundred of a street's name that must agree, swapped neighbours counted as one slip: one slip in five
# letters, two in ten. Unlike names within one postcode and number (North and South, Hill and Mill) lie below it.
STREET_LIKENESS = 0.8
_NUMBER = re.compile(r"(?P<number>\d{1,5})(?P<letter> ?[a-z])?(?:-(?P<to>\d{1,5}))?(?: |$)")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>\d{1,5})/(?P<unit>\d{1,3}[a-z]?)(?: |$)")
_UNIT_AND_NUMBER = re.compile(r"(?P<unit>\d{1,3}[a-z]?)/(?P<number>\d{1,5})(?: |$)")
_KEPT_SIGNS = re.compile(r"(?<=\d)([-/])(?=\d)|(?<=\d[a-zA-Z])(/)(?=\d)")
_RANGE = re.compile(r"(\d)\s*(?:-|–|—|\bto\b)\s*(\d)", re.IGNORECASE)
_LETTERED = re.compile(r"(\d+)([a-z])")
_UNIT_NAME = re.compile(r"(?:no |number )?(\d{1,4}[a-z]?|[a-z]\d{1,3}|[a-z])(?= |/|$)")


class Address(NamedTuple):
    """Parts of an address, folded; an empty text for what is not told."""

    unit: str = ""
    building: str = ""
    number: str = ""
    street: str = ""
    town: str = ""
    postcode: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Those parts that are told."""
        return tuple(part for part in (self.unit, self.building, self.number, self.street, self.postcode) if part)

    @property
    def form(self) -> str:
        """One spelling of one home; empty where the address does not tell one. A postcode makes the town idle."""
        if not (self.number or self.building) or not (self.postcode or (self.town and (self.street or self.building))):
            return ""
        town = "" if self.postcode else self.town
        return "|".join((self.postcode, town, self.street, self.number, self.building, self.unit))

    @property
    def near(self) -> str:
        """Postcode, number and unit: among addresses that share these a street may be mistyped. Empty without them."""
        return "|".join((self.postcode, self.number, self.unit)) if self.postcode and self.number else ""


def parsed(address: str | None, postcode: str | None = None) -> Address:
    """Takes an address apart. A valid postcode of its own field goes before one within the address."""
    text = address or ""
    within = POSTCODE.search(text)
    told = POSTCODE.fullmatch((postcode or "").strip()) or within
    if within:
        text = f"{text[: within.start()]},{text[within.end() :]}"
    return _normal(_read(_segments(text))._replace(postcode=folded_postcode(told[0]) if told else ""))


def alike(one: Address, other: Address) -> bool:
    """Whether two addresses of one postcode, number and unit are one home, but for typing or what one leaves out."""
    if not one.near or one.near != other.near:
        return False
    return _streets_alike(one.street, other.street) and _agree(one.building, other.building)


def _agree(one: str, other: str) -> bool:
    return not one or not other or _similar(one, other)


def _streets_alike(one: str, other: str) -> bool:
    if not one or not other:
        return True
    name, kind = _split_kind(one)
    other_name, other_kind = _split_kind(other)
    if kind and other_kind:
        return kind == other_kind and _similar(name, other_name)
    return _similar(one, other)


def _similar(one: str, other: str) -> bool:
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return OSA.normalized_similarity(one, other) >= STREET_LIKENESS


def _split_kind(street: str) -> tuple[str, str]:
    name, _, last = street.rpartition(" ")
    return (name, last) if last in _words().street.values() else (street, "")


@dataclass(frozen=True)
class _Words:
    street: dict[str, str]
    building: dict[str, str]
    unit: dict[str, str]
    floor: dict[str, str]
    floor_short: dict[str, str]
    on_floor: re.Pattern[str]


@cache
def _words() -> _Words:
    file = files("saferplan.identities").joinpath("street_words.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    building = {word: word for word in data["building"]["words"]}
    building |= {cut: word for word, short in data["building"]["short"].items() for cut in short}
    floor = {spelt: name for name, spellings in data["floor"].items() for spelt in spellings}
    home = "flat|apartment|maisonette|studio"
    return _Words(
        {spelt: word for word, short in data["street"].items() for spelt in (word, *short)},
        building,
        {spelt: kind for kind, spellings in data["unit"].items() for spelt in spellings},
        floor,
        data["floor_short"],
        re.compile(rf"({'|'.join(floor)}) (?:floor(?: (?:{home}))?|flat)(?: |$)"),
    )


def _segments(text: str) -> list[str]:
    """Parts between commas and line ends; dashes and slashes between numbers are kept, all else is folded."""
    joined = _RANGE.sub(r"\1-\2", text)
    parts = (_KEPT_SIGNS.split(part) for part in re.split(r"[,;\n\r\t]+", joined))
    whole = ("".join(piece if piece in ("-", "/") else folded(piece) for piece in part if piece) for part in parts)
    return [part for part in whole if part]


def _read(segments: list[str]) -> Address:
    found = Address()
    for segment in segments:
        rest = segment
        if not found.unit and not found.number:
            unit, rest = _unit_of(rest)
            found = found._replace(unit=unit)
        found = _premise(found, rest)
    return found


def _premise(found: Address, segment: str) -> Address:
    """Takes in one segment: a number, a building, a street, or else the town."""
    if not segment:
        return found
    if found.street:
        return _second_street(found, segment)
    if found.number:
        return _street(found, segment)
    return _numbered(found, segment) or _named(found, segment)


def _numbered(found: Address, segment: str) -> Address | None:
    """'12 High Street', '12/3 High Street', or behind 'Flat 3' also '/12 High Street'; None without a number."""
    if both := _UNIT_AND_NUMBER.match(segment) if found.unit else _NUMBER_AND_UNIT.match(segment):
        taken = found._replace(number=both["number"], unit=found.unit or both["unit"])
        return _street(taken, segment[both.end() :])
    number = _NUMBER.match(segment)
    if number is None:
        return None
    letter = (number["letter"] or "").strip()
    whole = f"{number['number']}-{number['to']}" if number["to"] else number["number"]
    taken = found._replace(number=whole + (letter if found.unit else ""), unit=found.unit or letter)
    return _street(taken, segment[number.end() :])


def _named(found: Address, segment: str) -> Address:
    """A segment without a number: a building by its kind, a street, or a building by its name alone."""
    if building := _building(segment):
        return found._replace(building=found.building or building)
    if _street_name(segment)[0]:
        return _street(found, segment)
    return found._replace(town=segment) if found.building else found._replace(building=segment.removeprefix("the "))


def _street(found: Address, text: str) -> Address:
    """The street's name up to its last word, such as 'road'; what follows is the town."""
    if not text:
        return found
    street, town = _street_name(text)
    if street:
        return found._replace(street=street, town=town or found.town)
    return found._replace(street=_building(text) or text)


def _street_name(text: str) -> tuple[str, str]:
    words, kinds = text.split(), _words().street
    for at in range(1, len(words)):
        if words[at] in kinds and not (at + 1 < len(words) and words[at + 1] in kinds):
            return " ".join([*words[:at], kinds[words[at]]]), " ".join(words[at + 1 :])
    return "", text


def _building(text: str) -> str:
    *name, last = text.removeprefix("the ").split()
    return " ".join([*name, _words().building[last]]) if name and last in _words().building else ""


def _second_street(found: Address, segment: str) -> Address:
    """After '3 Rose Court' comes 'High Street': then Rose Court is a building, and 3 the home in it."""
    street, town = _street_name(segment)
    is_building = bool(_building(found.street)) and not found.building
    if is_building:
        inside = found._replace(building=found.street, unit=found.unit or found.number, number="", street="", town="")
        if numbered := _numbered(inside, segment):
            return numbered
        if street:
            return inside._replace(street=street, town=town)
    return found if found.town else found._replace(town=segment)


def _unit_of(text: str) -> tuple[str, str]:
    """The unit that a segment begins with, and what follows it."""
    first, _, rest = text.partition(" ")
    if floor := _words().floor_short.get(first):
        return f"floor {floor}", rest
    if found := _words().on_floor.match(text):
        return f"floor {_words().floor[found[1]]}", text[found.end() :]
    kind = _words().unit.get(first)
    if kind and (name := _UNIT_NAME.match(rest)):
        unit = name[1] if kind == "flat" else f"{kind} {name[1]}"
        return unit, rest[name.end() :].removeprefix(" ") if not rest[name.end() :].startswith("/") else rest
    if kind and (named := _unit_of(rest)) and named[0].startswith("floor"):
        return named
    return "", text


def _normal(address: Address) -> Address:
    """'Flat 3, Rose Court' is what others write as '3 Rose Court': the number is of the building either way."""
    if address.number or not (address.building and address.unit):
        return address
    lettered = _LETTERED.fullmatch(address.unit)
    number, unit = lettered.groups() if lettered else (address.unit, "")
    return Address(unit, "", number, address.building, address.town, address.postcode)
