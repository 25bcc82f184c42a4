"""A constraint that makes PostgreSQL refuse to change or remove rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.models import Model
from django.db.models.constraints import BaseConstraint

CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION attend_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0
        AND current_setting('attend.erasing', true) = 'on'
        AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV
    THEN
        RETURN NEW;
    END IF;
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

    `erasable` names columns that hold personal data and prove nothing: inside `erasing()` they, and
    nothing else, may be overwritten.
    """

    def __init__(self, *, name: str, erasable: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.erasable = tuple(erasable)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        if self.erasable:
            kwargs["erasable"] = list(self.erasable)
        return path, args, kwargs

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
        columns = ", ".join(schema_editor.quote_value(name) for name in self.erasable)
        call = "EXECUTE FUNCTION attend_refuse_change"
        return [
            CREATE_FUNCTION,
            f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}({columns})",
            f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}()",
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        return AppendOnly, self.name, self.erasable


@contextmanager
def erasing() -> Iterator[None]:
    """Let erasable columns be overwritten, in this transaction and until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('attend.erasing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('attend.erasing', 'off', true)")
