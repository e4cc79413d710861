"""A rotation of the key changes every pseudonym in database and lake, or nothing, wherever it is cut off."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from partner_lake import all_bytes, held, incident, load
from partners import ANN, BEN, DEE, HOMES, NOW, POLICE, persons, places, purpose_file
from restricted import OTHER_KEY, TEST_KEY
from saferplan.errors import KeyRefused, LakeError, StoreError
from saferplan.evidence.lake import IDENTITIES_CHECK, Lake
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import LakeCheck, read_check, write_check
from saferplan.identities.locks import OPEN
from saferplan.identities.pseudonyms import PseudonymsOnly
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purpose_records import record
from saferplan.identities.purposes import Group
from saferplan.identities.rotation import rotate
from saferplan.identities.store import RestrictedStore, opened

OLD, NEW = PartnershipKey.of(TEST_KEY), PartnershipKey.of(OTHER_KEY)
HOME = {"address": "Flat 3, 12 High St", "postcode": "ZZ1 1AA", "uprn": "100"}
SAME_HOME = {"address": "apartment 3 12 high street", "postcode": "ZZ1 1AA"}
SHOP = {"address": "4 Low Road", "postcode": "ZZ1 1AB"}
LATER = datetime(2026, 12, 1, tzinfo=UTC)
STEPS = [
    "the lake says that it is being rotated",
    "everything is ready",
    "the lake has the new pseudonyms",
    "the lake says that its key is the new one",
    "the database has the new key",
]


class Partnership:
    """A store and a lake with the incidents of three invented people, whose keys stand in `before`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.lake = url, Lake(folder / "lake")
        with opened(url, OLD, self.lake.root) as store:
            self.before = self.register(store)
            record(store.connection, read_purpose(purpose_file(folder)), by="tester", now=NOW)
            self.digest = store.digest(b"anything")
        ann, ben, dee, home, _, shop = self.before
        load(
            self.lake,
            [
                incident("A1", victim=ann, address_key=home),
                incident("A2", victim=ann, suspect=dee, address_key=shop),
                incident("P1", victim=ben, feed="police-crimes"),
            ],
        )

    @staticmethod
    def register(store: RestrictedStore) -> list[str]:
        homes = store.register(HOMES, persons(ANN), places(HOME, SAME_HOME, SHOP), now=NOW)
        police = store.register(POLICE, persons(BEN, DEE), places(), now=NOW)
        return [*homes.persons.to_pylist(), *police.persons.to_pylist(), *homes.places.to_pylist()]

    def in_lake(self) -> set[str | None]:
        rows = held(self.lake)
        return {row[name] for row in rows for name in ("victim_key", "suspect_key", "address_key")} - {None}

    def rotate(self, **replaced):
        return rotate(**({"url": self.url, "old": OLD, "new": NEW, "lake": self.lake.root, "now": LATER} | replaced))

    def assert_untouched(self) -> None:
        with opened(self.url, OLD, self.lake.root) as store:
            assert self.register(store) == self.before
        assert self.in_lake() == set(self.before)

    def assert_rotated(self) -> None:
        """Every pseudonym is another in both places, and whoever was one is one."""
        with opened(self.url, NEW, self.lake.root) as store:
            after = self.register(store)
            assert not set(after) & set(self.before)
            assert len(set(after)) == len(set(self.before))
            people = store.people_for("repeat-victims", groups=[Group.ADULT_VICTIMS], now=NOW)
            assert sorted(people["forenames"].to_pylist()) == ["Ann", "Ben"]
            assert store.digest(b"anything") == self.digest
            assert set(store.address_clusters()["cluster"].to_pylist()) == {after[3], after[5]}
            assert store.connection.execute("SELECT count(*) FROM rotation_persons").fetchone() == (0,)
        assert self.in_lake() == set(after)
        new = dict(zip(self.before, after, strict=True))
        ann, ben, dee, *_ = self.before
        victims = {row["reference"]: row["victim_key"] for row in held(self.lake)}
        assert victims == {"A1": new[ann], "A2": new[ann], "P1": new[ben]}
        assert [row["suspect_key"] for row in held(self.lake)].count(new[dee]) == 1
        everything = all_bytes(self.lake.root)
        assert not [key for key in self.before if key.encode() in everything]
        with pytest.raises(KeyRefused, match="was rotated on"), opened(self.url, OLD):
            pass


@pytest.fixture
def partnership(store_url: str, tmp_path: Path) -> Iterator[Partnership]:
    return Partnership(store_url, tmp_path)


def test_all_changes(partnership: Partnership) -> None:
    done = partnership.rotate()
    assert (done.persons, done.addresses, done.carried) == (3, 2, 0)
    partnership.assert_rotated()


def test_there_and_back_gives_the_first_pseudonyms(partnership: Partnership) -> None:
    partnership.rotate()
    partnership.rotate(old=NEW, new=OLD)
    partnership.assert_untouched()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("key", [OLD, NEW], ids=["old key", "new key"])
