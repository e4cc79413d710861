"""The ledger alone: what it says of an extract that delivered several slices, some of which others have replaced."""

from datetime import UTC, datetime
from pathlib import Path

from saferplan.evidence.loading.ledger import Ledger
from saferplan.evidence.loading.report import FileReport, RowCounts, Status
from saferplan.evidence.sources.base import Delivered

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIRST, SECOND = ("areas", "lookup"), ("area_links", "lookup")


def delivered(name: str, day: int) -> Delivered:
    return Delivered(Path(name), name, datetime(2024, 1, day), name.ljust(64, "0"))


def report() -> FileReport:
    return FileReport("x", "x", Status.LOADED, 5, 4, 1)


def ledger(before: Ledger | None = None, *, allow_older: bool = False) -> Ledger:
    """One for the next load."""
    return Ledger(before.new_rows().to_pylist() if before else [], NOW, allow_older=allow_older)


def with_both_slices() -> Ledger:
    first = ledger()
    first.record(delivered("a", 1), report(), [FIRST, SECOND])
    return first


def test_what_is_in_force_whole_is_unchanged_with_its_counts():
    assert ledger(with_both_slices()).counts_if_unchanged(delivered("a", 1)) == RowCounts(5, 4, 1)
    assert ledger(with_both_slices()).counts_if_unchanged(delivered("b", 1)) is None


def test_what_is_in_force_in_part_is_to_be_looked_at_again():
    first = with_both_slices()
    first.record(delivered("b", 2), report(), [SECOND])
    assert ledger(first).counts_if_unchanged(delivered("a", 1)) is None
    assert ledger(first).counts_if_unchanged(delivered("b", 2)) == RowCounts(5, 4, 1)


def test_a_slice_is_outdated_by_a_newer_file_in_force():
    later = ledger(with_both_slices())
    assert later.outdated_by(FIRST, delivered("older", 1)) == "", "of one time stamp, the later load counts"
    assert ledger(with_both_slices()).outdated_by(("areas", "other"), delivered("b", 1)) == ""
    newer = ledger()
    newer.record(delivered("newer", 9), report(), [FIRST])
    assert ledger(newer).outdated_by(FIRST, delivered("b", 1)) == "newer"
    assert ledger(newer, allow_older=True).outdated_by(FIRST, delivered("b", 1)) == ""
    assert ledger(newer).outdated_by(FIRST, delivered("newer", 9)) == "", "it does not outdate itself"


def test_within_a_load_the_first_of_one_time_stamp_counts_and_a_newer_one_in_any_case():
    one = ledger(allow_older=True)
    one.record(delivered("a", 5), report(), [FIRST])
    assert one.outdated_by(FIRST, delivered("b", 5)) == "a"
    assert one.outdated_by(FIRST, delivered("b", 4)) == "a"
    assert one.outdated_by(FIRST, delivered("b", 6)) == ""


def test_only_what_is_new_is_written_down():
    later = ledger(with_both_slices())
    assert later.new_slices() == []
    later.record(delivered("b", 2), report(), [SECOND])
    assert later.new_slices() == [SECOND]
    (row,) = later.new_rows().to_pylist()
    assert (row["dataset"], row["slice"], row["file"], row["slices"]) == (*SECOND, "b", 1)
    assert (row["released"], row["loaded_at"]) == ("2024-01-02T00:00:00", NOW.isoformat())
