"""A lake of partners' incidents with a restricted store beside it: canary people, who must be found nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from partner_lake import FEED, LATER, NOW, incident, load
from restricted import TEST_KEY
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.store import RestrictedStore, opened

HOMES = Feed(FEED, "Harbour Homes", "landlord", 1)
POLICE = Feed("police-asb", "Anyshire Police", "police", 1)
ANN = {"forenames": "Annelore", "surname": "Canarywing", "date_of_birth": date(1981, 3, 9),
       "phone": "01632 960777", "email": "annelore.canarywing@example.org",
       "address": "Flat 7, 13 Canarywing Mews", "postcode": "AN7 7AN"}  # fmt: skip
BEN = {"forenames": "Benedikt", "surname": "Plumage", "date_of_birth": date(1990, 12, 24), "phone": "01632 960888"}
DAN = {"forenames": "Dansby", "surname": "Featherlight", "date_of_birth": date(1971, 7, 7), "phone": "01632 960999"}


@dataclass
class Partnership:
    """`keys`: by name, the pseudonyms that the store gave."""

    lake: Lake
    url: str
    keys: dict[str, str]

    @contextmanager
    def store(self) -> Iterator[RestrictedStore]:
        with opened(self.url, PartnershipKey.of(TEST_KEY), self.lake.root) as store:
            yield store

    def rows_of(self, table: str) -> list[tuple]:
        with self.store() as store:
            return store.connection.execute(f"SELECT * FROM {table}").fetchall()


def mention(person: dict[str, Any], subject: str = "victim") -> pa.Table:
    return pa.Table.from_pylist([{"row": 0, "subject": subject, "expires_on": LATER} | person], schema=PERSONS)


def home(person: dict[str, Any]) -> pa.Table:
    told = {name: person[name] for name in ("address", "postcode") if name in person}
    return pa.Table.from_pylist([{"row": 0, "expires_on": LATER} | told] if told else [], schema=PLACES)


def partnership(folder: Path, url: str, **expiry: date) -> Partnership:
    """Ann is a victim to the landlord and to the police, and a suspect of the police's against Ben; Dan is a victim.

    `expiry`: the day on which a record expires, by its reference.
    """
    made = Partnership(Lake(folder / "lake"), url, {})
    with made.store() as store:
        for name, feed, person, subject in (
            ("ann", HOMES, ANN, "victim"),
            ("ann_police", POLICE, ANN, "victim"),
            ("ann_suspect", POLICE, ANN, "suspect"),
            ("ben", POLICE, BEN, "victim"),
            ("dan", HOMES, DAN, "victim"),
        ):
            keys = store.register(feed, mention(person, subject), home(person), now=NOW)
            made.keys[name] = keys.persons[0].as_py()
            if len(keys.places):
                made.keys["home"] = keys.places[0].as_py()
    police = {"feed": POLICE.name, "agency": POLICE.agency}
    keys = made.keys
    rows = [
        incident("HH1", victim=keys["ann"], address_key=keys["home"]),
        incident("HH2", victim=keys["dan"]),
        incident("P1", victim=keys["ann_police"], **police),
        incident("P1", victim=keys["ben"], **police),
        incident("P2", victim=keys["ben"], suspect=keys["ann_suspect"], **police),
    ]
    load(made.lake, [row | {"expires_on": expiry.get(row["reference"], LATER)} for row in rows])
    return made
