"""Files that cannot be loaded: each is named with its line and what to do, and changes nothing."""

import gzip
import os
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from police_files import (
    OUTCOMES,
    STREET,
    counts,
    csv_text,
    encrypted,
    gzip_of,
    load_files,
    name_of,
    outcome_row,
    state,
    statuses,
    stop_row,
    street_row,
    street_rows,
    write,
    write_street,
    zip_of,
)
from saferplan.errors import FileRefused
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading import incidents, unpacking

GOOD = csv_text(street_rows(20), STREET)
LINES = GOOD.splitlines(keepends=True)


def with_line(line: int, text: str) -> str:
    """The good file with one line (the heading is line 1) in other words."""
    return "".join([*LINES[: line - 1], text, *LINES[line:]])


def with_heading(*changes: tuple[str, str], rows: list[dict[str, str]] | None = None) -> str:
    heading = csv_text([], STREET)
    for old, new in changes:
        heading = heading.replace(old, new)
    return heading + "".join(LINES[1:])


OUTCOME_LINES = "".join(csv_text([outcome_row(number)]).splitlines(keepends=True)[1] for number in range(9))
MARK = "\N{LATIN SMALL LETTER E WITH ACUTE}"
ACCENTED = with_line(5, LINES[4].replace("Invented", f"Caf{MARK}"))

