"""The reviewed list of publishers, their addresses and the files that are fetched from them (publishers.toml)."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Publisher:
    """`by_hand` is the page for people; `pause_seconds` lie between two requests; `etag_is_md5` in Amazon S3."""

    key: str
    name: str
    base: str
    by_hand: str
    licence: str
    source: str
    pause_seconds: float
    etag_is_md5: bool = False


@dataclass(frozen=True)
class PoliceArchives:
    """Which months an archive of data.police.uk holds."""

    first_month: str
    first_archive: str
    whole_history_until: str
    window_months: int


@dataclass(frozen=True)
class PortalTable:
    """A table or a set of boundaries of the Open Geography Portal; `columns` maps ONS headings to ours."""

    file: str
    title: str
    services: str
    columns: dict[str, str]
    boundaries: bool = False
    where: str = "1=1"
    untested: str = ""


@dataclass(frozen=True)
class NomisTable:
    """A query of Nomis; `shape` names how its rows become the file."""

    file: str
    title: str
    dataset: str
    query: dict[str, str]
    select: tuple[str, ...]
    shape: str


@dataclass(frozen=True)
class Publication:
    """Attachments of a publication: `pages` are tried in turn, `files` is a pattern on an attachment's address."""

    title: str
    pages: tuple[str, ...]
    source: str
    files: str = ""
    sheet: str = ""
    untested: str = ""


@dataclass(frozen=True)
class Catalogue:
    publishers: dict[str, Publisher]
    police_archives: PoliceArchives
    geography: tuple[PortalTable, ...]
    population: tuple[NomisTable, ...]
    deprivation: tuple[Publication, ...]
    home_office_crime: tuple[Publication, ...]
    ons_crime: tuple[Publication, ...]
    checked: dict[str, Any] = field(default_factory=dict)


@cache
def catalogue() -> Catalogue:
    """The whole of publishers.toml."""
    told = tomllib.loads(files("saferplan.evidence.fetching").joinpath("publishers.toml").read_text(encoding="utf-8"))
    publishers, archives = told["publishers"], told["police_archives"]
    checked = {key: entry.pop("checked") for key, entry in {**publishers, "police_archives": archives}.items()}
    return Catalogue(
        publishers={key: Publisher(key=key, **entry) for key, entry in publishers.items()},
        police_archives=PoliceArchives(**archives),
        geography=tuple(PortalTable(**entry) for entry in told["geography"]),
        population=tuple(NomisTable(**{**entry, "select": tuple(entry["select"])}) for entry in told["population"]),
        deprivation=_publications(told["deprivation"]),
        home_office_crime=_publications(told["home_office_crime"]),
        ons_crime=_publications(told["ons_crime"]),
        checked=checked,
    )


def _publications(entries: list[dict[str, Any]]) -> tuple[Publication, ...]:
    return tuple(
        Publication(
            title=entry["title"],
            pages=tuple(entry.get("pages") or [entry["page"]]),
            source=entry["source"],
            files=entry.get("files", ""),
            sheet=entry.get("sheet", ""),
            untested=entry.get("untested", ""),
        )
        for entry in entries
    )
