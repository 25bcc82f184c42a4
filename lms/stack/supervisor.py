"""Keeps programs running: starts them, starts them again when they die, stops them all."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.stack import processes
from lms.stack.places import Place
from lms.stack.programs import Program
from lms.stack.server import keep_small

STOPPING_MAY_TAKE = 20
LONGEST_REST = 30
# A program that has run for so long has recovered from whatever ended it before
WELL_AFTER = 60


@dataclass
class Child:
    """A program, its process of the moment and its past."""

    program: Program
    process: "subprocess.Popen[bytes] | None" = None
    noted: dict[str, Any] = field(default_factory=dict)
    deaths: int = 0
    since: float = 0.0
    rests_until: float = 0.0


class Supervisor:
    """The programs of one place. Each leads a session, so that nothing it starts is missed."""

    def __init__(self, place: Place, programs: list[Program], environment: dict[str, str]) -> None:
        self.place = place
        self.environment = environment
        self.children = [Child(program) for program in programs]

    def log_of(self, program: Program) -> Path:
        return self.place.logs / f"{program.name}.log"

    def logs(self) -> str:
        return ", ".join(str(self.log_of(child.program)) for child in self.children)

    def start(self, now: float) -> None:
        for child in self.children:
            self._launch(child, now)

    def tick(self, now: float) -> list[Program]:
        """Start again what has died; return the programs whose end was noticed just now.

        `now` is any clock that only goes forward, in seconds.
        """
        ended = []
        for child in self.children:
            if child.process is None:
                if now >= child.rests_until:
                    self._launch(child, now)
            elif child.process.poll() is not None:
                self._note_death(child, now)
                ended.append(child.program)
        return ended

    def stop(self) -> None:
        """Ask all to end at once, then end what is left of them."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOPPING_MAY_TAKE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        end_programs(self.place)

    def deaths(self) -> int:
        return max(child.deaths for child in self.children)

    def _launch(self, child: Child, now: float) -> None:
        log = self.log_of(child.program)
        keep_small(log)
        with log.open("ab") as file:
            child.process = subprocess.Popen(
                child.program.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        child.noted, child.since = processes.note(child.process.pid), now
        self._write_note()

    def _note_death(self, child: Child, now: float) -> None:
        processes.end_session(child.noted)
        child.deaths = 1 if now - child.since > WELL_AFTER else child.deaths + 1
        child.rests_until = now + min(LONGEST_REST, 2 ** (child.deaths - 1) - 1)
        child.process = None

    def _write_note(self) -> None:
        noted = {child.program.name: child.noted for child in self.children if child.process}
        self.place.write("programs", supervisor=processes.note(os.getpid()), programs=noted)


def end_programs(place: Place) -> None:
    """End what a supervisor of this place has started, whether it still runs or was killed."""
    for noted in place.read("programs").get("programs", {}).values():
        processes.end_session(noted)
    place.forget("programs")
