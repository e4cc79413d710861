"""Kinds of area, the shape of their codes, and the one place that understands how publishers head a column of them.

ONS writes WD24CD and WD24NM, MHCLG 'LSOA code (2011)', population workbooks 'LSOA 2021 Code', and copies of all these
'ward24_code': each is the code or the name of an area of one kind and one vintage, a level such as 'ward24'.
Codes follow the ONS Register of Geographic Codes: an entity such as E05 and six digits.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Kind:
    """A kind of area. `rank` orders kinds from fine to coarse; kinds of one rank do not nest in each other."""

    name: str
    title: str
    rank: int
    entities: str
    example: str
    headings: tuple[str, ...]

    @property
    def shape(self) -> str:
        return f"^({self.entities})[0-9]{{6}}$"

    @property
    def fault(self) -> str:
        return f"is not the code of {self.title}, which looks like {self.example}"


KINDS = (
    Kind("oa", "an output area", 0, "[EW]00", "E00062207", ("oa", "output area")),
    Kind("lsoa", "a lower layer super output area", 1, "[EW]01", "E01017627", ("lsoa",)),
    Kind("msoa", "a middle layer super output area", 2, "[EW]02", "E02003645", ("msoa",)),
    Kind("ward", "a ward", 3, "[EW]05|S13|N08|N10", "E05013120", ("wd", "ward")),
    Kind(
        "ltla",
        "a lower-tier or unitary local authority",
        4,
        "E0[6-9]|W06|S12|N09",
        "E06000060",
        ("lad", "ltla", "local authority district", "la"),
    ),
    Kind("csp", "a Community Safety Partnership", 5, "E22|W14", "E22000303", ("csp",)),
    # Local authorities and partnerships that overlap, joined: named by one of their codes, and without a vintage.
    Kind("unit", "a partnership area", 6, "E0[6-9]|W06|E22|W14", "E06000060", ("unit",)),
    Kind(
        "utla", "an upper-tier or unitary local authority", 7, "E0[689]|E10|W06|S12|N09", "E10000002", ("ctyua", "utla")
    ),
    Kind("county", "a county", 7, "E1[013]", "E10000002", ("cty", "county")),
    Kind("pfa", "a police force area", 7, "E23|W15|S23|N24", "E23000029", ("pfa",)),
    Kind("fra", "a fire and rescue authority", 7, "E31|W25|S39|N31", "E31000004", ("fra",)),
    Kind("icb", "an integrated care board", 7, "E54", "E54000044", ("icb",)),
    Kind("cauth", "a combined authority", 7, "E47|E61", "E47000001", ("cauth",)),
    Kind("region", "a region", 7, "E12|[WSN]92", "E12000008", ("rgn", "region")),
    Kind("country", "a country", 8, "[EWSN]92|K0[234]", "E92000001", ("ctry", "country")),
)
KIND_NAMED = {kind.name: kind for kind in KINDS}
_KIND_HEADED = {heading: kind for kind in KINDS for heading in kind.headings}

# Lookups of ONS fill a column that does not apply, such as the county of a unitary authority, with E99999999.
NO_AREA = "^[EWSNKJLM]9{8}$"
# Middle layer areas and wards cut across each other although one is usually the larger.
CUT_ACROSS = {("msoa", "ward")}

_OF_ONS = re.compile(r"(?:f_)?([a-z]+)(\d\d)(cd|nm)")
_OF_COPIES = re.compile(r"([a-z]+)(\d\d)_(code|name)")
_WITHOUT_YEAR = re.compile(r"(unit)()_(code|name)")
_YEAR_WITHIN = re.compile(r"([a-z ]+?) (\d{4}) (code|name)")
_KIND_YEAR_PART = (_OF_ONS, _OF_COPIES, _WITHOUT_YEAR, _YEAR_WITHIN)
_YEAR_AFTER = re.compile(r"([a-z ]+?) (code|name) \((\d{4})(?: boundaries)?\)")
# Columns that maps and ONS exports carry along: row numbers, shapes, Welsh names, the NHS's own codes.
_CARRIED = re.compile(
    r"fid|objectid(_\d+)?|globalid|shape_+(area|length|leng)|bng_[en]|long|lat|[a-z]+\d\d(nmw|cdh|cdo|nmo)|[a-z]+cd_active"
)
_OTHER_AREAS = re.compile(r"[a-z]+\d\d(cd|nm)")


@dataclass(frozen=True)
class Level:
    """A kind of area in the codes of one year, such as ward24."""

    kind: Kind
    year: str

    @property
    def name(self) -> str:
        return f"{self.kind.name}{self.year}"

    @property
    def order(self) -> tuple[int, str, str]:
        """Fine before coarse, older before newer."""
        return self.kind.rank, self.kind.name, self.year


@dataclass(frozen=True)
class AreaColumn:
    level: Level
    part: Literal["code", "name"]


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading as it is compared: lower case, line breaks and double spaces gone, '[note 4]' gone."""
    return " ".join(re.sub(r"\[note[^\]]*\]", " ", heading, flags=re.IGNORECASE).lower().split())


@lru_cache(maxsize=4096)
def area_column(heading: str) -> AreaColumn | None:
    """What `heading` says of areas; None where it is not the code or the name of a known kind and vintage."""
    text = plain(heading)
    if found := next(filter(None, (one.fullmatch(text) for one in _KIND_YEAR_PART)), None):
        kind, year, part = found.groups()
    elif found := _YEAR_AFTER.fullmatch(text):
        kind, part, year = found.groups()
    else:
        return None
    if kind not in _KIND_HEADED or (kind == "unit" and year):
        return None
    return AreaColumn(Level(_KIND_HEADED[kind], year[-2:]), "code" if part in ("cd", "code") else "name")


def carried_along(heading: str) -> bool:
    """True for columns that ONS exports carry beside the areas, and for areas of kinds that are not read."""
    text = plain(heading)
    return bool(_CARRIED.fullmatch(text) or _OTHER_AREAS.fullmatch(text))


def code_columns(headings: list[str] | tuple[str, ...]) -> dict[str, Level]:
    """Level of each heading that is an area's code, fine levels first."""
    found = {
        heading: column.level for heading in headings if (column := area_column(heading)) and column.part == "code"
    }
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def level_named(name: str) -> Level | None:
    """The level of a name such as 'ward24' or 'unit'; None where it is none."""
    found = re.fullmatch(r"([a-z]+?)(\d\d)?", name)
    if not found or found[1] not in KIND_NAMED or (found[2] is None) != (found[1] == "unit"):
        return None
    return Level(KIND_NAMED[found[1]], found[2] or "")


def kind_of_code(code: str) -> Kind | None:
    """The finest kind whose codes look like `code`."""
    return next((kind for kind in KINDS if re.match(kind.shape, code)), None)


def shaped_like(codes: pa.Array, shape: str) -> np.ndarray:
    """Per code, whether it has the shape."""
    found = pc.call_function("match_substring_regex", [codes], pc.MatchSubstringOptions(shape))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def lies_in(child: Level, parent: Level) -> bool:
    """Whether a lookup of both says where `child` lies (finer to coarser) or what it became (older to newer)."""
    if child.kind is parent.kind:
        return child.year < parent.year
    return child.kind.rank < parent.kind.rank and (child.kind.name, parent.kind.name) not in CUT_ACROSS
