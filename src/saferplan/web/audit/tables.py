"""What is written down of each table: `tables.toml`, read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("tables.toml")


@dataclass(frozen=True)
class Written:
    exempt: dict[str, str]
    withheld: dict[str, list[str]]
    ignored: dict[str, list[str]]
    plain: dict[str, list[str]]


@cache
def written() -> Written:
    return Written(**tomllib.loads(FILE.read_text(encoding="utf-8")))
