"""Lists that agencies share, as reviewed data: offence codes to groups, categories of anti-social behaviour, tenures.

Each file says where it comes from and when somebody last checked it. A profile uses a map by its name.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

SHIPPED_MAPS = ("asb-categories", "national-incident-kinds", "offence-groups", "sexes", "tenures")
_NUMBER = re.compile(r"0*([0-9]+(?:\.[0-9]+)?)")
_CODE = re.compile(r"0*([0-9]{1,3})\s*[/.]?\s*0*([0-9]{0,2})\s*([A-Z]?)")


@cache
def shipped_map(name: str) -> dict[str, str]:
    """What agencies print, in small letters, to the value of the lake."""
    return {" ".join(row["printed"].casefold().split()): row["means"] for row in rows_of(name)}


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Rows of a list. Lines that begin with # are its source and remarks."""
    file = files("saferplan.evidence.partners").joinpath("code_lists", f"{name}.csv")
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return csv.DictReader(lines)


@cache
def offence_group(code: str) -> str | None:
    """Group of a Home Office offence code, as a slug; of one that the list lacks, that of its number where all codes
    of the number are of one group; else None.
    """
    exact, by_number = _offence_groups()
    plain = plain_code(code)
    return exact.get(plain) or by_number.get(_number(plain))


def plain_code(code: str) -> str:
    """'028E', '28e' and '28/E' are one code: 28E; '4.1' and '004/01' are 4/1."""
    found = _CODE.fullmatch(code.strip().upper())
    if not found:
        return code.strip().upper()
    number, part, letter = found.groups()
    return f"{number}{f'/{part}' if part else ''}{letter}"


def _number(code: str) -> str:
    found = _NUMBER.match(code)
    return found[1] if found else ""


@cache
def _offence_groups() -> tuple[dict[str, str], dict[str, str]]:
    exact = {plain_code(row["code"]): row["group"] for row in rows_of("offence-codes")}
    groups: dict[str, set[str]] = {}
    for code, group in exact.items():
        groups.setdefault(_number(code), set()).add(group)
    return exact, {number: next(iter(found)) for number, found in groups.items() if len(found) == 1}
