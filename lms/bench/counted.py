"""The site with the number of its SQL statements in a header: for counting, never for timing."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from lms.bench.browser import STATEMENTS
from lms.wsgi import application as site


class Counter:
    """Counts what a connection executes."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(
        self, execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.statements += 1
        return execute(statement, params, many, context)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the site does, and say how many statements it took."""
    counter = Counter()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (STATEMENTS, str(counter.statements))], *rest)

    with connection.execute_wrapper(counter):
        answer: Iterable[bytes] = site(environ, start)
        return answer
