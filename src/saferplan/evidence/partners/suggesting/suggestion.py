"""A proposed profile: which column may be what, how sure that is, and what could not be placed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.cells import slugs
from saferplan.evidence.partners.fields import PLACE, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.reading.tables import FileTables, read_tables
from saferplan.evidence.partners.suggesting.assigning import Proposal, assigned
from saferplan.evidence.partners.suggesting.likeness import Column, by_cells
from saferplan.evidence.partners.suggesting.value_maps import ValueMap, propose_map
from saferplan.evidence.partners.texts import matches
from saferplan.evidence.sources.base import Delivered

KIND_OF_RECORD = {"police": "crime", "fire": "fire", "ambulance": "call", "health": "call", "landlord": "asb"}
OTHER_KIND = "complaint"
# A column of categories is given to asb_category as well where the shipped list knows this share of it.
LEAST_SHARE_KNOWN = 0.3
HOME_IS_THE_PLACE = ("landlord", "council")
# How much less sure it is that a column tells a second thing as well.
ALSO = 0.8
_NAME_PARTS = re.compile(r"[A-Za-z]+")
_PARTS_OF_DATES = re.compile(
    r"jan\w*|feb\w*|mar(ch)?|apr(il)?|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|q|fy|to|v", re.IGNORECASE
)


@dataclass(frozen=True)
class Asked:
    """What the user said of the file; '' and 0 where they did not."""

    agency: str = ""
    agency_kind: str = ""
    kind: str = ""
    feed: str = ""
    retention_months: int = 0


@dataclass(frozen=True)
class Suggestion:
    """`proposals` in the order of the fields; `maps` by field; `formats` of times by field; `unplaced`: headings."""

    asked: Asked
    name_pattern: str
    sheets: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    maps: dict[str, ValueMap]
    formats: dict[str, str]
    surnames_first: frozenset[str]
    unplaced: tuple[Column, ...]


def suggest(delivered: Delivered, asked: Asked, found: FileTables | None = None) -> Suggestion:
    """Looks at the file's largest list. `found`: its lists, where they were read. Raises FileRefused for no list."""
    found = found or read_tables(delivered)
    largest = found.largest
    alike = [one for one in found.tables if one.records.heading == largest.records.heading]
    columns = [Column.of(heading, largest.records.text(heading)) for heading in largest.records.heading]
    proposals = _in_order(_with_homes(_with_asb(assigned(columns), asked), asked))
    placed = {heading for one in proposals for heading in one.headings}
    whole = {one.field: largest.records.text(one.column.heading) for one in proposals}
    return Suggestion(
        _completed(asked, delivered),
        _pattern(delivered),
        tuple(one.records.place for one in alike) if len(alike) < len(found.tables) else (),
        tuple(proposals),
        _maps(proposals, whole),
        _formats(proposals),
        frozenset(one.field for one in proposals if _is_surname_first(one)),
        tuple(column for column in columns if column.heading not in placed),
    )


def _with_asb(found: list[Proposal], asked: Asked) -> list[Proposal]:
    """A column of categories of anti-social behaviour tells the agency's own category and which of the three it is."""
    told = {one.field: one for one in found}
    if "category" not in told and "asb_category" in told:
        return [*found, replace(told["asb_category"], field="category")]
    category = told.get("category")
    if category is None or "asb_category" in told or (asked.kind or "asb") != "asb":
        return found
    share = by_cells(category.column, all_fields()["asb_category"]) or 0
    if share < LEAST_SHARE_KNOWN:
        return found
    place = found.index(category) + 1
    return [*found[:place], Proposal("asb_category", category.column, max(share, category.fit * share)), *found[place:]]


def _with_homes(found: list[Proposal], asked: Asked) -> list[Proposal]:
    """Of a landlord's and a council's cases a single address is the complainant's home and the place in one."""
    if asked.agency_kind not in HOME_IS_THE_PLACE:
        return found
    told = {one.field: one for one in found}
    owners = (PLACE, Subject.VICTIM)
    if len({name.partition(".")[0] for name in told if name.endswith((".address", ".uprn"))} & set(owners)) != 1:
        return found
    more = []
    for part in ("address", "postcode", "uprn"):
        here, there = (told.get(f"{owner}.{part}") for owner in owners)
        one = here or there
        if one and not (here and there):
            other = Subject.VICTIM if here else PLACE
            more.append(replace(one, field=f"{other}.{part}", fit=one.fit * ALSO))
    return [*found, *more]


def _in_order(found: Sequence[Proposal]) -> list[Proposal]:
    names = list(all_fields())
    return sorted(found, key=lambda one: names.index(one.field))


def _maps(proposals: Sequence[Proposal], whole: dict[str, pa.Array]) -> dict[str, ValueMap]:
    found = {}
    for one in proposals:
        target = all_fields()[one.field]
        if target.allowed and not target.is_personal and (proposed := propose_map(_trimmed(whole[one.field]), target)):
            found[one.field] = proposed
    return found


def _trimmed(texts: pa.Array) -> pa.Array:
    return texts.filter(pc.call_function("not_equal", [texts, pa.scalar("")]))


def _formats(proposals: Sequence[Proposal]) -> dict[str, str]:
    """Formats of times that are not day before month; the usual ones need none."""
    found = {}
    for one in proposals:
        if all_fields()[one.field].kind in ("time", "date") and one.column.months_first > one.column.days_first:
            timed = matches(one.column.known, "[0-9]:[0-9]").mean() > 0.5
            seconds = matches(one.column.known, "[0-9]:[0-9]{2}:[0-9]").mean() > 0.5
            found[one.field] = "%m/%d/%Y" + (" %H:%M:%S" if seconds else " %H:%M" if timed else "")
    return found


def _is_surname_first(one: Proposal) -> bool:
    """'SMITH John': most of the names begin with a word in capitals and go on with one that is not."""
    if not one.field.endswith(".full_name") or not len(one.column.known):
        return False
    return bool(matches(one.column.known, r"^[\p{Lu}'-]{2,} \p{Lu}\p{Ll}").mean() > 0.5)


def _completed(asked: Asked, delivered: Delivered) -> Asked:
    agency = asked.agency or " ".join(_own_words(delivered)[:3]).title() or "Agency"
    kind = asked.kind or KIND_OF_RECORD.get(asked.agency_kind, OTHER_KIND)
    slug = slugs(pa.array([f"{agency} {kind}"]))[0].as_py()
    feed = asked.feed or re.sub(r"^[^a-z]+", "", slug) or "feed"
    return replace(asked, agency=agency, kind=kind, feed=feed)


def _pattern(delivered: Delivered) -> str:
    """'harbour-homes*.xlsx' of 'harbour-homes-2024-07.xlsx'; '' of a name that says nothing but when."""
    own = delivered.name.rsplit("!", 1)[-1].rsplit("/", 1)[-1]
    stem, _, ending = own.removesuffix(".gz").rpartition(".")
    start = re.split(r"[\[\]*?]", stem)[0]
    for found in _NAME_PARTS.finditer(start):
        if _PARTS_OF_DATES.fullmatch(found[0]):
            start = start[: found.start()]
            break
    start = re.split(r"[0-9]", start)[0].rstrip(" -_.(")
    return f"{start}*.{ending}" if len(start) > 2 and ending else ""


def _own_words(delivered: Delivered) -> list[str]:
    return [word for word in _NAME_PARTS.findall(_pattern(delivered).rpartition(".")[0]) if len(word) > 1]
