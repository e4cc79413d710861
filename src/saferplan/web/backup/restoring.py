"""Puts an installation back as a backup has it. Killed anywhere, either nothing has changed, or the site refuses to
start until the same restore has been run again and has ended.

1. the backup is read through, and the installation looked at: nothing is touched where anything does not fit;
2. all files are laid out, under a hidden name, in the home;
3. a mark says that the restore has begun; each database is replaced in one transaction;
4. the files take their places; the mark goes.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from saferplan.errors import BackupError, KeyRefused
from saferplan.evidence.access import OWN_FILE, OWN_FOLDER
from saferplan.evidence.lake_faults import NO_ROOM
from saferplan.identities.keys import PartnershipKey
from saferplan.web.backup.databases import check_restorable, restore
from saferplan.web.backup.disk import sync, sync_all, written
from saferplan.web.backup.making import DATABASES, HOME, NOT_COPIED, Step, store_dump
from saferplan.web.backup.manifest import About, Contents
from saferplan.web.backup.verifying import pieces_of, verified
from saferplan.web.evidence.stores import store_urls, store_variable

LAID_OUT, REPLACED = ".restoring", ".replaced"
BEGUN, RESTORED = ".restore-begun.json", ".restored.json"
OWN = frozenset({LAID_OUT, REPLACED, BEGUN, RESTORED}) | NOT_COPIED


@dataclass(frozen=True)
class Target:
    """Where to: `stores` are the databases of restricted stores, by the slug of their partnership."""

    url: str
    home: Path
    stores: Mapping[str, str]

    def urls(self) -> list[str]:
        return [self.url, *self.stores.values()]


def restore_backup(
    folder: Path,
    url: str,
    home: Path,
    *,
    key: PartnershipKey | None,
    site_key: str,
    known_migrations: Mapping[str, list[str]],
    replace: bool = False,
    now: datetime,
    done: Step = lambda _: None,
) -> tuple[About, Contents]:
    """Raises BackupError, KeyRefused or StoreError. `known_migrations`: of each app, those that this program has."""
    about, contents = verified(folder, key)
    done("the backup is read through")
    _check_version(about, contents, known_migrations)
    _check_keys(contents, site_key)
    target = Target(url, home, _stores(contents))
    replace = replace or _begun(home) == about.backup
    _check_empty(home, replace=replace)
    for database in target.urls():
        check_restorable(database, replace=replace)
    dumps = _lay_out(folder, contents, home, key)
    done("the files are laid out")
    _mark(home / BEGUN, {"backup": about.backup})
    done("the restore has begun")
    restore(url, dumps / "site.dump")
    done("the site's database is restored")
    for slug, store in target.stores.items():
        restore(store, dumps / Path(store_dump(slug)).name)
    done("the databases are restored")
    _take_places(home, done)
    _mark(home / RESTORED, {"backup": about.backup, "made_at": about.made_at, "restored_at": now.isoformat()})
    shutil.rmtree(home / REPLACED)
    (home / BEGUN).unlink()
    return about, contents


def begun(home: Path) -> bool:
    """Whether a restore was begun that has not ended."""
    return (home / BEGUN).exists()


def restored(home: Path) -> dict[str, str] | None:
    """Which backup was restored, made when, while nobody has said yet that erasures since were repeated."""
    try:
        return json.loads((home / RESTORED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def release(home: Path) -> None:
    """Whatever was erased since the backup has been erased again: the site may be opened."""
    (home / RESTORED).unlink(missing_ok=True)


def _begun(home: Path) -> str:
    try:
        return json.loads((home / BEGUN).read_text(encoding="utf-8"))["backup"]
    except FileNotFoundError:
        return ""


def _check_version(about: About, contents: Contents, known: Mapping[str, list[str]]) -> None:
    """An older backup is migrated behind the restore; a newer one this program cannot understand."""
    for app, names in contents.migrations.items():
        if unknown := set(names) - set(known.get(app, ())):
            raise BackupError(
                f"this backup was made by a newer saferplan ({about.saferplan}: {app}, {min(unknown)})",
                where=about.backup,
                remedy="Install that version, and restore with it.",
            )


def _check_keys(contents: Contents, site_key: str) -> None:
    if "site" not in contents.keys:
        return
    if not site_key or PartnershipKey.of(site_key).check != contents.keys["site"]:
        raise KeyRefused(
            "this backup was made under another key than SAFERPLAN_KEY holds: what it says of people would not open",
            remedy="Set SAFERPLAN_KEY as it was when the backup was made; rotate it afterwards.",
        )


def _stores(contents: Contents) -> dict[str, str]:
    urls = store_urls(contents.stores)
    for slug in contents.stores:
        if slug not in urls:
            raise BackupError(
                f"the backup holds the restricted store of {slug}, and {store_variable(slug)} is not set",
                remedy="Set it to the address of an empty database.",
            )
    return urls


def _check_empty(home: Path, *, replace: bool) -> None:
    held = sorted(path.name for path in home.iterdir() if path.name not in OWN) if home.is_dir() else []
    if held and not replace:
        raise BackupError(
            f"the home of the site is not empty: it holds {held[0]}",
            where=str(home),
            remedy="Name an empty folder in SAFERPLAN_HOME, or say --replace: what it holds will be gone.",
        )


def _lay_out(folder: Path, contents: Contents, home: Path, key: PartnershipKey | None) -> Path:
    """All files, in their folders, under the hidden name; gives the folder of the dumps."""
    laid_out = home / LAID_OUT
    try:
        home.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        shutil.rmtree(laid_out, ignore_errors=True)
        (laid_out / HOME).mkdir(mode=OWN_FOLDER, parents=True)
        for entry in contents.files:
            file = laid_out / entry.path
            file.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
            written(file, pieces_of(folder, entry.path, key))
            file.chmod(entry.mode)
        for path, mode in contents.folders.items():
            (laid_out / path).chmod(mode)
        sync_all(laid_out)
    except OSError as fault:
        shutil.rmtree(laid_out, ignore_errors=True)
        if fault.errno not in NO_ROOM:
            raise
        raise BackupError(
            "there is no room to restore the files; nothing has changed", where=str(home), remedy="Make room there."
        ) from None
    return laid_out / DATABASES


def _take_places(home: Path, done: Step) -> None:
    """Each folder in one step. What stood there is put aside first, and deleted last."""
    aside = home / REPLACED
    aside.mkdir(mode=OWN_FOLDER, exist_ok=True)
    for there in sorted(path for path in home.iterdir() if path.name not in OWN):
        number = len(list(aside.iterdir()))
        there.rename(aside / f"{number}-{there.name}")
    done("what stood there is put aside")
    for part in sorted((home / LAID_OUT / HOME).iterdir()):
        part.rename(home / part.name)
        done("a part has taken its place")
    sync(home)
    shutil.rmtree(home / LAID_OUT)


def _mark(file: Path, told: Mapping[str, str]) -> None:
    """Whole, and there for good before this returns."""
    waiting = file.with_name(f"{file.name}.waiting")
    waiting.unlink(missing_ok=True)
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE), "w") as stream:
        json.dump(dict(told), stream)
        stream.flush()
        os.fsync(stream.fileno())
    waiting.replace(file)
    sync(file.parent)
