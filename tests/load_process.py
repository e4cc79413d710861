"""Writers of lakes in processes of their own, to be killed: run as a script, it takes an order a line and answers each.

The script imports everything once and forks for each order, so that hardly any time goes into starting Python.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from saferplan.evidence.lake import Lake

WATCHED = ("/saferplan/evidence/", "/deltalake/")


@dataclass
class LoadProcesses:
    """The other side of the script: `run` gives its answer."""

    script: subprocess.Popen

    @classmethod
    def start(cls, folder: Path = Path(__file__).parent) -> "LoadProcesses":
        """`folder`: where the modules lie that orders name in `call`."""
        script = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{folder}"},
        )
        return cls(script)

    def run(self, lake: Path, files: Path | None = None, **order: Any) -> dict[str, Any]:
        """`after`: seconds until it is killed; `at`: how many calls and lines it runs until then; neither: it ends.

        `call`: module and function that take the lake, in the stead of a load of `files`.
        """
        assert self.script.stdin
        assert self.script.stdout
        print(json.dumps({"lake": str(lake), "files": str(files), **order}), file=self.script.stdin, flush=True)
        return json.loads(self.script.stdout.readline())

    def stop(self) -> None:
        assert self.script.stdin
        self.script.stdin.close()
        self.script.wait()


def main() -> None:
    from police_files import load_files  # noqa: F401

    for line in sys.stdin:
        sys.stdout.write(json.dumps(carry_out(json.loads(line))) + "\n")
        sys.stdout.flush()


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        load_in_child(order, writing)
    os.close(writing)
    if "after" in order:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - started
    is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"is_killed": is_killed, "exit": status, "seconds": seconds} | json.loads(told or "{}")


def load_in_child(order: dict[str, Any], writing: int) -> None:
    from saferplan.evidence.lake import Lake

    calls, work = 0, work_of(order)

    def count(frame: FrameType, event: str, _: object) -> Any:
        """Every call and line of the code that is watched; what is not, runs at its own pace."""
        nonlocal calls
        if not any(part in frame.f_code.co_filename for part in WATCHED):
            return None
        calls += 1
        if calls == order.get("at"):
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    if "after" not in order:
        sys.settrace(count)
    try:
        work(Lake(Path(order["lake"])))
    finally:
        sys.settrace(None)
        os.write(writing, json.dumps({"calls": calls}).encode())
        os._exit(0 if sys.exc_info()[0] is None else 1)


def work_of(order: dict[str, Any]) -> Callable[["Lake"], Any]:
    from police_files import load_files

    if "call" not in order:
        return lambda lake: load_files(lake, Path(order["files"]))
    module, _, function = order["call"].partition(":")
    return getattr(import_module(module), function)


def moments(total: int, how_many: int, seed: int) -> list[int]:
    """Call numbers spread over a whole load: one at random from each of `how_many` equal parts."""
    chance, part = random.Random(seed), total / how_many
    return [max(1, int(part * (number + chance.random()))) for number in range(how_many)]


if __name__ == "__main__":
    main()
