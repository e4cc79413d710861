"""One line on standard error, written over while a person at a terminal waits."""

import sys
import time

from saferplan.commands.options import printable

# A terminal shows no more; and printing costs time.
SECONDS_BETWEEN_UPDATES = 0.1
BAR_WIDTH = 24
TEXT_WIDTH = 50
# What is being done stands at the front of a text, and a file's own name at its end.
KEPT_AT_FRONT = 12


class TerminalLine:
    """Redraws the line, not oftener than can be seen; `clear` leaves the terminal as it was."""

    def __init__(self) -> None:
        self._drawn = 0.0

    def __call__(self, text: str, done: int, total: int | None) -> None:
        if done != total and time.monotonic() - self._drawn < SECONDS_BETWEEN_UPDATES:
            return
        self._drawn = time.monotonic()
        self._write(_bar(done, total) + shortened(printable(text)))

    def clear(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def shortened(text: str) -> str:
    """Fits one line: the middle of a long path is what a reader misses least."""
    if len(text) <= TEXT_WIDTH:
        return text
    return f"{text[:KEPT_AT_FRONT]}...{text[-(TEXT_WIDTH - KEPT_AT_FRONT - 3) :]}"


def _bar(done: int, total: int | None) -> str:
    if not total:
        return ""
    filled = round(BAR_WIDTH * min(done / total, 1))
    return f"[{'=' * filled}{' ' * (BAR_WIDTH - filled)}] "


def on_a_terminal() -> TerminalLine | None:
    """A line to draw on, or none where standard error goes to a file or a pipe."""
    return TerminalLine() if sys.stderr.isatty() else None
