"""Begins a document: copies the chapters of its kind into the analyst's own folder, with what it is about."""

import json
from pathlib import Path

from saferplan.documents.kinds.kind import Kind, kind_named
from saferplan.documents.settings import SETTINGS, VERSION, Subject
from saferplan.errors import UsageError

ASKED_FOR = {"against": "--against PERIOD", "measure": "--measure NAME"}


def begin(kind_name: str, folder: Path, subject: Subject) -> list[Path]:
    """Writes document.toml and the chapters into `folder`, which is new or empty; gives their paths.

    Raises UsageError for an unknown kind, for what the kind needs and `subject` lacks, and for a folder with
    anything in it: nothing of the analyst's is ever written over.
    """
    kind = kind_named(kind_name)
    for need in kind.needs:
        if not getattr(subject, need):
            raise UsageError(f"a {kind.id} needs {ASKED_FOR[need]}", remedy=f"Add {ASKED_FOR[need]}.")
    _check_empty(folder)
    texts = {SETTINGS: settings_text(kind, subject)}
    texts |= {template.name: template.read_text(encoding="utf-8") for template in kind.templates()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return [folder / name for name in texts]


def _check_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError("this is a file, not a folder", where=str(folder), remedy="Name a new folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError("this folder is not empty", where=str(folder), remedy="Name a new or an empty folder.")


def settings_text(kind: Kind, subject: Subject) -> str:
    """document.toml as `begin` writes it."""
    about = {key: value for key, value in vars(subject).items() if value}
    lines = [
        f"version = {VERSION}",
        f"kind = {toml_value(kind.id)}",
        f"title = {toml_value(kind.document_title)}",
        f"subtitle = {toml_value(kind.subtitle)}",
        'language = "en-GB"',
        "",
        "# What the document is about. Next year, change the periods here.",
        "[subject]",
        *(f"{key} = {toml_value(value)}" for key, value in about.items()),
    ]
    return "\n".join(lines) + "\n"


def toml_value(value: str | tuple[str, ...]) -> str:
    """A basic string or an array of them: JSON's escapes are TOML's too, but for U+007F."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
