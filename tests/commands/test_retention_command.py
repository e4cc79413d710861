"""`saferplan retention`: what is kept how long, what is due, and that what was due is gone from lake and database."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from partner_lake import FEED, all_bytes, held, incident, load, references
from partner_people import Partnership, partnership
from restricted import TEST_KEY
from saferplan.cli import main
from saferplan.evidence.lake import Lake

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def made(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Partnership:
    """HH2, the only record that names Dan, was to be kept until yesterday."""
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    monkeypatch.setenv("DATABASE_URL", store_url)
    return partnership(tmp_path, store_url, HH2=YESTERDAY)


def retention(*words: str, lake: Lake) -> int:
    return main(["retention", *words, "--lake", str(lake.root)])


def test_what_is_due_is_gone_from_the_lake_and_the_database(made: Partnership, capsys: pytest.CaptureFixture[str]):
    dan = made.keys["dan"].encode()
    assert dan in all_bytes(made.lake.root)
    assert retention("run", lake=made.lake) == 0
    told = capsys.readouterr().out
    assert "partner_incidents: 1 row went, and every earlier version of the table" in told
    assert "database, persons: 1 row went" in told
    assert references(made.lake) == ["HH1", "P1", "P1", "P2"]
    assert dan not in all_bytes(made.lake.root)
    assert made.keys["dan"] not in str(made.rows_of("persons"))
    assert len(made.rows_of("persons")) == 4


def test_a_second_run_finds_nothing_due(made: Partnership, capsys: pytest.CaptureFixture[str]):
    retention("run", lake=made.lake)
    loads = made.lake.loads()
    capsys.readouterr()
    assert retention("run", lake=made.lake) == 0
    assert "Nothing was due." in capsys.readouterr().out
    assert made.lake.loads() == loads


def test_people_whom_a_killed_load_registered_and_no_row_names_go_too(made: Partnership):
    from partner_people import HOMES, home, mention

    ghost = {"forenames": "Ghost", "surname": "Unfinished", "date_of_birth": date(1960, 1, 1)}
    with made.store() as store:
        store.register(HOMES, mention(ghost), home(ghost), now=datetime(2026, 11, 1, tzinfo=UTC))
    assert len(made.rows_of("persons")) == 6
    retention("run", lake=made.lake)
    assert len(made.rows_of("persons")) == 4


def test_a_run_that_was_killed_between_lake_and_database_is_ended_by_the_next(
    made: Partnership, monkeypatch: pytest.MonkeyPatch
):
    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("saferplan.identities.forgetting.unnamed.forget_unnamed", killed)
        with pytest.raises(KilledError):
            retention("run", lake=made.lake)
    assert references(made.lake) == ["HH1", "P1", "P1", "P2"]
    assert len(made.rows_of("persons")) == 5
    assert retention("run", lake=made.lake) == 0
    assert len(made.rows_of("persons")) == 4


def test_another_lake_under_the_same_key_empties_no_database(
    made: Partnership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    retention("run", lake=made.lake)
    other = load(Lake(tmp_path / "other"), [incident("X1")])
    assert retention("run", lake=other) == 13
    assert "belongs to another lake" in capsys.readouterr().err
    assert len(made.rows_of("persons")) == 4


def test_without_a_database_the_lake_alone_is_done_and_it_says_so(
    made: Partnership, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("DATABASE_URL")
    assert retention("run", lake=made.lake) == 0
    assert "DATABASE_URL is not set" in capsys.readouterr().err
    assert references(made.lake) == ["HH1", "P1", "P1", "P2"]
    assert len(made.rows_of("persons")) == 5


def test_show_tells_of_each_feed_how_much_is_due(made: Partnership, capsys: pytest.CaptureFixture[str]):
    assert retention("show", "--json", lake=made.lake) == 0
    told = json.loads(capsys.readouterr().out)
    homes, police = told["kept"]
    assert (told["on"], homes["feed"], police["feed"]) == (TODAY.isoformat(), FEED, "police-asb")
    assert (homes["rows"], homes["due"], homes["oldest"]) == (2, 1, "2026-01")
    assert (homes["first_expiry"], homes["months"]) == (YESTERDAY.isoformat(), 36)
    assert (police["rows"], police["due"], police["undated"]) == (3, 0, 0)


def test_show_can_look_ahead_and_changes_nothing(made: Partnership, capsys: pytest.CaptureFixture[str]):
    before = held(made.lake)
    assert retention("show", "--on", "2031-01-01", "--json", lake=made.lake) == 0
    assert [one["due"] for one in json.loads(capsys.readouterr().out)["kept"]] == [2, 3]
    assert held(made.lake) == before


def test_show_says_why_it_is_kept_so_long_and_what_to_do(made: Partnership, capsys: pytest.CaptureFixture[str]):
    assert retention("show", lake=made.lake) == 0
    told = capsys.readouterr().out
    assert "Kept so long: partner_incidents: the period that the mapping profile of the feed states" in told
    assert "Remove what is due with: saferplan retention run" in told


def test_showing_is_logged(made: Partnership):
    retention("show", lake=made.lake)
    last = json.loads((made.lake.root / "reads.jsonl").read_text().splitlines()[-1])
    assert (last["table"], last["purpose"]) == ("partner_incidents", "retention")


def test_a_lake_without_restricted_rows_has_nothing_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from police_files import load_files, street_rows, write_street

    lake = Lake(tmp_path / "lake")
    load_files(lake, write_street(tmp_path / "files", street_rows(1)))
    assert retention("show", lake=lake) == 0
    assert "the lake holds no restricted rows" in capsys.readouterr().err
    assert retention("run", lake=lake) == 0


@pytest.mark.parametrize("verb", ["show", "run"])
def test_where_there_is_no_lake_none_is_made(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert retention(verb, lake=Lake(tmp_path / "none")) == 6
    assert "no data is loaded" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_day_that_is_none_is_refused(made: Partnership, capsys: pytest.CaptureFixture[str]):
    assert retention("show", "--on", "tomorrow", lake=made.lake) == 2
    assert "'tomorrow' is not a date. Write it as 2026-12-05." in capsys.readouterr().err
