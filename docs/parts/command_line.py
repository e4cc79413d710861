"""The commands, as the command line itself describes them, and the codes with which they end."""

import argparse
from collections.abc import Iterator

from parts.grid import grid
from saferplan.cli import parser
from saferplan.errors import SaferplanError


def commands() -> Iterator[argparse.ArgumentParser]:
    """Every command and subcommand of the command line, in the order in which `saferplan --help` lists them."""
    yield from _below(parser())


def _below(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from _below(below)


def arguments_of(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """What can follow the command's name, --help left out."""
    left_out = (argparse._HelpAction, argparse._SubParsersAction)
    return [action for action in command._actions if not isinstance(action, left_out)]


def commands_part() -> str:
    return "\n\n".join(_command(command) for command in commands())


def _command(command: argparse.ArgumentParser) -> str:
    """Not argparse's own help text, which each version of Python lays out in its own way."""
    rows = [(_written(action), _meaning(command, action)) for action in arguments_of(command)]
    example = (command.epilog or "").removeprefix("Example:\n").strip()
    said = [f"## `{command.prog}`", command.description or ""]
    if example:
        said.append("\n".join(["```sh", *(line.strip() for line in example.splitlines()), "```"]))
    if rows:
        said.append(grid(("argument", "meaning"), rows))
    return "\n\n".join(said)


def _written(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = "" if action.nargs == 0 else f" {action.metavar or _choices(action) or action.dest.upper()}"
    return f"`{', '.join(action.option_strings)}{value}`"


def _choices(action: argparse.Action) -> str:
    return "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""


def _meaning(command: argparse.ArgumentParser, action: argparse.Action) -> str:
    page = command.prog.split()[1]
    text = (action.help or f"see [{page}]({page}.md)") % (vars(action) | {"prog": command.prog})
    return f"{text} (needed)" if action.option_strings and action.required else text


def exit_codes_part() -> str:
    """0, then every kind of error of a command by its code. Its docstring says when it is raised."""
    of_commands = [kind for kind in SaferplanError.__subclasses__() if not kind.__module__.startswith("saferplan.web.")]
    kinds = sorted([SaferplanError, *of_commands], key=lambda kind: kind.exit_code)
    rows = [("0", "", "All went well.")]
    rows += [(str(kind.exit_code), f"`{kind.__name__}`", " ".join((kind.__doc__ or "").split())) for kind in kinds]
    return grid(("code", "in the code", "when"), rows)
