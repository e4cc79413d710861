"""What belongs to a partnership, and that it never touches what belongs to another.

A record's `partnership` is part of every key that it holds to another record of a partnership: the database itself
refuses a case of one partnership with an officer of the next.
"""

from django.db import models
from django.db.migrations.operations.base import Operation


class PartnershipRecord(models.Model):
    """Subclasses name `default_related_name`, so that `partnership.duties` reads as said."""

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT)

    class Meta:
        abstract = True


class SamePartnership(Operation):
    """In a migration, after the tables: `SamePartnership("agreement", "agency")`."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, field: str) -> None:
        self.model, self.field = model, field

    def deconstruct(self) -> tuple:
        return self.__class__.__name__, [self.model, self.field], {}

    def state_forwards(self, app_label, state) -> None:
        """The state of the models knows nothing of it: it is the database's own rule."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:  # noqa: ARG002
        table, column, target = self._names(app_label, to_state)
        unique = f"{target}_in_partnership"
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [unique])
            there = cursor.fetchone()
        if not there:
            schema_editor.execute(f'ALTER TABLE "{target}" ADD CONSTRAINT "{unique}" UNIQUE (id, partnership_id)')
        schema_editor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint_name(table, column)}"'
            f' FOREIGN KEY ("{column}", partnership_id) REFERENCES "{target}" (id, partnership_id)'
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:  # noqa: ARG002
        table, column, _ = self._names(app_label, from_state)
        schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint_name(table, column)}"')

    def describe(self) -> str:
        return f"Keep {self.model}.{self.field} within one partnership"

    def _names(self, app_label, state) -> tuple[str, str, str]:
        model = state.apps.get_model(app_label, self.model)
        field = model._meta.get_field(self.field)
        return model._meta.db_table, field.column, field.related_model._meta.db_table


def constraint_name(table: str, column: str) -> str:
    return f"{table}_{column}_same"[:63]  # PostgreSQL's names have 63 bytes
