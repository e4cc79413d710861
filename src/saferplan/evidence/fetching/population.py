"""Population, census residents and tenure by LSOA from Nomis, in the shapes that `saferplan load` documents."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from saferplan.errors import FetchError
from saferplan.evidence.fetching.download import Wanted, csv_line, write_file
from saferplan.evidence.fetching.nomis import Query
from saferplan.evidence.fetching.outcomes import Outcome, Report, Status, success
from saferplan.evidence.fetching.publishers import NomisTable, catalogue
from saferplan.evidence.fetching.store import Store
from saferplan.evidence.fetching.transport import Client

AGES = 91  # 0 to 89, and 90 and over
FIRST_AGE_CODE = 101  # Nomis's C_AGE for age 0
TENURES = tuple("012345678")  # Nomis's C2021_TENURE_9: 0 is all households, then the eight of the census
MISSING = -1

Rows = Iterator[dict[str, str]]


class Unexpected(Exception):
    """Rows that do not make the table that was asked for."""


def fetch_population(client: Client, store: Store, key: str = "") -> Report:
    """Gets every population table of the catalogue; `key` is a Nomis key, which makes it four times as fast."""
    report = Report()
    for table in catalogue().population:
        name = f"{table.file.replace('{year}', 'latest')}.csv"
        report.gather(name, lambda table=table: [_fetch(client, store, Query(client, table, key))])
    return report


def _fetch(client: Client, store: Store, query: Query) -> Outcome:
    edition = query.edition()
    if (held := _held(store, query, edition)) is not None:
        return held
    pages, dates = query.pages(store, edition), set()
    try:
        data = SHAPES[query.table.shape](_noting_dates(query.rows(pages), dates))
        year = _year(dates)
    except (Unexpected, KeyError, ValueError) as fault:
        raise _wrong(client, query.table, fault) from None
    name = f"{query.table.file.format(year=year)}.csv"
    made = Wanted(query.address(), name, query.table.title, client.publisher.source)
    outcome = write_file(client, store, made, data, edition)
    pages.forget()
    return outcome


def _held(store: Store, query: Query, edition: str) -> Outcome | None:
    for entry in list(store):
        if edition and entry.edition == edition and entry.url == query.address() and store.held(entry.path):
            return success(entry, Status.UNCHANGED)
    return None


def _wrong(client: Client, table: NomisTable, fault: Exception) -> FetchError:
    said = str(fault) if isinstance(fault, Unexpected) else f"a column or number is missing ({fault})"
    return client.error(f"{table.dataset} is not the table that was asked for: {said}", client.url("/api/v01/dataset"))


def _noting_dates(rows: Rows, dates: set[str]) -> Rows:
    for row in rows:
        dates.add(row["DATE_NAME"])
        yield row


def _year(dates: set[str]) -> str:
    years = {date.strip()[-4:] for date in dates}
    if len(years) != 1 or not (year := years.pop()).isdecimal():
        raise Unexpected("its rows are not of one year")
    return year


@dataclass
class Grid:
    """A number for every area and code; the codes are known beforehand, each must be there once."""

    code: str
    codes: tuple[str, ...]
    numbers: dict[str, array] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, row: dict[str, str]) -> None:
        area, code, number = row["GEOGRAPHY_CODE"], row[self.code], int(row["OBS_VALUE"])
        if code not in self.codes or number < 0:
            raise Unexpected(f"{area} has the {self.code} {code} with the value {number}")
        numbers = self.numbers.setdefault(area, array("l", [MISSING]) * len(self.codes))
        place = self.codes.index(code)
        if numbers[place] != MISSING:
            raise Unexpected(f"{area} has the {self.code} {code} twice")
        numbers[place], self.names[area] = number, row["GEOGRAPHY_NAME"]

    def whole(self) -> list[tuple[str, list[int]]]:
        for area, numbers in self.numbers.items():
            if MISSING in numbers:
                raise Unexpected(f"{area} has no {self.code} {self.codes[numbers.index(MISSING)]}")
        return [(area, list(numbers)) for area, numbers in sorted(self.numbers.items())]


def _ages(rows: Rows) -> list[bytes]:
    grid = Grid("C_AGE", tuple(str(FIRST_AGE_CODE + age) for age in range(AGES)))
    for row in rows:
        grid.add(row)
    heading = ["lsoa21_code", "lsoa21_name", "total_population", *map(str, range(AGES - 1)), f"{AGES - 1}+"]
    lines = ([area, grid.names[area], sum(numbers), *numbers] for area, numbers in grid.whole())
    return [csv_line(line) for line in (heading, *lines)]


def _residents(rows: Rows) -> list[bytes]:
    residents: dict[str, int] = {}
    for row in rows:
        if row["GEOGRAPHY_CODE"] in residents:
            raise Unexpected(f"{row['GEOGRAPHY_CODE']} is there twice")
        residents[row["GEOGRAPHY_CODE"]] = int(row["OBS_VALUE"])
    return [csv_line(line) for line in (["lsoa21_code", "residents"], *sorted(residents.items()))]


def _tenure(rows: Rows) -> list[bytes]:
    grid, names = Grid("C2021_TENURE_9", TENURES), {}
    for row in rows:
        grid.add(row)
        names[row["C2021_TENURE_9"]] = row["C2021_TENURE_9_NAME"]
    lines = [
        [area, total, names[code], number]
        for area, (total, *numbers) in grid.whole()
        for code, number in zip(TENURES[1:], numbers, strict=True)
    ]
    return [csv_line(line) for line in (["lsoa21_code", "households", "tenure", "n"], *lines)]


SHAPES: dict[str, Callable[[Rows], list[bytes]]] = {"ages": _ages, "residents": _residents, "tenure": _tenure}
