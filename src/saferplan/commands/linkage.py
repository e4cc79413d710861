"""`saferplan linkage`: which records are of one person, under a recorded purpose; with a reason for every link."""

import argparse
import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from saferplan.commands.linkage_calibrate import add_calibrate
from saferplan.commands.options import add_group, add_part, note, print_json, print_table
from saferplan.commands.restricted import restricted_store
from saferplan.errors import UsageError
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from saferplan.identities.linkage.explaining import Pair
    from saferplan.identities.linkage.model import Model
    from saferplan.identities.linkage.runs import Run
    from saferplan.identities.store import RestrictedStore

GROUPS_SHOWN = {
    "group": "Group",
    "records": "Records",
    "people": "People",
    "linked_pairs": "Pairs linked",
    "doubtful_pairs": "Pairs in doubt",
}
RUNS_SHOWN = {
    "run_id": "Run",
    "in_force": "In force",
    "purpose": "Purpose",
    "ended_at": "Ended",
    "run_by": "By",
    "records": "Records",
    "clusters": "People",
    "linked_pairs": "Pairs linked",
    "doubtful_pairs": "Pairs in doubt",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verbs = add_group(
        commands,
        "linkage",
        "Find which records are of one person, within and between agencies, under a recorded purpose.",
        "saferplan linkage run --purpose repeat-victims",
    )
    _add_run(verbs)
    _add_review(verbs)
    _add_explain(verbs)
    _add_undo(verbs)
    add_calibrate(verbs)
    add_part(
        verbs,
        "runs",
        run_runs,
        "List the runs that came to their end, and which is in force.",
        "saferplan linkage runs",
        lake=False,
    )


def _add_run(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = add_part(
        verbs,
        "run",
        run_run,
        "Link the people of a purpose's feeds, each of its groups apart, and count; refused without a purpose.",
        "saferplan linkage run --purpose repeat-victims --area E06000060 --period FY2025 --lake lake",
    )
    run.add_argument("--purpose", required=True, metavar="NAME", help="the recorded purpose that allows it")
    run.add_argument("--area", metavar="CODE", help="write the findings of this area into the lake; with --period")
    run.add_argument("--period", help="of the findings: FY2025, CY2025, 2025-04..2026-03")
    run.add_argument("--link-threshold", type=float, metavar="BITS", help="link from here on (default: the model's)")
    run.add_argument("--review-threshold", type=float, metavar="BITS", help="ask a person from here on")


def _add_review(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    review = add_part(
        verbs,
        "review",
        run_review,
        "Show doubtful pairs one at a time, side by side: same, different, skip, undo or quit, by one key.",
        "saferplan linkage review --purpose repeat-victims",
        lake=False,
    )
    review.add_argument("--purpose", required=True, metavar="NAME", help="the purpose whose linkage is in force")
    review.add_argument("--why", default="", metavar="TEXT", help="reason to keep with the decisions of this sitting")


def _add_explain(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    explain = add_part(
        verbs,
        "explain",
        run_explain,
        "Say why two people's records were taken for one or not: what agreed, and how many bits each added.",
        "saferplan linkage explain 0c1d… 9f2e… --purpose repeat-victims",
        lake=False,
    )
    _add_keys(explain)
    explain.add_argument("--purpose", required=True, metavar="NAME", help="what is agreed shows for casework alone")


def _add_undo(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    undo = add_part(
        verbs,
        "undo",
        run_undo,
        "Part two people who were linked: at once, and in every later run.",
        "saferplan linkage undo 0c1d… 9f2e… --purpose repeat-victims --why 'twins, says the case owner'",
        lake=False,
    )
    _add_keys(undo)
    undo.add_argument("--purpose", required=True, metavar="NAME", help="the purpose under which it is decided")
    undo.add_argument("--why", required=True, metavar="TEXT", help="reason to keep with the decision")


def _add_keys(command: argparse.ArgumentParser) -> None:
    command.add_argument("one", metavar="KEY", help="a person's key, as rows of the lake hold it")
    command.add_argument("other", metavar="KEY", help="the other person's key")


def run_run(options: argparse.Namespace) -> int:
    from saferplan.evidence.periods import parse_period
    from saferplan.identities.linkage.runs import run

    if (options.area is None) != (options.period is None):
        raise UsageError("--area and --period go together", remedy="Give both, or neither and no findings are written.")
    if options.period:
        parse_period(options.period)  # a mistake in it is told before anybody is read
    now = datetime.now(UTC)
    with restricted_store(options.lake) as store:
        done = run(store, options.purpose, _model(options), now=now)
        released = _released(options, store, now) if options.area else None
    if options.json:
        print_json(_document(done, released))
    else:
        _print_run(done, released)
    return 0


def _released(options: argparse.Namespace, store: "RestrictedStore", now: datetime) -> int:
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.periods import parse_period
    from saferplan.identities.linkage.releasing import release

    return release(store, Lake(options.lake), options.purpose, options.area, parse_period(options.period), now=now)


def _model(options: argparse.Namespace) -> "Model":
    from saferplan.identities.linkage.model import people_model

    shipped = people_model()
    link = shipped.thresholds.link if options.link_threshold is None else options.link_threshold
    review = min(shipped.thresholds.review, link) if options.review_threshold is None else options.review_threshold
    if review > link:
        raise UsageError(
            "the review threshold is above the link threshold", remedy="Pairs between the two go to review: lower it."
        )
    return shipped.with_thresholds(link=link, review=review)


def _document(done: "Run", released: int | None) -> dict[str, Any]:
    return {
        "run": done.run_id,
        "purpose": done.purpose.name,
        "groups": [dataclasses.asdict(result) for result in done.groups],
        "findings_released": released,
    }


def _print_run(done: "Run", released: int | None) -> None:
    print(f"Run {done.run_id} is in force for '{done.purpose.name}'.")
    print_table([dataclasses.asdict(result) for result in done.groups], GROUPS_SHOWN)
    if released is not None:
        print(f"Findings released into the lake: {counted(released, 'figure')}")
    else:
        note(f"no findings were written; write them with: saferplan findings CODE --purpose {done.purpose.name}")
    if done.total("doubtful_pairs"):
        print(f"Decide the pairs in doubt with: saferplan linkage review --purpose {done.purpose.name}")


def run_review(options: argparse.Namespace) -> int:
    from saferplan.commands.linkage_review import sit
    from saferplan.identities.linkage.reviewing import begin_review

    with restricted_store() as store:
        counts = sit(begin_review(store, options.purpose, now=datetime.now(UTC)), options.why)
    if options.json:
        print_json(counts)
    else:
        print(", ".join(f"{word}: {number:,}" for word, number in counts.items()))
    return 0


def run_explain(options: argparse.Namespace) -> int:
    from saferplan.commands.linkage_review import print_reasons, print_side_by_side
    from saferplan.identities.linkage.reviewing import explained

    with restricted_store() as store:
        pair, opened = explained(store, options.purpose, (options.one, options.other), now=datetime.now(UTC))
    if options.json:
        print_json(_explained(pair))
        return 0
    if opened:
        print_side_by_side(opened[options.one], opened[options.other])
    print_reasons(pair)
    return 0


def _explained(pair: "Pair") -> dict[str, Any]:
    from saferplan.identities.linkage.explaining import guard_words, reasons
    from saferplan.identities.linkage.model import people_model

    return {
        "run": pair.run_id,
        "standing": pair.standing,
        "weight": round(pair.weight, 2),
        "probability": pair.probability,
        "reasons": [dataclasses.asdict(reason) for reason in reasons(pair, people_model())],
        "guard": guard_words(pair, people_model()) or None,
        "decided": pair.verdict,
        "why": pair.why,
    }


def run_undo(options: argparse.Namespace) -> int:
    from saferplan.identities.linkage.reviewing import part_two

    with restricted_store() as store:
        part_two(store, options.purpose, (options.one, options.other), options.why, now=datetime.now(UTC))
    if options.json:
        print_json({"decided": "different"})
    else:
        print("The two are different people from now on, and stay so in later runs.")
        print("Figures released before are not changed: write them anew with saferplan findings.")
    return 0


def run_runs(options: argparse.Namespace) -> int:
    from saferplan.identities.linkage.in_force import runs

    with restricted_store() as store:
        told = runs(store.connection)
    if options.json:
        print_json([row | {name: row[name].isoformat() for name in ("started_at", "ended_at")} for row in told])
    elif told:
        shown = [
            row | {"in_force": "yes" if row["in_force"] else "", "ended_at": f"{row['ended_at']:%Y-%m-%d %H:%M}"}
            for row in told
        ]
        print_table(shown, RUNS_SHOWN)
    else:
        note("no linkage has run; run: saferplan linkage run --purpose NAME")
    return 0
