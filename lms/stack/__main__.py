"""What stands behind the commands in bin/."""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from lms.stack import checks, demo, servers, suite
from lms.stack.places import CHECKOUT, StackError, lasting_place
from lms.stack.terminal import Stopped, run, say, stopping_politely

USAGE = """\
python -m lms.stack demo                     the whole site
python -m lms.stack manage WORDS…            manage.py, with the servers that it needs
python -m lms.stack run [--throwaway] COMMAND…   any command, with those servers or fresh ones
python -m lms.stack test [WORDS…]            checks and tests; with words, pytest alone with them
python -m lms.stack check                    the static checks
python -m lms.stack where                    the folders of this installation"""


def run_command(words: Sequence[str]) -> int:
    """Run a command beside the servers; its exit code is ours."""
    throwaway = words[:1] == ["--throwaway"]
    command = words[1:] if throwaway else words
    with stopping_politely(), ExitStack() as opened:
        try:
            place = opened.enter_context(servers.throwaway()) if throwaway else lasting_place()
            return run(command, opened.enter_context(servers.running(place)))
        except Stopped:
            return 1


def run_manage(words: Sequence[str]) -> int:
    return run_command([sys.executable, str(CHECKOUT / "manage.py"), *words])


def tell_where(_words: Sequence[str]) -> int:
    place = lasting_place()
    say(f"data      {place.data}\ndatabase  {place.database}")
    return 0


ACTIONS: dict[str, Callable[[list[str]], int]] = {
    "demo": lambda _words: demo.main(),
    "manage": run_manage,
    "run": run_command,
    "test": suite.main,
    "check": lambda _words: checks.main(),
    "where": tell_where,
}


def main(words: list[str]) -> int:
    """Do one command; every foreseeable trouble ends in one sentence."""
    if not words or words[0] not in ACTIONS or words == ["run"]:
        say(USAGE)
        return 2
    try:
        return ACTIONS[words[0]](words[1:])
    except StackError as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
