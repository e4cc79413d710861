"""Answers that come in pages: kept on disk until all are there, so that a broken run goes on where it stopped."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from saferplan.evidence.fetching.store import Store

FOLDER = ".pages"


class Pages:
    """Pages of one edition of one file. Those of another edition are thrown away before the first is asked for."""

    def __init__(self, store: Store, name: str, edition: str) -> None:
        self._store, self._folder = store, store.place(f"{FOLDER}/{name}/edition.json").parent
        mark = self._folder / "edition.json"
        if not (mark.exists() and _text(mark) == json.dumps(edition)):
            shutil.rmtree(self._folder)
            self._folder.mkdir()
            self._write(mark, json.dumps(edition).encode())

    def page(self, offset: int, fetch: Callable[[], bytes]) -> bytes:
        """The page that begins at `offset`: from disk, or fetched (and checked by `fetch`) and kept."""
        kept = self._folder / f"{offset:09d}"
        if kept.exists():
            return kept.read_bytes()
        body = fetch()
        self._write(kept, body)
        return body

    def forget(self) -> None:
        """Removes the pages: the file is whole, or they do not belong together."""
        shutil.rmtree(self._folder.parent if len(list(self._folder.parent.iterdir())) == 1 else self._folder)

    def _write(self, path: Path, body: bytes) -> None:
        fresh = path.with_name(f"{path.name}.new")
        try:
            fresh.write_bytes(body)
            fresh.replace(path)
        except OSError as fault:
            raise self._store.unwritable(fault) from None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
