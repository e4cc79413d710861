"""English Indices of Deprivation 2015, 2019 and 2025: ranks, deciles and scores of each LSOA (MHCLG's File 7)."""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import Level, code_columns, plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading, Slice
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.records import ReferenceSource, Sieve, gather, slice_of
from saferplan.evidence.tables import DEPRIVATION

MEASURES = ("rank", "decile", "score")
# Names of the domains in the headings of MHCLG and of copies, and here.
DOMAINS = {
    "imd": "imd",
    "index of multiple deprivation (imd)": "imd",
    "income": "income",
    "employment": "employment",
    "education": "education",
    "education, skills and training": "education",
    "health": "health",
    "health deprivation and disability": "health",
    "crime": "crime",
    "housing_and_access": "housing",
    "housing_and_services": "housing",
    "barriers to housing and services": "housing",
    "environment": "environment",
    "living environment": "environment",
}
EVERY_DOMAIN = tuple(dict.fromkeys(DOMAINS.values()))
_HEADING = re.compile(r"(.+?)[ _](rank|decile|score)(?: \(.*\))?")


@dataclass(frozen=True)
class Edition:
    """`areas`: LSOAs of England ranked, so the last rank there is."""

    name: str
    areas: int
    title: str


IMD2015 = Edition("imd2015", 32_844, "MHCLG, English Indices of Deprivation 2015")
IMD2019 = Edition("imd2019", 32_844, "MHCLG, English Indices of Deprivation 2019")
IMD2025 = Edition("imd2025", 33_755, "MHCLG, English Indices of Deprivation 2025")


def recognises(delivered: Delivered) -> bool:
    columns = _columns(delivered.header)
    complete = all((domain, measure) in columns for domain in EVERY_DOMAIN for measure in ("rank", "decile"))
    return complete and _lsoa(delivered.header) is not None


def read(delivered: Delivered) -> Reading:
    records = read_delimited(delivered)
    found = _lsoa(records.heading)
    edition = _edition(records.heading, found[1]) if found else None
    if not found or not edition:
        raise delivered.refuse(
            "these Indices of Deprivation are of LSOAs of other years than 2011 and 2021",
            line=1,
            remedy="Load those of 2019 or 2025 (MHCLG's File 7).",
        )
    sieve = Sieve(records)
    codes = sieve.codes(found[0], found[1].kind)
    sieve.reject(~shaped_like(codes, "^E"), found[0], "is not in England, of which alone these Indices are")
    values = _values(sieve, _columns(records.heading), edition)
    sieve.unique(found[0], codes)
    piece = _long(sieve, edition, found[1], codes, values)
    return gather(delivered, [sieve], [piece])


def _columns(headings: list[str] | tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Heading of each (domain, measure); indices of children, older people and sub-domains are passed over."""
    matched = {heading: _HEADING.fullmatch(plain(heading)) for heading in headings}
    return {(DOMAINS[one[1]], one[2]): heading for heading, one in matched.items() if one and one[1] in DOMAINS}


def _lsoa(headings: list[str] | tuple[str, ...]) -> tuple[str, Level] | None:
    return next(((one, level) for one, level in code_columns(headings).items() if level.kind.name == "lsoa"), None)


def _edition(headings: tuple[str, ...], level: Level) -> Edition | None:
    """Those of 2015 and 2019 are both of LSOAs of 2011: File 7 of 2015 has local authorities of 2013."""
    if level.year == "21":
        return IMD2025
    if level.year != "11":
        return None
    return IMD2015 if any(one.name == "ltla13" for one in code_columns(headings).values()) else IMD2019


def _values(sieve: Sieve, columns: dict[tuple[str, str], str], edition: Edition) -> dict[tuple[str, str], np.ndarray]:
    most = {"rank": edition.areas, "decile": 10}
    return {
        (domain, measure): sieve.decimal(heading) if measure == "score" else sieve.whole(heading, 1, most[measure])
        for (domain, measure), heading in columns.items()
    }


def _long(
    sieve: Sieve, edition: Edition, level: Level, codes: pa.Array, values: dict[tuple[str, str], np.ndarray]
) -> Slice:
    """A row for each domain of each area: all areas of one domain, then those of the next."""
    kept = sieve.keep(codes)
    length = len(kept)
    columns = {
        measure: pa.chunked_array(
            [
                pa.array(sieve.keep_numbers(values[domain, measure]), DEPRIVATION.schema.field(measure).type)
                if (domain, measure) in values
                else pa.nulls(length, DEPRIVATION.schema.field(measure).type)
                for domain in EVERY_DOMAIN
            ]
        )
        for measure in MEASURES
    }
    return slice_of(
        DEPRIVATION,
        edition.name,
        length * len(EVERY_DOMAIN),
        source=edition.title,
        level=level.name,
        code=pa.chunked_array([kept] * len(EVERY_DOMAIN)),
        domain=pa.chunked_array([pa.repeat(domain, length) for domain in EVERY_DOMAIN]),
        **columns,
    )


SOURCES = (
    ReferenceSource(
        "English Indices of Deprivation",
        recognises,
        read,
        tuple(
            ("lsoa21_code", *(f"{domain}_{measure}" for measure in MEASURES for domain in domains))
            for domains in (
                ("IMD", "Income", "Employment", "Education", "Health", "Crime", "Housing_and_Services", "Environment"),
                tuple(name for name in DOMAINS if " " in name),
            )
        ),
    ),
)
