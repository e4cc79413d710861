"""A made-up country small enough to check by hand and large enough to be assessed, and what was put into it.

Anyshire is one authority with twelve wards and two partnerships; Besideshire shares its police force. Cityham is a
force of its own. Pairham is one partnership of two authorities, each with a ward called Abbey. Trefan and Trebach are
Welsh. Of Nullham's force nothing was ever published.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.periods import Period, month_range, parse_period
from tiny_lake import lake_rows, write_lake

Row = dict[str, Any]
ANYSHIRE, BESIDESHIRE, CITYHAM = "E06000901", "E06000902", "E06000903"
PAIRHAM, NULLHAM, TREFAN, TREBACH = "E22000905", "E08000901", "W06000901", "W06000902"
ANYSHIRE_CSPS = ("E22000901", "E22000902")
NAMES = {
    ANYSHIRE: "Anyshire",
    BESIDESHIRE: "Besideshire",
    CITYHAM: "Cityham",
    NULLHAM: "Nullham",
    TREFAN: "Trefan",
    TREBACH: "Trebach",
    PAIRHAM: "Pairham",
    "E07000901": "North Pairham",
    "E07000902": "South Pairham",
    "E22000901": "Anyshire East",
    "E22000902": "Anyshire & West",
    "E23000029": "Thames Valley",
    "E23000026": "Bedfordshire",
    "E23000005": "Greater Manchester",
    "E23000007": "Cheshire",
    "W15000003": "South Wales",
}
# Authority, force, partnerships, how many wards, and which of the months below its force published.
ALL_MONTHS = month_range("2023-04", "2025-03")
MISSING = ("2023-07", "2024-09")
AUTHORITIES = (
    (ANYSHIRE, "thames-valley", ANYSHIRE_CSPS, 12),
    (BESIDESHIRE, "thames-valley", ("E22000903",), 3),
    (CITYHAM, "bedfordshire", ("E22000904",), 2),
    ("E07000901", "cheshire", (PAIRHAM,), 2),
    ("E07000902", "cheshire", (PAIRHAM,), 2),
    (NULLHAM, "greater-manchester", ("E22000906",), 1),
    (TREFAN, "south-wales", ("W22000901",), 2),
    (TREBACH, "south-wales", ("W22000902",), 2),
)
SILENT = "greater-manchester"
MONTHS = {
    "thames-valley": tuple(month for month in ALL_MONTHS if month not in MISSING),
    "bedfordshire": ALL_MONTHS,
    "cheshire": month_range("2024-04", "2025-03"),
    "south-wales": month_range("2024-10", "2025-03"),
    SILENT: (),
}
TYPES = ("violence-and-sexual-offences", "burglary", "shoplifting", "robbery", "drugs", "anti-social-behaviour")
OUTCOMES = (
    "Unable to prosecute suspect",
    "Investigation complete; no suspect identified",
    "Under investigation",
    "Local resolution",
    "An outcome that nobody has grouped",
    None,
)
LATER, EARLIER = "FY2024", "FY2023"
QUIET_FROM = 9
RESIDENTS, HOUSEHOLDS = 1_000, 400
"""Of each small area; each ward has two of them, one in the first tenth by deprivation and one in the tenth."""


@cache
def places() -> tuple[Row, ...]:
    """A row a small area: lsoa, ward, authority, force, partnerships, number of the ward in its authority."""
    found = []
    for authority, force, partnerships, wards in AUTHORITIES:
        for ward in range(1, wards + 1):
            code = f"{authority[0]}05{authority[1:3]}{authority[-2:]}{ward:02d}"
            found += [
                {
                    "lsoa": f"{authority[0]}01{authority[1:3]}{authority[-2:]}{ward:02d}{part}",
                    "ward": code,
                    "ward_number": ward,
                    "ltla": authority,
                    "force": force,
                    "csps": partnerships,
                    "decile": 1 if part == 1 else 10,
                }
                for part in (1, 2)
            ]
    return tuple(found)


def ward_name(row: Row) -> str:
    return "Abbey" if row["ward_number"] == 1 else f"{NAMES[row['ltla']]} Ward {row['ward_number']}"


def number_of(row: Row, month: str, crime_type: str) -> int:
    """How many incidents were put into a small area, month and type: a rule that a person can follow.

    Each type has its usual number, and more in some wards than in others, but none more in the last; in the first ward
    there is four times as much, in deprived small areas twice as much. From April 2024 burglary doubles and shoplifting
    halves; the rest stays as it was. The one robbery a year is in the second ward, each May.
    """
    if crime_type == "robbery":
        return int(month.endswith("-05") and row["ward_number"] == 2 and row["decile"] == 1)
    number = {"violence-and-sexual-offences": 2, "shoplifting": 2}.get(crime_type, 1)
    if row["ward_number"] < QUIET_FROM:
        number += (2 if crime_type == "shoplifting" else 1) * ((5 * row["ward_number"] + TYPES.index(crime_type)) % 4)
    if month >= "2024-04":
        number = number * 2 if crime_type == "burglary" else number // 2 if crime_type == "shoplifting" else number
    return number * (4 if row["ward_number"] == 1 else 1) * (2 if row["decile"] == 1 else 1)


def counted(where: Callable[[Row], bool], months: Iterable[str], types: Iterable[str]) -> int:
    """The slow and obvious count, of months that were published."""
    return sum(
        number_of(row, month, crime_type)
        for row in places()
        if where(row)
        for month in months
        if month in MONTHS[row["force"]]
        for crime_type in types
    )


def of_unit(unit: str) -> Callable[[Row], bool]:
    return lambda row: unit in (row["ltla"], *(row["csps"] if unit == PAIRHAM else ()))


def rows_of_the_lake(
    renamed: Mapping[str, str] | None = None, number: Callable[[Row, str, str], int] = number_of
) -> dict[str, list[Row]]:
    names = {row["ward"]: ward_name(row) for row in places()} | NAMES | dict(renamed or {})
    links = [
        f"{row['lsoa']} | {row['ward']} | {row['ltla']} | {csp} | {row['force']}"
        for row in places()
        for csp in row["csps"]
    ]
    content = lake_rows(
        places="\n".join(["lsoa21 | ward24 | ltla24 | csp24 | pfa24", *links]),
        population="\n".join(
            ["date | code | residents", *(f"2024-06-30 | {row['lsoa']} | {RESIDENTS}" for row in places())]
        ),
        households="\n".join(
            ["date | code | households", *(f"2021-03-21 | {row['lsoa']} | {HOUSEHOLDS}" for row in places())]
        ),
        delivered="\n".join(
            [
                "publisher | first | last",
                *(f"{force} | {month} | {month}" for force, months in MONTHS.items() for month in months),
            ]
        ),
    )
    content["areas"] = [row | {"name": names.get(row["code"], row["code"])} for row in content["areas"]]
    content["incidents"] = list(_incidents(number))
    content["deprivation"] = [_deprivation(row) for row in places() if row["lsoa"].startswith("E")]
    content["population_by_age"] = [_age(row, first, last) for row in places() for first, last in ((0, 15), (16, 24))]
    return content


def _incidents(number: Callable[[Row, str, str], int]) -> Iterable[Row]:
    at = 0
    for row in places():
        for month in MONTHS[row["force"]]:
            for crime_type in TYPES:
                for _ in range(number(row, month, crime_type)):
                    at += 1
                    yield {
                        "month": month,
                        "publisher": row["force"],
                        "incident_id": "",
                        "crime_type": crime_type,
                        "location": "",
                        "lsoa_code": row["lsoa"],
                        "last_outcome": OUTCOMES[at % len(OUTCOMES)],
                        "extract_id": "tiny",
                    }


def _deprivation(row: Row) -> Row:
    return {
        "edition": "imd2025",
        "source": "Indices of the test",
        "level": "lsoa21",
        "code": row["lsoa"],
        "domain": "imd",
        "rank": row["decile"],
        "decile": row["decile"],
    }


def _age(row: Row, first: int, last: int) -> Row:
    return {
        "edition": "ages",
        "source": "Ages of the test",
        "level": "lsoa21",
        "code": row["lsoa"],
        "sex": "persons",
        "age_from": first,
        "age_to": last,
        "residents": 100 + row["ward_number"] * first,
    }


def anyshire(
    folder: Path,
    *,
    without: Iterable[str] = (),
    renamed: Mapping[str, str] | None = None,
    number: Callable[[Row, str, str], int] = number_of,
    **more: list[Row],
) -> Snapshot:
    """A lake of it: `without` these tables or levels of area, with areas `renamed`, another rule for the numbers, and
    `more` rows.
    """
    content, left_out = rows_of_the_lake(renamed, number), set(without)
    levels = ("child_level", "parent_level")
    content["area_links"] = [
        row for row in content["area_links"] if left_out.isdisjoint(row[level] for level in levels)
    ]
    for name, rows in more.items():
        content[name] = content.get(name, []) + rows
    return write_lake(folder, {name: rows for name, rows in content.items() if name not in left_out})


def scope_of(snapshot: Snapshot | Basis, unit: str = ANYSHIRE, period: str = LATER, **options: Any) -> Scope:
    basis = snapshot if isinstance(snapshot, Basis) else Basis(snapshot)
    against = options.pop("against", None)
    return Scope(
        basis,
        basis.geography.area(unit),
        parse_period(period),
        parse_period(against) if isinstance(against, str) else against,
        **options,
    )


def tables_of(
    snapshot: Snapshot | Basis, unit: str = ANYSHIRE, period: str = LATER, **options: Any
) -> AssessmentTables:
    return AssessmentTables(scope_of(snapshot, unit, period, **options))


def bag(rows: Iterable[Row], *keys: str) -> Counter:
    return Counter(tuple(row[key] for key in keys) for row in rows)


def year(text: str) -> Period:
    return parse_period(text)
