"""What changes all of the database is done while nobody else uses it."""

from django.db import connection

from saferplan.errors import StoreError
from saferplan.web.backup.databases import others_connected


def refuse_use() -> None:
    """Raises StoreError while others are connected. Who asks names its own connections by `PGAPPNAME`."""
    connection.ensure_connection()
    others = others_connected(connection.connection)
    if others:
        raise StoreError(
            f"{others} others are connected to the database", remedy="Stop saferplan serve and saferplan worker first."
        )
