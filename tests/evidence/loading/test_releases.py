"""Loading again, newer and older releases of a month, and the past as it stood: small tables to check by hand."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from police_files import (
    NOW,
    OUTCOMES,
    STREET,
    counts,
    csv_text,
    load_files,
    name_of,
    outcome_row,
    rows_in,
    state,
    statuses,
    street_row,
    street_rows,
    write,
    write_street,
    zip_of,
)
from saferplan.errors import NothingLoaded
from saferplan.evidence.lake import Lake

EARLY, LATE = datetime(2024, 3, 1), datetime(2024, 9, 1)
A_DAY = timedelta(days=1)


def release(folder: Path, rows: list[dict[str, str]], released: datetime) -> Path:
    """A release of the month in a folder of its own."""
    return write_street(folder / f"{released:%Y-%m-%d}", rows, released=released)


# ---- again


def test_loading_again_changes_nothing(lake: Lake, files: Path):
    write_street(files, street_rows(9))
    write(files, csv_text([outcome_row(n) for n in range(4)], OUTCOMES), name_of(kind="outcomes"))
    load_files(lake, files)
    before = state(lake)
    report = load_files(lake, files, now=NOW + A_DAY)
    assert statuses(report) == {"unchanged": 2}
    assert report.load_id is None
    assert (report.total("rows_read"), report.total("rows_loaded")) == (13, 13)
    assert state(lake) == before
    assert len(lake.loads()) == 1


def test_a_file_with_rejected_rows_is_unchanged_too_and_its_rows_are_rejected_once(lake: Lake, files: Path):
    path = write_street(files, [*street_rows(9), street_row(10, crime_type="Witchcraft")])
    first, again = load_files(lake, path), load_files(lake, path)
    assert statuses(again) == {"unchanged": 1}
    assert again.fault().exit_code == first.fault().exit_code == 3
    assert rows_in(lake, "rejected").total() == 1


def test_the_same_content_under_another_name_or_packing_is_unchanged(lake: Lake, files: Path):
    text = csv_text(street_rows(9), STREET)
    load_files(lake, write(files, text))
    assert statuses(load_files(lake, write(files, text, "copy.csv"))) == {"unchanged": 1}
    assert statuses(load_files(lake, zip_of(files / "a.zip", {name_of(): text}))) == {"unchanged": 1}


def test_the_same_content_twice_in_one_load_is_loaded_once(lake: Lake, files: Path):
    text = csv_text(street_rows(9), STREET)
    write(files, text)
    write(files, text, "copy.csv", released=EARLY)
    report = load_files(lake, files)
    assert statuses(report) == {"loaded": 1, "superseded": 1}
    assert "the same content as" in next(file for file in report.files if file.status == "superseded").message
    assert counts(lake) == {("bedfordshire", "2024-01"): 9}


# ---- newer and older


def test_a_newer_release_replaces_the_month_in_one_step_and_says_what_changed(lake: Lake, files: Path):
    old = [
        street_row(1),  # stays
        street_row(2, last_outcome_category="Under investigation"),  # is solved
        street_row(5, longitude="-0.41", latitude="52.11"),  # moves
        street_row(6, lsoa_code="E01017400"),  # is coded anew
        street_row(7),  # goes
        street_row(3),  # anti-social behaviour, twice the same: one goes
        street_row(3),
        street_row(8, crime_id=""),  # has no ID and is solved: what it says of itself stays
    ]
    new = [
        street_row(1),
        street_row(2, last_outcome_category="Offender given a caution"),
        street_row(5, longitude="-0.42", latitude="52.11"),
        street_row(6, lsoa_code="E01033000"),
        street_row(3),
        street_row(8, crime_id="", last_outcome_category="Local resolution"),
        street_row(9),  # comes
        street_row(10),  # comes
    ]
    load_files(lake, release(files, old, EARLY))
    report = load_files(lake, release(files, new, LATE), now=NOW + A_DAY)
    assert report.files[0].changes == {
        "rows_gone": 2,
        "rows_new": 2,
        "changed_outcome": 2,
        "changed_place": 1,
        "changed_lsoa_code": 1,
    }
    assert rows_in(lake).total() == 8
    assert len(lake.loads()) == 2
    assert [row["released"] for row in lake.snapshot().extracts] == [LATE.isoformat()]


def test_a_release_that_says_the_same_has_changes_of_none(lake: Lake, files: Path):
    load_files(lake, release(files, street_rows(5), EARLY))
    report = load_files(lake, release(files, street_rows(5)[::-1], LATE))
    assert statuses(report) == {"loaded": 1}
    assert set(report.files[0].changes.values()) == {0}


def test_a_newer_release_of_outcomes_counts_outcomes(lake: Lake, files: Path):
    old = [outcome_row(1), outcome_row(2), outcome_row(2, outcome_type="Local resolution")]
    new = [outcome_row(1), outcome_row(2, outcome_type="Local resolution"), outcome_row(3, latitude="52.2")]
    name = name_of(kind="outcomes")
    load_files(lake, write(files / "a", csv_text(old, OUTCOMES), name, released=EARLY))
    report = load_files(lake, write(files / "b", csv_text(new, OUTCOMES), name, released=LATE))
    assert (report.files[0].changes["rows_gone"], report.files[0].changes["rows_new"]) == (1, 1)


@pytest.mark.parametrize("first_named", ["early", "late"])
def test_of_two_releases_in_one_load_the_newer_is_taken(first_named: str, lake: Lake, files: Path):
    early, late = release(files, street_rows(5), EARLY), release(files, street_rows(8), LATE)
    paths = (early, late) if first_named == "early" else (late, early)
    report = load_files(lake, *paths)
    assert statuses(report) == {"loaded": 1, "superseded": 1}
    superseded = next(file for file in report.files if file.status == "superseded")
    assert superseded.path == str(early)
    assert superseded.message.startswith(f"it is an older release than {late}, which is kept")
    assert counts(lake) == {("bedfordshire", "2024-01"): 8}
    assert len(lake.loads()) == 1


def test_a_folder_with_both_can_be_loaded_again_and_again(lake: Lake, files: Path):
    release(files, street_rows(5), EARLY), release(files, street_rows(8), LATE)
    load_files(lake, files)
    before = state(lake)
    assert statuses(load_files(lake, files)) == {"unchanged": 1, "superseded": 1}
    assert state(lake) == before


def test_in_which_order_releases_come_does_not_matter(lake: Lake, files: Path):
    early, late = release(files, street_rows(5), EARLY), release(files, street_rows(8), LATE)
    load_files(lake, late)
    before = state(lake)
    report = load_files(lake, early)
    assert statuses(report) == {"superseded": 1}
    assert report.fault() is None
    assert "--allow-older" in report.files[0].message
    assert state(lake) == before


def test_an_older_release_can_be_put_back_on_purpose(lake: Lake, files: Path):
    early, late = release(files, street_rows(5), EARLY), release(files, street_rows(8), LATE)
    load_files(lake, late)
    report = load_files(lake, early, allow_older=True)
    assert statuses(report) == {"loaded": 1}
    assert report.files[0].changes["rows_gone"] == 3
    assert counts(lake) == {("bedfordshire", "2024-01"): 5}
    assert statuses(load_files(lake, early, late, allow_older=True)) == {"loaded": 1, "superseded": 1}
    assert counts(lake) == {("bedfordshire", "2024-01"): 8}


def test_of_releases_of_one_time_stamp_the_later_load_counts(lake: Lake, files: Path):
    """A mended file may carry the time stamp of the file it was made from."""
    write_street(files / "a", street_rows(5), released=EARLY)
    write_street(files / "b", street_rows(8), released=EARLY)
    load_files(lake, files / "a")
    assert statuses(load_files(lake, files / "b")) == {"loaded": 1}
    assert counts(lake) == {("bedfordshire", "2024-01"): 8}


def test_of_releases_of_one_time_stamp_in_one_load_the_first_counts_and_goes_on_counting(lake: Lake, files: Path):
    write_street(files / "a", street_rows(5), released=EARLY)
    write_street(files / "b", street_rows(8), released=EARLY)
    load_files(lake, files)
    before = state(lake)
    assert counts(lake) == {("bedfordshire", "2024-01"): 5}
    load_files(lake, files)
    assert state(lake) == before


def test_the_members_of_an_archive_carry_their_own_time_stamps(lake: Lake, files: Path):
    old, new = csv_text(street_rows(5), STREET), csv_text(street_rows(8), STREET)
    zip_of(files / "a.zip", {name_of(): new}, made=LATE)
    zip_of(files / "b.zip", {name_of(): old}, made=EARLY)
    assert statuses(load_files(lake, files)) == {"loaded": 1, "superseded": 1}
    assert counts(lake) == {("bedfordshire", "2024-01"): 8}


def test_a_bad_release_leaves_the_month_as_it_was(lake: Lake, files: Path):
    load_files(lake, release(files, street_rows(5), EARLY))
    before = state(lake)
    report = load_files(lake, release(files, [street_row(n, crime_type="Witchcraft") for n in range(9)], LATE))
    assert statuses(report) == {"refused": 1}
    assert state(lake) == before


def test_where_the_newest_release_is_refused_the_next_is_taken(lake: Lake, files: Path):
    bad = [street_row(n, crime_type="Witchcraft") for n in range(9)]
    paths = [
        release(files, street_rows(5), EARLY),
        release(files, street_rows(8), EARLY + A_DAY),
        release(files, bad, EARLY + 2 * A_DAY),
        write(files / "last", csv_text(street_rows(9), STREET).encode("utf-16"), released=LATE),
    ]
    report = load_files(lake, *paths)
    assert {file.path: str(file.status) for file in report.files} == dict(
        zip(map(str, paths), ["superseded", "loaded", "refused", "refused"], strict=True)
    )
    assert counts(lake) == {("bedfordshire", "2024-01"): 8}


def test_a_release_found_bad_only_while_it_is_written_leaves_the_month_as_it_was(lake: Lake, files: Path):
    """Its first rows are good, so that it is found out when it is written already; a good one goes with it."""
    load_files(lake, release(files, street_rows(5), EARLY))
    bad = street_rows(60) + [street_row(n, crime_type="Witchcraft") for n in range(90)]
    good = write_street(files, street_rows(7, month="2024-02"))
    report = load_files(lake, release(files, bad, LATE), good)
    assert statuses(report) == {"loaded": 1, "refused": 1}
    assert counts(lake) == {("bedfordshire", "2024-01"): 5, ("bedfordshire", "2024-02"): 7}
    assert "Witchcraft" not in "".join(str(row) for row in rows_in(lake, "rejected"))
    tables = {Path(file) for file in lake.snapshot().files("incidents")}
    held = set((lake.root / "incidents").rglob("*.parquet"))
    assert tables == held, "what was written of the bad one is gone from the disk"


def test_the_rejected_rows_of_a_replaced_release_do_not_count_any_more(lake: Lake, files: Path):
    from saferplan.evidence.coverage import rejected_rows

    load_files(lake, release(files, [*street_rows(5), street_row(6, crime_type="Witchcraft")], EARLY))
    assert len(rejected_rows(lake.snapshot())) == 1
    load_files(lake, release(files, street_rows(6), LATE))
    assert rejected_rows(lake.snapshot()) == []


# ---- neighbours


def test_one_forces_month_is_replaced_and_the_others_stay(lake: Lake, files: Path):
    for slug, force in (("bedfordshire", "Bedfordshire Police"), ("essex", "Essex Police")):
        for month in ("2024-01", "2024-02"):
            write_street(files / "a", street_rows(6, month=month, force=force), slug=slug, released=EARLY)
    load_files(lake, files / "a")
    others = {row for row in rows_in(lake) if row[:2] != ("2024-01", "bedfordshire")}
    load_files(lake, write_street(files / "b", street_rows(9), released=LATE))
    assert counts(lake) == {
        ("bedfordshire", "2024-01"): 9,
        ("bedfordshire", "2024-02"): 6,
        ("essex", "2024-01"): 6,
        ("essex", "2024-02"): 6,
    }
    assert {row for row in rows_in(lake) if row[:2] != ("2024-01", "bedfordshire")} == others


def test_replaced_and_new_months_come_in_one_load(lake: Lake, files: Path):
    load_files(lake, write_street(files / "a", street_rows(6), released=EARLY))
    write_street(files / "b", street_rows(7), released=LATE)
    write_street(files / "b", street_rows(8, month="2024-02"), released=LATE)
    report = load_files(lake, files / "b")
    assert statuses(report) == {"loaded": 2}
    assert [bool(file.changes) for file in sorted(report.files, key=lambda file: file.path)] == [True, False]
    assert counts(lake) == {("bedfordshire", "2024-01"): 7, ("bedfordshire", "2024-02"): 8}


# ---- the past


def test_the_past_stays_readable_as_it_stood(lake: Lake, files: Path):
    load_files(lake, release(files, street_rows(5), EARLY), now=NOW)
    load_files(lake, release(files, street_rows(8), LATE), now=NOW + 10 * A_DAY)
    load_files(lake, write_street(files, street_rows(3, month="2024-02")), now=NOW + 20 * A_DAY)
    month = ("bedfordshire", "2024-01")
    assert counts(lake, as_at=NOW) == {month: 5}
    assert counts(lake, as_at=NOW + 9 * A_DAY) == {month: 5}
    assert counts(lake, as_at=NOW + 10 * A_DAY) == {month: 8}
    assert counts(lake) == {month: 8, ("bedfordshire", "2024-02"): 3}
    assert lake.snapshot(NOW + 9 * A_DAY).extracts[0]["rows_loaded"] == 5


def test_before_the_first_load_there_is_nothing(lake: Lake, files: Path):
    load_files(lake, write_street(files, street_rows(3)), now=NOW)
    with pytest.raises(NothingLoaded, match="no data is loaded at 2026-11-21"):
        lake.snapshot(NOW - A_DAY)


# ---- editions of reference files follow the same rule

LOOKUP = "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW\n"


def lookup(folder: Path, codes: range, released: datetime) -> Path:
    rows = "".join(f"E01{n:06d},Example,E01{n:06d},Example,U,E06000055,Bedford,\n" for n in codes)
    return write(folder, LOOKUP + rows, f"lookup {released:%Y}.csv", released=released)


def test_an_older_copy_of_an_edition_does_not_replace_a_newer_one(lake: Lake, files: Path):
    newer, older = lookup(files, range(5), LATE), lookup(files, range(3), LATE - 400 * A_DAY)
    load_files(lake, newer)
    before = state(lake)
    assert statuses(load_files(lake, older)) == {"superseded": 1}
    assert state(lake) == before
    assert statuses(load_files(lake, older, allow_older=True)) == {"loaded": 1}


def test_a_folder_with_two_copies_of_an_edition_can_be_loaded_again_and_again(lake: Lake, files: Path):
    lookup(files, range(5), LATE), lookup(files, range(3), LATE - 400 * A_DAY)
    assert statuses(load_files(lake, files)) == {"loaded": 1, "superseded": 1}
    before = state(lake)
    assert statuses(load_files(lake, files)) == {"unchanged": 1, "superseded": 1}
    assert state(lake) == before


def test_two_copies_of_an_edition_with_one_time_stamp_do_not_take_turns(lake: Lake, files: Path):
    lookup(files / "a", range(5), LATE), lookup(files / "b", range(3), LATE)
    assert statuses(load_files(lake, files)) == {"loaded": 1, "superseded": 1}
    before = state(lake)
    assert statuses(load_files(lake, files)) == {"unchanged": 1, "superseded": 1}
    assert state(lake) == before
    assert statuses(load_files(lake, files / "b")) == {"loaded": 1}, "alone it is the later load"