def test_killed_behind_any_step_the_next_command_ends_it_or_takes_it_back(
    partnership: Partnership, step: str, key: PartnershipKey
) -> None:
    program = [
        sys.executable,
        Path(__file__).parent / "rotation_killed.py",
        partnership.url,
        partnership.lake.root,
        step,
    ]
    tests = Path(__file__).parents[1]
    killed = subprocess.run(program, env={"PYTHONPATH": str(tests)}, capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr.decode()
    wait_until_the_server_has_noticed(partnership.url)
    nothing_happened = step == STEPS[0]
    right = key is (OLD if nothing_happened else NEW)
    try:
        with opened(partnership.url, key, partnership.lake.root):
            assert right
    except KeyRefused:
        assert not right
    if nothing_happened:
        partnership.assert_untouched()
    else:
        partnership.assert_rotated()


def wait_until_the_server_has_noticed(url: str) -> None:
    """The locks of whoever was killed go when the server comes round to reading its connection."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s), pg_advisory_unlock(%s)", [OPEN, OPEN])


def test_what_was_closed_holds_nobody_up_though_the_server_is_slow_to_see_it(partnership: Partnership) -> None:
    with opened(partnership.url, OLD, partnership.lake.root) as store:
        server_process = store.connection.info.backend_pid
        close = store.connection.close

        def closed_while_the_server_sleeps() -> None:
            os.kill(server_process, signal.SIGSTOP)
            close()

        store.connection.close = closed_while_the_server_sleeps
    try:
        partnership.rotate()
    finally:
        os.kill(server_process, signal.SIGCONT)
    partnership.assert_rotated()


def test_killed_it_is_not_ended_with_another_lake(partnership: Partnership, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_check(other, LakeCheck(PartnershipKey.of("A" * 42 + "E=").check))
    with pytest.raises(RuntimeError):
        partnership.rotate(done=failing_at("everything is ready"))
    with pytest.raises(KeyRefused, match="this is not its lake"), opened(partnership.url, NEW, other):
        pass
    with pytest.raises(StoreError, match="a rotation of the key has not ended"), opened(partnership.url, NEW):
        pass
    with opened(partnership.url, NEW, partnership.lake.root):
        partnership.assert_rotated()


def failing_at(fatal: str):
    def fail(step: str) -> None:
        if step == fatal:
            raise RuntimeError(step)

    return fail


def test_a_fault_before_anything_is_ready_takes_it_back_at_once(partnership: Partnership) -> None:
    with pytest.raises(RuntimeError):
        partnership.rotate(done=failing_at(STEPS[0]))
    assert read_check(partnership.lake.root) == LakeCheck(OLD.check)
    partnership.assert_untouched()


def test_while_another_writes_to_the_lake_nothing_is_rotated(partnership: Partnership) -> None:
    with partnership.lake.writing(), pytest.raises(LakeError, match="another load is writing"):
        partnership.rotate()
    partnership.assert_untouched()


def test_while_another_has_the_store_open_nothing_is_rotated(partnership: Partnership) -> None:
    with (
        opened(partnership.url, OLD, partnership.lake.root),
        pytest.raises(StoreError, match="another command has this store open"),
    ):
        partnership.rotate()
    partnership.assert_untouched()


def test_nobody_opens_the_store_while_it_is_rotated(partnership: Partnership) -> None:
    refused = []

    def open_it(step: str) -> None:
        with pytest.raises(StoreError) as refusal, opened(partnership.url, OLD, partnership.lake.root):
            pass
        refused.append(refusal.value.problem)

    partnership.rotate(done=open_it)
    assert len(refused) == len(STEPS)


def test_nobody_loads_depersonalised_files_while_it_is_rotated(partnership: Partnership) -> None:
    def load_them(step: str) -> None:
        if step == "everything is ready":
            with pytest.raises(KeyRefused, match="is being rotated"):
                PseudonymsOnly(OLD, partnership.lake.root).register(
                    HOMES, persons({"person_reference": "7"}), places(), now=NOW
                )

    partnership.rotate(done=load_them)


def test_pseudonyms_of_depersonalised_files_change_too_and_are_counted(partnership: Partnership) -> None:
    keeper = PseudonymsOnly(OLD, partnership.lake.root)
    (key,) = keeper.register(HOMES, persons({"person_reference": "7"}), places(), now=NOW).persons.to_pylist()
    rows = [incident("F1", victim=key, feed="fire"), incident("F2", victim=key, feed="fire")]
    load(partnership.lake, rows)
    assert partnership.rotate().carried == 1
    carried = {row["victim_key"] for row in held(partnership.lake) if row["feed"] == "fire"}
    assert len(carried) == 1
    assert key.encode() not in all_bytes(partnership.lake.root)


def test_the_same_key_is_no_rotation(partnership: Partnership) -> None:
    with pytest.raises(KeyRefused, match="is the key that is in force"):
        partnership.rotate(new=OLD)


def test_the_wrong_old_key_changes_nothing(partnership: Partnership) -> None:
    with pytest.raises(KeyRefused, match="made with another key"):
        partnership.rotate(old=NEW, new=OLD)
    partnership.assert_untouched()


def test_a_lake_without_pseudonyms_is_not_the_one(partnership: Partnership, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="this lake holds no pseudonyms, and the restricted store holds people"):
        partnership.rotate(lake=tmp_path / "empty")
    partnership.assert_untouched()


def test_an_empty_store_without_a_lake_rotates(store_url: str, tmp_path: Path) -> None:
    rotate(store_url, OLD, NEW, tmp_path / "none", now=LATER)
    with opened(store_url, NEW):
        assert not (tmp_path / "none").exists()


def test_a_lake_brought_back_from_before_the_rotation_is_refused(partnership: Partnership) -> None:
    check = partnership.lake.root / IDENTITIES_CHECK
    earlier = check.read_bytes()
    partnership.rotate()
    check.write_bytes(earlier)
    with (
        pytest.raises(KeyRefused, match="the pseudonyms of this lake were made with another key"),
        opened(partnership.url, NEW, partnership.lake.root),
    ):
        pass


def test_expiry_and_first_seen_outlive_a_rotation(partnership: Partnership) -> None:
    query = "SELECT subject, agency, first_seen, expires_on, is_child FROM persons ORDER BY 1, 2"
    with opened(partnership.url, OLD) as store:
        before = store.connection.execute(query).fetchall()
    partnership.rotate()
    with opened(partnership.url, NEW) as store:
        assert store.connection.execute(query).fetchall() == before
        assert before[0][3] == date(2029, 11, 1)
