"""`saferplan profile`: how the files of partners are read: proposed, checked, tried and kept."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_group, add_part, print_json, print_table, printable, write_new
from saferplan.errors import FileRefused, UsageError
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from datetime import datetime

    from saferplan.evidence.partners.checking import FileCheck
    from saferplan.evidence.partners.profile import Profile
    from saferplan.evidence.partners.suggesting.suggestion import Suggestion
    from saferplan.evidence.sources.base import Delivered

SUGGESTED = {"column": "Column", "field": "Field", "confidence": "", "fit": "Fit", "filled": "Filled"}
CHECKED = {"field": "Field", "column": "Column", "filled": "Filled", "understood": "Understood", "reason": ""}
LISTED = {"feed": "Profile", "version": "Version", "agency": "Agency", "delivers": "Delivers", "file": "Files"}
FAULTS_PRINTED = 10


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = add_group(
        commands,
        "profile",
        "Mapping profiles: how the files of a partner are read.",
        "saferplan profile list",
        "Which column of a partner's file becomes which field of the canonical incident.",
    )
    _add_suggest(parts)
    _add_check(parts)
    _add_apply(parts)
    keep = add_part(parts, "keep", run_keep, "Keep profiles in the lake: from then on, load reads their files.",
                "saferplan profile keep harbour-homes-asb.toml --lake lake")  # fmt: skip
    keep.add_argument("profiles", type=Path, nargs="+", metavar="PROFILE", help="a TOML file, or several")
    add_part(parts, "list", run_list, "List the profiles that the lake keeps.", "saferplan profile list --lake lake")
    show = add_part(parts, "show", run_show, "Print a kept profile.",
                "saferplan profile show harbour-homes-asb --lake lake")  # fmt: skip
    show.add_argument("feed", metavar="NAME", help="as the list names it")
    show.add_argument("--version", type=int, metavar="N", help="an earlier version (default: the latest)")


def _add_suggest(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    suggest = add_part(
        parts,
        "suggest",
        run_suggest,
        "Propose a profile for a file by its headings and values, with how sure each line is.",
        'saferplan profile suggest cases.xlsx --agency "Harbour Homes" --agency-kind landlord --out harbour.toml',
        lake=False,
    )
    suggest.add_argument("file", type=Path, metavar="FILE", help="a file as the partner delivered it")
    suggest.add_argument("--agency", default="", metavar="NAME", help="who sends it (default: from the file's name)")
    suggest.add_argument("--agency-kind", default="", metavar="KIND", help="police, council, landlord, fire and so on")
    suggest.add_argument("--kind", default="", metavar="KIND", help="what it records: crime, asb, fire, call and so on")
    suggest.add_argument("--feed", default="", metavar="NAME", help="name of the profile (default: agency and kind)")
    suggest.add_argument(
        "--retention-months", type=int, default=0, metavar="N", help="how long the agreement lets rows be kept"
    )
    suggest.add_argument("--out", type=Path, metavar="FILE", help="a file that is not there yet (default: print it)")


def _add_check(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = add_part(
        parts,
        "check",
        run_check,
        "Check that a profile is sound, and how much of files it would understand. Nothing is loaded.",
        "saferplan profile check harbour-homes-asb.toml cases.xlsx",
        lake=False,
    )
    check.add_argument("profile", type=Path, metavar="PROFILE", help="a TOML file")
    check.add_argument("files", type=Path, nargs="*", metavar="FILE", help="files as the partner delivered them")


def _add_apply(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    apply = add_part(
        parts,
        "apply",
        run_apply,
        "Try a profile on a file: write the rows that would be loaded, without anything of who people are.",
        "saferplan profile apply harbour-homes-asb.toml cases.xlsx --out tried",
        lake=False,
    )
    apply.add_argument("profile", type=Path, metavar="PROFILE", help="a TOML file")
    apply.add_argument("file", type=Path, metavar="FILE", help="a file as the partner delivered it")
    apply.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")


def run_suggest(options: argparse.Namespace) -> int:
    from saferplan.evidence.partners.suggesting.suggestion import Asked, suggest
    from saferplan.evidence.partners.suggesting.toml_text import as_toml

    asked = Asked(options.agency, options.agency_kind, options.kind, options.feed, options.retention_months)
    _check_asked(asked.agency_kind, asked.kind)
    suggestion = suggest(delivered(options.file), asked)
    text = as_toml(suggestion)
    if options.out:
        write_new(options.out, text)
    if options.json:
        print_json(_described(suggestion) | {"profile": text})
    elif options.out:
        _print_suggestion(suggestion, options.out)
    else:
        print(text, end="")
    return 0


def _check_asked(agency_kind: str, kind: str) -> None:
    from saferplan.evidence.partners.fields import all_fields
    from saferplan.evidence.partners.profile import AGENCY_KINDS

    for said, option, known in (
        (agency_kind, "--agency-kind", AGENCY_KINDS),
        (kind, "--kind", all_fields()["kind"].allowed),
    ):
        if said and said not in known:
            raise UsageError(f"{option} is none of {', '.join(known)}")


def _described(suggestion: "Suggestion") -> dict[str, Any]:
    return {
        "columns": [
            {
                "column": one.column.heading,
                "field": one.field,
                "confidence": one.confidence,
                "fit": round(one.fit, 2),
                "filled": round(one.column.filled, 3),
            }
            for one in suggestion.proposals
        ],
        "not_placed": [column.heading for column in suggestion.unplaced],
    }


def _print_suggestion(suggestion: "Suggestion", out: Path) -> None:
    described = _described(suggestion)
    print_table([one | {"filled": f"{one['filled']:.0%}"} for one in described["columns"]], SUGGESTED)
    if described["not_placed"]:
        print(printable(f"Not placed: {', '.join(described['not_placed'])}"))
    print(printable(f"{out}: read every line; then: saferplan profile check {out} FILE"))


def run_check(options: argparse.Namespace) -> int:
    from saferplan.evidence.partners.checking import check_file
    from saferplan.evidence.partners.profile_file import read_profile_file

    profile = read_profile_file(options.profile)
    checks = [check_file(profile, delivered(file), now=local_now()) for file in options.files]
    if options.json:
        print_json({"feed": profile.feed, "version": profile.version, "files": [_check_record(one) for one in checks]})
    else:
        print(printable(f"{options.profile}: a sound profile, {profile.feed}, version {profile.version}"))
        for check in checks:
            _print_check(check)
    refused = [check for check in checks if check.refused]
    if refused:
        raise FileRefused(f"{len(refused)} of {counted(len(checks), 'file')} would be refused: {refused[0].refused}")
    return 0


def _check_record(check: "FileCheck") -> dict[str, Any]:
    columns = [vars(one) for one in check.columns]
    return vars(check) | {"columns": columns}


def _print_check(check: "FileCheck") -> None:
    if check.refused:
        print(printable(f"refused: {check.refused}"))
        return
    print(printable(f"{check.file}: {check.sound:,} of {counted(check.rows, 'row')} would be loaded"))
    if check.note:
        print(printable(f"  {check.note}"))
    rows = [
        {
            "field": one.field,
            "column": one.heading,
            "filled": f"{one.share_filled:.1%}",
            "understood": f"{one.share_understood:.1%}",
            "reason": f"{one.filled - one.understood:,} {one.should}" if one.understood < one.filled else "",
        }
        for one in check.columns
    ]
    print_table(rows, CHECKED)


def run_apply(options: argparse.Namespace) -> int:
    from saferplan.commands.profile_trial import try_profile

    return try_profile(options)


def run_keep(options: argparse.Namespace) -> int:
    """All are read before the first is kept, so that a faulty one stops none half way."""
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.partners.keeping import keep
    from saferplan.evidence.partners.profile_file import read_profile_file

    lake = Lake(options.lake)
    kept = [(profile, keep(lake, profile)) for profile in [read_profile_file(file) for file in options.profiles]]
    if options.json:
        print_json([{"feed": one.feed, "version": one.version, "is_new": is_new} for one, is_new in kept])
        return 0
    for one, is_new in kept:
        said = "kept" if is_new else "kept already"
        print(printable(f"{said}: {one.feed}, version {one.version}, in {options.lake}"))
    return 0


def run_list(options: argparse.Namespace) -> int:
    from saferplan.evidence.partners.keeping import kept_profiles

    records = [_listed(one) for one in kept_profiles(options.lake)]
    if options.json:
        print_json(records)
    elif records:
        print_table(records, LISTED)
    else:
        print("No profile is kept. Keep one with: saferplan profile keep FILE")
    return 0


def _listed(profile: "Profile") -> dict[str, Any]:
    return {
        "feed": profile.feed,
        "version": profile.version,
        "agency": profile.agency,
        "delivers": str(profile.delivers),
        "file": profile.name_pattern or "by their columns",
    }


def run_show(options: argparse.Namespace) -> int:
    from saferplan.errors import UnknownName
    from saferplan.evidence.partners.keeping import kept_versions

    versions = {one.version: one for one in kept_versions(options.lake, options.feed)}
    wanted = options.version or max(versions)
    if wanted not in versions:
        listed = ", ".join(map(str, versions))
        raise UnknownName(f"version {wanted} of '{options.feed}' is not kept", remedy=f"There are: {listed}.")
    if options.json:
        print_json(
            {"feed": options.feed, "versions": list(versions), "version": wanted, "profile": versions[wanted].text}
        )
    else:
        print("".join(letter if letter == "\n" else printable(letter) for letter in versions[wanted].text), end="")
    return 0


def delivered(path: Path) -> "Delivered":
    """A file that the user names, as it lies there. Raises FileRefused where it cannot be read."""
    import hashlib
    from datetime import datetime

    from saferplan.evidence.sources.base import Delivered

    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        released = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError as fault:
        raise FileRefused(f"the file cannot be read ({fault.strerror})", where=str(path)) from None
    return Delivered(path, str(path), released, digest)


def local_now() -> "datetime":
    """The end of today on a clock in London, without a zone: a day alone can mean its end."""
    from datetime import UTC, datetime

    from saferplan.evidence.partners.times import end_of_day

    return end_of_day(datetime.now(UTC))
