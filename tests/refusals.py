"""What the database itself refuses, and by which constraint."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, models, transaction
from psycopg import sql


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """The block must be refused by this constraint and no other."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.diag.constraint_name == constraint


def insert_copy(row: models.Model, **changes: object) -> models.Model:
    """Insert the row once more with something changed, past every check in Python."""
    copy = type(row)._base_manager.get(pk=row.pk)
    copy.pk = None
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def change(row: models.Model, **changes: object) -> None:
    """Update the row, past every check in Python."""
    type(row)._base_manager.filter(pk=row.pk).update(**changes)


def assert_append_only(row: models.Model) -> None:
    """Neither UPDATE nor DELETE nor TRUNCATE gets past the table's triggers."""
    table = sql.Identifier(row._meta.db_table)
    name = f"{row._meta.db_table}_append_only"
    statements = {
        "UPDATE {} SET id = id": name,
        "DELETE FROM {}": name,
        "TRUNCATE {} CASCADE": f"{name}_truncate",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE has another reason to fail
        for statement, constraint in statements.items():
            with refused(constraint):
                cursor.execute(sql.SQL(statement).format(table))
    assert type(row)._base_manager.filter(pk=row.pk).exists()
