"""A constraint that makes PostgreSQL refuse to change or remove rows."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.models import Model
from django.db.models.constraints import BaseConstraint

CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION attend_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' refused',
        CONSTRAINT = TG_NAME,
        TABLE = TG_TABLE_NAME;
END
$body$
"""


class AppendOnly(BaseConstraint):
    """Refuse UPDATE, DELETE and TRUNCATE on the model's table, whoever asks.

    The refusal reaches Python as `django.db.utils.IntegrityError` or `DatabaseError`
    (SQLSTATE 23001). Without `__eq__` every `makemigrations` would create it anew.
    """

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Return no clause for CREATE TABLE: the triggers follow as deferred statements."""
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return ""

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        rows, truncate = self._trigger_names(schema_editor)
        return f"DROP TRIGGER {rows} ON {table}; DROP TRIGGER {truncate} ON {table}"

    def validate(self, *args: object, **kwargs: object) -> None:
        """Leave it to the database: a form cannot know whether a row may still be new."""

    def _trigger_names(self, schema_editor: Editor) -> tuple[str, str]:
        return (
            schema_editor.quote_name(self.name),
            schema_editor.quote_name(f"{self.name}_truncate"),
        )

    def _statements(self, model: type[Model], schema_editor: Editor) -> list[str]:
        table = schema_editor.quote_name(model._meta.db_table)
        rows, truncate = self._trigger_names(schema_editor)
        call = "EXECUTE FUNCTION attend_refuse_change()"
        return [
            CREATE_FUNCTION,
            f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.name == other.name

    def __hash__(self) -> int:
        return hash((AppendOnly, self.name))
