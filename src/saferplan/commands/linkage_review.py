"""A sitting of clerical review in the terminal: a pair at a time, a key an answer; lines of answers under a pipe."""

import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saferplan.identities.linkage.explaining import Pair
    from saferplan.identities.linkage.reviewing import Review

QUESTION = "[s]ame, [d]ifferent, s[k]ip, [u]ndo, [q]uit? "
WIDEST = 44  # of a record's column, so that two fit beside each other


def sit(review: "Review", why: str = "") -> dict[str, int]:
    """Asks about each pair until none is left or the person ends it; gives how many were decided how and are left."""
    from saferplan.identities.linkage.decisions import Verdict
    from saferplan.identities.linkage.reviewing import SEEN

    verdicts = {"s": Verdict.SAME, "d": Verdict.DIFFERENT}
    counts = {"same": 0, "different": 0, "skipped": 0}
    said: list[str] = []
    pairs, at = list(review.pairs), 0
    with _answers() as ask:
        while at < len(pairs):
            _show(review, pairs[at], at + 1, len(pairs))
            answer = ask()
            if answer == "q":
                break
            if answer == "u":
                at = _undone(review, pairs, at, said, counts)
                continue
            if answer in verdicts:
                review.decide(pairs[at], verdicts[answer], why or SEEN, datetime.now(UTC))
                said.append(verdicts[answer].value)
                counts[said[-1]] += 1
            else:
                counts["skipped"] += 1
            at += 1
    return counts | {"left": len(pairs) - at}


def _undone(review: "Review", pairs: "list[Pair]", at: int, said: list[str], counts: dict[str, int]) -> int:
    """Takes the last decision back and gives the place of its pair, which is asked about again."""
    undone = review.undo(datetime.now(UTC))
    if undone is None:
        print("Nothing was decided in this sitting.")
        return at
    counts[said.pop()] -= 1
    back = next(place for place, pair in enumerate(pairs) if (pair.a, pair.b) == (undone.a, undone.b))
    counts["skipped"] -= at - back - 1  # those after it are asked about again
    return back


def _show(review: "Review", pair: "Pair", number: int, of: int) -> None:
    print(f"\nPair {number:,} of {of:,}")
    print_side_by_side(*review.records(pair, datetime.now(UTC)))
    print_reasons(pair)


def print_side_by_side(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Both records, a line for each detail, with a mark where they differ."""
    from saferplan.identities.linkage.reviewing import LABELS

    for name, label in LABELS.items():
        left, right = (_cell(record.get(name)) for record in (one, other))
        if left or right:
            mark = "=" if left == right else " " if not left or not right else "≠"
            print(printable(f"  {label:14} {left:{WIDEST}} {mark} {right}").rstrip())


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def print_reasons(pair: "Pair") -> None:
    """The parts of the weight in words and bits, and no detail of anybody."""
    from saferplan.identities.linkage.explaining import guard_words, reasons
    from saferplan.identities.linkage.model import people_model

    for reason in reasons(pair, people_model()):
        print(f"  {reason.bits:+6.1f} bits  {reason.words}")
    print(f"  {pair.weight:+6.1f} bits  in all: {pair.standing}")
    if words := guard_words(pair, people_model()):
        print(f"  Guard: {words}")
    if pair.verdict:
        print(printable(f"  Decided: {pair.verdict} ({pair.why})"))


@contextmanager
def _answers() -> "Iterator[Callable[[], str]]":
    """How to get the next answer: a key of the terminal, or the first letter of a line; the end of input is `q`."""
    if sys.stdin.isatty():
        with _single_keys() as key:
            yield lambda: _asked(key)
    else:
        yield lambda: _asked(_from_line)


def _asked(answer: Callable[[], str]) -> str:
    while True:
        print(QUESTION, end="", flush=True)
        given = answer()
        print(given)
        if given in ("s", "d", "k", "u", "q"):
            return given


def _from_line() -> str:
    line = sys.stdin.readline()
    return line.strip()[:1].lower() if line else "q"


@contextmanager
def _single_keys() -> "Iterator[Callable[[], str]]":
    """Keys as they are pressed; Ctrl-C still ends the command, and the terminal is left as it was."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        yield lambda: sys.stdin.read(1).lower() or "q"
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
