"""`saferplan serve`: the site, for a proxy in front of it."""

import argparse

from saferplan.commands.options import add_command

DEFAULT_BIND = "127.0.0.1:8000"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "serve",
        "Serve the site. What it needs to know stands in the environment: docs/how-to/install-the-site.md.",
        "saferplan serve --bind 127.0.0.1:8000 --processes 2",
        lake=False,
    )
    command.add_argument(
        "--bind", default=DEFAULT_BIND, metavar="ADDRESS", help=f"host:port, or unix:FILE (default: {DEFAULT_BIND})"
    )
    command.add_argument("--processes", type=int, default=2, metavar="N", help="one per core (default: 2)")
    command.add_argument("--threads", type=int, default=8, metavar="N", help="requests at once, each (default: 8)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.web.config.started import Role, start

    start(Role.PAGES)
    from saferplan.web.operations.checks import refuse_what_is_unsafe
    from saferplan.web.operations.serving import Serving

    refuse_what_is_unsafe()
    Serving(bind=options.bind, processes=options.processes, threads=options.threads).run()
    return 0
