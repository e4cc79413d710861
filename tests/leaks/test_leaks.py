"""No direct identifier is in the lake, logs, exhibits, messages, caches, or in the database in clear: canaries in
partners' files are searched for in every form, in everything that a year of use leaves and prints.
"""

from collections.abc import Iterator
from pathlib import Path

import journey as journeys
import pytest
from canaries import PEOPLE, needles, words
from finding import canaries_in, leaks, unpacked
from journey import Journey

from anyshire import anyshire
from restricted import copied
from saferplan.evidence.lake import Lake


@pytest.fixture(scope="module")
def done(postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    folder = tmp_path_factory.mktemp("leaks")
    files = tmp_path_factory.mktemp("delivered")
    with copied(postgres) as url, journeys.begun(folder, url) as journey:
        anyshire(journey.lake)
        journeys.load_and_link(journey, files)
        journeys.show_everything(journey, files)
        journeys.do_it_wrong(journey, files)
        journey.in_the_lake = leaks([journey.lake])
        journeys.forget_one(journey)
        yield journey


def test_the_canaries_have_come_in(done: Journey):
    """A journey that loads nothing would leak nothing."""
    assert "39 loaded" in done.printed["load"] or "38 loaded" in done.printed["load"]
    snapshot = Lake(done.lake).snapshot()
    assert snapshot.has("partner_incidents")
    assert done.codes["linkage counts"] == done.codes["assess"] == done.codes["erase"] == 0


def test_nothing_printed_or_logged_names_anybody(done: Journey):
    told = {name: found for name, text in done.printed.items() if (found := canaries_in(text.encode()))}
    assert told == {}


def test_the_lake_never_held_anybody(done: Journey):
    """Nor did an old version, before the erasure cleared those away."""
    assert done.in_the_lake == {}


@pytest.mark.parametrize("place", ["lake", "cache", "tmp", "home"])
def test_no_file_that_is_left_names_anybody(place: str, done: Journey):
    assert leaks([done.folder / place]) == {}


def test_no_exhibit_names_anybody(done: Journey):
    assert any((done.folder / "work" / "assessment").rglob("*.html"))
    assert leaks([done.folder / "work" / "assessment"]) == {}


def test_of_the_reports_of_data_quality_only_that_of_a_partners_own_file_shows_its_rows(done: Journey):
    """The partner gets its rows back, to mend them; what is worked out from the lake names nobody."""
    work = done.folder / "work"
    assert leaks([work / "quality.xlsx"]) == {}
    assert leaks([work / "quality-of-file.xlsx"]) != {}


def test_the_database_holds_nobody_in_clear(done: Journey, postgres):
    """Its files, its log of changes and its log of messages, as they lie on disk."""
    assert len(list((postgres.folder / "data").rglob("*"))) > 500
    assert leaks([postgres.folder / "data", postgres.folder / "log"]) == {}


def test_every_failure_was_told_in_words(done: Journey):
    assert not any("Traceback" in text for text in done.printed.values())
    failed = [name for name, code in done.codes.items() if code]
    assert len(failed) > 10


# ---- the search itself is able to find


@pytest.mark.parametrize("form", sorted({"utf-8", "utf-16-le", "latin-1", "hex", "upper", "url", "base64", "escaped"}))
def test_a_canary_is_found_in_every_form(form: str):
    import base64
    from urllib.parse import quote

    one = PEOPLE[4]
    name = f"{one.forename} {one.surname}"
    content = {
        "utf-8": name.encode(),
        "utf-16-le": name.encode("utf-16-le"),
        "latin-1": name.encode("latin-1"),
        "hex": name.encode().hex().encode(),
        "upper": name.upper().encode(),
        "url": quote(name).encode(),
        "base64": base64.b64encode(b"x" + name.encode()),
        "escaped": name.encode("unicode_escape"),
    }[form]
    assert canaries_in(b"seen: " + content + b";") & {one.forename, one.surname}


@pytest.mark.parametrize("kind", ["zip", "gzip", "parquet"])
def test_a_canary_is_found_in_what_is_packed(kind: str, tmp_path: Path):
    import gzip
    import zipfile

    import pyarrow as pa
    import pyarrow.parquet as pq

    file, text = tmp_path / "file", " ".join(f"{number}{PEOPLE[3].surname}" for number in range(300))
    if kind == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sheet.xml", text)
    elif kind == "gzip":
        file.write_bytes(gzip.compress(text.encode()))
    else:
        pq.write_table(pa.table({"a": [text]}), file, compression="zstd", write_statistics=False)
    assert PEOPLE[3].surname.lower().encode() not in file.read_bytes().lower()
    assert list(leaks([tmp_path]).values()) == [{PEOPLE[3].surname}]


def test_no_canary_is_a_word_of_ours():
    here = Path(__file__).parents[2]
    texts = [*(here / "src").rglob("*.py"), *(here / "src").rglob("*.toml"), *(here / "docs").rglob("*.md")]
    assert leaks(texts) == {}
    assert len(needles()) > 5 * len(words())


def test_files_within_files_are_opened(tmp_path: Path):
    import gzip

    assert b"deep" in list(unpacked("x", gzip.compress(gzip.compress(b"deep"))))
