"""Runs one task at a time, each in a process of its own, and takes its time, processor time and peak memory."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# What the console script does, without its path.
CALL = "from saferplan.cli import main; raise SystemExit(main())"
KIB = 1024  # ru_maxrss is in KiB on Linux


class BenchError(Exception):
    """A task ended with an error, or its result is not what the other side of the comparison found."""


@dataclass(frozen=True)
class Sample:
    """One run. `seconds`: of the part that is compared; `whole`: of the process from its start to its end;
    `startup`: before the part compared; `processor`: user and system time of the whole process; `peak`: bytes.
    """

    seconds: float
    whole: float
    startup: float
    processor: float
    peak: int
    facts: dict[str, Any] = field(default_factory=dict)


Job = Callable[[], Sample]


@dataclass(frozen=True)
class Spread:
    """Median, least and most of several values."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        known = list(values)
        return cls(statistics.median(known), min(known), max(known))


def spread(samples: Sequence[Sample], name: str = "seconds") -> Spread:
    return Spread.of(getattr(sample, name) for sample in samples)


def ratios(ours: Sequence[Sample], theirs: Sequence[Sample]) -> Spread:
    """Ours over theirs, pair by pair: what slows the machine down for a while slows both sides of a pair."""
    return Spread.of(mine.seconds / other.seconds for mine, other in zip(ours, theirs, strict=True))


def in_turn(jobs: Mapping[str, Job], rounds: int, warm_ups: int = 1) -> dict[str, list[Sample]]:
    """Every job once a round, in the order given: A B A B. The warm-up rounds are not counted."""
    found: dict[str, list[Sample]] = {name: [] for name in jobs}
    for number in range(-warm_ups, rounds):
        for name, job in jobs.items():
            sample = job()
            if number >= 0:
                found[name].append(sample)
    return found


@dataclass(frozen=True)
class Runner:
    """Starts processes with compiled modules cached in `work`, as they are after the first run on any machine."""

    work: Path

    @property
    def cache(self) -> Path:
        """What programs keep from one run to the next, apart from the user's own."""
        return self.work / "cache"

    def task(self, name: str, **arguments: Any) -> Sample:
        """Runs one of bench.tasks; the part compared is what the task itself times."""
        sample = self._run([sys.executable, "-m", "bench.child", name, json.dumps(arguments)])
        told = json.loads(sample.facts.pop("output").splitlines()[-1])
        return Sample(told["seconds"], sample.whole, told["startup"], sample.processor, sample.peak, told["facts"])

    def command(self, *arguments: str) -> Sample:
        """Runs `saferplan` as a user does: all of the process is what is compared."""
        return self._run([sys.executable, "-c", CALL, *arguments])

    def _run(self, command: list[str]) -> Sample:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            started = time.monotonic()
            process = subprocess.Popen(command, stdout=output, stderr=errors, cwd=ROOT, env=self._environment(started))
            # Popen would wait without the usage; told of the end, it does not wait again.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            whole = time.monotonic() - started
            output.seek(0)
            errors.seek(0)
            if process.returncode:
                raise BenchError(f"{' '.join(command[1:4])} failed:\n{errors.read().decode(errors='replace')}")
            facts = {"output": output.read().decode()}
        return Sample(whole, whole, 0.0, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB, facts)

    def _environment(self, started: float) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {
            "PYTHONPYCACHEPREFIX": str(self.work / "compiled"),
            "XDG_CACHE_HOME": str(self.cache),
            "BENCH_STARTED": repr(started),
        }
