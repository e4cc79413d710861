"""`saferplan synth`: a partnership of invented people, in files as partners would send them, and the truth of them."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import DEFAULT_LAKE, add_command, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from saferplan.evidence.lake import Snapshot
    from saferplan.synth.area import Neighbourhoods
    from saferplan.synth.comparing import Comparison

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
WRITTEN = {"feed": "Feed", "reports": "Reports"}
COMPARED = {
    "name_kind": "Kind of name",
    "pairs": "True pairs",
    "found": "Found",
    "recall": "Recall",
    "precision": "Precision",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    whole = commands.add_parser(
        "synth",
        help="A synthetic partnership: files of invented people as agencies would send them, and the truth about them.",
        description="Makes a synthetic partnership to try things on, and holds a linkage of it against the truth.",
        epilog="Example:\n  saferplan synth partners --area E06000060 --seed 1 --people 20000 --out synthetic",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_partners(parts)
    _add_compare(parts)


def _add_partners(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        parts,
        "partners",
        "Write files of invented people as police, landlords and others send them, with their profiles and the truth.",
        "saferplan synth partners --area E06000060 --seed 1 --people 20000 --out synthetic",
        lake=False,
    )
    command.add_argument("--area", required=True, metavar="CODE", help="a partnership area, whose real rates are used")
    command.add_argument("--seed", required=True, type=int, metavar="N", help="the same seed gives the same files")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    command.add_argument(
        "--people", type=int, metavar="N", help="how many invented people (default: as many as the area has residents)"
    )
    command.add_argument("--until", default="2022-03", metavar="MONTH", help="the last month (default: %(default)s)")
    command.add_argument("--months", type=int, default=24, metavar="N", help="how many months (default: %(default)s)")
    command.add_argument(
        "--lake",
        type=Path,
        metavar="DIR",
        help=f"take the area's figures from this lake, such as {DEFAULT_LAKE} (default: those that the package ships)",
    )
    command.set_defaults(run=run_partners)


def _add_compare(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        parts,
        "compare",
        "Hold a linkage of a synthetic partnership against the truth: pairs found, by the kind of people's names.",
        "saferplan synth compare synthetic --purpose repeat-victims --lake lake",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="what `saferplan synth partners` wrote")
    command.add_argument("--purpose", required=True, metavar="NAME", help="the purpose under which linkage ran")
    command.set_defaults(run=run_compare)


def run_partners(options: argparse.Namespace) -> int:
    from saferplan.synth.partnership.partners import write_partners

    if not _MONTH.fullmatch(options.until):
        raise UsageError(f"'{options.until}' is not a month", remedy="Write it as 2022-03.")
    if options.seed < 0:
        raise UsageError("--seed must not be less than 0")
    written = write_partners(
        options.out,
        _areas(options),
        seed=options.seed,
        people=options.people,
        last=options.until,
        months=options.months,
    )
    records = [{"feed": feed, "reports": count} for feed, count in written.reports.items()]
    if options.json:
        print_json({"out": str(options.out), "files": len(written.files), "feeds": records})
    else:
        print_table(records, WRITTEN)
        print(f"{len(written.files)} files in {options.out / 'files'}; what is true is in {options.out / 'truth'}.")
    return 0


def _areas(options: argparse.Namespace) -> "Neighbourhoods":
    from saferplan.synth.area import of_lake, shipped

    if options.lake is None:
        return shipped(options.area.strip().upper())
    from saferplan.evidence.lake import Lake

    return of_lake(Lake(options.lake).snapshot(), options.area)


def run_compare(options: argparse.Namespace) -> int:
    from saferplan.commands.restricted import restricted_store
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.synthetic import is_synthetic
    from saferplan.identities.linkage.in_force import people_clusters
    from saferplan.identities.purposes import Group
    from saferplan.synth.comparing import compared

    snapshot = Lake(options.lake).snapshot()
    if not is_synthetic(snapshot):
        raise UsageError(
            "this lake holds no synthetic partnership",
            where=str(options.lake),
            remedy="Of real people nobody knows the truth; see docs/how-to/try-a-synthetic-partnership.md.",
        )
    incidents = _incidents(snapshot)
    with restricted_store(options.lake) as store:
        clusters = {group: people_clusters(store.connection, options.purpose, groups=[group]) for group in Group}
    records: list[dict[str, Any]] = []
    for group, of_group in clusters.items():
        found = compared(incidents, of_group, options.folder / "truth", subject=group.subject.value)
        records += _compared(group.value, found) if found.people else []
    if options.json:
        print_json({"purpose": options.purpose, "kinds": records})
    else:
        print_table(records, {"group": "Group"} | COMPARED)
    return 0


def _incidents(snapshot: "Snapshot") -> "pa.Table":
    """Of invented people alone, also where the lake holds others."""
    import duckdb

    from saferplan.evidence.synthetic import SYNTHETIC_FEED

    scan = snapshot.scan("partner_incidents", purpose="linkage")
    wanted = f"SELECT feed, reference, victim_key, suspect_key FROM {scan} WHERE starts_with(feed, $feed)"
    return duckdb.execute(wanted, {"feed": SYNTHETIC_FEED}).to_arrow_table()


def _compared(group: str, found: "Comparison") -> list[dict[str, Any]]:
    every = {"all": found.pairs, **found.recall_by_kind}
    return [
        {
            "group": group,
            "name_kind": kind,
            "pairs": pairs.true,
            "found": pairs.both,
            "recall": round(pairs.recall, 4),
            # A wrong pair may be of two kinds, and is of neither alone.
            "precision": round(pairs.precision, 4) if kind == "all" else None,
        }
        for kind, pairs in every.items()
    ]