# name of the case: (content, line that the message names, words that it says)
BAD_CONTENT: dict[str, tuple[str | bytes, int | None, str]] = {
    "not a CSV": (random.Random(1).randbytes(4000), None, "not of a kind"),
    "a page in place of a file": ("<!DOCTYPE html><html><body>Come back later</body></html>", None, "not of a kind"),
    "only rows, no heading": ("".join(LINES[1:]), None, "not of a kind"),
    "empty": (b"", None, "the file is empty"),
    "a byte-order mark and nothing else": (b"\xef\xbb\xbf", None, "not of a kind"),
    "a heading and no rows": (LINES[0], None, "a heading and no rows"),
    "cp1252": (ACCENTED.encode("cp1252"), 5, "the byte 0xe9 is not UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), 1, "UTF-16"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), 1, "binary"),
    "a zero byte": (with_line(9, "a\0b\n"), 9, "binary"),
    "cut off in a row": (GOOD[: GOOD.rindex(",Under")], 21, "cut off in the middle of a row"),
    "cut off in a quoted cell": (GOOD[: GOOD.rindex("On or near")] + '"On or ne', 21, "quotation mark"),
    "a quotation mark opened": (with_line(7, LINES[6].replace("On or", '"On or')), 7, "quotation mark"),
    "a quotation mark closed only": (with_line(7, LINES[6].replace("Street", 'Street"')), 7, "quotation mark"),
    "text behind a quoted cell": (with_line(7, LINES[6].replace("On or near", '"On or" near')), 7, "quotation mark"),
    "a quoted cell over two lines": (with_line(7, LINES[6].replace("On or near Invented", '"On\nor"')), 7, "quotation"),
    "two marks that do not make a pair": (with_line(7, LINES[6].replace("On or", 'O"n, "or')), 7, "quotation mark"),
    "a carriage return in a line": (with_line(6, LINES[5].replace("near", "ne\rar")), 6, "carriage return"),
    "lines end in carriage returns alone": (GOOD.replace("\n", "\r"), 1, "carriage return"),
    "columns missing": (csv_text(street_rows(5), [*STREET[:7], *STREET[10:]]), 1, "lacks the columns Crime type, LSOA"),
    "a column renamed": (with_heading(("Crime type", "Offence")), 1, "lacks the columns Crime type"),
    "a column renamed, as it is now": (with_heading(("Crime type", "Offence")), 1, "unknown to that format (Offence)"),
    "a column in other letters": (with_heading(("Crime ID", "crime_id")), 1, "lacks the columns Crime ID"),
    "a column more": (csv_text([row | {"Officer": "x"} for row in street_rows(5)]), 1, "(Officer)"),
    "a column twice": (with_heading(("Falls within", "Month")), 1, "it has columns twice (Month)"),
    "semicolons": (csv_text(street_rows(5), STREET, delimiter=";"), 1, "separated by semicolons, not by commas"),
    "tabs": (csv_text(street_rows(5), STREET, delimiter="\t"), 1, "separated by tabs, not by commas"),
    "months differ from the name": (csv_text(street_rows(9, month="2024-02")), 2, "2024-02 is not 2024-01"),
    "another force than the name's": (csv_text(street_rows(9, force="Essex Police")), 2, "Essex Police is not Bedf"),
    "impossible months": (csv_text(street_rows(9, month="2024-13")), 2, "2024-13 is not 2024-01"),
    "all at 0,0": (csv_text(street_rows(9, longitude="0", latitude="0")), 2, "not on land"),
    "another file's rows": (LINES[0] + OUTCOME_LINES, 2, "10 cells"),
    "one line without an end": (b"Crime ID," * 400_000, None, "not of a kind"),
    "one line without an end in a good file": (GOOD + "x" * 6_000_000, 22, "too long"),
    "a line too long within a good file": (with_line(3, "x" * 1_100_000 + "\n"), 3, "too long"),
}


@pytest.mark.parametrize("case", BAD_CONTENT)
def test_a_bad_file_is_refused_with_its_line_and_a_remedy_and_changes_nothing(case: str, lake: Lake, files: Path):
    content, line, words = BAD_CONTENT[case]
    load_files(lake, write_street(files, street_rows(5, month="2023-12")))
    before = state(lake)
    path = write(files, content)
    report = load_files(lake, path)
    assert statuses(report) == {"refused": 1}
    assert isinstance(report.fault(), FileRefused)
    message = report.files[0].message
    assert message.startswith(f"{path}, line {line}: " if line else f"{path}: ")
    assert words in message
    assert message.count(". ") >= 1, f"no remedy in: {message}"
    assert state(lake) == before


def test_a_bad_file_does_not_keep_the_good_ones_from_being_loaded(lake: Lake, files: Path):
    good = write_street(files, street_rows(7, month="2023-11"))
    write(files, GOOD.encode("utf-16"))
    report = load_files(lake, files)
    assert statuses(report) == {"loaded": 1, "refused": 1}
    assert report.fault().exit_code == 4
    assert name_of() in report.fault().message
    assert counts(lake) == {("bedfordshire", "2023-11"): 7}
    assert [file.path for file in report.files if file.status == "loaded"] == [str(good)]


def test_all_or_nothing_loads_none_of_them(lake: Lake, files: Path):
    load_files(lake, write_street(files, street_rows(3, month="2023-10")))
    before = state(lake)
    write_street(files, street_rows(7, month="2023-11"))
    write(files, GOOD.encode("utf-16"))
    report = load_files(lake, files, all_or_nothing=True)
    assert statuses(report) == {"held back": 1, "refused": 1, "unchanged": 1}
    assert report.load_id is None
    assert report.total("rows_loaded") == 3, "of the file that was there before"
    assert state(lake) == before


def test_all_or_nothing_takes_a_rejected_row_for_a_fault(lake: Lake, files: Path):
    path = write(files, with_line(4, LINES[3].replace("2024-01", "2024-19")))
    report = load_files(lake, path, all_or_nothing=True)
    assert statuses(report) == {"refused": 1}
    assert "1 of 20 rows cannot be loaded" in report.fault().message
    assert [row["line"] for row in report.rejected] == [4], "so that it can be mended"
    assert lake.loads() == []
    assert load_files(lake, path).total("rows_loaded") == 19


def test_all_or_nothing_loads_all_where_there_is_no_fault(lake: Lake, files: Path):
    write_street(files, street_rows(7))
    assert statuses(load_files(lake, files, all_or_nothing=True)) == {"loaded": 1}
    assert counts(lake) == {("bedfordshire", "2024-01"): 7}


def test_a_file_of_a_name_that_says_nothing_is_known_by_its_first_row(lake: Lake, files: Path):
    report = load_files(lake, write(files, GOOD, "my copy (2).csv"))
    assert statuses(report) == {"loaded": 1}
    assert counts(lake) == {("bedfordshire", "2024-01"): 20}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (street_row(month="2009-05"), "2009-05 is not one from 2010-12"),
        (street_row(month="2099-05"), "2099-05 is not one from 2010-12, the first published, to 2026-11"),
        (street_row(month=""), "it is not one from 2010-12"),
        (street_row(month="Pat Example"), "it is not one from 2010-12"),
        (street_row(force="Bedfordshire Polis"), "Did you mean Bedfordshire Police"),
        (street_row(force="Pat Example, 1 Invented Street"), "'Reported by' is the name of no police force"),
    ],
)
def test_a_first_row_that_cannot_be_right_is_told_without_repeating_it(
    row: dict[str, str], words: str, lake: Lake, files: Path
):
    report = load_files(lake, write(files, csv_text([row], STREET), "copy.csv"))
    assert statuses(report) == {"refused": 1}
    assert words in report.files[0].message
    assert "Pat Example" not in report.files[0].message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2024-01-bedfordshir-street.csv", "Did you mean bedfordshire"),
        ("2009-01-bedfordshire-street.csv", "2009-01 is not one from 2010-12"),
        ("2024-13-bedfordshire-street.csv", "2024-13 is not one from"),
    ],
)
def test_a_name_that_cannot_be_right_is_told(name: str, words: str, lake: Lake, files: Path):
    report = load_files(lake, write(files, GOOD, name))
    assert statuses(report) == {"refused": 1}
    assert words in report.files[0].message


