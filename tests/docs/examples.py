"""Runs the examples of the pages: the commands of saferplan in this process, since starting one takes seconds."""

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from markdown_pages import ROOT

from saferplan import cli
from saferplan.demo.__main__ import main as demo

ANYTHING = "…"


class Shell:
    """The terminal of a reader: a folder and an environment, both of which commands can change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str] = {}
        self.exit_code = 0

    def run(self, script: str) -> str:
        """What the script prints, standard error included, in order."""
        if "<<" in script:
            return self._bash(script)
        return "".join(self._line(line) for line in script.replace("\\\n", " ").splitlines() if line.strip())

    def _line(self, line: str) -> str:
        words = shlex.split(line, comments=True)
        if words[:1] == ["export"]:
            self.environment |= dict(word.split("=", 1) for word in words[1:])
            return ""
        if words == [".", ".venv/bin/activate"]:
            return ""
        if words[:2] == ["make", "demo"]:
            return self._inside(demo, _arguments_of_make(words))
        if words[:1] == ["saferplan"]:
            return self._saferplan([found for word in words[1:] for found in self._expanded(word)])
        return self._bash(line)

    def _expanded(self, word: str) -> list[str]:
        """What a shell makes of a star."""
        found = sorted(self.folder.glob(word)) if "*" in word and not word.startswith("/") else []
        return [str(path.relative_to(self.folder)) for path in found] or [word]

    def _saferplan(self, words: list[str]) -> str:
        command, target = words, None
        if ">" in words:
            command, target = words[: words.index(">")], words[-1]
        printed = self._inside(cli.main, command)
        if target is None:
            return printed
        # The notes on standard error are not told apart here; a file gets what looks like output.
        kept = [line for line in printed.splitlines(keepends=True) if not line.startswith("Note: ")]
        (self.folder / target).write_text("".join(kept), encoding="utf-8")
        return ""

    def _inside(self, main: Callable[[list[str]], int], words: list[str]) -> str:
        printed = io.StringIO()
        with self._here(printed):
            self.exit_code = main(words)
        return printed.getvalue()

    @contextmanager
    def _here(self, printed: io.StringIO) -> Iterator[None]:
        before, environment = Path.cwd(), dict(os.environ)
        with ExitStack() as stack:
            stack.enter_context(redirect_stdout(printed))
            stack.enter_context(redirect_stderr(printed))
            os.chdir(self.folder)
            os.environ.update(self.environment)
            try:
                yield
            finally:
                os.chdir(before)
                os.environ.clear()
                os.environ.update(environment)

    def _bash(self, script: str) -> str:
        done = subprocess.run(
            ["bash", "-euc", script], cwd=self.folder, capture_output=True, text=True, env=self._path(), check=False
        )
        self.exit_code = done.returncode
        return done.stdout + done.stderr

    def python(self, program: str) -> str:
        return self._bash(f"{shlex.quote(sys.executable)} - <<'END'\n{program}\nEND")

    def _path(self) -> dict[str, str]:
        beside = Path(sys.executable).parent
        return os.environ | self.environment | {"PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"}


def _arguments_of_make(words: list[str]) -> list[str]:
    """What the Makefile gives to the demo, as `make --dry-run` prints it."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    dry = subprocess.run(
        [*words, "--dry-run", "--directory", str(ROOT)], capture_output=True, text=True, check=True, env=plain
    )
    printed = dry.stdout.replace("\\\n", " ")
    return shlex.split(next(line for line in printed.splitlines() if "-m saferplan.demo" in line))[3:]


def matches(printed: str, expected: str) -> bool:
    """Whether a page shows what is printed: '…' stands for anything within a line; on a line of its own, for lines."""
    pattern = "".join(
        r"(?:.*\n)*" if line == ANYTHING else "[^\\n]*".join(map(re.escape, line.split(ANYTHING))) + r"\n"
        for line in expected.strip().splitlines()
    )
    trimmed = "".join(f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    return bool(re.fullmatch(pattern, trimmed))
