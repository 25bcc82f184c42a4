"""Running one program in the foreground, and words for the person at the terminal."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType


def say(text: str = "") -> None:
    """Print at once, also into a pipe; a reader that has gone away is no reason to stop."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = sys.stderr


class Stopped(Exception):
    """Somebody asked this command to stop."""


ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _raise_stopped(_signal: int, _frame: FrameType | None) -> None:
    """Stop once; a second Ctrl-C must not disturb the tidying up."""
    for sign in ASKED:
        signal.signal(sign, signal.SIG_IGN)
    raise Stopped


@contextmanager
def stopping_politely() -> Iterator[None]:
    """Turn the ways to ask for an end into `Stopped`."""
    before = {sign: signal.signal(sign, _raise_stopped) for sign in ASKED}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a program at this terminal and return its exit code, as a shell counts it.

    Ctrl-C reaches the program by the terminal itself; other requests to end are passed on.
    """
    with subprocess.Popen(command, env=environment) as child:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            child.send_signal(number)

        before = {sign: signal.signal(sign, pass_on) for sign in ASKED}
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = child.wait()
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
    return code if code >= 0 else 128 - code
