"""Row locks, taken parent first."""

from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.db.transaction import TransactionManagementError

from common.prepared import Prepared

M = TypeVar("M", bound=models.Model)
A_KEY = 2**31 - 2  # fits the keys of other packages' tables too, which have 32 bits


def lock(row: M, *related: str) -> M:
    """Return `row` read anew under FOR UPDATE; must run inside a transaction.

    `related` are joined for reading but not locked.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A lock outside of a transaction holds nothing.")
    model: Any = type(row)
    found = _locking(model, related).first(row.pk)
    if found is None:
        raise model.DoesNotExist(f"{row!r} is not there any more.")
    return cast(M, found)


@lru_cache(maxsize=64)
def _locking(model: type[models.Model], related: tuple[str, ...]) -> Prepared[Any]:
    """Keep the statement, which the ORM would write anew for every lock."""

    def rows(pk: int) -> models.QuerySet[Any]:
        found = model._default_manager.filter(pk=pk).select_for_update(of=("self",))
        return found.select_related(*related) if related else found

    return Prepared(rows, lambda _place: A_KEY)
