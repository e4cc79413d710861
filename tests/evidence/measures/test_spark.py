"""Spark gives the figures that DuckDB gives. Skipped where the extra `spark` or Java is not there."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from spec.breakdown_rules import BOXES
from specification import WORLD, Rule
from test_specification import CHAPTERS, chapter

from saferplan.evidence.basis import Basis
from saferplan.evidence.engines import SparkEngine
from tiny_lake import tiny_lake

pytestmark = pytest.mark.spark


def asks_an_engine_something_new(rule: Rule, position: int) -> bool:
    """The first rule of a chapter, and those with tables that are grouped in a way of their own."""
    return position == 0 or bool({"boundaries", "ready_counts"} & set(rule.lake))


RULES = [
    pytest.param(rule, id=rule.title)
    for name in CHAPTERS
    for position, rule in enumerate(chapter(name).RULES)
    if asks_an_engine_something_new(rule, position)
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="needs the extra spark: pip install saferplan[spark], and Java")
    builder = sql.SparkSession.builder.master("local[1]").appName("saferplan tests")
    for key, value in {"ui.enabled": "false", "sql.shuffle.partitions": "1", "driver.memory": "1g"}.items():
        builder = builder.config(f"spark.{key}", value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.parametrize("rule", RULES)
def test_rule_on_spark(rule: Rule, session: Any, tmp_path: Path) -> None:
    snapshot = rule.snapshot(tmp_path / "lake")
    rule.check(Basis(snapshot, SparkEngine(snapshot, session)))


def test_both_engines_count_the_same(session: Any, tmp_path: Path) -> None:
    """Every grouping that measures are taken from, over three hundred incidents drawn by lot."""
    drawn = random.Random(20)
    types = ("burglary", "drugs", "anti-social-behaviour")
    incidents = "month | lsoa | crime_type | longitude | latitude\n" + "\n".join(
        f"2024-0{drawn.randint(1, 4)} | {drawn.choice(['a1', 'a2', 'b1', 'c1', '-', 'zz'])} | {drawn.choice(types)}"
        f" | {drawn.uniform(-1.01, -0.79):.3f} | {drawn.uniform(50.99, 51.11):.3f}"
        for _ in range(300)
    )
    ready = "month | code | crime_type | number\n2024-05 | B | drugs | 4\n2024-01 | S | burglary | 9"
    snapshot = tiny_lake(
        tmp_path / "lake",
        **WORLD,
        incidents=incidents,
        boundaries=BOXES,
        ready_counts=ready,
        stated_units="unit | pfa\nS | bedfordshire",
    )
    duckdb, spark = Basis(snapshot), Basis(snapshot, SparkEngine(snapshot, session))
    assert spark.crime_types == duckdb.crime_types == set(types)
    for kind in ("unit", "ward", "lsoa", "ward25"):
        for unit in (None, "A"):
            ours, theirs = duckdb.counts(kind, unit), spark.counts(kind, unit)
            assert sorted(theirs.areas) == sorted(ours.areas)
            assert theirs.months == ours.months
            np.testing.assert_array_equal(
                theirs.of(ours.areas, ours.months, types), ours.of(ours.areas, ours.months, types)
            )
            assert ours.values.sum() > 0
