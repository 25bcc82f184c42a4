"""A constraint that makes PostgreSQL refuse a new row by what other tables hold."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.models import Model
from django.db.models.constraints import BaseConstraint


class RefuseInsert(BaseConstraint):
    """Refuse INSERT where `found`, a query that may name the columns of NEW, returns a row.

    For tables that are append-only, so that what held when a row came holds for ever. The refusal
    reaches Python as `django.db.utils.IntegrityError` (SQLSTATE 23514).
    """

    def __init__(self, *, name: str, found: str) -> None:
        super().__init__(name=name)
        self.found = found

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "found": self.found}

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Return no clause for CREATE TABLE: function and trigger follow as deferred statements."""
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return ""

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._names(model, schema_editor)
        return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()"

    def validate(self, *args: object, **kwargs: object) -> None:
        """Leave it to the database, which sees what others write at the same time."""

    def _names(self, model: type[Model], schema_editor: Editor) -> tuple[str, str]:
        quote = schema_editor.quote_name
        return quote(model._meta.db_table), quote(self.name)

    def _statements(self, model: type[Model], schema_editor: Editor) -> list[str]:
        table, name = self._names(model, schema_editor)
        call = f"EXECUTE FUNCTION {name}()"
        return [
            f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                IF EXISTS ({self.found}) THEN
                    RAISE EXCEPTION USING
                        ERRCODE = 'check_violation',
                        MESSAGE = TG_TABLE_NAME || ' refuses the row: {self.name}',
                        CONSTRAINT = TG_NAME,
                        TABLE = TG_TABLE_NAME;
                END IF;
                RETURN NEW;
            END
            $body$
            """,
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW {call}",
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RefuseInsert) and (self.name, self.found) == (
            other.name,
            other.found,
        )

    def __hash__(self) -> int:
        return hash((RefuseInsert, self.name, self.found))
