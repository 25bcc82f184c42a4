"""`bin/bench journey`: what a learner's journey costs, beside bare pages as the yardstick."""

import argparse
import os
import sys

import django

from lms.stack.places import StackError
from lms.stack.terminal import Stopped, stopping_politely


def main(words: list[str]) -> int:
    """Measure as asked; 1 if anything is not as it must be."""
    options = _parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from lms.bench.run import journey  # needs Django ready

    with stopping_politely():
        try:
            return journey(options.journeys, options.concurrency)
        except StackError as trouble:
            print(trouble, file=sys.stderr)
            return 1
        except Stopped:
            return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("what", choices=["journey"])
    parser.add_argument("--journeys", type=int, default=60, help="at each concurrency")
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8])
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
