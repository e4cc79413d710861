"""Which tests run first, and which in one process: a run takes as long as the last file that was begun.

`make test` gives each process one file after the other, in this order; of some folders, all files.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

# Files and folders that take fifteen seconds and longer, longest first. What is not here runs after these.
LONGEST = (
    "tests/web/journeys",
    "tests/web/attacks/test_nonsense.py",
    "tests/web/backup/test_backup_faults.py",
    "tests/docs/test_docs_examples.py",
    "tests/web/attacks/test_hostile_words.py",
    "tests/web/attacks/test_records_of_others.py",
    "tests/commands/test_document.py",
    "tests/evidence/loading/test_rows.py",
    "tests/web/backup/test_backup_and_restore.py",
    "tests/web/directories/test_signing_in_by_a_directory.py",
    "tests/assessment/test_assessment_in_browser.py",
    "tests/evidence/loading/test_mangled_files.py",
    "tests/assessment/test_assessment_document.py",
    "tests/commands/test_assess.py",
    "tests/evidence/partners/test_giveaways.py",
    "tests/web/operations/test_the_database_is_gone.py",
    "tests/leaks/test_leaks.py",
    "tests/evidence/test_lake.py",
    "tests/web/operations/test_slow_clients.py",
    "tests/commands/test_erase_command.py",
    "tests/web/design_system/test_in_a_browser.py",
    "tests/evidence/loading/test_bad_files.py",
    "tests/evidence/measures/test_invariants.py",
    "tests/documents/test_page_in_browser.py",
    "tests/assessment/test_assessment_files.py",
    "tests/evidence/forgetting/test_killed_forgetting.py",
    "tests/identities/linkage/test_runs.py",
    "tests/commands/test_case_review_command.py",
    "tests/evidence/loading/test_killed_loads.py",
    "tests/evidence/partners/test_suggest.py",
    "tests/evidence/people/test_releasing_people.py",
    "tests/evidence/loading/test_real_police_files.py",
    "tests/identities/linkage/test_review.py",
    "tests/web/directories/test_groups_give_memberships.py",
    "tests/synth/test_synth_truth.py",
)
# Folders whose files share one site, which takes long to make and cannot be given from one process to another.
TOGETHER = ("tests/web/journeys",)
# And files that share something of that kind.
WITH = {"tests/synth/test_compare_command.py": "tests/synth/test_synth_truth.py"}


def unit_of(file: str) -> str:
    """What one process runs in one go: the file, or what it belongs to."""
    return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), WITH.get(file, file))


class UnitsForProcesses(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return unit_of(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> UnitsForProcesses | None:
    return UnitsForProcesses(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {unit: place for place, unit in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(unit_of(item.nodeid.partition("::")[0]), len(LONGEST)))
