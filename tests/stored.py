"""Everything that is kept, to look for what must not be there."""

from django.core.files.storage import storages
from django.db import connection
from psycopg import sql


def everything_stored() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def files_stored() -> dict[str, bytes]:
    """Return every file of every storage that people's files go to, by its name."""
    found = {}
    for name in ("default", "certificates", "reports"):
        found |= {f"{name}/{path}": content for path, content in _walk(storages[name], "")}
    return found


def _walk(storage, folder):
    folders, files = storage.listdir(folder)
    for name in files:
        path = f"{folder}/{name}".lstrip("/")
        with storage.open(path, "rb") as file:
            yield path, file.read()
    for name in folders:
        yield from _walk(storage, f"{folder}/{name}".lstrip("/"))
