"""`saferplan site`: what an administrator does with the installation itself."""

import argparse

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


def run_migrate(options: argparse.Namespace) -> int:
    from saferplan.web.config.started import Role, start

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