def test_a_file_of_several_months_is_refused_with_what_a_file_should_be(lake: Lake, files: Path):
    rows = [street_row(n, month=f"2024-{n % 4 + 1:02d}") for n in range(40)]
    report = load_files(lake, write(files, csv_text(rows, STREET), "year.csv"))
    assert statuses(report) == {"refused": 1}
    assert "most of its 40 rows" in report.files[0].message
    assert "one file holds one month of one force" in report.files[0].message


def test_many_bad_rows_at_the_head_do_not_condemn_a_good_file(lake: Lake, files: Path):
    rows = [street_row(n, month="2024-02") for n in range(60)] + [street_row(n) for n in range(61, 200)]
    report = load_files(lake, write(files, csv_text(rows, STREET)))
    assert statuses(report) == {"loaded": 1}
    assert (report.total("rows_loaded"), report.total("rows_rejected")) == (139, 60)


def test_a_file_whose_two_readings_disagree_is_refused(lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch):
    """It has not happened. If it does, no row is to go missing unsaid."""
    monkeypatch.setattr(incidents, "bad_rows", lambda *_, **__: [])
    report = load_files(lake, write(files, with_line(4, "\n")))
    assert "its rows cannot be told apart reliably" in report.fault().message
    assert lake.loads() == []


def test_just_over_half_is_refused_and_half_is_not(lake: Lake, files: Path):
    def mixed(bad: int, good: int) -> str:
        return csv_text([street_row(n) for n in range(good)] + [street_row(n, month="2024-02") for n in range(bad)])

    assert statuses(load_files(lake, write(files, mixed(bad=6, good=5)))) == {"refused": 1}
    assert statuses(load_files(lake, write(files, mixed(bad=5, good=5)))) == {"loaded": 1}


# ---- archives


def truncated(keep: float) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        whole = zip_of(path, {name_of(): GOOD}).read_bytes()
        path.write_bytes(whole[: int(len(whole) * keep)])
        return path

    return make


def damaged(path: Path) -> Path:
    """A zip archive whose packed bytes are not what its checksum says."""
    data = bytearray(zip_of(path, {name_of(): GOOD}).read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)
    return path


def bomb(path: Path) -> Path:
    return zip_of(path, {name_of(): GOOD.encode() + b"\0" * 40_000_000})


def bomb_in_many_members(path: Path) -> Path:
    """No member is over the limit, together they are."""
    return zip_of(path, {name_of(f"2023-{n:02d}"): b"\0" * 6_000_000 for n in range(1, 13)})


def bomb_with_a_lying_size(path: Path) -> Path:
    """The directory says that the member holds ten bytes."""
    data = bytearray(bomb(path).read_bytes())
    for magic, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(magic) + place
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def nested(path: Path) -> Path:
    inner = zip_of(path.with_name("inner.zip"), {name_of(): GOOD}).read_bytes()
    path.with_name("inner.zip").unlink()
    return zip_of(path, {"inner.zip": inner})


