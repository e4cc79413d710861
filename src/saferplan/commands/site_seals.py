"""`saferplan site verify-seals`: whether the audit is as it was sealed."""

import argparse
import re

from saferplan.commands.options import add_part
from saferplan.errors import UsageError

CODE = re.compile(r"[0-9a-fA-F]{64}")


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_part(
        verbs,
        "verify-seals",
        run_verify_seals,
        "Hold every entry of the audit against its seal, and end with 15 where one does not fit.",
        "saferplan site verify-seals",
        lake=False,
    )
    command.add_argument("--number", type=int, metavar="N", help="of a seal whose code you have kept elsewhere")
    command.add_argument("--code", metavar="CODE", help="that seal's code")


def run_verify_seals(options: argparse.Namespace) -> int:
    _check_kept(options)
    from saferplan.commands.options import print_json
    from saferplan.web.config.started import Role, start

    start(Role.ADMINISTRATION)
    from saferplan.web.audit.acting import acting_as
    from saferplan.web.audit.work import check, refuse

    with acting_as("command: site verify-seals"):
        verdict = check(kept_number=options.number, kept_code=options.code or "")
    if options.json:
        print_json(
            {
                "fault": str(verdict.fault or ""),
                "seals": verdict.seals,
                "entries": verdict.entries,
                "code": verdict.code,
            }
        )
    elif not verdict.fault:
        seals = "1 seal" if verdict.seals == 1 else f"{verdict.seals:,} seals"
        print(f"All {verdict.entries:,} entries under {seals} are as they were sealed.")
        print(f"Last seal: number {verdict.seals}, code {verdict.code}" if verdict.seals else "Nothing is sealed yet.")
    refuse(verdict)
    return 0


def _check_kept(options: argparse.Namespace) -> None:
    if (options.number is None) != (options.code is None):
        raise UsageError("a kept seal has a number and a code", remedy="Give both --number and --code, or neither.")
    if options.code is not None and not CODE.fullmatch(options.code.strip()):
        raise UsageError(
            "the code is not one of a seal", remedy="It has 64 digits and letters from a to f: copy it whole."
        )
