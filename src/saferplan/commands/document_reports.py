"""How `saferplan document` tells a person what it found: remarks, differences, and what became of a frozen document."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from saferplan.commands.options import printable
from saferplan.errors import SaferplanError

if TYPE_CHECKING:
    from saferplan.documents.life.differing import Differences, Moved, Said
    from saferplan.documents.life.remarks import Remark
    from saferplan.documents.life.verifying import Verified

WAS = {
    "true": "true before",
    "untrue": "untrue before",
    "not borne": "not borne before",
    "": "not in the earlier build",
}
BEYOND = {True: "beyond chance", False: "within chance", None: "not tested"}


def print_remarks(remarks: "Sequence[Remark]") -> None:
    for one in remarks:
        print(printable(f"{one.where}: {one.severity}, {one.about}: {one.problem}."))
        print(printable(f"    {one.to_do}"))
    errors = sum(one.severity == "error" for one in remarks)
    print(f"{_counted(errors, 'error')}, {_counted(len(remarks) - errors, 'warning')}")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def print_differences(found: "Differences", faults: Sequence[SaferplanError]) -> None:
    _section("Chapters that cannot be built", [fault.message for fault in faults])
    _section("Sentences that the figures do not bear", [_said(one) for one in found.untrue])
    _section("Sentences to read again", [_said(one) for one in found.to_read])
    _section("Figures that moved", [_moved(one) for one in found.moved])
    _section("Figures that are new", found.new)
    _section("Figures that are gone", found.gone)
    _section("Exhibits that are new", found.new_exhibits)
    _section("Exhibits that are gone", found.gone_exhibits)


def _section(title: str, lines: Sequence[str]) -> None:
    print(f"{title}: {len(lines) or 'none'}")
    for line in lines:
        print(f"  {printable(line)}")


def _said(one: "Said") -> str:
    was = f" ({WAS[one.was]})" if one.figure and one.was else ""
    return f"{one.chapter}, line {one.line}: “{one.sentence}” says '{one.word}'; {one.why}{was}"


def _moved(one: "Moved") -> str:
    told = f"{one.id}: {one.text_then} → {one.text_now}"
    if one.verdict_then != one.verdict_now:
        return f"{told}; was: {one.verdict_then or 'no test'}, is: {one.verdict_now or 'no test'}"
    size = f", rate x {one.rate_ratio:.3f}" if one.rate_ratio is not None else ""
    return f"{told}{size}, {BEYOND[one.beyond_chance]}"


def print_verified(found: "Verified", *, is_other: bool) -> None:
    """`is_other`: another SHA-256 was expected of frozen.json."""
    print(f"SHA-256 of frozen.json: {found.digest}{', which is not the one expected' if is_other else ''}")
    for title, names in (
        ("Files that were changed", found.changed_files),
        ("Files that are missing", found.missing_files),
        ("Files that were added", found.added_files),
    ):
        _section(title, names)
    if not found.is_intact:
        print("Nothing was built again: the files are not those that were frozen.")
        return
    _section("Figures that come out otherwise from the frozen evidence", found.other_figures)
    if found.figures_from_lake is not None:
        _section("Figures that come out otherwise from the lake", found.figures_from_lake)
    _section("Files with other bytes when built again", found.other_bytes)
    if not found.is_same_code:
        print("Other versions of the code are in use than when it was frozen, so that files may differ in their bytes.")
