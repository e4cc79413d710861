"""The command line: parses, then calls one plain function per command, which imports what it needs when it needs it."""

import argparse
import os
import sys
from importlib import import_module
from typing import NoReturn

from saferplan import __version__
from saferplan.commands.options import printable
from saferplan.errors import SaferplanError
from saferplan.evidence.access import COMMAND

INTERRUPTED = 130  # what shells report of a command that Ctrl-C ended


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and gives its exit code; a user's mistake is told in words, without a traceback."""
    options = parser().parse_args(arguments)
    COMMAND.set(f"saferplan {options.command}")
    try:
        return options.run(options)
    except SaferplanError as fault:
        print(f"saferplan: {printable(fault.message)}", file=sys.stderr)
        return fault.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


# A module each in saferplan.commands, in the order in which a newcomer needs them.
COMMANDS = (
    "load",
    "fetch",
    "template",
    "profile",
    "coverage",
    "quality",
    "areas",
    "measure",
    "funnel",
    "indicators",
    "harm",
    "hotspots",
    "near_repeat",
    "when",
    "season",
    "findings",
    "evidence_tables",
    "assess",
    "document",
    "synth",
    "identities",
    "purpose",
    "linkage",
    "case_review",
    "retention",
    "erase",
    "serve",
    "worker",
    "site",
    "backup",
    "restore",
)


class _Parser(argparse.ArgumentParser):
    """Repeats what it cannot read as a terminal can show it: a shell's * brings in names that others gave."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def parser() -> argparse.ArgumentParser:
    whole = _Parser(
        prog="saferplan",
        description="Turns the files of police and partners into the evidence of a Community Safety Partnership.",
        epilog="Each command explains itself with --help, with an example.",
    )
    whole.add_argument("--version", action="version", version=f"saferplan {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, dest="command", metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"saferplan.commands.{name}").add_parser(commands)
    return whole
