"""Attachments of publications on GOV.UK and of datasets on the ONS site, found through what those sites list today."""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from saferplan.errors import FetchError
from saferplan.evidence.fetching.content import sheet_names
from saferplan.evidence.fetching.download import Wanted, fetch_file
from saferplan.evidence.fetching.outcomes import Outcome, Report
from saferplan.evidence.fetching.publishers import Publication, catalogue
from saferplan.evidence.fetching.store import Store
from saferplan.evidence.fetching.transport import Client, NotPublished

CONTENT = "/api/content"
LINK = re.compile(r'href="(https://[^"]+)"')


def fetch_deprivation(mhclg: Client, store: Store) -> Report:
    """Gets File 7 of the Indices of Deprivation 2019 and 2025, as published."""
    return _all(catalogue().deprivation, lambda publication: _from_gov_uk(mhclg, store, publication))


def fetch_recorded_crime(home_office: Client, ons: Client, store: Store) -> Report:
    """Gets the Home Office's tables by Community Safety Partnership, and the ONS workbook with Table C2."""
    told = catalogue()
    report = _all(told.home_office_crime, lambda publication: _from_gov_uk(home_office, store, publication))
    report.outcomes += _all(told.ons_crime, lambda publication: _from_ons(ons, store, publication)).outcomes
    return report


def _all(publications: Iterable[Publication], fetch) -> Report:
    report = Report()
    for publication in publications:
        report.gather(publication.title, lambda publication=publication: fetch(publication))
    return report


def _from_gov_uk(client: Client, store: Store, publication: Publication) -> list[Outcome]:
    addresses = _attachments(client, publication)
    return [
        fetch_file(client, store, Wanted(client.rebased(url), file_name(url), publication.title, publication.source))
        for url in addresses
    ]


def _attachments(client: Client, publication: Publication) -> list[str]:
    """Addresses of the files wanted, from the first page that exists and lists any."""
    for page in publication.pages:
        try:
            details = client.json(client.url(f"{CONTENT}{page}")).get("details") or {}
        except NotPublished:
            continue
        listed = [entry["url"] for entry in details.get("attachments") or [] if entry.get("url")]
        listed += LINK.findall(str(details.get("body") or "") + "".join(map(str, details.get("documents") or [])))
        if wanted := [url for url in dict.fromkeys(listed) if re.search(publication.files, urlsplit(url).path)]:
            return wanted
    raise client.error(
        f"none of its pages lists a file like {publication.files}", client.url(publication.pages[0]), NotPublished
    )


def _from_ons(client: Client, store: Store, publication: Publication) -> list[Outcome]:
    """The current edition of the first dataset whose workbook has the sheet."""
    faults: list[FetchError] = []
    for page in publication.pages:
        try:
            uri, file = _current(client, page)
            url = client.url(f"/file?uri={uri}/{file}")
            wanted = Wanted(
                url, file_name(file), publication.title, publication.source, examine=_has_sheet(publication.sheet)
            )
            return [fetch_file(client, store, wanted)]
        except FetchError as fault:
            faults.append(fault)
    raise faults[0]


def _current(client: Client, page: str) -> tuple[str, str]:
    """Path and file of the newest edition: ONS gives every page as JSON under /data."""
    told = client.json(client.url(f"{page}/data"))
    try:
        uri = told["datasets"][0]["uri"]
        return uri, client.json(client.url(f"{uri}/data"))["downloads"][0]["file"]
    except (KeyError, IndexError, TypeError):
        raise client.error("it lists no edition with a file", client.url(page)) from None


def _has_sheet(pattern: str):
    def examine(workbook: Path) -> None:
        names = sheet_names(workbook)
        if not any(re.search(pattern, name) for name in names):
            raise FetchError(
                f"none of its sheets ({', '.join(names)}) is Table C2",
                where=workbook.name.strip(".").removesuffix(".part"),
                remedy="See where ONS publishes recorded crime by Community Safety Partnership now.",
            )

    return examine


def file_name(url: str) -> str:
    """Last part of an address, with nothing in it that a folder or a shell would take for its own."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name.lstrip(".")
    return re.sub(r"[^\w.\- ]", "_", name)[-120:] or "download"
