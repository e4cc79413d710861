"""ONS rural/urban classification of small areas, 2021 and 2011."""

import re

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import code_columns, plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.records import ReferenceSource, Sieve, gather, slice_of
from saferplan.evidence.tables import RURAL_URBAN

_CLASS_CODE = re.compile(r"ruc(\d\d)(?:cd|_code)")
_CLASS_NAME = re.compile(r"classification|ruc\d\d(?:nm|_name)?")
_FLAG = ("ruc", "urban_rural_flag")


def recognises(delivered: Delivered) -> bool:
    header = delivered.header
    return bool(code_columns(header)) and all(_heading(header, wanted) for wanted in (_CLASS_CODE, _CLASS_NAME))


def read(delivered: Delivered) -> Reading:
    records = read_delimited(delivered)
    sieve = Sieve(records)
    area_heading, level = next(iter(code_columns(records.heading).items()))
    class_heading = _heading(records.heading, _CLASS_CODE)
    codes = sieve.codes(area_heading, level.kind)
    class_codes = sieve.filled(class_heading)
    class_names = sieve.filled(_heading(records.heading, _CLASS_NAME))
    rural = _rural(sieve, class_names)
    sieve.unique(area_heading, codes)
    year = _CLASS_CODE.fullmatch(plain(class_heading))
    piece = slice_of(
        RURAL_URBAN,
        f"ruc{year[1] if year else ''}-{level.name}",
        sieve.kept(),
        level=level.name,
        code=sieve.keep(codes),
        class_code=sieve.keep(class_codes),
        class_name=sieve.keep(class_names),
        rural=sieve.keep_numbers(rural),
    )
    return gather(delivered, [sieve], [piece])


def _rural(sieve: Sieve, class_names: pa.Array) -> np.ndarray:
    """By the publisher's own flag; by the title of the class where the file has none, as for 2011."""
    heading = next((one for one in sieve.records.heading if plain(one) in _FLAG), None)
    if heading is None:
        return ~shaped_like(class_names, "^Urban")
    flags = sieve.records.text(heading)
    sieve.reject(~shaped_like(flags, "(?i)^(rural|urban)$"), heading, "is neither Rural nor Urban")
    return shaped_like(flags, "(?i)^rural$")


def _heading(headings: list[str] | tuple[str, ...], wanted: re.Pattern[str]) -> str:
    return next((one for one in headings if wanted.fullmatch(plain(one))), "")


SOURCES = (
    ReferenceSource(
        "ONS rural/urban classification", recognises, read, (("lsoa21_code", "ruc21_code", "classification", "ruc"),)
    ),
)
