"""Which test files run first, and which in one process: a run takes as long as the last file that was begun.

`make test` gives each process one file after the other, in this order.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

# What takes ten seconds and longer, longest first. A file that is not here runs after these.
LONGEST = (
    "tests/docs/test_docs_examples.py",
    "tests/web/journeys/test_every_page_is_accessible.py",
    "tests/web/attacks/test_nonsense.py",
    "tests/web/backup/test_backup_faults.py",
    "tests/web/attacks/test_hostile_words.py",
    "tests/web/attacks/test_records_of_others.py",
    "tests/evidence/loading/test_killed_loads.py",
    "tests/evidence/measures/test_spark.py",
    "tests/assessment/test_assessment_document.py",
    "tests/assessment/test_assessment_in_browser.py",
    "tests/evidence/measures/test_invariants.py",
    "tests/synth/test_synth_truth.py",
    "tests/evidence/forgetting/test_killed_forgetting.py",
    "tests/evidence/loading/test_lake_trouble.py",
    "tests/commands/test_document.py",
    "tests/commands/test_assess.py",
    "tests/evidence/loading/test_rows.py",
    "tests/evidence/loading/test_bad_files.py",
    "tests/assessment/test_assessment_real_areas.py",
    "tests/test_bench.py",
    "tests/documents/test_page_in_browser.py",
    "tests/evidence/loading/test_mangled_files.py",
    "tests/evidence/test_lake.py",
    "tests/commands/test_erase_command.py",
    "tests/leaks/test_leaks.py",
    "tests/assessment/test_assessment_files.py",
    "tests/identities/linkage/test_review.py",
    "tests/identities/linkage/test_febrl.py",
    "tests/evidence/measures/test_real_files.py",
    "tests/evidence/measures/test_specification.py",
    "tests/evidence/partners/test_giveaways.py",
)
# Files that look at one thing which takes long to make and cannot be given from one process to another.
WITH = {"tests/synth/test_compare_command.py": "tests/synth/test_synth_truth.py"}


class FilesThatShare(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return WITH.get(file, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesThatShare | None:
    return FilesThatShare(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONGEST)))
