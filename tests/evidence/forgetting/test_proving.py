"""Looking for traces: whatever is planted is found, in whatever form, and what is not there is not."""

import hmac
import json
import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st

from partner_lake import FEED, incident, load
from saferplan.errors import LakeError
from saferplan.evidence.forgetting import proving
from saferplan.evidence.forgetting.proving import Looked, Traces, look_through
from saferplan.evidence.forgetting.suppression import Covers, digest_of
from saferplan.evidence.lake import Lake
from saferplan.evidence.spilling import make_spill_folder

KEY, NAME = "5f3a" * 8, "Annelore Canarywing"


def digest(data: bytes) -> bytes:
    return hmac.digest(b"secret", data, "sha256")


def of_key(key: str = KEY) -> Traces:
    return Traces(digests=frozenset({digest_of(digest, Covers.KEY, key)}), digest=digest)


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return load(Lake(tmp_path / "lake"), [incident("A1", victim="0123" * 8), incident("A2", victim="4567" * 8)])


def found(lake: Lake, traces: Traces) -> dict[str, int]:
    return {one.place: one.found for one in look_through(lake.root, traces) if one.found}


# ---- in bytes


@pytest.mark.parametrize(
    "content",
    [NAME.encode(), NAME.upper().encode(), f'{{"n":"{NAME}"}}'.encode(), b"\x80\xff" + NAME.encode() + b"\xfe",
     NAME.lower().encode("utf-16-le"), b"x" * 999 + NAME.encode()],
)  # fmt: skip
def test_a_text_is_found_in_any_case_and_form(content: bytes):
    assert Traces(frozenset({NAME})).in_bytes(content) == 1


@pytest.mark.parametrize("content", [b"", b"Annelore", b"Annelore  Canarywing", b"canarywing annelore"])
def test_what_is_not_there_is_not_found(content: bytes):
    assert Traces(frozenset({NAME})).in_bytes(content) == 0


def test_letters_beyond_english_are_found_in_any_case():
    for written in ("Zoë Ångström", "ZOË ÅNGSTRÖM", "zoë ångström"):
        assert Traces(frozenset({"Zoë Ångström"})).in_bytes(f"seen {written}.".encode()) == 1


@pytest.mark.parametrize("around", ['"%s"', "x=%s;", "%s", "\x00%s\x00", "[%s]"])
def test_a_pseudonym_is_known_by_its_digest_alone(around: str):
    assert of_key().in_bytes((around % KEY).encode()) == 1
    assert of_key("0000" * 8).in_bytes((around % KEY).encode()) == 0


def test_a_longer_run_of_digits_is_another_word():
    assert of_key().in_bytes(f"{KEY}{KEY}".encode()) == 0


@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_a_text_is_found_between_any_bytes(before: bytes, after: bytes):
    assert Traces(frozenset({NAME})).in_bytes(before + NAME.encode() + after) >= 1


