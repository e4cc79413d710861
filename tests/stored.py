"""A store with a few invented people named by two agencies, and a purpose that allows to link them."""

from datetime import date
from pathlib import Path

from partners import HOMES, NOW, POLICE, persons, places, purpose_file
from saferplan.identities.linkage.in_force import people_clusters
from saferplan.identities.linkage.model import people_model
from saferplan.identities.linkage.runs import Run, run
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purpose_records import record
from saferplan.identities.purposes import Purpose
from saferplan.identities.store import RestrictedStore

PURPOSE = "repeat-victims"
HOME = {"address": "12 High Street", "postcode": "ZZ1 2AB", "phone": "01632 960001"}


def born(text: str) -> dict:
    return {"date_of_birth": date.fromisoformat(text)}


ROWENA = {"forenames": "Rowena", "surname": "Tindleford"} | born("1980-03-12") | HOME
ROWENA_MOVED = {"forenames": "ROWENA", "surname": "Tindlefrod"} | born("1980-03-12") | {"postcode": "ZZ9 9XY"}
JACK = {"forenames": "Jack", "surname": "Hallow"} | born("1990-05-01") | HOME
HARRY = {"forenames": "Harry", "surname": "Hallow"} | born("1990-05-01") | HOME
# As alike as a common name without a date of birth at one address makes them: doubtful.
DAVID = {"forenames": "David", "surname": "Smith", "address": "3 Low Road", "postcode": "ZZ5 5AA"} | born("1966-07-07")
DAVID_TOO = {"forenames": "David", "surname": "Smith", "postcode": "ZZ5 5AA", "phone": "01632 960009"}


def filled(store: RestrictedStore) -> dict[str, str]:
    """Keys by name: each of these people as the landlord and the police tell of them."""
    homes = {"rowena": ROWENA, "jack": JACK, "harry": HARRY, "david": DAVID}
    police = {"rowena-moved": ROWENA_MOVED, "jack-police": JACK, "david-too": DAVID_TOO}
    return told(store, HOMES, homes) | told(store, POLICE, police)


def told(store: RestrictedStore, feed, named: dict[str, dict]) -> dict[str, str]:
    keys = store.register(feed, persons(*named.values()), places(), now=NOW).persons.to_pylist()
    return dict(zip(named, keys, strict=True))


def purposed(store: RestrictedStore, folder: Path, **replaced: str) -> Purpose:
    return record(store.connection, read_purpose(purpose_file(folder, **replaced)), by="tester", now=NOW).purpose


def ran(store: RestrictedStore) -> Run:
    return run(store, PURPOSE, people_model(), now=NOW)


def together(store: RestrictedStore, one: str, other: str) -> bool:
    rows = people_clusters(store.connection, PURPOSE).to_pylist()
    cluster_of = {row["person_key"]: row["cluster"] for row in rows}
    return cluster_of[one] == cluster_of[other]
