"""The demo's restricted store on the site: a few invented people of two agencies, some of them in doubt for review."""

import csv
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import psycopg
import pyarrow as pa

from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.linkage.model import people_model
from saferplan.identities.linkage.runs import run
from saferplan.identities.purpose_files import purpose_of
from saferplan.identities.purpose_records import record
from saferplan.identities.store import create, opened

DATABASE = "people"
PURPOSE = "repeat-victims"
BY = "demo"
A_YEAR = timedelta(days=365)
REVIEWING = "Buckinghamshire Council (demo)"
"""Whose member looks at the pairs, on the demo's site."""
FEEDS = {
    "landlord": Feed("synthetic-landlord-list", "Synthetic Homes", "landlord", 1),
    "police": Feed("synthetic-police-list", "Synthetic Police", "police", 1),
}


def make_store(server_url: str, store_url: str, key: str, lake: Path, *, now: datetime) -> None:
    """A database of its own on the demo's server, with its people linked for one purpose."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}".encode())
    own = PartnershipKey.of(key)
    create(store_url, own)
    with opened(store_url, own, lake) as store:
        for feed, rows in _people(now.date() + A_YEAR).items():
            store.register(FEEDS[feed], pa.Table.from_pylist(rows, PERSONS), PLACES.empty_table(), now=now)
        record(store.connection, purpose_of(_purpose(now.date())), by=BY, now=now)
        run(store, PURPOSE, people_model(), now=now)


def _people(kept_until: date) -> dict[str, list[dict]]:
    told: dict[str, list[dict]] = {feed: [] for feed in FEEDS}
    text = files("saferplan.demo").joinpath("doubtful.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        given = {name: value or None for name, value in row.items() if name != "feed"}
        born = given["date_of_birth"] and date.fromisoformat(given["date_of_birth"])
        of_feed = told[row["feed"]]
        of_feed.append(
            given | {"date_of_birth": born, "row": len(of_feed), "subject": "victim", "expires_on": kept_until}
        )
    return told


def _purpose(today: date) -> dict:
    return {
        "name": PURPOSE,
        "title": "Who is victimised again, and by whom it is known",
        "what_for": "Counts of repeat victims for the Strategic Assessment",
        "gateway": "cda-1998-s115",
        "feeds": [feed.name for feed in FEEDS.values()],
        "groups": ["adult-victims"],
        "result": "counts",
        "retention_months": 12,
        "dpia": "Synthetic: nobody is real",
        "decided_by": "Chair of the data group",
        "agreement": {
            "name": "Synthetic information sharing agreement",
            "parties": [*(feed.agency for feed in FEEDS.values()), REVIEWING],
            "signed": today - A_YEAR,
            "from": today - A_YEAR,
            "until": today + A_YEAR,
            "review": today + A_YEAR,
        },
    }
