"""`saferplan restore`: an installation as a backup has it; and the word that it may be opened again."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from saferplan.commands.options import add_command, print_json
from saferplan.commands.restricted import DATABASE
from saferplan.errors import UsageError

RELEASE = "saferplan restore --release"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "restore",
        "Put database, lakes and uploaded files back as a backup has them.",
        "saferplan restore backups/saferplan-20261122T020000Z",
        lake=False,
    )
    command.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="the backup's own folder")
    command.add_argument(
        "--replace", action="store_true", help="the installation is not empty, and what it holds is to go"
    )
    command.add_argument(
        "--release",
        action="store_true",
        help="restore nothing: who was erased since the backup has been erased again, and the site may be opened",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.web.config.started import Role, start

    if (options.folder is None) != options.release:
        raise UsageError("name the backup's folder, or say --release", remedy="saferplan restore --help explains both.")
    start(Role.ADMINISTRATION)
    return _release(options) if options.release else _restore(options)


def _restore(options: argparse.Namespace) -> int:
    from django.conf import settings

    from saferplan.web.backup.restoring import restore_backup
    from saferplan.web.backup.sealing import backup_key
    from saferplan.web.backup.versions import known_migrations

    about, contents = restore_backup(
        options.folder,
        os.environ[DATABASE],
        settings.HOME,
        key=backup_key(),
        site_key=settings.KEY,
        known_migrations=known_migrations(),
        replace=options.replace,
        now=datetime.now(UTC),
    )
    if options.json:
        print_json({"backup": about.backup, "made_at": about.made_at, "lakes": contents.lakes})
        return 0
    print(f"Restored: {about.backup}, made at {about.made_at}. Everybody has to sign in anew.")
    print("Next, before anybody uses it:")
    print("- saferplan site migrate")
    for slug in contents.stores:
        lake = settings.HOME / "lakes" / slug
        print(f"- saferplan retention run --lake {lake}, with its store's DATABASE_URL and key")
    print(f"- whoever was erased since {about.made_at} has come back: repeat each erasure made since, on the site and")
    print("  with saferplan erase")
    print(f"- {RELEASE}")
    return 0


def _release(options: argparse.Namespace) -> int:
    from django.conf import settings

    from saferplan.errors import BackupError
    from saferplan.web.backup.restoring import begun, release, restored

    if begun(settings.HOME):
        raise BackupError("a restore has not ended", remedy="Run it again: saferplan restore FOLDER")
    told = restored(settings.HOME)
    if told is None:
        raise BackupError("there is nothing to release: no restore stands open here", where=str(settings.HOME))
    release(settings.HOME)
    if options.json:
        print_json(told)
    else:
        print(f"Released: the site restored from {told['backup']} may be served.")
    return 0
