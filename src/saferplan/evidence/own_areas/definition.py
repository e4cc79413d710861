"""An area that a partnership has drawn for itself: an estate, a town centre, a community board."""

from collections.abc import Sequence
from dataclasses import dataclass

CODE = "own-{number}"
"""What such an area is called in addresses and records: no publisher's code is written so."""


@dataclass(frozen=True)
class OwnArea:
    """One version of it. Either `parts`, codes of wards and small areas that it is made of, or `outline`: polygons
    in well-known binary, longitude and latitude (WGS84). `unit` is the partnership area in which it lies.
    """

    code: str
    name: str
    unit: str
    parts: Sequence[str] = ()
    outline: bytes = b""

    @property
    def is_outlined(self) -> bool:
        return bool(self.outline)
