"""How `saferplan document diff` tells a person what it found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from saferplan.commands.options import printable
from saferplan.errors import SaferplanError

if TYPE_CHECKING:
    from saferplan.documents.life.differing import Differences, Moved, Said

WAS = {
    "true": "true before",
    "untrue": "untrue before",
    "not borne": "not borne before",
    "": "not in the earlier build",
}
BEYOND = {True: "beyond chance", False: "within chance", None: "not tested"}


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
