"""Writes what a mapping profile declares as TOML: what `profile_file.read_profile` read comes out again."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from saferplan.evidence.partners.profile_file import KNOWN_KEYS
from saferplan.evidence.partners.suggesting.toml_text import quoted

_PLAIN_KEYS = tuple(key for key in KNOWN_KEYS if key not in ("file", "columns", "values", "constants"))
_TABLES = ("file", "columns", "values", "constants")


def declared_in(text: str) -> dict[str, Any]:
    """Raises tomllib.TOMLDecodeError. Columns of a table within a table get their own names: place.address."""
    declared = tomllib.loads(text.replace("\r\n", "\n"))
    columns: dict[str, Any] = {}
    for name, spec in declared.get("columns", {}).items():
        if isinstance(spec, dict) and name in ("place", "victim", "suspect"):
            columns |= {f"{name}.{own}": one for own, one in spec.items()}
        else:
            columns[name] = spec
    return declared | {"columns": columns}


def profile_text(declared: Mapping[str, Any]) -> str:
    """Keys in the order of the reference. Remarks of the text that was read are not kept."""
    return "\n".join(_lines(declared)) + "\n"


def _lines(declared: Mapping[str, Any]) -> Iterator[str]:
    for key in _PLAIN_KEYS:
        if key in declared:
            yield f"{key} = {_value(declared[key])}"
    for table in _TABLES:
        rows = declared.get(table) or {}
        nested = {name: one for name, one in rows.items() if table == "values" and isinstance(one, dict)}
        if rows.keys() - nested.keys():
            yield f"\n[{table}]"
            yield from (f"{quoted(name)} = {_value(one)}" for name, one in rows.items() if name not in nested)
        for name, one in nested.items():
            yield f"\n[{table}.{quoted(name)}]"
            yield from (f"{quoted(printed)} = {_value(meant)}" for printed, meant in one.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{quoted(name)} = {_value(one)}' for name, one in value.items())} }}"
    return quoted(str(value))
