"""Whom a load does not bring into force is not kept either: the erased when they are delivered again, and everybody
in a file that is held back or superseded. With a real store, which is asked who is in it.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import journey as journeys
import psycopg
import pytest
from canaries import PEOPLE, SUSPECT
from journey import HARBOUR, Journey, write_csv

from restricted import copied

ANN, BEN, CAT = PEOPLE[:3]


@pytest.fixture
def begun(postgres, tmp_path: Path) -> Iterator[tuple[Journey, str]]:
    with copied(postgres) as url, journeys.begun(tmp_path, url) as journey:
        profile = tmp_path / "work" / "harbour.toml"
        profile.write_text(HARBOUR)
        assert journey.run("profile", "keep", str(profile)) == 0
        yield journey, url


@pytest.fixture
def deliver(begun, tmp_path: Path) -> Callable[..., int]:
    def load(*rows: dict[str, str], day: int = 1, words: tuple[str, ...] = ()) -> int:
        file = write_csv(tmp_path / "delivered" / f"harbour-{day}.csv", rows)
        os.utime(file, (1_767_225_600 + day * 86_400,) * 2)
        return begun[0].run("load", str(file), *words, told_as=f"load {day}")

    return load


@pytest.fixture
def store(begun) -> Callable[[], set[tuple]]:
    """Pseudonyms of everybody and of every address in the database."""

    def read() -> set[tuple]:
        with psycopg.connect(begun[1]) as connection:
            people = connection.execute("SELECT person_key, subject FROM persons").fetchall()
            return {*people, *connection.execute("SELECT address_key FROM addresses").fetchall()}

    return read


SHARED = [ANN.row("S-1"), BEN.row("S-1")]
SUSPECTED = CAT.row("S-2", **{"Alleged perpetrator": f"{SUSPECT.surname}, {SUSPECT.forename}",
                              "Alleged DOB": f"{SUSPECT.born:%d/%m/%Y}"})  # fmt: skip


def erase(journey: Journey, one) -> None:
    typed = f"{one.forename}\n{one.surname}\n{one.born}\nerase\n"
    words = ("erase", "person", "--ground", "Article 17(1)(c)", "--decided-by", "officer")
    assert journey.run(*words, typed=typed, told_as="erase") == 0, journey.printed["erase"]


def test_an_erased_victim_of_a_shared_record_is_not_registered_again(begun, deliver, store):
    assert deliver(*SHARED) == 0
    erase(begun[0], ANN)
    after = store()
    assert deliver(*SHARED, CAT.row("S-9"), day=2) == 3
    assert "erased before, and not loaded again: 1 row" in begun[0].printed["load 2"]
    assert len([one for one in store() - after if len(one) == 2]) == 1, "Cat alone is new"
    assert begun[0].run("erase", "prove", proved(begun[0])) == 0


def test_an_erased_suspect_is_not_registered_again(begun, deliver, store):
    assert deliver(SUSPECTED) == 0
    erase(begun[0], SUSPECT)
    after = store()
    assert deliver(SUSPECTED, SUSPECTED | {"Case Ref": "S-3", "Alleged perpetrator": "", "Alleged DOB": ""}, day=2) == 0
    assert store() == after
    assert not [one for one in store() if one[-1] == "suspect"]


def test_an_erased_record_brings_back_nobody_in_it(begun, deliver, store):
    assert deliver(ANN.row("S-1"), CAT.row("S-9")) == 0
    erase(begun[0], ANN)
    after = store()
    assert deliver(ANN.row("S-1", Tel="01632 960001"), CAT.row("S-9"), day=2) == 3
    assert store() == after


def test_a_load_that_is_held_back_keeps_nobody(deliver, store):
    assert deliver(CAT.row("S-9")) == 0
    before = store()
    assert deliver(*SHARED, CAT.row("S-8", Reported="never"), day=2, words=("--all-or-nothing",)) == 4
    assert store() == before


def test_the_first_load_of_all_that_is_held_back_keeps_nobody(deliver, store):
    assert deliver(*SHARED, CAT.row("S-8", Reported="never"), words=("--all-or-nothing",)) == 4
    assert store() == set()


def test_a_superseded_file_keeps_nobody_but_those_whom_others_name(begun, deliver, store):
    assert deliver(ANN.row("S-1", Reported="05/05/2024 10:00"), day=5) == 0
    before = store()
    assert deliver(*(one.row("S-1", Reported="05/05/2024 10:00") for one in (ANN, BEN)), day=2) == 0
    assert "superseded" in begun[0].printed["load 2"]
    assert store() == before


def test_whoever_is_loaded_stays(deliver, store):
    assert deliver(*SHARED, SUSPECTED) == 0
    assert sorted(one[-1] for one in store() if len(one) == 2) == ["suspect", "victim", "victim", "victim"]


def proved(journey: Journey) -> str:
    from partner_lake import held
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.tables import ERASURES

    return held(Lake(journey.lake), ERASURES)[0]["erasure"]
