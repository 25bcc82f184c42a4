"""What the two embedded servers have in common: start, find again, stop."""

import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from lms.stack import ports, processes
from lms.stack.places import Place, StackError

STARTING_MAY_TAKE = 90
PATIENCE = 20
PAUSE = 0.05


class Server(ABC):
    """A server that outlives the command which started it, as long as another one uses it."""

    name: ClassVar[str]
    variable: ClassVar[str]

    def __init__(self, place: Place) -> None:
        self.place = place

    @abstractmethod
    def launch(self, port: int) -> int:
        """Start the server and return its number; it may not be ready yet."""

    @abstractmethod
    def answers(self, port: int) -> bool:
        """Whether the server lets us in with its password."""

    @abstractmethod
    def address(self, port: int) -> str:
        """Return the URL for the settings."""

    @abstractmethod
    def stop(self) -> None:
        """Stop the server with its data whole, and end what a crash has left of it."""

    @property
    def password(self) -> str:
        return self.place.secret(f"{self.name}.password")

    @property
    def log(self) -> Path:
        return self.place.logs / f"{self.name}.log"

    def is_alive(self) -> bool:
        return processes.find(self.place.read(self.name)) is not None

    def ensure(self) -> str:
        """Return the address of the running server, starting it if need be.

        Must be called with the place's servers locked. A start takes the port of the last one
        where it can, so that clients with the old address find the new server.
        """
        port = self.place.read(self.name).get("port", 0)
        if self.is_alive() and self._answers_within(PATIENCE, port):
            return self.address(port)
        self.stop()
        return self._start(ports.free_port(port))

    def _start(self, port: int) -> str:
        keep_small(self.log)
        self.place.write(self.name, **processes.note(self.launch(port)), port=port)
        if not self._answers_within(STARTING_MAY_TAKE, port):
            raise StackError(f"{self.name} did not start. Its last words:\n{self.last_words()}")
        return self.address(port)

    def _answers_within(self, seconds: float, port: int) -> bool:
        deadline = time.monotonic() + seconds
        while not self.answers(port):
            if time.monotonic() > deadline or not self.is_alive():
                return False
            time.sleep(PAUSE)
        return True

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in lines[-8:]) + f"\n(all of them: {self.log})"


def keep_small(log: Path, most: int = 5_000_000) -> None:
    """Put a big log aside; one older log is kept."""
    if log.exists() and log.stat().st_size > most:
        log.replace(log.with_suffix(".old.log"))
