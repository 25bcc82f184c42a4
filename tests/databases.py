"""Databases for tests: migrated once into a template, then copied for each worker.

A template is kept as a file in the user's cache, so that the next run on the same migrations reads
it back in a second; CI always migrates.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from common.frozen import forget_everything
from lms.settings import BASE_DIR
from lms.stack import postgres

PREFIX = "attend_template_"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
KEPT, KEPT_AT_MOST = CACHE / "attend/test-templates", 30


@cache
def template_name() -> str:
    """Return a name that changes with any migration or installed package."""
    digest = hashlib.sha256()
    for path in [BASE_DIR / "requirements.lock", *sorted(BASE_DIR.glob("*/migrations/*.py"))]:
        digest.update(path.name.encode() + path.read_bytes() if path.exists() else b"")
    return PREFIX + digest.hexdigest()[:16]


@contextmanager
def server() -> Iterator[psycopg.Cursor]:
    """Open the maintenance database."""
    wanted = connection.get_connection_params()
    wanted = {key: wanted[key] for key in ("host", "port", "user", "password") if key in wanted}
    with closing(psycopg.connect(dbname="postgres", autocommit=True, **wanted)) as link:
        yield link.cursor()


def execute(cursor: psycopg.Cursor, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def point_at(name: str) -> None:
    """Let Django's connections in this process use the database `name`."""
    connections.close_all()
    connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"] = name


@cache
def ensure_template() -> str:
    """Migrate a fresh template unless one for these migrations stands already.

    Workers that come here at once wait for each other.
    """
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('attend tests'))")
        return made_template(cursor)


def made_template(cursor: psycopg.Cursor) -> str:
    name, unfinished = template_name(), template_name() + "_unfinished"
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    found = {row[0] for row in cursor.fetchall()}
    if name in found:
        return name
    for stale in found:
        execute(cursor, "DROP DATABASE {} WITH (FORCE)", stale)
    execute(cursor, "CREATE DATABASE {}", unfinished)
    point_at(unfinished)
    if not read_back(unfinished, KEPT / f"{name}.sql"):
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        keep(unfinished, KEPT / f"{name}.sql")
    connections.close_all()
    execute(cursor, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def read_back(database: str, path: Path) -> bool:
    """Fill an empty database from a kept template; return whether there was one."""
    if os.environ.get("CI") or not path.exists():
        return False
    path.touch()
    return talked("psql", "--quiet", "--file", str(path), database)


def keep(database: str, path: Path) -> None:
    """Write a template down for the next run, and drop those that nobody has read for longest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    if talked("pg_dump", "--no-owner", "--file", str(written), database):
        written.replace(path)
        kept = sorted(path.parent.glob(f"{PREFIX}*.sql"), key=lambda one: -one.stat().st_mtime)
        for stale in kept[KEPT_AT_MOST:]:
            stale.unlink(missing_ok=True)


def talked(program: str, *words: str) -> bool:
    """Run one of PostgreSQL's programs on the server of the tests; return whether it did its work."""
    wanted = connection.get_connection_params()
    named = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    there = {named[key]: str(wanted[key]) for key in named if wanted.get(key)}
    # Those of the embedded server first: an older pg_dump refuses a newer server
    path = shutil.which(program, path=f"{postgres.programs()}{os.pathsep}{os.environ['PATH']}")
    if path is None:
        return False
    strict = ["--set", "ON_ERROR_STOP=1"] if program == "psql" else []
    done = subprocess.run(
        [path, *strict, *words], env={**os.environ, **there}, check=False, capture_output=True
    )
    return done.returncode == 0


def create_copy(name: str) -> None:
    """Make the database `name` exactly as the migrations leave it, and use it."""
    connections.close_all()
    forget_everything()
    template = ensure_template()
    with server() as cursor:
        execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        execute(cursor, "CREATE DATABASE {} TEMPLATE {}", name, template)
    point_at(name)


def drop_copy(name: str) -> None:
    connections.close_all()
    with server() as cursor:
        execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def folder_of(path: Path) -> str:
    """Return the folder under tests/ that gives a test its kind."""
    return path.relative_to(BASE_DIR / "tests").parts[0]
