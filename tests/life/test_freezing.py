"""A frozen document: what is kept, what is refused, and that the same comes of it again."""

import json
import shutil
import stat
from base64 import b64decode
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from written_sentences import OPEN, changed

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.folder import read_folder
from saferplan.documents.life import verifying
from saferplan.documents.life.freezing import Order, freeze, hash_of
from saferplan.documents.life.lock import lock_hash, lock_lines
from saferplan.documents.life.manifest import refuse_frozen
from saferplan.documents.life.verifying import read_frozen, verified
from saferplan.documents.settings import Subject
from saferplan.errors import DocumentError, UsageError
from saferplan.evidence.snapshot import LoadRecord

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
SUBJECT = Subject("E06000901", "FY2024")
LOAD = LoadRecord(3, "2026-11-22T10:00:00+00:00", {"incidents": 7}, {})
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = """# One

Burglary fell: {{ it() }}.

{{ exhibit("wards") }}

![A yard](pictures/yard.png)
"""


def words(verdict: str = "fall") -> dict[str, Any]:
    shown = Exhibit(
        "wards", "Abbey has most", "Counts", [ColumnSpec("ward", "Ward"), ColumnSpec("n", "N", "count")],
        [{"ward": "Abbey", "n": 7}], OPEN, "Source: x.", alt="One bar, for Abbey.",
        draw=lambda width: f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="40" viewBox="0 0 9 9"/>',
    )  # fmt: skip
    return {"it": lambda: changed(verdict), "exhibit": lambda _name: shown, "area": "Anyshire"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "yard.png").write_bytes(PNG)
    (folder / "notes.txt").write_text("not to be published")
    (folder / "document.toml").write_text('title = "Crime in {{ area }}"\nkind = "problem-profile"\n')
    (folder / "01-one.md").write_text(TEXT)
    return folder


def order(source: Path, told: dict[str, Any] | None = None, *formats: str) -> Order:
    folder = read_folder(source)
    return Order(folder, told or words(), SUBJECT, formats or ("html",), date(2026, 11, 22), LOAD)


@pytest.fixture
def frozen(source: Path, tmp_path: Path) -> Path:
    freeze(order(source), tmp_path / "published" / "2026", now=NOW)
    return tmp_path / "published" / "2026"


def test_what_is_kept(frozen: Path) -> None:
    manifest = json.loads((frozen / "frozen.json").read_text())
    names = set(manifest["files"])
    assert {"evidence.json", "source/01-one.md", "source/document.toml", "source/pictures/yard.png"} <= names
    assert {"outputs/problem-profile.html", "outputs/problem-profile.json", "outputs/exhibits/wards.csv"} <= names
    assert not any("notes.txt" in name for name in names)
    assert manifest["lake"] == {
        "load_id": 3,
        "loaded_at": "2026-11-22T10:00:00+00:00",
        "versions": {"incidents": 7},
        "read": ["incidents"],
    }
    assert (manifest["title"], manifest["made_on"], manifest["lock"]) == (
        "Crime in Anyshire",
        "2026-11-22",
        lock_hash(),
    )
    assert manifest["subject"]["area"] == "E06000901"
    assert all(hash_of(frozen / name) == kept["sha256"] for name, kept in manifest["files"].items())


def test_its_files_may_only_be_read(frozen: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in frozen.rglob("*") if path.is_file()} == {0o444}


def test_the_hash_of_frozen_json_stands_for_all(source: Path, tmp_path: Path) -> None:
    digest = freeze(order(source), tmp_path / "one", now=NOW)
    assert digest == hash_of(tmp_path / "one" / "frozen.json") == verified(read_frozen(tmp_path / "one")).digest
    assert freeze(order(source), tmp_path / "two", now=NOW) == digest


def test_it_is_as_it_was_and_gives_the_same_bytes_again(frozen: Path, tmp_path: Path) -> None:
    found = verified(read_frozen(frozen), out=tmp_path / "again")
    assert found.is_well
    assert (found.other_bytes, found.other_figures, found.figures_from_lake) == ([], [], None)
    again, kept = ((place / "problem-profile.html").read_bytes() for place in (tmp_path / "again", frozen / "outputs"))
    assert again == kept


def test_it_needs_neither_the_lake_nor_the_folder_that_it_came_from(source: Path, frozen: Path) -> None:
    shutil.rmtree(source)
    assert verified(read_frozen(frozen)).is_well


@pytest.mark.parametrize("formats", [("html", "data"), ("html", "pdf")], ids="-".join)
def test_other_formats_give_the_same_bytes_again(source: Path, tmp_path: Path, formats: tuple[str, ...]) -> None:
    freeze(order(source, None, *formats), tmp_path / "f", now=NOW)
    assert verified(read_frozen(tmp_path / "f")).other_bytes == []


def changed_in(frozen: Path, name: str) -> None:
    (frozen / name).chmod(0o644)
    with (frozen / name).open("ab") as opened:
        opened.write(b" ")


