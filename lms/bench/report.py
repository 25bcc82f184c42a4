"""Says what was measured, in words and tables."""

from collections.abc import Iterator, Sequence
from statistics import quantiles

from lms.bench.journey import REQUESTS, STEPS
from lms.bench.measure import BARE_STEP, Cost, Round
from lms.bench.meter import Held

RATIO_WANTED = 1.5
MEMORY_WANTED = 200
SIGN_IN = "sign in"


def round_report(found: Round) -> Iterator[str]:
    """Yield what one concurrency came to."""
    yield f"\nConcurrency {found.concurrency}"
    journeys, bare = found.journeys, found.bare
    yield f"  {journeys.tasks / journeys.seconds:.2f} journeys/s, {_rate(journeys)} requests/s"
    yield f"  {_rate(bare)} bare pages/s"
    yield ""
    yield _row("step", "n", "p50 ms", "p95 ms", "p99 ms")
    for step in STEPS:
        yield _percentiles(step, found.journeys)
    yield _percentiles(BARE_STEP, found.bare)
    yield _percentiles(SIGN_IN, found.signing_in)
    yield ""
    yield _row("CPU ms", "web", "PostgreSQL", "Valkey")
    yield _cpu("a journey", found.journeys, found.journeys.tasks)
    yield _cpu("  a request of it", found.journeys, found.journeys.requests)
    yield _cpu("a bare page", found.bare, found.bare.requests)
    yield _cpu("a sign-in (apart)", found.signing_in, found.signing_in.tasks)
    yield ""
    yield (
        f"A journey's {REQUESTS} requests cost {found.ratio:.2f} times the CPU of as many bare "
        f"pages; at most {RATIO_WANTED} is wanted."
    )


def statements_report(counted: Cost, signing_in: Cost) -> Iterator[str]:
    """Yield the SQL statements of each step, the most that a request took."""
    yield "\nSQL statements"
    yield _row("step", "n", "each at most", "together")
    for step in STEPS:
        statements = [t.statements or 0 for t in counted.took if t.step == step]
        each = len(statements) // counted.tasks
        yield _row(step, each, max(statements), round(sum(statements) / counted.tasks))
    yield _row("a journey", REQUESTS, "", _all_statements(counted))
    yield _row("a sign-in (apart)", "", "", _all_statements(signing_in))


def memory_report(held: Sequence[Held]) -> Iterator[str]:
    """Yield what the web server's processes hold after the load."""
    yield "\nMemory after all rounds"
    yield _row("process", "RSS MB", "PSS MB")
    for each in held:
        yield _row(each.name, round(each.resident), round(each.share))
    yield f"At most {MEMORY_WANTED} MB a worker is wanted."


def _all_statements(cost: Cost) -> int:
    return round(sum(took.statements or 0 for took in cost.took) / cost.tasks)


def _rate(cost: Cost) -> str:
    return f"{cost.requests / cost.seconds:.0f}"


def _percentiles(step: str, cost: Cost) -> str:
    seconds = cost.seconds_of(step)
    points = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    wanted = (f"{points[percent - 1] * 1000:.1f}" for percent in (50, 95, 99))
    return _row(step, len(seconds), *wanted)


def _cpu(what: str, cost: Cost, among: int) -> str:
    used = (cost.cpu.web, cost.cpu.database, cost.cpu.cache)
    return _row(what, *(f"{seconds / among * 1000:.2f}" for seconds in used))


def _row(name: str, *cells: object) -> str:
    return f"  {name:<18}" + "".join(f"{cell!s:>13}" for cell in cells)
