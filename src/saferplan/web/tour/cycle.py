"""The year of a partnership as a tour: `cycle.toml`, read and checked."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saferplan.web.people.roles import Role, roles

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Step:
    """One stop of the tour. `address` is the name of a page of a partnership; none where the site has none yet."""

    word: str
    title: str
    why: str
    law: str
    look_at: tuple[str, ...]
    role: Role
    address: str = ""
    shows_assessment: bool = False

    @property
    def is_on_the_site(self) -> bool:
        return bool(self.address)


@dataclass(frozen=True)
class Persona:
    """An invented person of the demo partnership, for each role one; `also`: further roles that the person holds."""

    role: Role
    name: str
    agency: str
    job_title: str
    does: str
    also: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.role.word}@demo.example"


@cache
def steps() -> tuple[Step, ...]:
    told = tomllib.loads((FOLDER / "cycle.toml").read_text(encoding="utf-8"))
    return tuple(
        Step(word=word, **entry | {"look_at": tuple(entry["look_at"]), "role": roles()[entry["role"]]})
        for word, entry in told.items()
    )


@cache
def personas() -> dict[str, Persona]:
    """By the word of the role."""
    told = tomllib.loads((FOLDER / "personas.toml").read_text(encoding="utf-8"))
    return {
        word: Persona(role=roles()[word], **entry | {"also": tuple(entry.get("also", ()))})
        for word, entry in told.items()
    }
