"""Many reads of one state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Compiling these queries costs PostgreSQL more than running them, and sorting on disk too.
AS_ONE = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
    " SET LOCAL jit = off; SET LOCAL work_mem = '32MB'"
)


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every read inside see the same rows, so that the figures of a report agree.

    Inside a transaction that runs already, nothing is added to what that one promises.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute(AS_ONE)
        yield
