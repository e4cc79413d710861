"""Runs the pandoc that comes with pypandoc: one process a file, which reads and writes in a folder of its own."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from saferplan.errors import DocumentError
from saferplan.evidence.children import environment_of_children


def pandoc_path() -> str:
    import pypandoc

    return pypandoc.get_pandoc_path()


@cache
def default_reference(form: str) -> bytes:
    """The reference document that pandoc takes where it is given none."""
    command = [pandoc_path(), "--print-default-data-file", f"reference.{form}"]
    told = environment_of_children()
    return subprocess.run(command, env=told, capture_output=True, check=True).stdout  # noqa: S603 (as below)


def written_by_pandoc(
    told: Mapping[str, Any], form: str, files: Mapping[str, bytes], reference: bytes, made_on: date
) -> bytes:
    """The file in `form`. `files` are the pictures by name. Raises DocumentError with pandoc's own words."""
    with tempfile.TemporaryDirectory(prefix="saferplan-pandoc-") as work:
        folder = Path(work)
        for name, content in {**files, f"reference.{form}": reference}.items():
            (folder / name).write_bytes(content)
        command = [pandoc_path(), "--standalone", "--fail-if-warnings", "--from=json", f"--to={form}"]
        done = subprocess.run(  # noqa: S603 (no word of the command comes from data)
            [*command, f"--reference-doc=reference.{form}", f"--output=made.{form}"],
            input=json.dumps(told, ensure_ascii=False).encode(),
            capture_output=True,
            cwd=folder,
            env=environment_of_children(SOURCE_DATE_EPOCH=str(_seconds(made_on))),
            check=False,
        )
        if done.returncode:
            raise DocumentError(f"{form.upper()} cannot be written: {done.stderr.decode(errors='replace').strip()}")
        return (folder / f"made.{form}").read_bytes()


def _seconds(made_on: date) -> int:
    return int(datetime.combine(made_on, time(), UTC).timestamp())
