"""A constraint that makes PostgreSQL refuse rows which, taken as arrows, lead in a circle."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.models import Model
from django.db.models.constraints import BaseConstraint

# Asked at the end of the transaction, one after the other: two that close a circle together see it.
CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION attend_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    leads_back boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(TG_RELID::bigint);
    EXECUTE format(
        'WITH RECURSIVE reached AS ('
        ' SELECT %2$I AS place FROM %1$s WHERE id = $1'
        ' UNION SELECT %2$I FROM %1$s JOIN reached ON %3$I = reached.place)'
        ' SELECT EXISTS (SELECT FROM reached WHERE place = (SELECT %3$I FROM %1$s WHERE id = $1))',
        TG_RELID::regclass, TG_ARGV[1], TG_ARGV[0]
    ) INTO leads_back USING NEW.id;
    IF leads_back THEN
        RAISE EXCEPTION USING
            ERRCODE = 'check_violation',
            MESSAGE = TG_TABLE_NAME || ' would lead in a circle',
            CONSTRAINT = TG_NAME,
            TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$body$
"""


class NoCircles(BaseConstraint):
    """Refuse rows by which one could go from `start` to `end`, on and on, and come back.

    The refusal comes as `IntegrityError` when the transaction ends. `start` and `end` name foreign
    keys to one model. Without `__eq__` every `makemigrations` would create it anew.
    """

    def __init__(self, *, name: str, start: str, end: str) -> None:
        super().__init__(name=name)
        self.start, self.end = start, end

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "start": self.start, "end": self.end}

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Return no clause for CREATE TABLE: the trigger follows as a deferred statement."""
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return ""

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"DROP TRIGGER {schema_editor.quote_name(self.name)} ON {table}"

    def validate(self, *args: object, **kwargs: object) -> None:
        """Leave it to the database: a form asks for the whole graph once, not row by row."""

    def _statements(self, model: type[Model], schema_editor: Editor) -> list[str]:
        fields: list[Any] = [model._meta.get_field(name) for name in (self.start, self.end)]
        columns = [field.column for field in fields]
        trigger = (
            f"CREATE CONSTRAINT TRIGGER {schema_editor.quote_name(self.name)}"
            f" AFTER INSERT OR UPDATE ON {schema_editor.quote_name(model._meta.db_table)}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            f" EXECUTE FUNCTION attend_refuse_circle('{columns[0]}', '{columns[1]}')"
        )
        return [CREATE_FUNCTION, trigger]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoCircles) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((NoCircles, self.name))
