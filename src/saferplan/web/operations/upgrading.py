"""The database, the styles and the scripts brought up to the version that is installed."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from saferplan.web.operations.assets import note_collected

LESS = 0  # of what Django's commands say


def upgrade(progress: Callable[[str], None] | None = None) -> None:
    """Safe to run again: what is there stays, what is missing is added."""
    say = progress or (lambda _: None)
    settings.HOME.mkdir(parents=True, exist_ok=True)
    say("Database: bringing it up to this version")
    call_command("migrate", interactive=False, verbosity=LESS)
    say("Styles and scripts: collecting them")
    call_command("collectstatic", interactive=False, verbosity=LESS, clear=True)
    note_collected()
    say("Done. Restart saferplan serve and saferplan worker.")
