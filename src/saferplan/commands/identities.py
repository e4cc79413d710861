"""`saferplan identities`: the restricted store: its key, its database, who opened it."""

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from saferplan.commands.options import add_group, add_part, moment, print_json, print_table, printable
from saferplan.commands.restricted import DATABASE, NEW_KEY, key, restricted_store
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LOGGED = {
    "at": "When (UTC)",
    "by": "Who",
    "command": "Command",
    "purpose": "Purpose",
    "groups": "Groups",
    "feeds": "Feeds",
    "persons": "People",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = add_group(
        commands,
        "identities",
        "The restricted store: who partners' files name, apart from the lake.",
        "saferplan identities check --lake lake",
        "Keeps who partners' files name, encrypted, in PostgreSQL, apart from the lake.",
    )
    _add(
        parts,
        "new-key",
        run_new_key,
        "Print a new secret key, for SAFERPLAN_KEY. It is kept nowhere: keep it apart from the database and the lake.",
        lake=False,
    )
    _add(
        parts,
        "init",
        run_init,
        "Make the restricted store in the empty database of DATABASE_URL, or bring its tables to this version.",
        lake=False,
    )
    _add(
        parts,
        "check",
        run_check,
        "Check that key, database and lake belong together; end a rotation of the key that was broken off.",
    )
    log = _add(parts, "log", run_log, "List who opened the details of how many people, and for what.", lake=False)
    log.add_argument("--since", metavar="WHEN", help="leave out what was read before, such as 2026-12-05")
    _add(
        parts,
        "rotate-key",
        run_rotate_key,
        "Change the key from SAFERPLAN_KEY to SAFERPLAN_NEW_KEY: all is encrypted anew, and every pseudonym changes.",
    )


def _add(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: "Callable[[argparse.Namespace], int]",
    summary: str,
    *,
    lake: bool = True,
) -> argparse.ArgumentParser:
    example = f"saferplan identities {name}{' --lake lake' if lake else ''}"
    return add_part(parts, name, run, summary, example, lake=lake)


def run_new_key(options: argparse.Namespace) -> int:
    from saferplan.identities.keys import new_key

    made = new_key()
    if options.json:
        print_json({"key": made})
    else:
        print(made)
    return 0


def run_init(options: argparse.Namespace) -> int:
    from saferplan.identities.store import create

    applied = [migration.name for migration in create(os.environ.get(DATABASE), key())]
    if options.json:
        print_json({"applied": applied})
    elif applied:
        print(f"The restricted store is ready; {counted(len(applied), 'change')} of its tables made.")
    else:
        print("The restricted store is there already, and up to date.")
    return 0


def run_check(options: argparse.Namespace) -> int:
    from saferplan.identities.holdings import holdings

    with restricted_store(options.lake) as store:
        held = holdings(store.connection)
    if options.json:
        print_json(held)
        return 0
    print("Key, database and lake belong together.")
    print(f"Held: {held['persons']:,} people and {held['addresses']:,} addresses of {held['feeds']:,} feeds.")
    return 0


def run_log(options: argparse.Namespace) -> int:
    from saferplan.identities.holdings import reads

    since = moment(options.since)
    with restricted_store() as store:
        lines = reads(store.connection, since)
    if options.json:
        print_json(lines)
    elif not lines:
        print("Nobody has opened anything.")
    else:
        print_table([_told(line) for line in lines], LOGGED)
    return 0


def _told(line: "dict[str, Any]") -> "dict[str, Any]":
    return line | {name: ", ".join(line[name]) for name in ("groups", "feeds")}


def run_rotate_key(options: argparse.Namespace) -> int:
    from saferplan.identities.database import connected
    from saferplan.identities.forgetting.vacuuming import vacuum
    from saferplan.identities.rotation import rotate

    url = os.environ.get(DATABASE)
    done = rotate(url, key(), key(NEW_KEY), options.lake.absolute(), now=datetime.now(UTC))
    with connected(url) as connection:  # cells under the old key stay on disk until the tables are written anew
        left = vacuum(connection).left_to_the_operator
    if options.json:
        print_json(
            {
                "persons": done.persons,
                "addresses": done.addresses,
                "carried": done.carried,
                "left_to_the_operator": left,
            }
        )
    else:
        print(f"Rotated: {done.persons:,} people and {done.addresses:,} addresses have new pseudonyms.")
        print("From now on SAFERPLAN_KEY is to hold the new key. Backups made until now open with the old one alone.")
        for step in left:
            print(f"Left to the database's administrator: {step}")
    if done.carried:
        carried, are = counted(done.carried, "pseudonym"), "is" if done.carried == 1 else "are"
        text = f"{carried} {are} of depersonalised files: load those that are still kept again"
        print(f"Note: {printable(text)}.", file=sys.stderr)
    return 0
