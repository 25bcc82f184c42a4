"""Keep selections of the catalogue under names of the learner's own."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.locks import lock
from learners.models import SavedSearch

AT_MOST = 20
LONGEST_QUERY = 2000


class SearchRefused(Exception):
    """A search cannot be kept so; the message is for the person who asked."""


@transaction.atomic
def save_search(*, learner: User, name: str, query: str, at: datetime) -> SavedSearch:
    """Keep a selection, told by the shortest address of its list, under a name.

    Raises `SearchRefused` for the whole catalogue, a selection or a name that is kept already, and
    for one more than may be kept.
    """
    lock(User(pk=learner.pk))
    if not query:
        raise SearchRefused(
            "Search for something or choose a filter first: this is the whole catalogue."
        )
    if len(query) > LONGEST_QUERY:
        raise SearchRefused("This search has too many filters to be kept.")
    mine = SavedSearch.objects.filter(learner=learner)
    if same := mine.filter(query=query).first():
        raise SearchRefused(f"You keep this search already, as “{same.name}”.")
    if mine.count() >= AT_MOST:
        raise SearchRefused(
            f"You keep {AT_MOST} searches, the most there can be. Delete one first."
        )
    _check_name(learner, name)
    return SavedSearch.objects.create(learner=learner, name=name, query=query, saved_at=at)


@transaction.atomic
def rename_search(*, search: SavedSearch, name: str) -> None:
    """Give a search another name; raises `SearchRefused` for the name of another."""
    lock(User(pk=search.learner_id))
    _check_name(search.learner, name, but=search.pk)
    SavedSearch.objects.filter(pk=search.pk).update(name=name)


def delete_search(*, search: SavedSearch) -> None:
    """Forget a search."""
    search.delete()


def _check_name(learner: User, name: str, *, but: int = 0) -> None:
    others = SavedSearch.objects.filter(learner=learner, name__iexact=name).exclude(pk=but)
    if others.exists():
        raise SearchRefused(f"Another search of yours is called “{name}”.")
