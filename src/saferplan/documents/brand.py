"""Whose document it is: name, logo, colours and font, from a small settings file that a publisher writes once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    """The look of a publisher; without settings it is neutral."""

    name: str = ""
