"""Rows that are written once: who did what and when is added to, and never rewritten.

In a migration, after the table: `AppendOnly("signature")`. Deleting stays possible: what is kept too long has to go.
"""

from django.db.migrations.operations.base import Operation

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added and never rewritten', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class AppendOnly(Operation):
    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple:
        return self.__class__.__name__, [self.model], {}

    def state_forwards(self, app_label, state) -> None:
        """The state of the models knows nothing of it: it is the database's own rule."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:  # noqa: ARG002
        schema_editor.execute(REFUSE, params=None)  # its per cent sign is not for values
        schema_editor.execute(
            f'CREATE TRIGGER only_added_to BEFORE UPDATE ON "{self._table(app_label, to_state)}"'
            " FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:  # noqa: ARG002
        schema_editor.execute(f'DROP TRIGGER only_added_to ON "{self._table(app_label, from_state)}"')

    def describe(self) -> str:
        return f"Never rewrite a {self.model}"

    def _table(self, app_label, state) -> str:
        return state.apps.get_model(app_label, self.model)._meta.db_table
