"""`bin/test`: the static checks and every test, beside servers that are thrown away."""

import os
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

from lms.stack import browser, checks, node, servers
from lms.stack.checks import Count
from lms.stack.places import CHECKOUT, StackError
from lms.stack.terminal import Stopped, run, say, stopping_politely

# A developer may point the tests at servers of their own
CHOSEN = {"ATTEND_TEST_DATABASE_URL": "DATABASE_URL", "ATTEND_TEST_REDIS_URL": "REDIS_URL"}
WORKERS = 2


def main(words: list[str]) -> int:
    """Run checks and tests; with words, pytest alone with those."""
    chosen = {CHOSEN[name]: os.environ[name] for name in CHOSEN if os.environ.get(name)}
    checks.forget_settings()
    os.environ.update(chosen)
    with stopping_politely():
        try:
            with servers.throwaway() as place, servers.running(place) as found:
                environment = {**found, **programs_for_tests()}
                return run_all(words, environment, place.run / "report.xml")
        except Stopped:
            return 1


def programs_for_tests() -> dict[str, str]:
    """Return where browser and Node.js are; without one CI fails, and a developer reads what is missing."""
    found = {}
    for variable, name, program in (
        ("ATTEND_CHROMIUM", "Chromium", browser),
        ("ATTEND_NODE", "Node.js", node),
    ):
        if path := program.find_or_install():
            found[variable] = path
            continue
        if os.environ.get("CI"):
            raise StackError(f"There is no {name}, and CI skips no test. {program.HOW}")
        say(f"No {name}: the tests that need it are skipped. {program.HOW}")
    return found


def run_all(words: list[str], environment: dict[str, str], report: Path) -> int:
    start = time.monotonic()
    failed = [] if words else checks.run_all(environment)
    code = run(pytest_command(words, report), environment)
    if words:
        return code
    say()
    if failed:
        say(f"Failed checks: {', '.join(failed)}")
    say(f"Took {time.monotonic() - start:.0f} s")
    say(f"total: {total(checks.count(failed), count_tests(report))}")
    return code or int(bool(failed))


def pytest_command(words: list[str], report: Path) -> list[str]:
    command = [sys.executable, "-m", "pytest", f"--rootdir={CHECKOUT}"]
    command += [f"--config-file={CHECKOUT / 'pyproject.toml'}", "--ds=tests.settings"]
    return [
        *command,
        *(words or [f"-n{WORKERS}", f"--junit-xml={report}", str(CHECKOUT / "tests")]),
    ]


def count_tests(report: Path) -> Count:
    """Read pytest's report; a run that broke off before it wrote one has failed."""
    if not report.exists():
        return Count(0, 1)
    sums = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for each in ET.parse(report).getroot().iter("testsuite"):
        for name in sums:
            sums[name] += int(each.get(name, 0))
    failed = sums["failures"] + sums["errors"]
    return Count(sums["tests"] - failed - sums["skipped"], failed, sums["skipped"])


def total(*counts: Count) -> Count:
    return Count(
        sum(count.passed for count in counts),
        sum(count.failed for count in counts),
        sum(count.skipped for count in counts),
    )
