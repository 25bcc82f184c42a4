"""`bin/demo`: the whole site on one command, from nothing to a page that answers."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lms.stack import ports, programs, servers
from lms.stack.mail import Letter, Mailbox
from lms.stack.places import CHECKOUT, Place, StackError, lasting_place
from lms.stack.supervisor import Supervisor, end_programs
from lms.stack.terminal import Stopped, say, stopping_politely

GETTING_READY_MAY_TAKE = 120
TOO_MANY_DEATHS = 3
PAUSE = 0.5
UNFINISHED = "unfinished"
WHAT_TO_TRY = """\
What to try
  as the learner        open an activity, read its lessons, take the post-test, claim the credit,
                        download the certificate and open the address that its code gives
  as the educator       open /cms/, change a question, preview it, publish it
  as the accreditor     open /reports/ and compare participation, results and credit
  as the administrator  open /django-admin/ and /cms/users/
  as anybody            sign up with any address: the letter with the code is shown right here
"""


@dataclass(frozen=True)
class Door:
    """Where the site listens."""

    host: str
    port: int

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else self.host
        return f"http://{shown}:{self.port}"

    @property
    def readiness(self) -> str:
        near = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(self.host, self.host)
        return f"http://{near}:{self.port}/health/ready"


def main() -> int:
    """Run the demo until somebody asks it to stop."""
    with stopping_politely():
        try:
            return _run(lasting_place(), door_from(os.environ))
        except Stopped:
            say("Stopped; the data is kept.")
            return 0


def door_from(environment: "os._Environ[str] | dict[str, str]") -> Door:
    port = environment.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise StackError(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    return Door(environment.get("HOST", "127.0.0.1"), int(port))


def _run(place: Place, door: Door) -> int:
    with only_one(place, door):
        end_programs(place)  # those of a demo that was killed
        if not ports.is_free(door.port, door.host):
            raise StackError(
                f"Port {door.port} is taken by another program. "
                f"Take another one: PORT={door.port + 1} bin/demo"
            )
        say("Starting PostgreSQL and Valkey …")
        with servers.running(place) as found:
            environment = settings_of(place, door, found)
            prepare(place, environment)
            keep_running(place, door, environment)
    return 0


@contextmanager
def only_one(place: Place, door: Door) -> Iterator[None]:
    """Refuse a second demo in the same place."""
    with (place.run / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            address = place.read("demo").get("address", "another port")
            raise StackError(f"The demo of this folder runs already, at {address}.") from error
        place.write("demo", address=door.address)
        yield


def settings_of(place: Place, door: Door, found: dict[str, str]) -> dict[str, str]:
    """Return the environment of the site, as a small production site would set it."""
    demo = {
        "BASE_URL": door.address,
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(place.data / "mail"),
        "PYTHONUNBUFFERED": "1",
    }
    if door.host in {"0.0.0.0", "::"}:
        demo["ALLOWED_HOSTS"] = "*"
    return {**demo, **found}


def prepare(place: Place, environment: dict[str, str]) -> None:
    """Bring database, content and static files up to date; routine logs stay out of sight."""
    environment = {**environment, "LOG_LEVEL": "WARNING"}
    collecting = collect_static(place, environment)
    command = [sys.executable, "-m", "lms.stack.prepare", str(place.run / "logins.txt")]
    with _ended_with_us(subprocess.Popen(command, env=environment)) as child:
        if child.wait():
            raise StackError("The database could not be prepared; the reason stands above.")
    if collecting:
        with _ended_with_us(collecting) as child:
            if child.wait():
                raise StackError("The static files could not be collected; see above.")
        write_stamp(place, static_fingerprint())


@contextmanager
def _ended_with_us(
    child: "subprocess.Popen[bytes]",
) -> "Iterator[subprocess.Popen[bytes]]":
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def collect_static(place: Place, environment: dict[str, str]) -> "subprocess.Popen[bytes] | None":
    """Start collecting static files beside the migrations, if any has changed.

    After a collection that was cut short nothing there is trusted.
    """
    last = place.read("static").get("fingerprint")
    if last == static_fingerprint():
        return None
    say("Collecting static files …")
    command = [sys.executable, str(CHECKOUT / "manage.py"), "collectstatic", "--noinput", "-v", "0"]
    write_stamp(place, UNFINISHED)
    return subprocess.Popen([*command, *(["--clear"] * (last == UNFINISHED))], env=environment)


def static_fingerprint() -> str:
    """Return a digest that changes with any static file, ours or a package's."""
    digest = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes())
    folders = [CHECKOUT / "static", *CHECKOUT.glob("*/static")]
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        facts = path.stat()
        digest.update(f"{path} {facts.st_mtime_ns} {facts.st_size}".encode())
    return digest.hexdigest()


def write_stamp(place: Place, fingerprint: str) -> None:
    place.write("static", fingerprint=fingerprint)


def keep_running(place: Place, door: Door, environment: dict[str, str]) -> None:
    """Run the programs, tell where they are, and mend what breaks."""
    mailbox = Mailbox(Path(environment["EMAIL_FILE_PATH"]))
    site = [programs.web(door.host, door.port), programs.worker(), programs.beat()]
    supervisor = Supervisor(place, site, environment)
    say("Starting web server, worker and beat …")
    try:
        supervisor.start(time.monotonic())
        wait_until_ready(supervisor, door)
        greet(place, door)
        while True:
            time.sleep(PAUSE)
            mend(place, supervisor)
            for letter in mailbox.new_letters():
                show(letter)
    finally:
        say("\nStopping …")
        supervisor.stop()


def wait_until_ready(supervisor: Supervisor, door: Door) -> None:
    deadline = time.monotonic() + GETTING_READY_MAY_TAKE
    while True:
        supervisor.tick(time.monotonic())
        missing = what_is_missing(door)
        if not missing:
            return
        if supervisor.deaths() >= TOO_MANY_DEATHS or time.monotonic() > deadline:
            raise StackError(f"The site does not get ready ({missing}). See {supervisor.logs()}.")
        time.sleep(PAUSE / 2)


def what_is_missing(door: Door) -> str:
    """Return what keeps the site from being ready; an empty text when nothing does."""
    try:
        with urllib.request.urlopen(door.readiness, timeout=10):
            return ""
    except urllib.error.HTTPError as answer:
        with answer:
            return _missing_parts(answer.read())
    except OSError as error:
        return f"no answer: {error}"


def _missing_parts(body: bytes) -> str:
    try:
        parts = json.loads(body)["checks"]
    except (ValueError, KeyError):
        return "no sensible answer"
    return ", ".join(f"{name}: {state}" for name, state in parts.items() if state != "ok")


def mend(place: Place, supervisor: Supervisor) -> None:
    """Start again whatever has died, and say so."""
    for name in servers.revive(place):
        say(f"{name} had died and was started again.")
    for program in supervisor.tick(time.monotonic()):
        say(f"{program.name} has died and is started again; see {supervisor.log_of(program)}")


def greet(place: Place, door: Door) -> None:
    say(f"\nAttend is ready at {door.address}\n")
    say((place.run / "logins.txt").read_text())
    say(WHAT_TO_TRY)
    say(f"Data, logs and letters: {place.data}\nCtrl-C stops everything and keeps the data.\n")


def show(letter: Letter) -> None:
    say(f"Letter to {letter.to}: {letter.subject}")
    for line in (*letter.codes, *letter.links):
        say(f"    {line}")
