"""Looks for what was erased, everywhere in the lake and in the user's cache, and tells where it looked.

Files are searched as they lie, and Parquet files once more unpacked: values, dictionaries, statistics and footers. What
is looked for is given in words where the erasure has just been done, and by keyed digests later, when nobody knows it
any more. The result is numbers: it holds nothing of what was looked for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from saferplan.errors import LakeError
from saferplan.evidence import user_cache
from saferplan.evidence.forgetting.erasure import REFERENCE_COLUMNS
from saferplan.evidence.forgetting.suppression import Covers, Digest, digest_of
from saferplan.evidence.spilling import spill_folders
from saferplan.evidence.tables import ALL_TABLES

PSEUDONYM = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
"""What a pseudonym looks like; everything of that shape is held against the digests."""
PIECE = 1 << 24
# A trace that lies across two pieces of a file is found where they overlap.
OVERLAP = 1 << 10


@dataclass
class Traces:
    """What is looked for: texts, in any case and in UTF-8 or UTF-16; and what only digests are known of."""

    texts: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    digest: Digest | None = None
    _known: dict[bytes, bool] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        spellings = {text.casefold() for text in self.texts if text} | {text.lower() for text in self.texts if text}
        self._needles = [text.encode(form) for text in sorted(spellings) for form in ("utf-8", "utf-16-le")]

    def in_bytes(self, content: bytes) -> int:
        """How many of the texts and pseudonyms stand in it."""
        lowered = _lowered(content)
        found = sum(needle in lowered for needle in self._needles)
        if self.digests:
            found += sum(self._is_erased(token) for token in set(PSEUDONYM.findall(content)))
        return found

    def _is_erased(self, token: bytes) -> bool:
        if token not in self._known and self.digest:
            self._known[token] = digest_of(self.digest, Covers.KEY, token.decode()) in self.digests
        return self._known.get(token, False)

    def is_record(self, feed: str, reference: str) -> bool:
        return self.digest is not None and digest_of(self.digest, Covers.RECORD, feed, reference) in self.digests


@dataclass(frozen=True)
class Looked:
    """A place, how many files or rows were looked through there, and in how many something was found."""

    place: str
    looked_at: int
    found: int


def look_through(root: Path, traces: Traces) -> list[Looked]:
    """Every file of the lake in `root`, of the user's cache, and of what engines have left where they spill."""
    own = [file for file in sorted(root.rglob("*")) if file.is_file() and not file.is_symlink()]
    parquet = [file for file in own if file.suffix == ".parquet"]
    return [
        _files("the lake's files, as they lie", own, _as_they_lie, traces),
        _files("the lake's Parquet files, unpacked", parquet, _unpacked, traces),
        _names("names of the lake's files", own, root, traces),
        _records("records of the lake's restricted tables", parquet, traces),
        _files("the user's cache", _below(user_cache.cache_folder("")), _as_they_lie, traces),
        _files(
            "what engines left on disk", [f for place in spill_folders() for f in _below(place)], _as_they_lie, traces
        ),
    ]


def _below(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()] if folder.is_dir() else []


def _files(place: str, files: list[Path], contents: Any, traces: Traces) -> Looked:
    return Looked(place, len(files), sum(any(map(traces.in_bytes, contents(file))) for file in files))


def _names(place: str, files: list[Path], root: Path, traces: Traces) -> Looked:
    names = (str(file.relative_to(root)).encode(errors="surrogateescape") for file in files)
    return Looked(place, len(files), sum(traces.in_bytes(name) > 0 for name in names))


def _as_they_lie(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        before = b""
        while piece := stream.read(PIECE):
            yield before + piece
            before = piece[-OVERLAP:]


def _unpacked(file: Path) -> Iterator[bytes]:
    # Read as dictionaries, so that a value which a page's dictionary holds, and no row, is seen too.
    texts = [column.name for column in _opened(file).schema_arrow if pa.types.is_string(column.type)]
    whole = _opened(file, texts)
    yield repr(whole.metadata.to_dict()).encode()
    for name, value in (whole.metadata.metadata or {}).items():
        yield name + b"=" + value
    for group in range(whole.num_row_groups):
        for column in whole.read_row_group(group).columns:
            yield from _values(column)


def _opened(file: Path, texts: Sequence[str] = ()) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file, read_dictionary=list(texts))
    except (OSError, pa.ArrowInvalid):
        raise LakeError(
            "the file cannot be unpacked, so nobody can tell what it holds",
            where=str(file),
            remedy="Restore it or delete it, and prove again.",
        ) from None


def _values(column: pa.ChunkedArray) -> Iterator[bytes]:
    """Each distinct value once, a line each."""
    for chunk in column.chunks:
        if isinstance(chunk, pa.DictionaryArray):
            yield "\n".join(one for one in chunk.dictionary.to_pylist() if one is not None).encode()
        elif pa.types.is_nested(chunk.type) or pa.types.is_binary(chunk.type) or pa.types.is_large_string(chunk.type):
            yield repr(chunk.to_pylist()).encode()


def _records(place: str, files: Iterable[Path], traces: Traces) -> Looked:
    """Rows by feed and reference: a reference alone is too short to be looked for by its letters."""
    looked = found = 0
    for file in files:
        named = next((name for name in REFERENCE_COLUMNS if name in file.parts), None)
        if named is None or "_delta_log" in file.parts:
            continue
        columns = [ALL_TABLES[named].replaced_by[0], REFERENCE_COLUMNS[named]]
        if not set(columns) <= set(_opened(file).schema_arrow.names):
            continue
        rows = _opened(file).read(columns=columns)
        looked += rows.num_rows
        pairs = set(zip(*(rows[name].to_pylist() for name in columns), strict=True))
        found += sum(traces.is_record(feed, reference) for feed, reference in pairs if feed and reference)
    return Looked(place, looked, found)


def _lowered(content: bytes) -> bytes:
    """Lower case of text in UTF-8; what is no text is compared in the case of its ASCII letters."""
    try:
        return content.decode("utf-8").casefold().encode()
    except UnicodeDecodeError:
        return content.lower()
