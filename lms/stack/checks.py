"""`bin/check`: every check that needs no running test, counted."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lms.stack import servers
from lms.stack.places import CHECKOUT
from lms.stack.terminal import Stopped, say, stopping_politely

PYTHON = sys.executable
AT_ONCE = 2
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


# The longest first
CHECKS = (
    Check("types", (PYTHON, "-m", "mypy"), {}),
    Check("deployment", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Check("migrations", manage("makemigrations", "--check", "--dry-run"), {}),
    Check("templates", (PYTHON, "-m", "djlint", "--lint", "templates"), {}),
    Check("lint", (PYTHON, "-m", "ruff", "check", "."), {}),
    Check(
        "borders", (PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"), {}
    ),
    Check("format", (PYTHON, "-m", "ruff", "format", "--check", "."), {}),
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
    started: list[subprocess.Popen[str]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = [pool.submit(passes, check, environment, started) for check in CHECKS]
        try:
            return [
                check.name
                for check, verdict in zip(CHECKS, verdicts, strict=True)
                if not verdict.result()
            ]
        except Stopped:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in started:
                process.kill()
            raise


def passes(
    check: Check, environment: Mapping[str, str], started: list[subprocess.Popen[str]]
) -> bool:
    """Run one check, showing what it says only if it fails; add its process to those started."""
    start = time.monotonic()
    with subprocess.Popen(
        check.command,
        cwd=CHECKOUT,
        env={**environment, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        started.append(process)
        said = process.communicate()[0]
    verdict = "failed" if process.returncode else "passed"
    line = f"{check.name:<12} {verdict} {time.monotonic() - start:5.1f} s"
    say(f"{line}\n{said}" if process.returncode else line)
    return not process.returncode


def forget_settings() -> None:
    """Drop the settings of the site from this environment: checks and tests set their own."""
    for line in (CHECKOUT / ".env.example").read_text().splitlines():
        os.environ.pop(line.lstrip("# ").split("=", 1)[0], None)


def count(failed: Sequence[str]) -> Count:
    return Count(len(CHECKS) - len(failed), len(failed))
