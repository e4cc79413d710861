"""Which migrations this version of the program has."""

from django.db.migrations.loader import MigrationLoader


def known_migrations() -> dict[str, list[str]]:
    """Of each app, by name."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        found.setdefault(app, []).append(name)
    return found
