"""Census tables and mid-year estimates as Nomis and the census site of ONS give them.

A row a cell: GEOGRAPHY_CODE, GEOGRAPHY_TYPE, DATE, one or more of GENDER_NAME, C_AGE_NAME, C2021_TENURE_9_NAME …,
OBS_VALUE from Nomis; 'Lower layer Super Output Areas Code', 'Age (101 categories)', 'Observation' from ONS.
A row an area: the census tables that Nomis offers whole, with 'geography code' and 'Age: Aged 1 year; measures: Value'.
"""

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.sources.cells import CENSUS_YEAR, Cells, level_names, slices_of
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.people import MOST_PEOPLE, age_group, sex, tenure
from saferplan.evidence.sources.records import ReferenceSource, Sieve, gather, per_distinct

# What each column of a table with a row a cell is for, by how Nomis and ONS head it.
_ROLES = {
    "area": re.compile(
        r"geography[_ ]code|(lower|middle|upper|electoral|output).* (areas?|authorities|divisions) code"
    ),
    "type": re.compile(r"geography_type"),
    "date": re.compile(r"date(_name)?"),
    "sex": re.compile(r"(gender|(c_|c2021_)?sex(_\d+)?)_name|sex \(\d+ categories\)"),
    "age": re.compile(r"(c_|c2021_)age(_\d+[a-z]?)?_name|age (\([a-z]\) )?\(\d+ categories\)"),
    "tenure": re.compile(r"(c2021_)?tenure\w*_name|tenure of household \(\d+ categories\)"),
    "residence": re.compile(r"c2021_restype_\d+_name|residence type \(\d+ categories\)"),
    "measure": re.compile(r"measures_name"),
    "value": re.compile(r"obs_value|observation"),
}
_SUBJECTS = ("tenure", "age", "residence")
_CENSUS = re.compile(r"c2021_.*|observation")
_WIDE = re.compile(
    r"(?:sex: (?P<sex>[^;]+); )?(?P<subject>age|tenure|residence)( of household| type)?: (?P<label>[^;]+).*"
)
_YEAR = re.compile(r"20\d\d")
UNKNOWN_AREA = "is not the code of a kind of area that is known here"


def recognises_cells(delivered: Delivered) -> bool:
    roles = _roles(delivered.header)
    return {"area", "value"} <= set(roles) and _subject(roles) != ""


def read_cells(delivered: Delivered) -> Reading:
    records = read_delimited(delivered)
    roles, sieve = _roles(records.heading), Sieve(records)
    census = any(_CENSUS.fullmatch(plain(one)) for one in records.heading)
    if not census and "date" not in roles:
        raise delivered.refuse(
            "nothing says the year of these estimates", line=1, remedy="Ask Nomis for the column DATE_NAME as well."
        )
    if "measure" in roles:
        texts = records.text(roles["measure"])
        sieve.reject(~shaped_like(texts, "(?i)^value$"), roles["measure"], "is not Value: only counts are read")
    years = _years(sieve, roles["date"]) if not census else np.full(len(records), CENSUS_YEAR)
    codes = records.text(roles["area"])
    types = records.text(roles["type"]) if "type" in roles else None
    levels = level_names(codes, types, years, census=census)
    sieve.reject(levels.is_null().to_numpy(zero_copy_only=False), roles["area"], UNKNOWN_AREA)
    counts = sieve.whole(roles["value"], most=MOST_PEOPLE)
    sexes, labels = _sexes(sieve, roles), _labels(sieve, roles)
    sieve.unique(roles["area"], codes, levels, pa.array(years), sexes, labels)
    cells = Cells(_subject(roles), census, levels, codes, years, sexes, labels, counts)
    return gather(delivered, [sieve], list(slices_of(cells.where(sieve.ok))))


def recognises_areas(delivered: Delivered) -> bool:
    header = [plain(one) for one in delivered.header]
    return "geography code" in header and any(map(_counted, header))


