"""Profiles that a lake keeps: every version of each, in the lake's own folder, none ever changed."""

import os
import re
from pathlib import Path

from saferplan.errors import FileRefused, LakeError, UnknownName, nearest
from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.profile_file import read_profile_file
from saferplan.evidence.recent import Recent

FOLDER = "profiles"
RAISE_IT = "Raise its version, so that what was loaded before stays explained by what was in force then."
_FILE = re.compile(r"([1-9][0-9]{0,3})\.toml")
_read_last = Recent(1000)


def kept_profiles(root: Path) -> list[Profile]:
    """The latest version of every profile that the lake in `root` keeps, by name."""
    return [_read(files[-1]) for files in _kept_files(root).values()]


def _read(file: Path) -> Profile:
    """Pages ask for all of them. A kept file never changes, but a restored lake may have another in its place."""
    told = file.stat()
    return _read_last.get((file, told.st_mtime_ns, told.st_size), lambda: read_profile_file(file))


def kept_versions(root: Path, feed: str) -> list[Profile]:
    """Every version of one profile, oldest first. Raises UnknownName, with the nearest names."""
    files = _kept_files(root)
    if feed not in files:
        raise UnknownName(
            f"no profile called '{feed}' is kept",
            where=str(root),
            remedy=nearest(feed, list(files)) or "Keep one with: saferplan profile keep FILE",
        )
    return [read_profile_file(file) for file in files[feed]]


def keep(lake: Lake, profile: Profile) -> bool:
    """Keeps a profile; False where this very one is kept already. Raises FileRefused unless its version is new."""
    with lake.writing():
        folder = lake.root / FOLDER / profile.feed
        known = [read_profile_file(file) for file in _kept_files(lake.root).get(profile.feed, [])]
        if known and profile.version <= known[-1].version:
            return _is_known(profile, known)
        try:
            folder.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
            _write_new(folder / f"{profile.version}.toml", profile.text)
        except OSError as fault:
            raise LakeError(f"the profile cannot be kept ({fault.strerror})", where=str(folder)) from None
    return True


def _is_known(profile: Profile, known: list[Profile]) -> bool:
    same = next((one for one in known if one.version == profile.version), None)
    if same and same.text == profile.text:
        return False
    problem = (
        f"version {profile.version} of it is kept already, and says something else"
        if same
        else f"version {known[-1].version} of it is kept already, which is later than {profile.version}"
    )
    raise FileRefused(problem, where=f"profile {profile.feed}", remedy=RAISE_IT)


def _write_new(path: Path, text: str) -> None:
    """Whole or not at all: a profile half written must not come into force."""
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.rename(path)


def _kept_files(root: Path) -> dict[str, list[Path]]:
    folder = root / FOLDER
    if not folder.is_dir():
        return {}
    found = {}
    for own in sorted(folder.iterdir()):
        files = [file for file in own.iterdir() if _FILE.fullmatch(file.name)] if own.is_dir() else []
        if files:
            found[own.name] = sorted(files, key=lambda file: int(file.stem))
    return found
