"""What a map on a page shows: a figure an area, in classes of the documents' maps, and where the outlines come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from saferplan.documents import numbers
from saferplan.documents.charts.classes import MISSING, Classes, classes_of
from saferplan.documents.charts.scales import present
from saferplan.documents.charts.theme import SEQUENCE
from saferplan.evidence.geography import OWN
from saferplan.evidence.measures.records import Record
from saferplan.web.maps.kept import OUTLINES, has_outlines
from saferplan.web.maps.work import keep_outlines
from saferplan.web.partnerships.models import Partnership

OVER = {"lsoa": "ward", OWN: "ward"}
"""Whose borders and names lie over an area's own."""
MANY = 80
"""More areas than this have no name on them."""


@dataclass(frozen=True)
class MapFigure:
    """What is said of one area: `figure` and `words` (its interval, what is not known) as they are to be read."""

    code: str
    name: str
    value: float | None
    figure: str
    words: str = ""
    href: str = ""

    @classmethod
    def of(cls, record: Record, *, name: str = "", href: str = "", per: str = "", kind: str = "rate") -> "MapFigure":
        """A year's rate with its interval, and the count it is made of; or the count alone.

        `name`: where the record's own is that of several areas.
        """
        called = name or record.area_name
        if kind == "count":
            return cls(record.area_code, called, record.count, numbers.count(record.count), href=href)
        low, high = record.rate_annualised_low, record.rate_annualised_high
        known = record.rate_annualised is not None
        words = f"95% interval {numbers.interval(low, high)}; {numbers.count(record.count)} recorded" if known else ""
        said = f"{numbers.rate(record.rate_annualised)} {per}".strip() if known else numbers.NOT_AVAILABLE
        return cls(record.area_code, called, record.rate_annualised, said, words, href)


@dataclass(frozen=True)
class KeyEntry:
    """A line of the key: `look` is the number of the colour in the documents' sequence, or "missing"."""

    look: str
    words: str


@dataclass(frozen=True)
class AreaMap:
    """`outlines` is the address of the areas' GeoJSON: empty where there is none yet. `is_coming` says whether it is
    being worked out, `fault` why it could not be. `data` is what the script is given.
    """

    caption: str
    kind: str
    outlines: str
    is_coming: bool
    fault: str
    key: tuple[KeyEntry, ...]
    data: dict[str, Any]


def area_map(
    partnership: Partnership,
    *,
    kind: str,
    figures: Sequence[MapFigure],
    caption: str,
    value_kind: str = "rate",
    chosen: str = "",
    is_near: bool = False,
    classes: Classes | None = None,
) -> AreaMap:
    """A map of the partnership's areas of `kind` (ward, lsoa, ltla). `chosen` is the code of an area to mark, and
    with `is_near` to come close to.
    """
    found = classes or _classes_of(figures, value_kind)
    looks = [_look(found, one.value) for one in figures]
    key = [KeyEntry(str(SEQUENCE.index(fill)), words) for fill, words in zip(found.fills, found.names, strict=True)]
    if "missing" in looks:
        key.append(KeyEntry("missing", MISSING))
    outlines, over, is_missing = _addresses(partnership, kind)
    fault = OUTLINES.fault(keep_outlines, partnership) if is_missing else ""
    data = {
        "chosen": chosen,
        "near": is_near,
        "over": over,
        "named": "over" if kind in OVER and kind != OWN else "areas" if len(figures) <= MANY else "",
        "areas": [_told(one, look) for one, look in zip(figures, looks, strict=True)],
    }
    return AreaMap(caption, kind, outlines, is_missing and not fault, fault, tuple(key), data)


def _classes_of(figures: Sequence[MapFigure], kind: str) -> Classes:
    known = [one.value for one in figures if present(one.value)]
    return classes_of(known, kind, has_missing=len(known) < len(figures))


def _look(classes: Classes, value: float | None) -> str:
    return str(SEQUENCE.index(classes.look(value)[0])) if present(value) else "missing"


def _told(one: MapFigure, look: str) -> dict[str, str]:
    return {"code": one.code, "name": one.name, "look": look, "figure": one.figure, "words": one.words} | (
        {"href": one.href} if one.href else {}
    )


def _addresses(partnership: Partnership, kind: str) -> tuple[str, str, bool]:
    """Of the areas' outlines and of those that lie over them; and whether none have been worked out yet."""
    state = OUTLINES.newest(partnership)
    OUTLINES.ask(keep_outlines, partnership)
    if kind == OWN:
        outlines = reverse("own_areas:outlines", kwargs={"partnership": partnership.slug})
        return outlines, _address(partnership, state, OVER[OWN]), False
    own, over = (_address(partnership, state, one) for one in (kind, OVER.get(kind, "")))
    return own, over, not state


def _address(partnership: Partnership, state: str, kind: str) -> str:
    if not state or not kind or not has_outlines(partnership, state, kind):
        return ""
    return reverse("maps:outlines", kwargs={"partnership": partnership.slug, "state": state, "kind": kind})