@pytest.mark.parametrize("name", ["outputs/problem-profile.html", "source/01-one.md", "evidence.json"])
def test_a_changed_file_is_found(frozen: Path, name: str) -> None:
    changed_in(frozen, name)
    found = verified(read_frozen(frozen))
    assert (found.changed_files, found.is_intact, found.is_well) == ([name], False, False)


def test_a_missing_and_an_added_file_are_found(frozen: Path) -> None:
    (frozen / "outputs" / "problem-profile.html").unlink()
    (frozen / "outputs" / "more.html").write_text("x")
    found = verified(read_frozen(frozen))
    assert (found.missing_files, found.added_files) == (["outputs/problem-profile.html"], ["outputs/more.html"])


def test_figures_that_come_out_otherwise_from_the_lake_are_named(frozen: Path) -> None:
    same = verified(read_frozen(frozen), lambda _frozen: words())
    assert (same.figures_from_lake, same.is_well) == ([], True)
    other = verified(read_frozen(frozen), lambda _frozen: words("rise"))
    assert "change-Burglary-fall-None-False" in (other.figures_from_lake or [])
    assert not other.is_well


def test_figures_that_the_lake_no_longer_gives_are_told(frozen: Path) -> None:
    found = verified(read_frozen(frozen), lambda _frozen: {"area": "Anyshire"})
    assert "there is no figure or word" in (found.figures_from_lake or [""])[0]


def test_another_code_gives_equal_figures_and_says_that_bytes_may_differ(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "lock_hash", lambda: "another")
    monkeypatch.setattr(verifying, "_is_same", lambda *_: False)
    found = verified(read_frozen(frozen))
    assert found.other_bytes
    assert (found.is_same_code, found.other_figures, found.is_well) == (False, [], True)


def test_what_is_published_is_never_written_over(source: Path, frozen: Path) -> None:
    before = hash_of(frozen / "frozen.json")
    with pytest.raises(UsageError, match="there is something here already"):
        freeze(order(source, words("rise")), frozen, now=NOW)
    for inside in (frozen, frozen / "outputs", frozen / "new" / "deep"):
        with pytest.raises(UsageError, match="this is a frozen document"):
            refuse_frozen(inside)
    refuse_frozen(frozen.parent)
    assert hash_of(frozen / "frozen.json") == before


def test_an_empty_folder_may_be_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    freeze(order(source), tmp_path / "empty", now=NOW)
    assert verified(read_frozen(tmp_path / "empty")).is_well


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        (TEXT + "\n{{ to_write('More?') }}", "fall", "01-one.md, line 9: this is still to be written"),
        (TEXT, "rise", "the test says: a rise"),
        (TEXT.replace("yard.png", "gone.png"), "fall", "there is no image pictures/gone.png"),
    ],
)
def test_what_check_finds_wrong_is_not_frozen(source: Path, tmp_path: Path, text: str, verdict: str, said: str) -> None:
    (source / "01-one.md").write_text(text)
    with pytest.raises(DocumentError) as caught:
        freeze(order(source, words(verdict)), tmp_path / "out" / "f", now=NOW)
    assert "the document cannot be frozen" in str(caught.value)
    assert said in str(caught.value)
    assert not list(tmp_path.glob("out/*"))


def test_a_brand_goes_with_the_document(source: Path, tmp_path: Path) -> None:
    (source / "brand.toml").write_text('name = "Anyshire Council"\nlogo = "logo.png"\n')
    (source / "logo.png").write_bytes(PNG)
    freeze(order(source), tmp_path / "f", now=NOW)
    assert (tmp_path / "f" / "source" / "logo.png").read_bytes() == PNG
    assert verified(read_frozen(tmp_path / "f")).is_well


def test_a_brand_outside_the_folder_must_be_copied_in(source: Path, tmp_path: Path) -> None:
    (source / "brand.toml").write_text('name = "Anyshire Council"\nlogo = "../logo.png"\n')
    (tmp_path / "logo.png").write_bytes(PNG)
    with pytest.raises(DocumentError, match=r"\.\./logo\.png lies outside the document's folder"):
        freeze(order(source), tmp_path / "f", now=NOW)
    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no frozen.json"),
        ("{", "cannot be read"),
        ('{"version": 2}', "frozen in version 2"),
        ("[" * 200_000, "cannot be read"),
        ("[]", "none that saferplan writes"),
        ('{"version": 1, "files": null}', "has no 'files'"),
        ('{"version": 1, "files": {}, "subject": []}', "has no 'subject'"),
    ],
)
def test_what_is_no_frozen_document(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "frozen.json").write_text(text)
    with pytest.raises(UsageError, match=said):
        read_frozen(tmp_path)


def test_the_lock_names_what_documents_are_built_with() -> None:
    names = [line.partition("==")[0] for line in lock_lines()]
    assert {"saferplan", "jinja2", "typst", "numpy", "markdown-it-py"} <= set(names)
    assert "pytest" not in names
    assert names == sorted(names)