def test_a_trace_across_two_pieces_of_a_file_is_found(lake: Lake, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(proving, "PIECE", 64)
    monkeypatch.setattr(proving, "OVERLAP", 40)
    for at in range(40, 64):
        (lake.root / "notes.txt").write_bytes(b"." * at + KEY.encode() + b"." * 90)
        assert found(lake, of_key()) == {"the lake's files, as they lie": 1}


# ---- in the lake


def test_a_clean_lake_is_looked_through_whole_and_nothing_is_found(lake: Lake):
    looked = {one.place: one for one in look_through(lake.root, of_key())}
    files = [file for file in lake.root.rglob("*") if file.is_file()]
    parquet = [file for file in files if file.suffix == ".parquet"]
    assert looked["the lake's files, as they lie"] == Looked("the lake's files, as they lie", len(files), 0)
    assert looked["the lake's Parquet files, unpacked"].looked_at == len(parquet)
    assert looked["records of the lake's restricted tables"].looked_at == 2
    assert sum(one.found for one in looked.values()) == 0


def test_a_pseudonym_in_force_is_found_in_values_statistics_and_the_log(lake: Lake):
    load(lake, [incident("A1", victim=KEY)])
    places = found(lake, of_key())
    assert places["the lake's Parquet files, unpacked"] == 1
    assert places["the lake's files, as they lie"] >= 2
    assert found(lake, Traces(frozenset({KEY}))) == places


def test_one_that_only_an_old_version_holds_is_found(lake: Lake):
    load(lake, [incident("A1", victim=KEY)])
    load(lake, [incident("A1", victim="89ab" * 8)])
    assert "the lake's Parquet files, unpacked" in found(lake, of_key())


def test_a_value_that_only_a_dictionary_page_holds_is_found(lake: Lake):
    """A writer may keep a value in the dictionary that no row has any longer."""
    values = pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int8()), pa.array(["x", KEY]))
    folder = lake.snapshot().folder("partner_incidents")
    pq.write_table(
        pa.table({"victim_key": values}), folder / "stray.parquet", compression="zstd", write_statistics=False
    )
    assert pq.read_table(folder / "stray.parquet")["victim_key"].to_pylist() == ["x", "x"]
    assert found(lake, of_key())["the lake's Parquet files, unpacked"] == 1


def test_a_value_in_a_checkpoint_of_the_log_is_found(lake: Lake):
    load(lake, [incident("A1", victim=KEY)])
    DeltaTable(lake.snapshot().folder("partner_incidents")).create_checkpoint()
    assert found(lake, of_key())["the lake's Parquet files, unpacked"] == 2


def test_notes_in_a_files_footer_are_found(lake: Lake):
    content = pa.table({"a": [1]}).replace_schema_metadata({"note": KEY})
    pq.write_table(content, lake.root / "areas.parquet")
    assert found(lake, of_key())["the lake's Parquet files, unpacked"] == 1


@pytest.mark.parametrize("name", ["reads.jsonl", ".staging/x.csv", f"{KEY}.txt"])
def test_any_other_file_and_its_name_are_looked_at(name: str, lake: Lake):
    file = lake.root / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"seen": KEY}) if KEY not in name else "")
    assert sum(found(lake, of_key()).values()) == 1


def test_a_record_is_found_by_feed_and_reference_and_by_neither_alone(lake: Lake):
    one = Traces(digests=frozenset({digest_of(digest, Covers.RECORD, FEED, "A1")}), digest=digest)
    assert found(lake, one) == {"records of the lake's restricted tables": 1}
    other = Traces(digests=frozenset({digest_of(digest, Covers.RECORD, "other-feed", "A1")}), digest=digest)
    assert found(lake, other) == {}


def test_a_parquet_file_that_does_not_open_is_named_and_nothing_is_proved(lake: Lake):
    (lake.root / "areas.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(LakeError, match=r"areas.parquet: the file cannot be unpacked.*Restore it or delete it"):
        look_through(lake.root, of_key())


# ---- beside the lake


def test_the_users_cache_is_looked_through(lake: Lake, tmp_path: Path):
    folder = tmp_path / "cache" / "saferplan" / "tables"
    folder.mkdir(parents=True)
    (folder / "one.tables").write_bytes(pickle.dumps({"kept": [KEY]}))
    assert found(lake, of_key()) == {"the user's cache": 1}


def test_what_an_engine_left_on_disk_is_looked_through(lake: Lake):
    (make_spill_folder() / "duckdb_temp_block-0.block").write_bytes(b"\x00" + KEY.encode() + b"\x00")
    assert found(lake, of_key()) == {"what engines left on disk": 1}


def test_the_result_holds_nothing_of_what_was_looked_for(lake: Lake):
    load(lake, [incident("A1", victim=KEY)])
    looked = look_through(lake.root, Traces(frozenset({KEY, NAME})))
    assert KEY not in repr(looked)
    assert "anary" not in repr(looked)
