"""Slow and obvious: which rows of a police.uk file are good, row by row, with nothing but Python's csv module.

Written from the rules alone (docs/reference/load.md), to be held against the fast way of loading.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

SLUGS = {
    "Anti-social behaviour": "anti-social-behaviour",
    "Bicycle theft": "bicycle-theft",
    "Burglary": "burglary",
    "Criminal damage and arson": "criminal-damage-and-arson",
    "Drugs": "drugs",
    "Other crime": "other-crime",
    "Other theft": "other-theft",
    "Possession of weapons": "possession-of-weapons",
    "Public disorder and weapons": "public-disorder-and-weapons",
    "Public order": "public-order",
    "Robbery": "robbery",
    "Shoplifting": "shoplifting",
    "Theft from the person": "theft-from-the-person",
    "Vehicle crime": "vehicle-crime",
    "Violence and sexual offences": "violence-and-sexual-offences",
    "Violent crime": "violent-crime",
}


@dataclass
class Judged:
    """`good`: rows as the lake should hold them; `bad`: the column at fault by line ('' for the whole row)."""

    good: Counter = field(default_factory=Counter)
    bad: dict[int, str] = field(default_factory=dict)

    @property
    def rows_read(self) -> int:
        return self.good.total() + len(self.bad)


def judge(text: str, slug: str, month: str, force: str, known_lsoa: frozenset[str] = frozenset()) -> Judged:
    """Every physical line of a street, an outcomes or a stop-and-search file that is not refused whole."""
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[-1] == "":
        lines.pop()
    heading = [cell.strip() for cell in next(csv.reader([lines[0].removesuffix("\r")]))]
    found = Judged()
    for number, line in enumerate(lines[1:], start=2):
        cells = next(csv.reader([line.removesuffix("\r")]), [])
        while len(cells) > len(heading) and cells[-1] == "":
            cells.pop()
        row = dict(zip(heading, cells, strict=False))
        fault = "" if len(cells) != len(heading) else fault_of(row, month, force, known_lsoa)
        if fault is None:
            found.good[as_loaded(row, slug, month)] += 1
        else:
            found.bad[number] = fault
    return found


def fault_of(row: dict[str, str], month: str, force: str, known_lsoa: frozenset[str]) -> str | None:
    """The first column at fault, or None."""
    if "Date" in row:
        return "Date" if local_month(row["Date"]) != month else fault_of_place(row, known_lsoa)
    if row["Month"] != month:
        return "Month"
    if row["Reported by"] != force:
        return "Reported by"
    if "Crime type" in row and row["Crime type"] not in SLUGS:
        return "Crime type"
    if "Outcome type" in row and not row["Outcome type"]:
        return "Outcome type"
    return fault_of_place(row, known_lsoa)


def local_month(text: str) -> str | None:
    """Of a day, or of a day and time, in UTC unless it says otherwise."""
    for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z"):
        try:
            read = datetime.strptime(text, form)
        except ValueError:
            continue
        if text[:19] != read.strftime(form.removesuffix("%z")):
            return None  # digits left out
        read = read if read.tzinfo else read.replace(tzinfo=UTC)
        return read.astimezone(ZoneInfo("Europe/London")).strftime("%Y-%m")
    return None


def fault_of_place(row: dict[str, str], known_lsoa: frozenset[str]) -> str | None:
    longitude, latitude = row["Longitude"], row["Latitude"]
    if longitude or latitude:
        if number(longitude) is None or number(latitude) is None:
            return "Longitude"
        if not on_land(number(longitude), number(latitude)):
            return "Longitude"
    lsoa = row.get("LSOA code")
    if lsoa and not (lsoa in known_lsoa if known_lsoa else is_lsoa(lsoa)):
        return "LSOA code"
    return None


def number(text: str) -> float | None:
    try:
        return float(text) if text.isascii() else None
    except ValueError:
        return None


def is_lsoa(code: str) -> bool:
    return len(code) == 9 and code[:3] in ("E01", "W01") and code[3:].isascii() and code[3:].isdigit()


def on_land(longitude: float, latitude: float) -> bool:
    if not (abs(longitude) < 180 and abs(latitude) < 90):
        return False
    return any(first <= longitude * 10 // 1 <= last for row, first, last in LAND if row == latitude * 10 // 1)


def _land() -> list[tuple[int, int, int]]:
    text = files("saferplan.evidence.sources").joinpath("land_cells.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line[0] in "-0123456789"]
    return [tuple(int(cell) for cell in line.split(",")) for line in lines]


LAND = _land()


def as_loaded(row: dict[str, str], slug: str, month: str) -> tuple:
    place = (number(row["Longitude"]), number(row["Latitude"]))
    if "Date" in row:
        told = ("Type", "Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation",
                "Object of search", "Outcome")  # fmt: skip
        return (month, slug, *(row[column] or None for column in told), *place)
    incident, lsoa = row["Crime ID"] or None, row["LSOA code"] or None
    if "Outcome type" in row:
        return (month, slug, incident, row["Outcome type"], *place, lsoa)
    location, outcome = row["Location"] or None, row["Last outcome category"] or None
    return (month, slug, incident, SLUGS[row["Crime type"]], *place, location, lsoa, outcome)