def nested_under_another_name(path: Path) -> Path:
    inner = zip_of(path.with_name("inner.zip"), {name_of(): GOOD}).read_bytes()
    path.with_name("inner.zip").unlink()
    return zip_of(path, {name_of(): inner})


def in_a_way_not_supported(path: Path) -> Path:
    data = bytearray(zip_of(path, {name_of(): GOOD}).read_bytes())
    for magic, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(magic) + place
        data[at : at + 2] = (97).to_bytes(2, "little")
    path.write_bytes(data)
    return path


BAD_ARCHIVES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "encrypted": (lambda path: encrypted(zip_of(path, {name_of(): GOOD})), "encrypted. Unpack it with its password"),
    "empty": (lambda path: zip_of(path, {}), "the zip archive holds no files"),
    "a member without a name": (lambda path: zip_of(path, {"": GOOD}), "the zip archive holds no files"),
    "only folders": (lambda path: zip_of(path, {"2024-01/": b""}), "the zip archive holds no files"),
    "cut off": (truncated(0.7), "cut off or damaged"),
    "cut off in its directory": (truncated(0.97), "cut off or damaged"),
    "bytes changed": (damaged, "damaged"),
    "bomb": (bomb, "like a zip bomb"),
    "bomb in many members": (bomb_in_many_members, "like a zip bomb"),
    "bomb with a lying size": (bomb_with_a_lying_size, "damaged"),
    "archive in an archive": (nested, "an archive inside an archive. Unpack the outer one"),
    "archive under a file's name": (nested_under_another_name, "an archive inside an archive. Unpack the outer one"),
    "packed in a way not supported": (in_a_way_not_supported, "not supported. Unpack it yourself"),
    "7-Zip": (lambda path: write(path.parent, b"7z\xbc\xaf\x27\x1c", path.name), "this is a 7-Zip archive"),
    "a page in place of an archive": (lambda path: write(path.parent, "<html>", path.name), "not of a kind"),
    "strays only": (lambda path: zip_of(path, {"a.txt": "a", "b.txt": "b"}), "none of the 2 files in it is of a kind"),
}


@pytest.mark.parametrize("case", BAD_ARCHIVES)
def test_a_bad_archive_is_refused_by_name_and_changes_nothing(case: str, lake: Lake, files: Path):
    make, words = BAD_ARCHIVES[case]
    load_files(lake, write_street(files, street_rows(5, month="2023-09")))
    before = state(lake)
    path = make(files / "download.zip")
    report = load_files(lake, path)
    refused = [file for file in report.files if file.status == "refused"]
    assert refused
    assert not [file for file in report.files if file.status == "loaded"]
    assert all(file.message.startswith(str(path)) for file in refused)
    assert any(words in file.message for file in refused)
    assert report.fault().exit_code == 4
    assert state(lake) == before
    assert not (lake.root / ".staging").exists()


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path: Path, lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch):
    """What is written before the archive is given up stays near the limit, whatever the archive holds."""
    written: list[int] = []
    take = unpacking.Allowance.take
    monkeypatch.setattr(unpacking.Allowance, "take", lambda self, size: written.append(size) or take(self, size))
    load_files(lake, zip_of(files / "bomb.zip", {name_of(): b"\0" * 90_000_000}))
    assert sum(written) < unpacking.SMALL_ENOUGH_FOR_ANY_RATIO + 2 * unpacking.CHUNK


def test_the_good_members_of_an_archive_with_a_bad_one_are_loaded(lake: Lake, files: Path):
    members = {
        name_of("2024-02"): csv_text(street_rows(4, month="2024-02"), STREET),
        name_of("2024-03"): b"",
        name_of("2024-04"): csv_text(street_rows(6, month="2024-04"), STREET),
    }
    path = zip_of(files / "download.zip", members)
    report = load_files(lake, path)
    assert statuses(report) == {"loaded": 2, "refused": 1}
    assert report.files[0].message == f"{path}!{name_of('2024-03')}: the file is empty. Download it again."
    assert counts(lake) == {("bedfordshire", "2024-02"): 4, ("bedfordshire", "2024-04"): 6}


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.99])
def test_a_gzip_file_that_is_cut_off_is_refused(keep: float, lake: Lake, files: Path):
    whole = gzip.compress(GOOD.encode())
    path = write(files, whole[: int(len(whole) * keep)], name_of() + ".gz")
    report = load_files(lake, path)
    assert statuses(report) == {"refused": 1}
    assert report.files[0].message == f"{path}: it is cut off or damaged. Download it again."


