"""Drives many journeys at once and reads what they cost."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import count
from operator import add

from lms.bench.browser import Browser, Took
from lms.bench.journey import REQUESTS, sign_in, take_activity
from lms.bench.meter import Cpu, Meter
from lms.bench.stage import Stage, fresh_learners
from lms.bench.web import Web

BARE_STEP = "bare page"
TURNS = 5


@dataclass(frozen=True)
class Cost:
    """What a number of equal tasks cost together."""

    tasks: int
    seconds: float
    cpu: Cpu
    took: list[Took]

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.tasks + other.tasks,
            self.seconds + other.seconds,
            self.cpu + other.cpu,
            self.took + other.took,
        )

    @property
    def requests(self) -> int:
        return len(self.took)

    def seconds_of(self, step: str) -> list[float]:
        return [took.seconds for took in self.took if took.step == step]


@dataclass(frozen=True)
class Round:
    """Everything measured at one concurrency."""

    concurrency: int
    signing_in: Cost
    journeys: Cost
    bare: Cost

    @property
    def ratio(self) -> float:
        """CPU of a journey's requests to that of as many bare pages."""
        ours = self.journeys.cpu.web / self.journeys.requests
        return ours / (self.bare.cpu.web / self.bare.requests)


@dataclass(frozen=True)
class Bench:
    """Site and yardstick, running side by side; `emails` are the learners of all rounds."""

    stage: Stage
    site: Web
    bare: Web
    emails: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def measure(self, journeys: int, *, concurrency: int) -> Round:
        """Sign in fresh learners; drive their journeys, and as many bare pages, in turns.

        Turns, because a machine is not equally fast from one minute to the next.
        """
        learners = self.browsers_for(journeys, self.site)
        meter, travel = Meter(self.site.pid), partial(take_activity, stage=self.stage)
        signing_in = clock(meter, learners, sign_in, concurrency)
        costs = [
            (clock(meter, some, travel, concurrency), self._bare_pages(len(some), concurrency))
            for some in turns(learners)
        ]
        journey, bare = (reduce(add, parts) for parts in zip(*costs, strict=True))
        return Round(concurrency, signing_in, journey, bare)

    def browsers_for(self, number: int, site: Web) -> list[Browser]:
        """Make fresh learners, each with an address of their own on the loopback network."""
        emails = fresh_learners(number)
        self.emails.extend(emails)
        return [Browser(site.port, email, loopback(next(self.numbers))) for email in emails]

    def _bare_pages(self, visits: int, concurrency: int) -> Cost:
        """Ask for as many bare pages as the journeys have requests."""
        browsers = [Browser(self.bare.port) for _visit in range(visits)]
        return clock(Meter(self.bare.pid), browsers, _open_bare_pages, concurrency)


def _open_bare_pages(browser: Browser) -> None:
    with browser:
        for _page in range(REQUESTS):
            browser.get(BARE_STEP, "/")


def clock(
    meter: Meter, browsers: Sequence[Browser], visit: Callable[[Browser], None], concurrency: int
) -> Cost:
    """Let every browser make the same visit, some of them at once."""
    for browser in browsers:
        browser.took.clear()
    before, begin = meter.read(), time.perf_counter()
    with ThreadPoolExecutor(concurrency) as pool:
        list(pool.map(visit, browsers))
    seconds, used = time.perf_counter() - begin, meter.read() - before
    return Cost(len(browsers), seconds, used, [took for each in browsers for took in each.took])


def turns(learners: Sequence[Browser]) -> list[Sequence[Browser]]:
    """Part the learners into a few groups."""
    size = math.ceil(len(learners) / TURNS)
    return [learners[start : start + size] for start in range(0, len(learners), size)]


def loopback(number: int) -> str:
    """Return an address of this machine: sign-ins are limited by address."""
    return f"127.{1 + number // 65_536}.{number // 256 % 256}.{number % 256}"
