"""Profiles that a lake keeps: every version, none ever changed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from profile_files import COLUMNS, NOW, Keeper, delivered, profile_of

from saferplan.errors import FileRefused, LakeError, UnknownName
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.partners.keeping import FOLDER, keep, kept_profiles, kept_versions


def test_a_lake_keeps_every_version(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    versions = [profile_of(version=number, title=f"Title {number}") for number in (1, 2, 10)]
    assert [keep(lake, one) for one in versions] == [True] * 3
    assert [one.text for one in kept_versions(lake.root, "harbour-homes-asb")] == [one.text for one in versions]
    assert [one.version for one in kept_profiles(lake.root)] == [10]


def test_the_same_once_more_is_no_news(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of())
    assert keep(lake, profile_of()) is False


def test_a_changed_profile_needs_a_raised_version(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of(version=2))
    with pytest.raises(FileRefused, match=r"and says something else.*Raise its version"):
        keep(lake, profile_of(version=2, title="Another"))
    with pytest.raises(FileRefused, match="version 2 of it is kept already, which is later than 1"):
        keep(lake, profile_of(version=1))
    assert [one.version for one in kept_versions(lake.root, "harbour-homes-asb")] == [2]


def test_a_lake_that_only_keeps_profiles_can_be_loaded_into(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of())
    file = delivered(tmp_path / "cases.csv", "Case Ref,Reported\nA1,01/07/2024\n")
    assert load([file.path], lake, now=NOW).fault() is None


def test_a_folder_of_other_things_is_no_lake(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(LakeError, match="is not a lake"):
        keep(Lake(tmp_path), profile_of())


def test_nothing_is_kept_while_a_load_runs(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    with lake.writing(), pytest.raises(LakeError, match="another load is writing"):
        keep(lake, profile_of())


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of())
    with pytest.raises(UnknownName, match="Did you mean harbour-homes-asb"):
        kept_versions(lake.root, "harbour-home-asb")
    with pytest.raises(UnknownName, match="saferplan profile keep FILE"):
        kept_versions(tmp_path / "none", "harbour-homes-asb")


def test_strangers_in_the_folder_are_passed_over(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of())
    own = lake.root / FOLDER / "harbour-homes-asb"
    (own / "1.part").write_text("half")
    (own / "notes.txt").write_text("x")
    (lake.root / FOLDER / "empty").mkdir()
    assert [one.version for one in kept_profiles(lake.root)] == [1]


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from profile_files import profile_of
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners import keeping
os.fsync = lambda _: os.kill(os.getpid(), 9)
keeping.keep(Lake(Path({lake!r})), profile_of(version=2))
"""


def test_a_killed_keep_leaves_the_version_before_in_force(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of())
    code = KILLED.format(tests=str(Path(__file__).parent), lake=str(lake.root))
    killed = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [one.version for one in kept_profiles(lake.root)] == [1]
    assert keep(lake, profile_of(version=2)) is True


def test_a_new_version_reads_the_same_file_again(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of())
    file = delivered(tmp_path / "cases.csv", "Case Ref,Reported,Type\nA1,01/07/2024,Noise\n")
    load([file.path], lake, now=NOW)
    assert load([file.path], lake, now=NOW).files[0].status == "unchanged"
    keep(lake, profile_of(COLUMNS + 'category = "Type"', version=2))
    again = load([file.path], lake, now=NOW, identities=Keeper())
    assert [(one.status, one.format) for one in again.files] == [("loaded", "harbour-homes-asb (profile, version 2)")]