def test_a_gzip_bomb_is_refused(lake: Lake, files: Path):
    report = load_files(lake, gzip_of(files / (name_of() + ".gz"), b"\0" * 60_000_000))
    assert "like a zip bomb" in report.fault().message


def test_an_archive_in_a_gzip_file_is_refused(lake: Lake, files: Path):
    inner = zip_of(files / "a.zip", {name_of(): GOOD}).read_bytes()
    report = load_files(lake, gzip_of(files / "b.zip.gz", inner))
    assert "an archive inside an archive" in report.fault().message


@pytest.mark.parametrize("member", [f"../../{name_of()}", f"/etc/{name_of()}", f"a/../../../{name_of()}"])
def test_a_member_with_a_path_out_of_the_archive_writes_nothing_there(member: str, lake: Lake, files: Path):
    path = zip_of(files / "download.zip", {member: GOOD})
    around = set(files.parent.parent.iterdir()) | set(files.parent.iterdir())
    report = load_files(lake, path)
    assert statuses(report) == {"loaded": 1}, "its content is as good as any"
    assert report.files[0].path == f"{path}!{member}"
    after = set(files.parent.parent.iterdir()) | set(files.parent.iterdir())
    assert after - around == {lake.root}


def test_members_whose_safe_names_are_the_same_are_told_apart(lake: Lake, files: Path):
    members = {
        "a b.csv": csv_text(street_rows(3, month="2024-02"), STREET),
        "a_b.csv": csv_text(street_rows(4, month="2024-03"), STREET),
        "a?b.csv": csv_text(street_rows(5, month="2024-04"), STREET),
    }
    load_files(lake, zip_of(files / "download.zip", members))
    assert counts(lake) == {
        ("bedfordshire", "2024-02"): 3,
        ("bedfordshire", "2024-03"): 4,
        ("bedfordshire", "2024-04"): 5,
    }


def test_members_of_one_name_are_told_apart(lake: Lake, files: Path):
    path = files / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("street.csv", csv_text(street_rows(3, month="2024-02"), STREET))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("street.csv", csv_text(street_rows(3, month="2024-03"), STREET))
    load_files(lake, path)
    assert counts(lake) == {("bedfordshire", "2024-02"): 3, ("bedfordshire", "2024-03"): 3}


def test_a_member_without_a_date_takes_the_archives(lake: Lake, files: Path):
    path = zip_of(files / "download.zip", {name_of(): GOOD})
    data = bytearray(path.read_bytes())
    for magic, place in ((b"PK\x03\x04", 12), (b"PK\x01\x02", 14)):
        at = data.find(magic) + place
        data[at : at + 2] = b"\0\0"
    path.write_bytes(data)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert statuses(load_files(lake, path)) == {"loaded": 1}
    released = lake.snapshot().extracts[0]["released"]
    assert datetime.fromisoformat(released) == datetime.fromtimestamp(1_700_000_000)


@pytest.mark.parametrize("seed", range(40))
def test_an_archive_with_bytes_changed_anywhere_never_fails_otherwise(seed: int, lake: Lake, files: Path):
    """Loaded (the change was in what does not matter) or refused, and no other exception."""
    chance = random.Random(seed)
    data = bytearray(zip_of(files / "download.zip", {f"2024-01/{name_of()}": GOOD, "b.csv": "x,y\n"}).read_bytes())
    for _ in range(chance.randint(1, 4)):
        data[chance.choice([chance.randrange(len(data)), len(data) - chance.randrange(1, 200)])] = chance.randrange(256)
    path = write(files, bytes(data), "download.zip")
    assert set(statuses(load_files(lake, path))) <= {"loaded", "refused", "ignored"}


# ---- what is named and is not there, or is no file


def test_a_path_that_does_not_exist_is_told(lake: Lake, files: Path):
    report = load_files(lake, files / "nowhere.csv", write(files, GOOD))
    assert statuses(report) == {"loaded": 1, "refused": 1}
    assert report.files[0].message == f"{files / 'nowhere.csv'}: there is no such file or folder. Check the path."


