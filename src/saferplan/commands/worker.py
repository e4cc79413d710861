"""`saferplan worker`: does the site's jobs."""

import argparse

from saferplan.commands.options import add_command


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "worker",
        "Do the site's jobs: load files, build documents, send e-mail, and what falls due each day.",
        "saferplan worker --at-once 2",
        lake=False,
    )
    command.add_argument("--at-once", type=int, default=1, metavar="N", help="how many jobs side by side (default: 1)")
    command.add_argument("--until-idle", action="store_true", help="end when no job waits")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.web.config.started import Role, start

    start(Role.JOBS)
    from saferplan.web.jobs.worker import work
    from saferplan.web.operations.checks import refuse_what_is_unsafe

    refuse_what_is_unsafe()
    work(at_once=options.at_once, until_idle=options.until_idle)
    return 0
