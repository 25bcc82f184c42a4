"""Processes, told apart from strangers that got the same number later."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

# The clock that a start is read from may be set a little while a process runs
CLOCK_SLACK = 2.0
PAUSE = 0.02


def detach(command: Sequence[str], folder: Path, log: Path, **user: Any) -> int:
    """Start a server that is nobody's child, so that it may outlive this command."""
    with log.open("ab") as file:
        started = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            start_new_session=True,
            check=True,
            **user,
        )
    return int(started.stdout)


def note(pid: int) -> dict[str, float]:
    """Return what `find` needs to know the process again."""
    try:
        return {"pid": pid, "started": psutil.Process(pid).create_time()}
    except psutil.NoSuchProcess:
        return {"pid": pid, "started": 0}


def find(noted: dict[str, Any]) -> psutil.Process | None:
    """Return the noted process if it still runs."""
    with suppress(psutil.NoSuchProcess, KeyError, TypeError):
        process = psutil.Process(int(noted["pid"]))
        if abs(process.create_time() - noted["started"]) <= CLOCK_SLACK and is_running(process):
            return process
    return None


def is_running(process: psutil.Process) -> bool:
    """Whether the process does anything; a zombie child of ours is buried here."""
    try:
        if process.status() != psutil.STATUS_ZOMBIE:
            return True
    except psutil.NoSuchProcess:
        return False
    with suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    return False


def stop(process: psutil.Process, *, patience: float, first: int = signal.SIGTERM) -> None:
    """Ask the process to end, then end it."""
    for sign, seconds in ((first, patience), (signal.SIGKILL, 5)):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(sign)
        deadline = time.monotonic() + seconds
        while is_running(process) and time.monotonic() < deadline:
            time.sleep(PAUSE)


def end_session(noted: dict[str, Any]) -> None:
    """End the noted session leader and all that it started, orphans too.

    While anybody is left in a session its number is given to no other process; so where the
    number belongs to a stranger now, nobody of ours is left.
    """
    leader = find(noted)
    if leader:
        stop(leader, patience=0, first=signal.SIGKILL)
    elif psutil.pid_exists(int(noted.get("pid", 0))):
        return
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == noted.get("pid"):
                os.kill(pid, signal.SIGKILL)


def working_in(folder: Path, names: Iterable[str]) -> list[psutil.Process]:
    """Return the processes with one of these names that work in `folder`."""
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["name"] in names and process.info["cwd"] == str(folder)
    ]
