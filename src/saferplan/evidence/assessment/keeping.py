"""Tables of an assessment kept from one build to the next: a change of the text works nothing out anew.

Kept is only what tables of open data give. What is read for a purpose is read, and logged, each time.
"""

import hashlib
import json
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from saferplan.evidence import user_cache
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables

OF_TABLES = (
    "profile",
    "years",
    "crime_types",
    "population_date",
    "months_compared",
    "months",
    "comparators",
    "comparator_gaps",
    "similar_areas",
    "similarity_features",
    "monthly_index",
    "breaks",
    "wards",
    "ward_changes",
    "neighbourhoods",
    "ages",
    "by_decile",
    "most_and_least_deprived",
    "outcomes",
    "attrition",
    "outcomes_by_year",
    "reconciliation",
    "coverage",
    "unplaced",
)
"""Properties of AssessmentTables; a test holds that none of them reads a restricted table."""
OF_SCOPE = (
    "publisher",
    "crime_measures",
    "measures",
    "months_present",
    "months_recorded",
    "similar",
    "similar_group",
    "comparators",
)
PACKAGES = ("duckdb", "numpy", "pandas", "scipy", "shapely")


@contextmanager
def kept_tables(tables: AssessmentTables, *, kept_in: Path | None = None) -> Iterator[AssessmentTables]:
    """`tables` with what an earlier build worked out; what this one adds is kept when it ends well.

    The same lake, question and code give the same tables; a change in any of them begins anew.
    """
    folder = kept_in or user_cache.cache_folder("tables")
    user_cache.forget_old(folder)
    file = folder / f"{_key(tables.scope)}.tables"
    content = user_cache.kept(file)
    # The file is the user's own, and no other's to write: see user_cache.keep.
    before: dict[str, dict[str, Any]] = pickle.loads(content) if content else {}  # noqa: S301
    for name, part in _parts(tables).items():
        vars(part).update(before.get(name, {}))
    yield tables
    after = {name: _worked_out(part, names) for (name, part), names in zip(_parts(tables).items(), _NAMES, strict=True)}
    if _counted(after) > _counted(before):
        user_cache.keep(file, pickle.dumps(after))


_NAMES = (OF_TABLES, OF_SCOPE)


def _parts(tables: AssessmentTables) -> dict[str, Any]:
    return {"tables": tables, "scope": tables.scope}


def _worked_out(part: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """A cached property stands among the attributes once it has been asked for."""
    return {name: vars(part)[name] for name in names if name in vars(part)}


def _counted(found: dict[str, dict[str, Any]]) -> int:
    return sum(map(len, found.values()))


def _key(scope: Scope) -> str:
    load = scope.basis.snapshot.load
    asked = (
        str(scope.basis.snapshot.root.resolve()),
        (load.load_id, load.loaded_at, load.versions, load.summary),
        (scope.area.code, scope.area.units, scope.issue, scope.given_similar),
        (repr(scope.period), repr(scope.against), repr(scope.named_wards), scope.wards_list_title),
        (_code(), sys.version, [version(name) for name in PACKAGES]),
    )
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


@cache
def _code() -> str:
    """Of all modules that work figures out, and of the data files that they read."""
    root = Path(user_cache.__file__).parent
    files = sorted(file for pattern in ("*.py", "*.toml", "*.csv*") for file in root.rglob(pattern))
    parts = (part for file in files for part in (str(file.relative_to(root)).encode(), file.read_bytes()))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
