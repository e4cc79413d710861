"""`saferplan site`: what an administrator does with the installation itself."""

import argparse
import os

from saferplan.commands import site_people, site_seals
from saferplan.commands.options import add_group, add_part


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verbs = add_group(
        commands, "site", "Look after the site: its database, its settings, its partnerships.", "saferplan site check"
    )
    add_part(
        verbs,
        "migrate",
        run_migrate,
        "Bring the database and the pages' styles and scripts up to this version; safe to run again.",
        "saferplan site migrate",
        lake=False,
    )
    add_part(
        verbs,
        "check",
        run_check,
        "Look through the settings and the database, and say what is missing or unsafe.",
        "saferplan site check",
        lake=False,
    )
    add_part(
        verbs,
        "rotate-key",
        run_rotate_key,
        "Seal what cases say of people under the key in SAFERPLAN_NEW_KEY in place of the one in SAFERPLAN_KEY.",
        "saferplan site rotate-key",
        lake=False,
    )
    site_people.add_verbs(verbs)
    site_seals.add_verb(verbs)


def run_migrate(options: argparse.Namespace) -> int:
    from saferplan.web.config.started import Role, start

    _name_own_connections("migrate")
    start(Role.ADMINISTRATION)
    from saferplan.web.operations.upgrading import upgrade

    upgrade(progress=None if options.json else print)
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Ends with the code of a UsageError where something must be mended."""
    from saferplan.commands.options import print_json
    from saferplan.errors import UsageError
    from saferplan.web.config.started import Role, start

    start(Role.ADMINISTRATION)
    from saferplan.web.operations.checks import what_is_wrong

    found = what_is_wrong()
    if options.json:
        print_json({"wrong": found})
    else:
        print("\n".join(found) or "Nothing is wrong.")
    return UsageError.exit_code if found else 0


def run_rotate_key(options: argparse.Namespace) -> int:
    from saferplan.commands.options import print_json
    from saferplan.commands.restricted import NEW_KEY, key
    from saferplan.web.config.started import Role, start

    _name_own_connections("rotate-key")
    start(Role.ADMINISTRATION)
    from saferplan.web.audit.acting import acting_as
    from saferplan.web.operations.rekeying import rekey

    with acting_as("command: site rotate-key"):
        count = rekey(key(), key(NEW_KEY))
    if options.json:
        print_json({"sealed_anew": count})
    else:
        print(f"Sealed anew: {count:,} records. From now on SAFERPLAN_KEY is to hold the new key.")
        print("Backups made until now open with the old one alone: keep it as long as they live.")
    return 0


def _name_own_connections(verb: str) -> None:
    """So that they are not taken for others'."""
    os.environ["PGAPPNAME"] = f"saferplan site {verb} {os.getpid()}"
