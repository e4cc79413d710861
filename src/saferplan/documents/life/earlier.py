"""An earlier build of a document as its JSON keeps it: which figures it printed, where, and in which words."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from saferplan.documents.life.manifest import MANIFEST, OUTPUTS
from saferplan.errors import UsageError
from saferplan.evidence.findings import Finding, Provenance

MAX_BYTES = 200_000_000


@dataclass(frozen=True)
class EarlierBuild:
    """`record` is what saferplan.documents.outputs.as_record gives."""

    record: Mapping[str, Any]

    @cached_property
    def findings(self) -> dict[str, Finding]:
        return {one["id"]: finding_of(one) for one in self.record["findings"]}

    @cached_property
    def texts(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """How a chapter printed a finding, in order: by (chapter's file, finding's id)."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self.record["printed"]:
            for name in one["findings"]:
                found[one["chapter"], name].append(one["text"])
        return {key: tuple(texts) for key, texts in found.items()}

    @property
    def exhibits(self) -> Sequence[str]:
        return [one["id"] for one in self.record["exhibits"]]


def finding_of(record: Mapping[str, Any]) -> Finding:
    """A finding from the JSON of a build."""
    return Finding(
        record["id"], record["value"], record["text"], provenance_of(record), record["unit"], record["record"]
    )


def provenance_of(record: Mapping[str, Any]) -> Provenance:
    traced = record["provenance"]
    return Provenance(
        traced["tables"], traced["filter"], traced["formula"], tuple(traced["sources"]), traced["code_version"]
    )


def read_earlier(path: Path) -> EarlierBuild:
    """From a build's JSON, its folder, or a frozen document. Raises UsageError where there is none."""
    file = _json_of(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageError(f"the file has more than {MAX_BYTES:,} bytes", where=str(file))
        record = json.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise UsageError(f"the earlier build cannot be read ({fault.strerror})", where=str(file)) from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise _no_build(file) from None
    if not isinstance(record, dict) or not {"findings", "printed", "exhibits"} <= record.keys():
        raise _no_build(file)
    return EarlierBuild(record)


def _json_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    place = path / OUTPUTS if (path / MANIFEST).is_file() else path
    found = sorted(place.glob("*.json"))
    if len(found) != 1:
        said = "no JSON of a build" if not found else "several JSON files"
        raise UsageError(f"there is {said} in this folder", where=str(place), remedy="Name the file itself.")
    return found[0]


def _no_build(file: Path) -> UsageError:
    return UsageError(
        "this is not the JSON of a build",
        where=str(file),
        remedy="Name assessment.json, or a frozen document's folder.",
    )
