"""What a GSS code says of a place: its nation and its kind.

The first three characters are the entity that the code belongs to: Office for National Statistics, Register of
Geographic Codes.
"""

from enum import StrEnum


class Nation(StrEnum):
    ENGLAND = "England"
    WALES = "Wales"


class PlaceKind(StrEnum):
    UNITARY = "Unitary authority"
    DISTRICT = "District in a county"
    METROPOLITAN = "Metropolitan district"
    LONDON = "London borough"
    WELSH = "Welsh county or county borough"
    COUNTY = "County"
    POLICE = "Police force area"
    FIRE = "Fire and rescue area"
    PARTNERSHIP = "Community Safety Partnership"
    OTHER = "Other area"


ENTITIES = {
    "E06": PlaceKind.UNITARY,
    "E07": PlaceKind.DISTRICT,
    "E08": PlaceKind.METROPOLITAN,
    "E09": PlaceKind.LONDON,
    "E10": PlaceKind.COUNTY,
    "E22": PlaceKind.PARTNERSHIP,
    "E23": PlaceKind.POLICE,
    "E31": PlaceKind.FIRE,
    "W06": PlaceKind.WELSH,
    "W14": PlaceKind.PARTNERSHIP,
    "W15": PlaceKind.POLICE,
    "W25": PlaceKind.FIRE,
}
TIER_ONE = frozenset({PlaceKind.UNITARY, PlaceKind.METROPOLITAN, PlaceKind.LONDON, PlaceKind.COUNTY})
"""Kinds of place whose council has the duties of Part 4 of the Domestic Abuse Act 2021: s.57(10), in England."""


def kind_of(code: str) -> PlaceKind:
    return ENTITIES.get(code[:3], PlaceKind.OTHER)


def nation_of(code: str) -> Nation:
    return Nation.WALES if code.startswith("W") else Nation.ENGLAND
