"""`saferplan retention`: how long restricted records are kept, and the end of it."""

import argparse
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_group, add_part, note, print_json, print_table
from saferplan.errors import UsageError
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from saferplan.commands.forgetting import Forgotten

SHOWN = {
    "table": "Table",
    "feed": "Feed",
    "months": "Kept, months",
    "rows": "Rows",
    "oldest": "Oldest",
    "first_expiry": "First to go",
    "due": "Due",
    "suspects_due": "Suspects due",
    "due_in_history": "Due in history",
    "undated": "Without a date",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verbs = add_group(
        commands,
        "retention",
        "Show how long restricted records are kept, and remove those whose time is over.",
        "saferplan retention show --lake lake",
    )
    show = add_part(
        verbs,
        "show",
        run_show,
        "Show for each feed of each restricted table the period, the oldest row, and how many rows are due to go.",
        "saferplan retention show --on 2027-01-01 --lake lake",
    )
    show.add_argument("--on", metavar="DATE", help="what will be due on that day (default: today)")
    run = add_part(
        verbs,
        "run",
        run_run,
        "Remove for good every restricted row whose period is over, and whoever no row names any longer.",
        "saferplan retention run --lake lake",
    )
    run.add_argument(
        "--restored", action="store_true", help="the lake was brought back from a backup; it decides from now on"
    )


def run_show(options: argparse.Namespace) -> int:
    from saferplan.evidence.forgetting.expiry import kept
    from saferplan.evidence.lake import Lake

    day = _day(options.on)
    records = [one.as_record() for one in kept(Lake(options.lake).snapshot(), day)]
    if options.json:
        print_json({"on": day.isoformat(), "kept": records})
        return 0
    if not records:
        note("the lake holds no restricted rows")
        return 0
    print_table(records, SHOWN)
    for reason in dict.fromkeys(f"{one['table']}: {one['reason']}" for one in records):
        print(f"Kept so long: {reason}.")
    if any(one["due"] or one["suspects_due"] or one["due_in_history"] for one in records):
        print("Remove what is due with: saferplan retention run")
    return 0


def run_run(options: argparse.Namespace) -> int:
    from saferplan.commands.forgetting import NO_DATABASE, forgetting, store_if_any
    from saferplan.evidence.forgetting.expiry import EXPIRY, expire
    from saferplan.evidence.lake import Lake

    now, lake = datetime.now(UTC), Lake(options.lake)
    with store_if_any(lake) as store, forgetting(lake, store, is_restored=options.restored) as (writer, told):
        removed = expire(writer, now.date())
        if removed:
            writer.commit(loaded_at=now, summary={"files": [], "removed": EXPIRY, "rows": removed})
    if options.json:
        print_json({"on": now.date().isoformat(), "lake": removed} | vars(told))
        return 0
    _print_removed(removed, told)
    if store is None:
        note(NO_DATABASE)
    return 0


def _print_removed(removed: dict[str, int], told: "Forgotten") -> None:
    for table, rows in removed.items():
        print(f"{table}: {counted(rows, 'row')} went, and every earlier version of the table")
    for table, rows in told.database.items():
        print(f"database, {table}: {counted(rows, 'row')} went")
    if not removed and not told.database:
        print("Nothing was due.")
    print_left_over(vars(told))


def print_left_over(told: dict[str, Any]) -> None:
    if told["spill_folders"]:
        print(f"{counted(told['spill_folders'], 'folder')} that killed processes had left on disk went")
    for step in told["left_to_the_operator"]:
        print(f"Left to the database's administrator: {step}")


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a date", remedy="Write it as 2026-12-05.") from None
