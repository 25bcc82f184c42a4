"""`bin/demo` as a person starts and stops it, beside servers that the environment names."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from lms.demo import people
from lms.stack import demo, ports
from lms.stack.places import CHECKOUT, place_at
from lms.storage import ManifestStorage

# Queues and cache of their own on the tests' broker
OWN_DATABASE = 14
READY_MAY_TAKE = 90


class Uncompressed(ManifestStorage):
    """Collects everything, but spares the time for compression."""

    def compress_files(self, paths):
        return iter(())


@dataclass
class Demo:
    """A running demo and what it has said."""

    process: subprocess.Popen
    address: str
    said: Path

    def wait_for(self, words: str, seconds: float = READY_MAY_TAKE) -> None:
        with self.said.open() as file:
            heard = ""
            for _ in range(int(seconds * 10)):
                heard += file.read()
                if words in heard:
                    return
                assert self.process.poll() is None, heard
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        pytest.fail(f"{words!r} was never said, but: {heard}")

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def environment(bare, tmp_path, monkeypatch, transactional_db) -> dict[str, str]:
    """Return the environment of a demo whose content is loaded and whose files are collected."""
    get_user_model().objects.create(email=people.LOGINS[0].email)
    place = place_at(tmp_path / "data")
    collected = override_settings(
        STATIC_ROOT=place.data / "static",
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": f"{Uncompressed.__module__}.{Uncompressed.__qualname__}"}},
    )
    with collected:
        call_command("collectstatic", interactive=False, verbosity=0)
    demo.write_stamp(place, demo.static_fingerprint())
    names = connection.settings_dict
    database = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(names)
    return os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": re.sub(r"/\d*$", f"/{OWN_DATABASE}", settings.REDIS_URL),
        "ATTEND_DATA_DIR": str(place.data),
        "DEBUG": "0",
    }


@pytest.fixture
def running(environment, tmp_path) -> Iterator[Demo]:
    port = ports.free_port()
    said = tmp_path / "said.txt"
    with said.open("w") as file:
        process = start(environment, port, file)
    started = Demo(process, f"http://127.0.0.1:{port}", said)
    started.wait_for("Attend is ready")
    yield started
    process.terminate()
    process.wait(60)


def start(environment: dict[str, str], port: int, output) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "lms.stack", "demo"],
        cwd=CHECKOUT,
        env=environment | {"PORT": str(port)},
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


def answer_of(environment: dict[str, str], port: int) -> tuple[int, str]:
    with start(environment, port, subprocess.PIPE) as process:
        said, _ = process.communicate(timeout=60)
        return process.returncode, said


def test_the_demo_answers_mends_itself_and_ends_whole(running, environment):
    page = running.get("/")
    sheet = re.search(r'href="(/static/css/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert sheet, page
    assert "--" in running.get(sheet[1])
    said = running.said.read_text()
    assert all(login.email in said for login in people.LOGINS)

    code, refusal = answer_of(environment, ports.free_port())
    assert (code, refusal.count("\n")) == (1, 1)
    assert "runs already, at http://localhost:" in refusal

    workers = [child for child in running.family() if "celery" in child.cmdline()]
    workers[0].kill()
    running.wait_for("has died and is started again")

    family = running.family()
    assert len(family) >= 4
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert running.said.read_text().endswith("Stopped; the data is kept.\n")
    assert not [process for process in family if process.is_running()]


def test_a_taken_port_is_told_in_one_sentence(bare, tmp_path):
    environment = os.environ | {"ATTEND_DATA_DIR": str(tmp_path / "data")}
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        code, said = answer_of(environment, port)
    assert code == 1
    assert said == (
        f"Port {port} is taken by another program. Take another one: PORT={port + 1} bin/demo\n"
    )
