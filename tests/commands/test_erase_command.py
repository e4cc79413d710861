"""`saferplan erase`: an erased person leaves no row, old version, link or byte behind, and the proof says where."""

import io
import json
from pathlib import Path

import pytest

from partner_lake import FEED, all_bytes, held, load, references
from partner_people import ANN, Partnership, partnership
from restricted import TEST_KEY
from saferplan.cli import main
from saferplan.evidence.forgetting.suppression import Suppression
from saferplan.evidence.tables import ERASURE_PROOFS, ERASURES, SUPPRESSED

DECIDED = ["--ground", "objection upheld, Article 17(1)(c)", "--decided-by", "data protection officer"]
NAME = f"{ANN['forenames']}\n{ANN['surname']}\n{ANN['date_of_birth']}\n"


@pytest.fixture
def made(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Partnership:
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return partnership(tmp_path, store_url)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def erase(*words: str, made: Partnership) -> int:
    return main(["erase", *words, "--lake", str(made.lake.root)])


def erase_ann(made: Partnership, typed, *words: str) -> int:
    typed(NAME + "erase\n")
    return erase("person", *DECIDED, *words, made=made)


def keys_of_ann(made: Partnership) -> list[bytes]:
    return [made.keys[name].encode() for name in ("ann", "ann_police", "ann_suspect", "home")]


def test_a_person_goes_from_every_place(made: Partnership, typed, capsys: pytest.CaptureFixture[str]):
    for key in keys_of_ann(made):
        assert key in all_bytes(made.lake.root)
    assert erase_ann(made, typed) == 0
    assert references(made.lake) == ["HH2", "P1", "P2"]
    assert [row["suspect_key"] for row in held(made.lake)] == [None, None, None]
    assert not any(key in all_bytes(made.lake.root) for key in keys_of_ann(made))
    for table in ("persons", "person_feeds", "addresses", "address_aliases"):
        assert not any(key.decode() in str(made.rows_of(table)) for key in keys_of_ann(made))
    assert len(made.rows_of("persons")) == 2
    told = capsys.readouterr()
    assert "Nothing of it was found." in told.out
    assert "database, persons: 3 rows went" in told.out


def test_it_shows_counts_and_asks_before(made: Partnership, typed, capsys: pytest.CaptureFixture[str]):
    before = all_bytes(made.lake.root)
    typed(NAME + "no\n")
    assert erase("person", *DECIDED, made=made) == 2
    told = capsys.readouterr().err
    assert "People of agencies under that name: 3; linked to them: 0" in told
    assert "partner_incidents: 2 rows" in told
    assert "1 row of others, from which the suspect is taken" in told
    assert "not confirmed; nothing has changed" in told
    assert len(made.rows_of("persons")) == 5
    assert all_bytes(made.lake.root) == before


def test_neither_messages_nor_files_name_the_person(made: Partnership, typed, capsys: pytest.CaptureFixture[str]):
    erase_ann(made, typed, "--json")
    told = capsys.readouterr()
    text = (told.out + told.err).lower()
    lake = all_bytes(made.lake.root).lower()
    for word in ("annelore", "canarywing", "1981-03-09", "01632 960777", *map(bytes.decode, keys_of_ann(made))):
        assert word not in text
        assert word.encode() not in lake
    assert json.loads(told.out)["erasure"]


def test_the_register_and_the_proof_are_kept_without_the_identity(made: Partnership, typed):
    erase_ann(made, typed)
    [row] = held(made.lake, ERASURES)
    assert (row["ground"], row["decided_by"]) == ("objection upheld, Article 17(1)(c)", "data protection officer")
    assert (row["subject"], row["rows_removed"], row["suspects_emptied"]) == ("person", 2, 1)
    proofs = held(made.lake, ERASURE_PROOFS)
    assert {one["place"] for one in proofs} >= {
        "the lake's files, as they lie",
        "the lake's Parquet files, unpacked",
        "the user's cache",
        "database table persons",
    }
    assert sum(one["found"] for one in proofs) == 0
    assert all(one["looked_at"] > 0 for one in proofs if one["place"].startswith("the lake's"))


def test_the_same_file_loaded_again_does_not_bring_the_person_back(made: Partnership, typed):
    before = held(made.lake)
    erase_ann(made, typed)
    from saferplan.evidence.tables import PARTNER_INCIDENTS, pa

    with made.store() as store, made.lake.writing() as writer:
        again = pa.Table.from_pylist(before, schema=PARTNER_INCIDENTS.schema)
        applied = Suppression.of(writer.current(), store.digest).apply(again)
    assert (applied.left_out, applied.suspects_emptied) == (2, 1)
    assert sorted(applied.rows["reference"].to_pylist()) == references(made.lake)


def test_an_erasure_can_be_proved_anew_when_nobody_knows_the_person_any_more(
    made: Partnership, typed, capsys: pytest.CaptureFixture[str]
):
    erase_ann(made, typed)
    [row] = held(made.lake, ERASURES)
    capsys.readouterr()
    assert erase("prove", row["erasure"], made=made) == 0
    assert "Nothing of it was found." in capsys.readouterr().out
    assert erase("list", "--json", made=made) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert (listed["proofs"], listed["traces_found"]) == (2, 0)


@pytest.mark.parametrize("where", ["a forgotten copy", "the cache", "the lake again", "the database"])
def test_a_proof_finds_what_came_back(where: str, made: Partnership, typed, tmp_path: Path, capsys):
    before = held(made.lake)
    erase_ann(made, typed)
    number = held(made.lake, ERASURES)[0]["erasure"]
    key = made.keys["ann"]
    if where == "a forgotten copy":
        (made.lake.root / "notes.txt").write_text(f"see {key} of January")
    elif where == "the cache":
        (tmp_path / "cache" / "saferplan" / "tables").mkdir(parents=True)
        (tmp_path / "cache" / "saferplan" / "tables" / "x.tables").write_bytes(b"\x80\x04" + key.encode() + b"\x00")
    elif where == "the lake again":
        load(made.lake, [row | {"reference": "other"} for row in before if row["victim_key"] == key])
    else:
        with made.store() as store:
            store.connection.execute("CREATE TABLE kept_aside AS SELECT %s::text AS person", [key])
    assert erase("prove", number, made=made) == 7
    told = capsys.readouterr()
    assert f"traces of erasure {number} were found in: " in told.err
    assert key not in told.out + told.err


def test_a_record_that_came_back_under_another_key_is_found_by_its_reference(made: Partnership, typed, capsys):
    before = held(made.lake)
    erase_ann(made, typed)
    number = held(made.lake, ERASURES)[0]["erasure"]
    load(made.lake, [row | {"victim_key": "f" * 32} for row in before if row["reference"] == "HH1"])
    assert erase("prove", number, made=made) == 7
    assert "records of the lake's restricted tables" in capsys.readouterr().err


# ---- one record


def test_a_record_goes_and_whoever_no_other_record_names(made: Partnership, capsys: pytest.CaptureFixture[str]):
    assert erase("record", "--feed", FEED, "--reference", "HH2", *DECIDED, "--yes", made=made) == 0
    assert references(made.lake) == ["HH1", "P1", "P1", "P2"]
    assert made.keys["dan"] not in str(made.rows_of("persons"))
    assert len(made.rows_of("persons")) == 4
    assert "HH2" not in capsys.readouterr().out


def test_people_whom_another_record_names_stay(made: Partnership):
    assert erase("record", "--feed", "police-asb", "--reference", "P1", *DECIDED, "--yes", made=made) == 0
    assert {made.keys["ben"]} <= {row[0] for row in made.rows_of("persons")}
    assert made.keys["ann_police"] not in {row[0] for row in made.rows_of("persons")}


def test_a_reference_that_is_not_given_is_asked_for(made: Partnership, typed):
    typed("HH2\n")
    assert erase("record", "--feed", FEED, *DECIDED, "--yes", made=made) == 0
    assert "HH2" not in references(made.lake)


def test_a_record_that_is_not_there_changes_nothing(made: Partnership, capsys: pytest.CaptureFixture[str]):
    before = made.lake.loads()
    assert erase("record", "--feed", FEED, "--reference", "nothing-such", *DECIDED, "--yes", made=made) == 5
    told = capsys.readouterr().err
    assert "no record of this feed has this reference" in told
    assert "nothing-such" not in told
    assert made.lake.loads() == before


# ---- whom it is about


def test_name_and_date_of_birth_come_from_a_file(made: Partnership, tmp_path: Path):
    file = tmp_path / "request.toml"
    file.write_text('forenames = "annelore"\nsurname = "CANARYWING"\ndate_of_birth = 1981-03-09\n')
    assert erase("person", *DECIDED, "--yes", "--from", str(file), made=made) == 0
    assert len(made.rows_of("persons")) == 2


@pytest.mark.parametrize(
    "text",
    ["", "not toml Canarywing", 'forenames = "Annelore"\nsurname = "Canarywing"\n', 'forenames = ["Annelore"]\n',
     'forenames = "Annelore"\nsurname = "Canarywing"\ndate_of_birth = "9 March 1981"\n',
     'forenames = "Annelore"\nsurname = "Canarywing"\ndate_of_birth = 1981-03-09T10:00:00\n', "\x00\xff"],
)  # fmt: skip
def test_a_file_that_does_not_say_who_is_refused_without_repeating_it(
    text: str, made: Partnership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "request.toml"
    file.write_text(text, encoding="latin-1")
    assert erase("person", *DECIDED, "--yes", "--from", str(file), made=made) == 2
    told = capsys.readouterr().err
    assert "request.toml" in told
    assert "Write: forenames" in told
    assert "anary" not in told
    assert len(made.rows_of("persons")) == 5


def test_no_argument_takes_a_name(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["erase", "person", "--help"])
    options = capsys.readouterr().out
    assert not any(word in options for word in ("--name ", "--surname", "--forenames", "--date-of-birth", "--born"))


@pytest.mark.parametrize("ground", ["request of Annelore Canarywing", "Ms CANARYWING asked", "annelore's wish"])
@pytest.mark.parametrize("option", ["--ground", "--decided-by"])
def test_the_register_takes_no_name_of_the_person(ground: str, option: str, made: Partnership, typed, capsys):
    typed(NAME + "erase\n")
    words = {"--ground": "Article 17", "--decided-by": "DPO"} | {option: ground}
    assert erase("person", *(part for pair in words.items() for part in pair), made=made) == 2
    told = capsys.readouterr().err
    assert "has a name of a person concerned in it" in told
    assert "anarywing" not in told.lower()
    assert len(made.rows_of("persons")) == 5


@pytest.mark.parametrize("ground", ["Mr Featherlight objects", "Dansby"])
def test_nor_of_anybody_in_a_record(ground: str, made: Partnership, capsys: pytest.CaptureFixture[str]):
    words = ("--feed", FEED, "--reference", "HH2", "--ground", ground, "--decided-by", "DPO", "--yes")
    assert erase("record", *words, made=made) == 2
    assert "has a name of a person concerned in it" in capsys.readouterr().err
    assert "HH2" in references(made.lake)


def test_nobody_of_that_name_is_said_plainly(made: Partnership, typed, capsys: pytest.CaptureFixture[str]):
    typed("Annelore\nCanarywing\n1981-03-10\n")
    assert erase("person", *DECIDED, made=made) == 5
    assert "nobody in the restricted store bears that name and was born on that day" in capsys.readouterr().err


def test_answers_that_end_early_change_nothing(made: Partnership, typed, capsys: pytest.CaptureFixture[str]):
    typed("Annelore\n")
    assert erase("person", *DECIDED, made=made) == 2
    assert "nothing was given for: Surname" in capsys.readouterr().err


def test_an_erasure_that_the_register_does_not_have_cannot_be_proved(made: Partnership, capsys):
    assert erase("prove", "2026-01-01.1", made=made) == 5
    assert "List them with: saferplan erase list" in capsys.readouterr().err


def test_without_a_database_nothing_is_erased(made: Partnership, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.delenv("DATABASE_URL")
    assert erase("record", "--feed", FEED, "--reference", "HH2", *DECIDED, "--yes", made=made) == 13
    assert "DATABASE_URL is not set" in capsys.readouterr().err
    assert "HH2" in references(made.lake)


def test_an_erasure_killed_before_the_database_is_ended_by_the_same_request(made: Partnership, typed, monkeypatch):
    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("saferplan.identities.forgetting.unnamed.forget_unnamed", killed)
        with pytest.raises(KilledError):
            erase_ann(made, typed)
    assert references(made.lake) == ["HH2", "P1", "P2"]
    assert len(made.rows_of("persons")) == 5
    assert erase_ann(made, typed) == 0
    assert len(made.rows_of("persons")) == 2
    assert len(held(made.lake, ERASURES)) == 2


def test_the_suppression_list_itself_expires_with_the_records(made: Partnership, typed):
    erase_ann(made, typed)
    assert all(row["expires_on"] for row in held(made.lake, SUPPRESSED))
