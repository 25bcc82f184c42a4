"""CPU time and memory of the servers."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple, Self

import psutil
from django.conf import settings
from django.db import connection
from redis import Redis


@dataclass(frozen=True)
class Cpu:
    """Seconds of CPU time that each server has used so far, or between two readings."""

    web: float
    database: float
    cache: float

    def __sub__(self, earlier: Self) -> "Cpu":
        return Cpu(
            self.web - earlier.web,
            self.database - earlier.database,
            self.cache - earlier.cache,
        )

    def __add__(self, other: Self) -> "Cpu":
        return Cpu(self.web + other.web, self.database + other.database, self.cache + other.cache)


class Held(NamedTuple):
    """Memory of one process in MB: resident, and its fair share of what it shares."""

    name: str
    resident: float
    share: float


class Meter:
    """Reads the servers behind one web server; those of another machine count nothing."""

    def __init__(self, web_pid: int) -> None:
        self.web = psutil.Process(web_pid)
        self.postmaster = _postmaster()

    def read(self) -> Cpu:
        """Return the CPU time used until now."""
        database = _family(self.postmaster) if self.postmaster else []
        ended = _ended_children(self.postmaster) if self.postmaster else 0.0
        return Cpu(_used(_family(self.web)), _used(database) + ended, _cache_used())

    def memory(self) -> list[Held]:
        """Return what each process of the web server holds."""
        master, *workers = _family(self.web)
        named = [("master", master), *((f"worker {n}", w) for n, w in enumerate(workers, 1))]
        return [_held(name, process) for name, process in named]


def _postmaster() -> psutil.Process | None:
    """Return PostgreSQL's parent process, if the database runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        backend = psutil.Process(pid)
        parent = backend.parent()
        return parent if backend.name() == "postgres" else None
    except psutil.NoSuchProcess:
        return None


def _family(parent: psutil.Process) -> list[psutil.Process]:
    return [parent, *parent.children()]


def _used(processes: Iterable[psutil.Process]) -> float:
    return sum(_own(process) for process in processes)


def _own(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # a backend that has just ended; its parent counts it
        return 0.0
    return float(times.user + times.system)


def _ended_children(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.children_user + times.children_system)


def _cache_used() -> float:
    with closing(Redis.from_url(settings.REDIS_URL)) as link:
        told = link.info("cpu")
    return float(told["used_cpu_user"] + told["used_cpu_sys"])


def _held(name: str, process: psutil.Process) -> Held:
    memory = process.memory_full_info()
    return Held(name, memory.rss / 1e6, memory.pss / 1e6)
