"""`saferplan purpose`: why named people may be linked, recorded before they are."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import add_group, add_part, note, print_json, print_table, printable
from saferplan.commands.restricted import restricted_store

if TYPE_CHECKING:
    from typing import Any

    from saferplan.identities.purpose_records import Record

LISTED = {"name": "Purpose", "number": "Version", "standing": "Standing", "result": "Result", "title": "Title"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = add_group(
        commands,
        "purpose",
        "Purposes: why named people may be linked, recorded before they are.",
        "saferplan purpose record repeat-victims.toml",
        "A purpose says why named people may be linked: gateway, agreement, feeds and groups of people.",
    )
    record = add_part(
        parts,
        "record",
        run_record,
        "Record a purpose from its reviewed file. Each version is kept for good; the last is in force.",
        "saferplan purpose record repeat-victims.toml",
        lake=False,
    )
    record.add_argument("file", type=Path, metavar="FILE", help="TOML, as docs/reference/purpose.md says")
    add_part(
        parts, "list", run_list, "List the purposes, and which are in force.", "saferplan purpose list", lake=False
    )
    show = add_part(
        parts,
        "show",
        run_show,
        "Show what a purpose allows, and on what ground.",
        "saferplan purpose show repeat-victims",
        lake=False,
    )
    withdraw = add_part(
        parts,
        "withdraw",
        run_withdraw,
        "Withdraw a purpose: nothing is linked or opened under it from then on.",
        'saferplan purpose withdraw repeat-victims --why "the agreement was given notice"',
        lake=False,
    )
    for command in (show, withdraw):
        command.add_argument("name", metavar="NAME")
    withdraw.add_argument("--why", required=True, metavar="TEXT", help="the reason, which is kept")


def run_record(options: argparse.Namespace) -> int:
    from saferplan.evidence.access import user
    from saferplan.identities.purpose_files import read_purpose
    from saferplan.identities.purpose_records import agencies, record

    purpose = read_purpose(options.file)
    now = datetime.now(UTC)
    with restricted_store() as store:
        recorded = record(store.connection, purpose, by=user(), now=now)
        lacks = purpose.lacks(
            groups=purpose.groups, feeds=purpose.feeds, agencies=agencies(store.connection), on=now.date()
        )
    if lacks:
        note(f"as it stands it allows nothing yet: {'; '.join(lacks)}")
    if options.json:
        print_json(_record(recorded) | {"lacks": lacks})
    else:
        print(f"Recorded: {recorded.purpose.name}, version {recorded.purpose.number}.")
    return 0


def run_list(options: argparse.Namespace) -> int:
    from saferplan.identities.purpose_records import records

    with restricted_store() as store:
        found = [_record(one) for one in records(store.connection).values()]
    if options.json:
        print_json(found)
    elif not found:
        print("No purpose is recorded.")
    else:
        print_table(found, LISTED)
    return 0


def run_show(options: argparse.Namespace) -> int:
    from saferplan.identities.purpose_records import recorded

    with restricted_store() as store:
        found = recorded(store.connection, options.name)
    if options.json:
        print_json(_record(found))
        return 0
    for heading, text in _lines(found):
        print(printable(f"{heading}: {text}"))
    return 0


def run_withdraw(options: argparse.Namespace) -> int:
    from saferplan.evidence.access import user
    from saferplan.identities.purpose_records import withdraw

    with restricted_store() as store:
        found = withdraw(store.connection, options.name, by=user(), why=options.why, now=datetime.now(UTC))
    if options.json:
        print_json(_record(found))
    else:
        print(f"Withdrawn: {found.purpose.name}, version {found.purpose.number}.")
    return 0


def _record(found: "Record") -> "dict[str, Any]":
    from saferplan.identities.purpose_files import content_of

    return content_of(found.purpose) | {
        "number": found.purpose.number,
        "standing": _standing(found),
        "recorded_at": found.recorded_at.astimezone(UTC).isoformat(timespec="seconds"),
        "recorded_by": found.recorded_by,
        "withdrawn_at": found.withdrawn_at and found.withdrawn_at.astimezone(UTC).isoformat(timespec="seconds"),
        "withdrawn_by": found.withdrawn_by,
        "why_withdrawn": found.why_withdrawn,
    }


def _standing(found: "Record") -> str:
    agreement, today = found.purpose.agreement, date.today()
    if found.withdrawn_at:
        return "withdrawn"
    if today > agreement.until:
        return f"agreement lapsed {agreement.until}"
    if today < agreement.begins:
        return f"from {agreement.begins}"
    return f"review was due {agreement.review}" if today > agreement.review else "in force"


def _lines(found: "Record") -> "list[tuple[str, str]]":
    from saferplan.identities.purposes import gateways

    purpose, agreement = found.purpose, found.purpose.agreement
    gateway = gateways().get(purpose.gateway)
    lines = [
        (purpose.name, f"{purpose.title} (version {purpose.number}, {_standing(found)})"),
        ("What for", purpose.what_for),
        ("Gateway", gateway.citation if gateway else purpose.gateway),
        ("Its limits", gateway.limits if gateway else "not known"),
        ("Agreement", f"{agreement.name}, {agreement.begins} to {agreement.until}, review by {agreement.review}"),
        ("Parties", ", ".join(agreement.parties)),
        ("Feeds", ", ".join(purpose.feeds)),
        ("Groups", ", ".join(purpose.groups)),
        ("Result", str(purpose.result)),
        ("Links are kept for", f"{purpose.retention_months} months"),
        ("Impact assessment", purpose.dpia),
        ("Decided by", purpose.decided_by),
        ("Recorded", f"{found.recorded_at:%Y-%m-%d} by {found.recorded_by}"),
    ]
    if found.withdrawn_at:
        lines.append(("Withdrawn", f"{found.withdrawn_at:%Y-%m-%d} by {found.withdrawn_by}: {found.why_withdrawn}"))
    return lines
