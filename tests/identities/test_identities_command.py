"""`saferplan identities` and `saferplan purpose` as typed: they say what is wrong, and never who anybody is."""

import json
from pathlib import Path

import pytest

from partner_lake import incident, load
from partners import ANN, BEN, HOMES, NOW, POLICE, persons, places, purpose_file
from restricted import OTHER_KEY, TEST_KEY
from saferplan.cli import main
from saferplan.commands.restricted import identities_for_load, restricted_store
from saferplan.errors import KeyRefused
from saferplan.evidence.lake import Lake
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.pseudonyms import NoKey, PseudonymsOnly
from saferplan.identities.purposes import Group
from saferplan.identities.store import RestrictedStore

HOME = {"address": "Flat 3, 12 High Street", "postcode": "ZZ1 1AA"}
PERSONAL = ("Ann", "Synthetic", "Invented", "1980", "01632", "High Street", "ZZ1")


@pytest.fixture
def surroundings(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a lake beside a store, in the environment as a command finds them."""
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    monkeypatch.setenv("SAFERPLAN_LAKE", str(tmp_path / "lake"))
    return tmp_path


@pytest.fixture
def people(surroundings: Path) -> list[str]:
    """Keys of two invented people whose incidents are loaded."""
    with restricted_store(surroundings / "lake") as store:
        ann = store.register(HOMES, persons(ANN), places(HOME), now=NOW).persons.to_pylist()
        keys = ann + store.register(POLICE, persons(BEN), places(), now=NOW).persons.to_pylist()
    load(Lake(surroundings / "lake"), [incident("A1", victim=keys[0]), incident("P1", victim=keys[1])])
    return keys


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        assert [one for one in PERSONAL if one in said.out + said.err] == []
        assert TEST_KEY not in said.out + said.err
        return code, said.out, said.err

    return run


def test_a_new_key_is_one(run) -> None:
    code, out, _ = run("identities", "new-key")
    assert code == 0
    assert PartnershipKey.of(out)
    assert PartnershipKey.of(json.loads(run("identities", "new-key", "--json")[1])["key"]).check


def test_init_makes_a_store_and_does_so_once(run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    assert run("identities", "init")[1].startswith("The restricted store is ready")
    assert run("identities", "init")[1] == "The restricted store is there already, and up to date.\n"
    assert json.loads(run("identities", "init", "--json")[1]) == {"applied": []}


def test_check_counts_what_is_held(run, people: list[str]) -> None:
    code, out, _ = run("identities", "check")
    assert code == 0
    assert out == "Key, database and lake belong together.\nHeld: 2 people and 1 addresses of 2 feeds.\n"
    assert json.loads(run("identities", "check", "--json")[1]) == {"persons": 2, "addresses": 1, "feeds": 2}


@pytest.mark.parametrize(
    ("name", "value", "code", "said"),
    [
        ("SAFERPLAN_KEY", "", 12, "SAFERPLAN_KEY is not set. It holds the partnership's secret key"),
        ("SAFERPLAN_KEY", "abc", 12, "SAFERPLAN_KEY is not base64"),
        ("SAFERPLAN_KEY", OTHER_KEY, 12, "this restricted store was made with another key"),
        ("DATABASE_URL", "", 13, "DATABASE_URL is not set"),
        (
            "DATABASE_URL",
            "postgresql://ann:secret@127.0.0.1:1/x",
            13,
            "database x on 127.0.0.1:1: PostgreSQL cannot be",
        ),
    ],
)
def test_what_does_not_fit_is_said(
    run, people: list[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: int, said: str
) -> None:
    monkeypatch.setenv(name, value)
    for words in (["identities", "check"], ["identities", "log"], ["purpose", "list"]):
        found, out, err = run(*words)
        assert (found, out) == (code, "")
        assert said in err
        assert "secret@" not in err
        assert "Traceback" not in err


def test_a_lake_of_another_key_is_told(run, people: list[str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    PseudonymsOnly(PartnershipKey.of(OTHER_KEY), other).register(
        HOMES, persons({"person_reference": "7"}), places(), now=NOW
    )
    code, _, err = run("identities", "check", "--lake", other)
    assert code == 12
    assert "the pseudonyms of this lake were made with another key" in err


def test_the_key_is_rotated(run, people: list[str], surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFERPLAN_NEW_KEY", OTHER_KEY)
    code, out, err = run("identities", "rotate-key")
    assert (code, err) == (0, "")
    assert out.startswith("Rotated: 2 people and 1 addresses have new pseudonyms.\nFrom now on SAFERPLAN_KEY")
    code, _, err = run("identities", "check")
    assert code == 12
    assert "was rotated on" in err
    monkeypatch.setenv("SAFERPLAN_KEY", OTHER_KEY)
    assert run("identities", "check")[0] == 0


def test_a_rotation_tells_of_pseudonyms_that_nobody_stands_behind(
    run, people: list[str], surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(Lake(surroundings / "lake"), [incident("F1", victim="f" * 32, feed="fire")])
    monkeypatch.setenv("SAFERPLAN_NEW_KEY", OTHER_KEY)
    code, out, err = run("identities", "rotate-key", "--json")
    assert (code, json.loads(out)) == (0, {"persons": 2, "addresses": 1, "carried": 1, "left_to_the_operator": []})
    assert err == "Note: 1 pseudonym is of depersonalised files: load those that are still kept again.\n"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "SAFERPLAN_NEW_KEY is not set"),
        ("x", "SAFERPLAN_NEW_KEY is not base64"),
        (TEST_KEY, "is the key that is in force"),
    ],
)
def test_a_rotation_needs_another_key(
    run, people: list[str], monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("SAFERPLAN_NEW_KEY", value)
    code, _, err = run("identities", "rotate-key")
    assert code == 12
    assert said in err


def test_the_log_says_who_read_for_what(run, people: list[str], surroundings: Path) -> None:
    assert run("identities", "log")[1] == "Nobody has opened anything.\n"
    run("purpose", "record", purpose_file(surroundings))
    with restricted_store() as store:
        store.people_for("repeat-victims", groups=[Group.ADULT_VICTIMS], now=NOW)
    code, out, _ = run("identities", "log")
    assert code == 0
    assert "repeat-victims" in out
    assert "adult-victims" in out
    (line,) = json.loads(run("identities", "log", "--json")[1])
    assert (line["purpose"], line["number"], line["persons"]) == ("repeat-victims", 1, 2)
    assert json.loads(run("identities", "log", "--json", "--since", "2999-01-01")[1]) == []
    assert run("identities", "log", "--since", "yesterday")[0] == 2


def test_a_purpose_from_its_record_to_its_withdrawal(run, people: list[str], surroundings: Path) -> None:
    assert run("purpose", "list")[1] == "No purpose is recorded.\n"
    file = purpose_file(surroundings, until="2999-01-01", review="2998-01-01", signed="2020-01-01")
    assert run("purpose", "record", file)[1:] == ("Recorded: repeat-victims, version 1.\n", "")
    listed = run("purpose", "list")[1]
    assert listed.splitlines()[1].split()[:4] == ["repeat-victims", "1", "in", "force"]
    shown = run("purpose", "show", "repeat-victims")[1]
    assert "Gateway: Crime and Disorder Act 1998, section 115" in shown
    assert "Its limits: A power and no duty" in shown
    assert "Parties: Anyshire Police, Harbour Homes" in shown
    assert json.loads(run("purpose", "show", "repeat-victims", "--json")[1])["agreement"]["until"] == "2999-01-01"
    assert run("purpose", "withdraw", "repeat-victims", "--why", "notice was given")[0] == 0
    shown = run("purpose", "show", "repeat-victims")[1]
    assert "(version 1, withdrawn)" in shown
    assert ": notice was given" in shown


def test_what_a_recorded_purpose_lacks_is_noted_in_one_line(run, people: list[str], surroundings: Path) -> None:
    file = purpose_file(surroundings, feeds='["police-crimes", "fire-calls"]', until="2026-02-02")
    code, out, err = run("purpose", "record", file, "--json")
    assert code == 0
    assert len(json.loads(out)["lacks"]) == 2
    assert err.startswith("Note: as it stands it allows nothing yet: its agreement")
    assert err.endswith("; the restricted store holds nobody of the feed fire-calls.\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "repeat"], 10, "there is no purpose 'repeat'"),
        (["withdraw", "repeat", "--why", "x"], 10, "there is no purpose 'repeat'"),
        (["record", "missing.toml"], 4, "cannot be read"),
    ],
)
def test_purposes_that_are_not_there(run, people: list[str], words: list[str], code: int, said: str) -> None:
    found, _, err = run("purpose", *words)
    assert found == code
    assert said in err


def test_a_load_finds_its_keeper_in_the_environment(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SAFERPLAN_KEY", raising=False)
    with identities_for_load(tmp_path) as keeper:
        assert isinstance(keeper, NoKey)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    with identities_for_load(tmp_path) as keeper:
        assert isinstance(keeper, PseudonymsOnly)
        keeper.register(HOMES, persons({"person_reference": "7"}), places(), now=NOW)
    monkeypatch.setenv("DATABASE_URL", store_url)
    with identities_for_load(tmp_path) as keeper:
        assert isinstance(keeper, RestrictedStore)
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("SAFERPLAN_KEY", OTHER_KEY)
    with pytest.raises(KeyRefused, match="made with another key"), identities_for_load(tmp_path):
        pass
