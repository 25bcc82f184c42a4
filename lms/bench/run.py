"""The whole measurement: prepare, drive, count, check the ledger, report."""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from django.core.management import call_command

from lms.bench import report
from lms.bench.journey import sign_in, take_activity
from lms.bench.machine import machine
from lms.bench.measure import Bench, Cost, clock
from lms.bench.meter import Meter
from lms.bench.stage import Stage, missing_credit, set_stage
from lms.bench.web import serving
from lms.stack.places import CHECKOUT, StackError
from lms.stack.terminal import say

SITE, BARE, COUNTED = "lms.wsgi", "lms.bench.bare.wsgi", "lms.bench.counted"
LIFE = "/health/live"
WARM_UP = 16
COUNTED_JOURNEYS = 3


def journey(journeys: int, concurrencies: Sequence[int]) -> int:
    """Measure and print; 1 if a learner's credit is not exactly what it must be."""
    log = Path(os.environ["ATTEND_DATA_DIR"]) / "logs" / "bench.log"
    stage = prepare()
    _tell([f"\nA learner's journey on {machine()}"])
    wrong = _measure(stage, journeys, concurrencies, log) + _count(stage, log)
    _tell(wrong or ["\nThe ledger holds exactly one entry per offer for every learner."])
    return int(bool(wrong))


def prepare() -> Stage:
    """Bring database and static files up to date, and make the activity."""
    say("Preparing database, content and static files …")
    command = [sys.executable, str(CHECKOUT / "manage.py"), "collectstatic", "--noinput", "-v", "0"]
    with subprocess.Popen(command) as collecting:
        call_command("migrate", interactive=False, verbosity=0)
        stage = set_stage()
    if collecting.returncode:
        raise StackError("The static files could not be collected; see above.")
    return stage


def _measure(stage: Stage, journeys: int, concurrencies: Sequence[int], log: Path) -> list[str]:
    with serving(SITE, sign=LIFE, log=log) as site, serving(BARE, sign="/", log=log) as bare:
        bench = Bench(stage, site, bare)
        bench.measure(WARM_UP, concurrency=8)
        for concurrency in concurrencies:
            _tell(report.round_report(bench.measure(journeys, concurrency=concurrency)))
        _tell(report.memory_report(Meter(site.pid).memory()))
    return missing_credit(stage, bench.emails)


def _count(stage: Stage, log: Path) -> list[str]:
    """Count statements in processes that hold the frozen content already."""
    with serving(COUNTED, sign=LIFE, log=log) as site:
        bench, meter = Bench(stage, site, site), Meter(site.pid)
        for number, concurrency in ((WARM_UP, 8), (COUNTED_JOURNEYS, 1)):
            learners = bench.browsers_for(number, site)
            signing_in: Cost = clock(meter, learners, sign_in, concurrency)
            taken = clock(meter, learners, partial(take_activity, stage=stage), concurrency)
        _tell(report.statements_report(taken, signing_in))
    return missing_credit(stage, bench.emails)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
