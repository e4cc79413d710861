"""`saferplan erase`: a record or a person goes for good, the register says why, and a proof says that it did."""

import argparse
import sys
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.erase_whom import ask, refuse_names, sought_asked, sought_in
from saferplan.commands.forgetting import Forgotten, forgetting
from saferplan.commands.options import add_group, add_part, note, print_json, print_table
from saferplan.commands.restricted import restricted_store
from saferplan.commands.retention import print_left_over
from saferplan.errors import LakeError, UnknownName, UsageError
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from saferplan.evidence.forgetting.erasure import Erased, OnePerson, OneRecord, Planned
    from saferplan.evidence.forgetting.proving import Looked
    from saferplan.evidence.lake import Lake
    from saferplan.identities.forgetting.searching import Found
    from saferplan.identities.store import RestrictedStore

CONFIRMATION = "erase"
LOOKED = {"place": "Looked through", "looked_at": "Files or rows", "found": "Found"}
LISTED = {
    "erasure": "Erasure",
    "erased_on": "Day",
    "subject": "Of",
    "ground": "Ground",
    "decided_by": "Decided by",
    "rows_removed": "Rows",
    "proofs": "Proofs",
    "traces_found": "Found by the last",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verbs = add_group(
        commands,
        "erase",
        "Erase a record or a person for good, with every old version and link, and prove it.",
        "saferplan erase record --feed harbour-homes-asb --ground 'Article 17(1)(c)' --decided-by 'DPO' --lake lake",
    )
    _add_record(verbs)
    _add_person(verbs)
    prove = add_part(
        verbs,
        "prove",
        run_prove,
        "Look for an earlier erasure's traces in the lake, the cache and the database, and record what was found.",
        "saferplan erase prove 2026-12-05.1 --lake lake",
    )
    prove.add_argument("erasure", metavar="NUMBER", help="the erasure's number in the register")
    add_part(verbs, "list", run_list, "List the register of erasures.", "saferplan erase list --lake lake")


def _add_record(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    record = add_part(
        verbs,
        "record",
        run_record,
        "Erase one record by its feed and the agency's reference, and whoever no other record names.",
        "saferplan erase record --feed harbour-homes-asb --ground 'Article 17(1)(c)' --decided-by 'DPO' --lake lake",
    )
    record.add_argument("--feed", required=True, help="the feed that brought it; of a template, its source")
    record.add_argument("--reference", help="the agency's reference; without it, it is asked for")
    _add_decision(record)


def _add_person(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    person = add_part(
        verbs,
        "person",
        run_person,
        "Erase every record of a person. Name and date of birth are asked for; they are never arguments.",
        "saferplan erase person --ground 'Article 17(1)(c)' --decided-by 'DPO' --lake lake",
    )
    person.add_argument(
        "--from", type=Path, dest="file", metavar="FILE",
        help="read forenames, surname and date_of_birth from a TOML file that only you can read",
    )  # fmt: skip
    person.add_argument(
        "--named-only", action="store_true", help="leave out records that linkage holds for the same person's"
    )
    _add_decision(person)


def _add_decision(command: argparse.ArgumentParser) -> None:
    command.add_argument("--ground", required=True, help="the lawful ground, for the register; without any name")
    command.add_argument("--decided-by", required=True, metavar="WHO", help="who decided, for the register")
    command.add_argument("--yes", action="store_true", help="do not ask again")


def run_record(options: argparse.Namespace) -> int:
    from saferplan.evidence.forgetting.erasure import OneRecord
    from saferplan.evidence.lake import Lake

    reference = options.reference or ask("Reference")
    with restricted_store(options.lake) as store:
        return _carry_out(options, Lake(options.lake), store, OneRecord(options.feed, reference), frozenset())


def run_person(options: argparse.Namespace) -> int:
    from saferplan.evidence.forgetting.erasure import OnePerson
    from saferplan.evidence.lake import Lake
    from saferplan.identities.forgetting.searching import search

    lake = Lake(options.lake)
    lake.snapshot()
    sought = sought_in(options.file) if options.file else sought_asked()
    refuse_names(options, sought.names)
    with restricted_store(options.lake) as store:
        found = search(store, sought, (lambda _: frozenset()) if options.named_only else _linked(store))
        refuse_names(options, found.words)
        _tell_found(found)
        return _carry_out(options, lake, store, OnePerson(found.keys), found.texts)


def run_prove(options: argparse.Namespace) -> int:
    from saferplan.evidence.lake import Lake

    with restricted_store(options.lake) as store:
        looked = _proved(Lake(options.lake), store, options.erasure, frozenset())
    if options.json:
        print_json({"erasure": options.erasure, "looked": [asdict(one) for one in looked]})
    else:
        _print_proof(looked)
    return _verdict(options.erasure, looked)


def run_list(options: argparse.Namespace) -> int:
    from saferplan.evidence.forgetting.register import erasures
    from saferplan.evidence.lake import Lake

    found = erasures(Lake(options.lake).snapshot())
    records = [one | {"erased_on": one["erased_on"].isoformat()} for one in found]
    if options.json:
        print_json(records)
    elif records:
        print_table(records, LISTED)
    else:
        note("nothing has been erased")
    return 0


def _carry_out(
    options: argparse.Namespace,
    lake: "Lake",
    store: "RestrictedStore",
    target: "OneRecord | OnePerson",
    texts: Collection[str],
) -> int:
    from saferplan.evidence.forgetting.erasure import ERASURE, Decision, erase, people_in, planned
    from saferplan.identities.forgetting.searching import names_of

    lake.snapshot()
    with lake.writing() as writer:
        plan, people = planned(writer, target), people_in(writer, target)
    if people:
        refuse_names(options, names_of(store, people))
    _confirm(options, plan)
    now = datetime.now(UTC)
    decision = Decision(options.ground, options.decided_by, now.date())
    with forgetting(lake, store) as (writer, told):
        erased = erase(writer, target, decision, store.digest)
        writer.commit(loaded_at=now, summary={"files": [], "removed": ERASURE, "erasure": erased.erasure})
    looked = _proved(lake, store, erased.erasure, {*texts, *erased.keys})
    _print_erased(options, erased, told, looked)
    return _verdict(erased.erasure, looked)


def _proved(lake: "Lake", store: "RestrictedStore", erasure: str, texts: Collection[str]) -> "list[Looked]":
    """Looks everywhere, and adds what was found to the register."""
    from saferplan.evidence.forgetting.proving import Traces, look_through
    from saferplan.evidence.forgetting.register import digests_of, record_proof
    from saferplan.identities.forgetting.proving import look_through_store

    traces = Traces(frozenset(texts), digests_of(lake.snapshot(), erasure), store.digest)
    looked = [*look_through(lake.root, traces), *look_through_store(store.connection, traces)]
    now = datetime.now(UTC)
    with lake.writing() as writer:
        record_proof(writer, erasure, looked, now)
        writer.commit(loaded_at=now, summary={"files": [], "proof": erasure})
    return looked


def _verdict(erasure: str, looked: "list[Looked]") -> int:
    places = [one.place for one in looked if one.found]
    if places:
        raise LakeError(
            f"traces of erasure {erasure} were found in: {'; '.join(places)}",
            remedy="Erase again; where they stay, see docs/how-to/keep-and-forget.md.",
        )
    return 0


def _confirm(options: argparse.Namespace, plan: "Planned") -> None:
    for line in _plan_lines(plan):
        print(line, file=sys.stderr)
    if not options.yes and ask(f"Type '{CONFIRMATION}' to remove them for good") != CONFIRMATION:
        raise UsageError("not confirmed; nothing has changed")


def _plan_lines(plan: "Planned") -> list[str]:
    lines = [f"{table}: {counted(rows, 'row')}" for table, rows in plan.rows.items() if rows]
    if plan.suspects_emptied:
        lines.append(f"{counted(plan.suspects_emptied, 'row')} of others, from which the suspect is taken")
    if plan.in_history:
        lines.append(f"{counted(plan.in_history, 'row')} of earlier versions")
    return lines or ["No row of the lake; the database alone"]


def _print_erased(options: argparse.Namespace, erased: "Erased", told: Forgotten, looked: "list[Looked]") -> None:
    record = {"erasure": erased.erasure, "pseudonyms": len(erased.keys)} | erased.planned.as_record() | vars(told)
    if options.json:
        print_json(record | {"looked": [asdict(one) for one in looked]})
        return
    rows, keys = counted(sum(erased.planned.rows.values()), "row"), counted(len(erased.keys), "pseudonym")
    print(f"Erasure {erased.erasure}: {rows}, {keys}")
    for table, rows in told.database.items():
        print(f"database, {table}: {counted(rows, 'row')} went")
    print_left_over(vars(told))
    _print_proof(looked)


def _print_proof(looked: "list[Looked]") -> None:
    print_table([asdict(one) for one in looked], LOOKED)
    if not any(one.found for one in looked):
        print("Nothing of it was found.")
    print("Backups, replicas and the write-ahead log were not looked at: see docs/how-to/keep-and-forget.md.")


def _tell_found(found: "Found") -> None:
    if found.similar:
        note(f"{found.similar:,} people may be the same, by part of the name or without a date of birth, and stay")
    if not found.keys:
        raise UnknownName(
            "nobody in the restricted store bears that name and was born on that day",
            remedy="Write the name as the agency does, or erase by feed and reference: saferplan erase record",
        )
    print(
        f"People of agencies under that name: {len(found.named):,}; linked to them: {len(found.linked):,}",
        file=sys.stderr,
    )


def _linked(store: "RestrictedStore"):
    from saferplan.identities.linkage.in_force import linked_keys

    return lambda keys: linked_keys(store.connection, keys)
