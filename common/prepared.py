"""Small reads of every request, whose SQL the ORM writes once per process instead of each time.

Composing the statement costs several times what sending it does. A `Prepared` is made from an
ordinary queryset, so models and migrations remain the one description of the tables:

    _own_sitting = Prepared(lambda learner, pk: Sitting.objects.filter(...), ID, ID)
    _own_sitting.first(learner.pk, pk)

The samples stand for the values in the queryset and must reach its SQL unchanged: primary keys,
days, words and UUIDs do. Model instances come with what `select_related` and `annotate` ask for, `values_list`
gives tuples, or single values if it is flat.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Reader = Callable[[list[Any]], Any]

# Values that no table holds, one for each place where they stand
LARGEST = 2**63
ID: Callable[[int], int] = lambda place: 2**62 + place  # noqa: E731 named like a kind of value
DAY: Callable[[int], date] = lambda place: date(1, 1, 1 + place)  # noqa: E731
TEXT: Callable[[int], str] = lambda place: f"\ufffe{place}"  # noqa: E731
NAME: Callable[[int], UUID] = lambda place: UUID(int=place)  # noqa: E731


@dataclass(frozen=True)
class _Plan:
    """A written statement: where each parameter comes from, and how a row becomes an object."""

    statement: str
    constants: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, Any, Any], ...]
    read: Reader

    def parameters(self, values: Sequence[Hashable]) -> list[Any]:
        found = list(self.constants)
        for place, number in self.places:
            found[place] = values[number]
        return found

    def convert(
        self, rows: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper
    ) -> Iterator[list[Any]]:
        for row in map(list, rows):
            for column, convert, expression in self.converters:
                row[column] = convert(row[column], expression, connection)
            yield row


class Prepared(Generic[Row]):
    """A queryset with blanks for its values."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Row]], *samples: Callable[[int], Hashable]
    ) -> None:
        self._build = build
        self._samples = samples
        self._plan: _Plan | None = None

    def rows(self, *values: Hashable) -> list[Row]:
        """Return every row, as the queryset would with these values."""
        if any(isinstance(value, int) and not -LARGEST <= value < LARGEST for value in values):
            return []  # a key that is too large for its column, out of somebody's address
        plan = self._plan = self._plan or self._prepare()
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(plan.statement, plan.parameters(values))
            return [plan.read(row) for row in plan.convert(cursor.fetchall(), connection)]

    def first(self, *values: Hashable) -> Row | None:
        """Return the first row, None if there is none."""
        return next(iter(self.rows(*values)), None)

    def _prepare(self) -> _Plan:
        samples = [sample(number) for number, sample in enumerate(self._samples)]
        queryset = self._build(*samples)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        places = [
            (place, samples.index(value))
            for place, value in enumerate(parameters)
            if value in samples
        ]
        if {number for _place, number in places} != set(range(len(samples))):
            raise ValueError(f"A value of this queryset does not reach its SQL: {statement}")
        return _Plan(
            statement,
            tuple(parameters),
            tuple(places),
            _converters(compiler),
            _reader(queryset, compiler),
        )


def _converters(compiler: SQLCompiler) -> tuple[tuple[int, Any, Any], ...]:
    expressions = [column[0] for column in compiler.select]
    found = compiler.get_converters(expressions)
    return tuple(
        (column, convert, expression)
        for column, (converters, expression) in found.items()
        for convert in converters
    )


def _reader(queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> Reader:
    kind = queryset._iterable_class  # noqa: SLF001 a queryset tells no other way what it yields
    if kind is ModelIterable:
        return _instances(compiler)
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    raise TypeError(f"Cannot prepare a queryset that yields by {kind.__name__}")


def _instances(compiler: SQLCompiler) -> Reader:
    """Make instances as `ModelIterable` does."""
    found: Any = compiler.klass_info
    model, columns = found["model"], found["select_fields"]
    begin, end = columns[0], columns[-1] + 1
    names = [column[0].target.attname for column in compiler.select[begin:end]]
    related = get_related_populators(  # type: ignore[call-arg]  # the stubs are of Django 6
        found, compiler.select, DEFAULT_DB_ALIAS
    )
    annotated = tuple((compiler.annotation_col_map or {}).items())

    def read(row: list[Any]) -> Any:
        instance = model.from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
        for populator in related:
            populator.populate(row, instance)
        for name, column in annotated:
            setattr(instance, name, row[column])
        return instance

    return read
