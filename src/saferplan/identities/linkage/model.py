"""The model of linkage, read from a reviewed file: what is compared, what each outcome weighs, the rules beside it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

OTHERWISE = "otherwise"
# In place of a level's position where nothing is known of one of the two.
UNKNOWN = -1


class Effect(StrEnum):
    """What a guard does to a pair: `apart` keeps it two people for good, `doubt` asks a person."""

    APART = "apart"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Level:
    """An outcome of a comparison. `m`: how often two records of one person come out so; `u`: how often those of two do.

    With `rarest` the value's own frequency takes the place of u, but none below it: a name that nobody else has is as
    likely to be a typing error.
    """

    name: str
    words: str
    m: float
    u: float
    when: str = ""
    rarest: float = 0.0

    @property
    def bits(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    """Levels are tried in order and the first that holds counts; `otherwise` is last. `unknown`: nothing is known."""

    name: str
    unknown: str
    levels: tuple[Level, ...]
    frequency: str = ""
    typical_records: int = 0

    @property
    def typical_frequency(self) -> float:
        """u of the level that is weighed by frequency."""
        return next((level.u for level in self.levels if level.rarest), 0.0)

    @property
    def outcome(self) -> str:
        """SQL that gives the position of the level that a pair is at."""
        cases = " ".join(f"when {level.when} then {at}" for at, level in enumerate(self.levels[:-1]))
        return f"case when {self.unknown} then {UNKNOWN} {cases} else {len(self.levels) - 1} end"

    def position(self, name: str) -> int:
        return next(at for at, level in enumerate(self.levels) if level.name == name)


@dataclass(frozen=True)
class Key:
    """Pairs that agree in all columns `of` are compared, unless more than `at_most` records share the values."""

    name: str
    of: tuple[str, ...]
    at_most: int


@dataclass(frozen=True)
class Guard:
    """A rule beside the model; `when`: SQL over a pair's columns. One that `splits` also holds within a cluster."""

    name: str
    effect: Effect
    when: str
    words: str
    splits: bool


@dataclass(frozen=True)
class Thresholds:
    """In bits of match weight: pairs from `link` on are linked, those from `review` on are shown to a person."""

    link: float
    review: float


@dataclass(frozen=True)
class Model:
    """`guarded_columns`: all that guards read; records alike in these are alike to every guard."""

    name: str
    version: int
    others_of_same_person: float
    least_records: int
    thresholds: Thresholds
    blocking: tuple[Key, ...]
    comparisons: tuple[Comparison, ...]
    guards: tuple[Guard, ...]
    guarded_columns: tuple[str, ...] = ()
    origin: Mapping[str, str] = field(default_factory=dict)

    def prior(self, records: int) -> float:
        """Probability that two records taken at random are of one person."""
        return self.others_of_same_person / max(records, self.least_records)

    def comparison(self, name: str) -> Comparison:
        return next(comparison for comparison in self.comparisons if comparison.name == name)

    def with_thresholds(self, *, link: float, review: float) -> "Model":
        return replace(self, thresholds=Thresholds(link, review))


@cache
def people_model() -> Model:
    """The shipped model for partners' people."""
    return read_model(files("saferplan.identities.linkage").joinpath("model.toml").read_text(encoding="utf-8"))


def read_model(text: str) -> Model:
    """A model from TOML. Users do not write models, so that a fault in one is a bug and raises as it comes."""
    told = tomllib.loads(text)
    comparisons = tuple(_comparison(given) for given in told["comparison"])
    return Model(
        name=told["name"],
        version=told["version"],
        others_of_same_person=told["others_of_same_person"],
        least_records=told["least_records"],
        thresholds=Thresholds(**told["thresholds"]),
        blocking=tuple(Key(name, tuple(key["of"]), key["at_most"]) for name, key in told["blocking"].items()),
        comparisons=comparisons,
        guards=tuple(_guard(name, given, comparisons) for name, given in told.get("guard", {}).items()),
        guarded_columns=tuple(told.get("guarded_columns", ())),
        origin=told.get("origin", {}),
    )


def _comparison(given: Mapping[str, Any]) -> Comparison:
    levels = [*given["levels"], {"name": OTHERWISE} | given["otherwise"]]
    return Comparison(
        given["name"],
        given["unknown"],
        tuple(Level(**level) for level in levels),
        given.get("frequency", ""),
        given.get("typical_records", 0),
    )


def _guard(name: str, given: Mapping[str, Any], comparisons: Sequence[Comparison]) -> Guard:
    when = " and ".join(f"({part})" for part in [*_at_levels(given.get("levels", {}), comparisons), *_written(given)])
    effect = Effect(given["effect"])
    return Guard(name, effect, when, given["words"], given.get("splits", effect is Effect.APART))


def _written(given: Mapping[str, Any]) -> list[str]:
    return [given["when"]] if "when" in given else []


def _at_levels(levels: Mapping[str, Sequence[str]], comparisons: Sequence[Comparison]) -> list[str]:
    by_name = {comparison.name: comparison for comparison in comparisons}
    return [
        f"{by_name[name].outcome} in ({', '.join(str(by_name[name].position(level)) for level in wanted)})"
        for name, wanted in levels.items()
    ]
