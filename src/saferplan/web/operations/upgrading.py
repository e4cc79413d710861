"""The database, the styles and the scripts brought up to the version that is installed."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from saferplan.web.operations.alone import refuse_use
from saferplan.web.operations.assets import note_collected
from saferplan.web.operations.readiness import is_migrated

LESS = 0  # of what Django's commands say


def upgrade(progress: Callable[[str], None] | None = None) -> None:
    """Safe to run again: what is there stays, what is missing is added. Raises StoreError while it is used."""
    say = progress or (lambda _: None)
    if not is_migrated():
        refuse_use()  # what runs is of the version before, and knows nothing of what the tables will want
    settings.HOME.mkdir(parents=True, exist_ok=True)
    say("Database: bringing it up to this version")
    call_command("migrate", interactive=False, verbosity=LESS)
    say("Styles and scripts: collecting them")
    call_command("collectstatic", interactive=False, verbosity=LESS, clear=True)
    note_collected()
    say("Done. Restart saferplan serve and saferplan worker.")
