"""Starts a web server as production does, for as long as it is measured."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lms.bench.browser import HOST
from lms.stack import ports, programs
from lms.stack.places import StackError

STARTING_MAY_TAKE = 90
STOPPING_MAY_TAKE = 20
PAUSE = 0.1


class Web(NamedTuple):
    """A running web server."""

    port: int
    pid: int


@contextmanager
def serving(application: str, *, sign: str, log: Path) -> Iterator[Web]:
    """Serve a WSGI application with gunicorn as in production; `sign` is a page that says it lives."""
    port = ports.free_port()
    program = programs.web(HOST, port, application=application)
    environment = {**os.environ, "DEBUG": "0", "LOG_LEVEL": "INFO"}
    with log.open("ab") as file:
        child = subprocess.Popen(program.command, env=environment, stdout=file, stderr=file)
    try:
        _wait(child, f"http://{HOST}:{port}{sign}", log)
        yield Web(port, child.pid)
    finally:
        child.terminate()
        child.wait(STOPPING_MAY_TAKE)


def _wait(child: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + STARTING_MAY_TAKE
    while child.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            time.sleep(PAUSE)
    raise StackError(f"The web server did not start; see {log}.")
