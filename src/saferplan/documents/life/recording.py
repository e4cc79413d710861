"""Keeps what a document asked of the evidence and what it was told, so that it can be told the same again for good.

A word of the vocabulary is a function of its arguments. What it gave is written as JSON that gives back the same
values: findings, exhibits with their drawings, lists and numbers. All of it is aggregates: what a document prints.
"""

import base64
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import wraps
from typing import Any

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.errors import DocumentError
from saferplan.evidence.findings import Finding, Provenance

TAG = "$"
"""Marks an object that stands for what JSON has no word for."""


class Recorder:
    """`words` is the vocabulary to build with; `as_record` gives what was asked and told, once all is drawn."""

    def __init__(self, vocabulary: Mapping[str, Any]) -> None:
        self._values = {name: entry for name, entry in vocabulary.items() if not callable(entry)}
        self._told: dict[str, Any] = {}
        self._drawings: dict[str, dict[str, str]] = {}
        self._functions = {name: entry for name, entry in vocabulary.items() if callable(entry)}
        self.words = self._values | {name: self._recorded(name, entry) for name, entry in self._functions.items()}

    def _recorded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def asked(*arguments: Any, **named: Any) -> Any:
            question = question_of(name, arguments, named)
            if question not in self._told:
                self._told[question] = self._drawn_here(function(*arguments, **named))
            return self._told[question]

        return asked

    def _drawn_here(self, result: Any) -> Any:
        """The same result; an exhibit in it notes each drawing that is made of it."""
        if not isinstance(result, Exhibit) or result.draw is None:
            return result
        draw, kept = result.draw, self._drawings.setdefault(result.id, {})

        def drawing(width: int) -> str:
            if str(width) not in kept:
                kept[str(width)] = draw(width)
            return kept[str(width)]

        return _with_draw(result, drawing)

    def as_record(self) -> dict[str, Any]:
        return {
            "values": {name: encoded(value) for name, value in self._values.items()},
            # Those that were never called too: a chapter may name them where it does not come to it.
            "functions": sorted(self._functions),
            "told": {question: encoded(answer) for question, answer in self._told.items()},
            "drawings": self._drawings,
        }


def replayed(record: Mapping[str, Any]) -> dict[str, Any]:
    """The vocabulary that answers as it was recorded. A question never asked before is a DocumentError."""
    drawings = record["drawings"]
    told = {question: decoded(answer, drawings) for question, answer in record["told"].items()}
    values = {name: decoded(value, drawings) for name, value in record["values"].items()}
    return values | {name: _replay(name, told) for name in record["functions"]}


def _replay(name: str, told: Mapping[str, Any]) -> Callable[..., Any]:
    def asked(*arguments: Any, **named: Any) -> Any:
        question = question_of(name, arguments, named)
        if question not in told:
            raise DocumentError(f"the frozen document was never told {question}")
        return told[question]

    return asked


def question_of(name: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> str:
    """A call in words that are the same for the same call."""
    return json.dumps([name, encoded(list(arguments)), encoded(dict(sorted(named.items())))], ensure_ascii=False)


def encoded(value: Any) -> Any:
    """`value` as JSON that `decoded` turns back. Raises TypeError for what a chapter is never given."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, Mapping):
        return {TAG: "map", "entries": [[key, encoded(entry)] for key, entry in plain.items()]}
    if isinstance(plain, list | tuple):
        return [encoded(entry) for entry in plain]
    if isinstance(plain, float) and not math.isfinite(plain):
        return {TAG: "float", "text": repr(plain)}
    return plain if isinstance(plain, str | int | float | None) else _encoded_object(plain)


def _encoded_object(value: Any) -> dict[str, Any]:
    if isinstance(value, date):
        return {TAG: "text", "text": value.isoformat()}
    if isinstance(value, bytes):  # outlines of areas, which are open data
        return {TAG: "bytes", "base64": base64.b64encode(value).decode()}
    if isinstance(value, Finding):
        return {TAG: "finding", "fields": _fields(value), "provenance": asdict(value.provenance)}
    if isinstance(value, Exhibit):
        columns = [asdict(column) for column in value.columns]
        return {
            TAG: "exhibit",
            "fields": _fields(value),
            "columns": columns,
            "provenance": asdict(value.provenance),
            "is_drawn": value.draw is not None,
        }
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def _fields(value: Finding | Exhibit) -> dict[str, Any]:
    apart = {"provenance", "columns", "draw"}
    return {name: encoded(entry) for name, entry in vars(value).items() if name not in apart}


def decoded(value: Any, drawings: Mapping[str, Mapping[str, str]]) -> Any:
    if isinstance(value, list):
        return [decoded(entry, drawings) for entry in value]
    if not isinstance(value, dict):
        return value
    return _DECODERS[value[TAG]](value, drawings)


Drawings = Mapping[str, Mapping[str, str]]


def _map(value: Mapping[str, Any], drawings: Drawings) -> dict[str, Any]:
    return {key: decoded(entry, drawings) for key, entry in value["entries"]}


def _finding(value: Mapping[str, Any], drawings: Drawings) -> Finding:
    fields = {name: decoded(entry, drawings) for name, entry in value["fields"].items()}
    return Finding(provenance=_provenance(value), **fields)


def _exhibit(value: Mapping[str, Any], drawings: Drawings) -> Exhibit:
    fields = {name: decoded(entry, drawings) for name, entry in value["fields"].items()}
    columns = [ColumnSpec(**column) for column in value["columns"]]
    name = fields["id"]

    def drawing(width: int) -> str:
        try:
            return drawings[name][str(width)]
        except KeyError:
            raise DocumentError(f"the frozen document keeps no drawing of '{name}' {width} wide") from None

    return Exhibit(
        columns=columns, provenance=_provenance(value), draw=drawing if value["is_drawn"] else None, **fields
    )


def _provenance(value: Mapping[str, Any]) -> Provenance:
    traced = value["provenance"]
    return Provenance(**{**traced, "sources": tuple(traced["sources"])})


_DECODERS: dict[str, Callable[[Mapping[str, Any], Drawings], Any]] = {
    "float": lambda value, _drawings: float(value["text"]),
    "text": lambda value, _drawings: value["text"],
    "bytes": lambda value, _drawings: base64.b64decode(value["base64"]),
    "map": _map,
    "finding": _finding,
    "exhibit": _exhibit,
}


def _with_draw(exhibit: Exhibit, draw: Callable[[int], str]) -> Exhibit:
    return Exhibit(**{**vars(exhibit), "draw": draw})