def test_an_empty_folder_is_told(lake: Lake, files: Path):
    assert "the folder holds no files" in load_files(lake, files).fault().message


def test_a_pipe_is_refused_and_not_waited_for(lake: Lake, files: Path):
    os.mkfifo(files / "pipe.csv")
    write(files, GOOD)
    assert statuses(load_files(lake, files)) == {"loaded": 1}
    assert "no ordinary file" in load_files(lake, files / "pipe.csv").fault().message


def test_a_link_that_leads_nowhere_is_passed_over_in_a_folder(lake: Lake, files: Path):
    (files / "link.csv").symlink_to(files / "gone.csv")
    write(files, GOOD)
    assert statuses(load_files(lake, files)) == {"loaded": 1}
    assert "no such file" in load_files(lake, files / "link.csv").fault().message


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read_is_told(lake: Lake, files: Path):
    path = write(files, GOOD)
    path.chmod(0)
    assert "cannot be read (Permission denied)" in load_files(lake, path).fault().message


def test_strays_are_passed_over_in_a_folder_and_refused_where_they_were_named(lake: Lake, files: Path):
    write(files, "Dear all, the figures are attached.", "read me.txt")
    write(files, GOOD)
    assert statuses(load_files(lake, files)) == {"loaded": 1, "ignored": 1}
    report = load_files(lake, files / "read me.txt")
    assert "not of a kind that saferplan reads" in report.fault().message


def test_a_stray_that_was_named_is_refused_though_it_is_packed(lake: Lake, files: Path):
    report = load_files(lake, gzip_of(files / "notes.txt.gz", "Dear all"))
    assert "docs/reference/files.md" in report.fault().message


def test_a_folder_of_strays_is_told(lake: Lake, files: Path):
    for name in ("a.txt", "b.txt", "deep/c.txt"):
        write(files, "notes", name)
    report = load_files(lake, files)
    assert statuses(report) == {"refused": 1, "ignored": 3}
    assert "none of the 3 files in it" in report.fault().message


def test_a_file_that_is_nearly_right_is_refused_wherever_it_was_found(lake: Lake, files: Path):
    write(files, with_heading(("Crime type", "Offence")), "deep/file.csv")
    write(files, GOOD)
    report = load_files(lake, files)
    assert statuses(report) == {"loaded": 1, "refused": 1}
    assert "this looks like police-uk-street" in report.fault().message


def test_the_nearest_of_the_formats_is_named(lake: Lake, files: Path):
    rows = [outcome_row(n) for n in range(3)]
    path = write(files, csv_text(rows, OUTCOMES).replace("Outcome type", "Result"), "o.csv")
    assert (
        "this looks like police-uk-outcomes, but it lacks the columns Outcome type"
        in load_files(lake, path).fault().message
    )


def test_lakes_and_hidden_files_are_no_deliveries(lake: Lake, files: Path):
    inner = Lake(files / "a lake")
    load_files(inner, write_street(files, street_rows(3)))
    write(files, b"", ".DS_Store")
    write(files, b"", ".git/index")
    write(files, b"", "__MACOSX/._street.csv")
    report = load_files(lake, files)
    assert statuses(report) == {"loaded": 1}
    assert len(report.files) == 1


def test_a_path_named_twice_is_loaded_once(lake: Lake, files: Path):
    path = write(files, GOOD)
    assert statuses(load_files(lake, path, files, path)) == {"loaded": 1}


# ---- stop and search


def test_stop_and_search_is_left_out_unless_its_purpose_is_named(lake: Lake, files: Path):
    path = write(files, csv_text([stop_row(n) for n in range(5)]), name_of(kind="stop-and-search"))
    report = load_files(lake, path)
    assert statuses(report) == {"left out": 1}
    assert report.fault() is None
    assert lake.loads() == []
    assert statuses(load_files(lake, path, purpose="disproportionality")) == {"loaded": 1}


def test_stops_of_a_file_whose_name_does_not_say_the_force_are_refused(lake: Lake, files: Path):
    path = write(files, csv_text([stop_row(n) for n in range(5)]), "stops.csv")
    message = load_files(lake, path, purpose="disproportionality").fault().message
    assert "do not say which force they are from" in message
    assert "2024-01-bedfordshire-stop-and-search.csv" in message
