"""`bin/check`: every check that needs no running test, counted."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.stack import servers
from lms.stack.places import CHECKOUT
from lms.stack.terminal import Stopped, say, stopping_politely

PYTHON = sys.executable
# What a production site would set; the deployment check looks at nothing else
PRODUCTION = {
    "DEBUG": "0",
    "BASE_URL": "https://cme.example.org",
    "ALLOWED_HOSTS": "cme.example.org",
    "SECRET_KEY": "fLk2-Vx9zQ0_mT7rBw4yHs8uNc3eGj6pAd5iKo1X-qRtZvUyWnMbEaSg",
    "SIGNING_KEYS": "q3ZkW9rLx_7TnB2vYc8mHs5uJd4gPf6aRt1eKo0iXwNzUyVbMlEqSjGh",
    "ENCRYPTION_KEYS": "w8RtYpLkJ_3hGfDsAzXcV-bNmQ5eUi2oWvKjHgTrFdSeCxZlPyMnB6aE",
    "BEHIND_PROXY": "1",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


def manage(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-W", "error::RuntimeWarning", "manage.py", *words)


@dataclass(frozen=True)
class Count:
    passed: int
    failed: int
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


CHECKS = (
    Check("lint", (PYTHON, "-m", "ruff", "check", "."), {}),
    Check("format", (PYTHON, "-m", "ruff", "format", "--check", "."), {}),
    Check("types", (PYTHON, "-m", "mypy"), {}),
    Check(
        "borders", (PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"), {}
    ),
    Check("templates", (PYTHON, "-m", "djlint", "--lint", "templates"), {}),
    Check("migrations", manage("makemigrations", "--check", "--dry-run"), {}),
    Check("deployment", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
)


def main() -> int:
    """Run the checks beside servers of their own."""
    forget_settings()
    with stopping_politely():
        try:
            with servers.throwaway() as place, servers.running(place) as environment:
                failed = run_all(environment)
        except Stopped:
            return 1
    say(f"checks: {count(failed)}")
    return 1 if failed else 0


def run_all(environment: Mapping[str, str]) -> list[str]:
    """Run every check, also after one has failed; return the names of those that failed."""
    return [check.name for check in CHECKS if not passes(check, environment)]


def passes(check: Check, environment: Mapping[str, str]) -> bool:
    """Run one check, showing what it says only if it fails."""
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=CHECKOUT,
        env={**environment, **check.environment},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "failed" if done.returncode else "passed"
    say(f"{check.name:<12} {verdict} {time.monotonic() - start:5.1f} s")
    if done.returncode:
        say(done.stdout)
    return not done.returncode


def forget_settings() -> None:
    """Drop the settings of the site from this environment: checks and tests set their own."""
    for line in (CHECKOUT / ".env.example").read_text().splitlines():
        os.environ.pop(line.lstrip("# ").split("=", 1)[0], None)


def count(failed: Sequence[str]) -> Count:
    return Count(len(CHECKS) - len(failed), len(failed))
