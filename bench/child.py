"""One task in a process of its own: `python -m bench.child NAME ARGUMENTS` prints what it took as JSON."""

import json
import os
import sys
import time
from types import TracebackType

from bench import tasks


class Watch:
    """Times the part of a task that is compared. All before it is start-up: the interpreter, imports, preparations."""

    def __init__(self, started: float) -> None:
        self._started = started
        self.seconds = self.startup = 0.0

    def __enter__(self) -> None:
        self.startup = time.monotonic() - self._started
        self._begun = time.perf_counter()

    def __exit__(self, kind: type | None, fault: BaseException | None, where: TracebackType | None) -> None:
        self.seconds = time.perf_counter() - self._begun


def main(name: str, arguments: str) -> None:
    """BENCH_STARTED is the reading of the monotonic clock, common to all processes, when this one was started."""
    watch = Watch(float(os.environ["BENCH_STARTED"]))
    facts = tasks.TASKS[name](watch, **json.loads(arguments))
    print(json.dumps({"seconds": watch.seconds, "startup": watch.startup, "facts": facts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