def read_areas(delivered: Delivered) -> Reading:
    records = read_delimited(delivered)
    parsed = {heading: found for heading in records.heading if (found := _counted(heading))}
    subjects = {found["subject"] for found in parsed.values()}
    if len(subjects) > 1:
        raise delivered.refuse(
            f"the columns mix {' and '.join(sorted(subjects))}", line=1, remedy="Load one table each."
        )
    sieve = Sieve(records)
    codes = records.text("geography code")
    levels = level_names(codes, None, np.full(len(records), CENSUS_YEAR), census=True)
    sieve.reject(levels.is_null().to_numpy(zero_copy_only=False), "geography code", UNKNOWN_AREA)
    counts = [sieve.whole(heading, most=MOST_PEOPLE) for heading in parsed]
    sieve.unique("geography code", codes)
    length, subject = sieve.kept(), subjects.pop()
    labels = [tenure(heading) if subject == "tenure" else found["label"] for heading, found in parsed.items()]
    cells = Cells(
        subject,
        True,
        pa.concat_arrays([sieve.keep(levels)] * len(parsed)),
        pa.concat_arrays([sieve.keep(codes)] * len(parsed)),
        np.full(length * len(parsed), CENSUS_YEAR),
        pa.concat_arrays([pa.repeat(sex(found["sex"] or "total") or "", length) for found in parsed.values()]),
        pa.concat_arrays([pa.repeat(label, length) for label in labels]),
        np.concatenate([sieve.keep_numbers(one) for one in counts]),
    )
    return gather(delivered, [sieve], list(slices_of(cells)))


def _counted(heading: str) -> re.Match[str] | None:
    """What a column of counts is of; None for other columns, and for ages and sexes that are none, such as a median."""
    found = _WIDE.fullmatch(plain(heading))
    if not found or not sex(found["sex"] or "total"):
        return None
    return found if found["subject"] != "age" or age_group(found["label"]) else None


def _roles(headings: list[str] | tuple[str, ...]) -> dict[str, str]:
    """The heading of the first column for each role."""
    found: dict[str, str] = {}
    for heading in headings:
        for role, pattern in _ROLES.items():
            if pattern.fullmatch(plain(heading)):
                found.setdefault(role, heading)
    return found


def _subject(roles: dict[str, str]) -> str:
    return next((subject for subject in _SUBJECTS if subject in roles), "")


def _years(sieve: Sieve, heading: str) -> np.ndarray:
    def year(text: str) -> int | None:
        return int(text) if _YEAR.fullmatch(text) else None

    years, understood = per_distinct(sieve.records.text(heading), year, np.int64)
    sieve.reject(~understood, heading, "is not a year such as 2020")
    return years


def _sexes(sieve: Sieve, roles: dict[str, str]) -> pa.Array:
    """persons, female or male in every row; persons throughout where the table does not tell them apart."""
    if "sex" not in roles:
        return pa.repeat("persons", len(sieve.records))
    sexes = _renamed(sieve.records.text(roles["sex"]), sex)
    sieve.reject(sexes.is_null().to_numpy(zero_copy_only=False), roles["sex"], "is not a sex, or both together")
    return sexes


def _labels(sieve: Sieve, roles: dict[str, str]) -> pa.Array:
    subject = _subject(roles)
    labels = sieve.filled(roles[subject])
    if subject == "tenure":
        return _renamed(labels, tenure)
    if subject == "age":
        known = _renamed(labels, lambda label: "" if age_group(label) else None)
        sieve.reject(known.is_null().to_numpy(zero_copy_only=False), roles[subject], "is not an age or an age group")
    return labels


def _renamed(texts: pa.Array, name: Callable[[str], str | None]) -> pa.Array:
    """`name` of every text, called once per distinct one."""
    encoded = texts.dictionary_encode()
    return pa.array([name(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


SOURCES = (
    ReferenceSource(
        "Nomis or ONS table of people or households, a row a cell",
        recognises_cells,
        read_cells,
        (
            ("DATE", "GEOGRAPHY_CODE", "GEOGRAPHY_TYPE", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE"),
            ("GEOGRAPHY_CODE", "C2021_TENURE_9_NAME", "OBS_VALUE"),
            ("GEOGRAPHY_CODE", "C2021_RESTYPE_3_NAME", "OBS_VALUE"),
        ),
    ),
    ReferenceSource("Nomis census table, a row an area", recognises_areas, read_areas),
)
