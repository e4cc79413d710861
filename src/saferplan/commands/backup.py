"""`saferplan backup`: database, lakes and uploaded files as they stood at one moment, into a new folder."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import add_command, note, print_json
from saferplan.commands.restricted import DATABASE

if TYPE_CHECKING:
    from saferplan.web.backup.manifest import Contents


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "backup",
        "Copy database, lakes and uploaded files as they stand at one moment, while the site goes on being used.",
        "saferplan backup backups/",
        lake=False,
    )
    command.add_argument("to", type=Path, metavar="FOLDER", help="where the backup gets a folder of its own")
    command.add_argument(
        "--check", action="store_true", help="make none; read the backup that FOLDER is, and say whether it is whole"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.web.config.started import Role, start

    start(Role.ADMINISTRATION)
    if options.check:
        return _check(options)
    return _make(options)


def _make(options: argparse.Namespace) -> int:
    from django.conf import settings

    from saferplan.errors import BackupError
    from saferplan.web.backup.making import make_backup
    from saferplan.web.backup.sealing import backup_key

    folder, contents = make_backup(
        os.environ[DATABASE],
        settings.HOME,
        options.to.absolute(),
        key=backup_key(),
        site_key=settings.KEY,
        now=datetime.now(UTC),
    )
    if options.json:
        print_json({"folder": str(folder)} | _summary(contents))
    else:
        print(f"Backup: {folder}")
        _print(contents)
        if not backup_key():
            note("it is not encrypted; SAFERPLAN_BACKUP_KEY would encrypt it")
    for slug in _unnamed_stores(contents):
        note(f"the lake of {slug} holds pseudonyms, and no restricted store of it is named, so none is in the backup")
    if contents.missing:
        raise BackupError(
            f"{len(contents.missing):,} uploaded files were lost or changed before the backup was made",
            where=contents.missing[0],
            remedy="The backup holds everything else. Bring these back from an earlier one.",
        )
    return 0


def _check(options: argparse.Namespace) -> int:
    from saferplan.web.backup.sealing import backup_key
    from saferplan.web.backup.verifying import verified

    about, contents = verified(options.to, backup_key())
    if options.json:
        print_json({"backup": about.backup, "made_at": about.made_at} | _summary(contents))
    else:
        print(f"The backup {about.backup}, made at {about.made_at} by saferplan {about.saferplan}, is whole.")
        _print(contents)
    return 0


def _summary(contents: "Contents") -> dict[str, object]:
    return {
        "files": len(contents.files),
        "bytes": sum(entry.size for entry in contents.files),
        "lakes": contents.lakes,
        "stores": contents.stores,
        "missing": contents.missing,
    }


def _print(contents: "Contents") -> None:
    size = sum(entry.size for entry in contents.files) / 1_000_000
    print(f"It holds {len(contents.files):,} files, {size:,.1f} MB: the site's database,")
    print(f"{len(contents.stores):,} restricted stores, {len(contents.lakes):,} lakes and what was uploaded.")


def _unnamed_stores(contents: "Contents") -> list[str]:
    from saferplan.evidence.lake import IDENTITIES_CHECK

    checks = {entry.path.split("/")[2] for entry in contents.files if entry.path.endswith(f"/{IDENTITIES_CHECK}")}
    return sorted(checks - set(contents.stores))
