"""Tables of Nomis, read in pages: 25,000 cells an answer for guests, 100,000 with a key.

Beyond that limit Nomis cuts an answer short without saying so; RECORD_COUNT, in every row, says how many there are.
A query that is wrong is answered 200 with no rows.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from saferplan.evidence.fetching.pages import Pages
from saferplan.evidence.fetching.publishers import NomisTable
from saferplan.evidence.fetching.store import Store
from saferplan.evidence.fetching.transport import Client

DATASETS = "/api/v01/dataset"
GUEST_CELLS, KEY_CELLS = 25_000, 100_000


@dataclass(frozen=True)
class Query:
    """One table, asked for with or without a key (which goes into requests and nowhere else)."""

    client: Client
    table: NomisTable
    key: str = ""

    @property
    def url(self) -> str:
        return self.client.url(f"{DATASETS}/{self.table.dataset}.data.csv")

    @property
    def cells(self) -> int:
        return KEY_CELLS if self.key else GUEST_CELLS

    def address(self) -> str:
        """The query without key and page, as the manifest records it."""
        return f"{self.url}?{urlencode({**self.table.query, 'select': ','.join(self.table.select)})}"

    def edition(self) -> str:
        """When Nomis last updated the dataset, by its own account; empty where it gives none."""
        url = self.client.url(f"{DATASETS}/{self.table.dataset}/def.sdmx.json")
        told = self.client.json(url)
        try:
            family = told["structure"]["keyfamilies"]["keyfamily"][0]
            notes = family["annotations"]["annotation"]
            updated = next((str(n["annotationtext"]) for n in notes if n["annotationtitle"] == "LastUpdated"), "")
        except (KeyError, IndexError, TypeError):
            return ""
        return f"{self.table.dataset}@{updated}" if updated else ""

    def pages(self, store: Store, edition: str) -> Pages:
        name = self.table.file.replace("{year}", "latest")
        return Pages(store, name, f"{edition} {self.address()} {self.cells}")

    def rows(self, pages: Pages) -> Iterator[dict[str, str]]:
        """Every row, keyed by heading in capitals; raises FetchError where they are not as many as Nomis says.

        A page is held at a time: single years of age are three million rows.
        """
        read, total = 0, None
        while total is None or read < total:
            page = _read(pages.page(read, partial(self._page, read)))
            counted = _record_count(page)
            if total not in {None, counted}:
                pages.forget()
                raise self.client.error("the table changed while it was fetched", self.url)
            total, read = counted, read + len(page)
            self.client.progress(self.table.file, read, total)
            yield from page
        if read != total:
            pages.forget()
            raise self.client.error(f"it sent {read:,} rows of {total:,}", self.url)

    def _page(self, offset: int) -> bytes:
        asked = {"recordoffset": str(offset), "recordlimit": str(self.cells), **({"uid": self.key} if self.key else {})}
        body = self.client.document(f"{self.address()}&{urlencode(asked)}").body
        if not _record_count(_read(body)):
            raise self.client.error(f"from row {offset:,} on it sent no rows", self.url)
        return body


def _read(body: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig", errors="replace")), restval="")
    reader.fieldnames = [name.upper() for name in reader.fieldnames or []]
    return list(reader)


def _record_count(page: list[dict[str, str]]) -> int:
    """How many rows the whole table has; 0 where the page does not say one number."""
    counts = {row.get("RECORD_COUNT", "") for row in page}
    count = counts.pop() if len(counts) == 1 else ""
    return int(count) if count.isdecimal() else 0
