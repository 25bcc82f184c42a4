"""Write down what the search looks through: an activity's frozen facts and what its lessons say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.domain.marked import without_marks
from courses.domain.typos import trigrams, words_in
from courses.models import ActivityPage, ActivityVersion, Findable, KnownWord, LessonPage
from courses.queries import published_activities

# PostgreSQL keeps at most a megabyte of stems for a row
LONGEST_TEXT = 200_000


def index_version(version: ActivityVersion) -> None:
    """Put a version in the place of whatever the search knew of its activity.

    The caller holds the lock of the activity's page.
    """
    facts = version.facts
    said = {
        lesson.pk: " ".join(lesson.body.stream_block.get_searchable_content(lesson.body))
        for lesson in LessonPage.objects.live().filter(
            pk__in=[row["id"] for row in facts["lessons"]]
        )
    }
    rows = [
        Findable(activity_id=version.activity_id, version=version, **_cut(texts))
        for texts in _texts(facts, said)
    ]
    Findable.objects.filter(activity=version.activity_id).delete()
    Findable.objects.bulk_create(rows)
    _learn(rows[0])


def index_activities(*, only_missing: bool = False) -> int:
    """Index every published activity and forget words of others, or only what is not indexed yet.

    Returns how many were indexed.
    """
    activities = published_activities().order_by("pk")
    if only_missing:
        indexed = Findable.objects.filter(version=OuterRef("version_id"), lesson=None)
        activities = activities.filter(~Exists(indexed))
    else:
        KnownWord.objects.all().delete()
    return sum(_index_anew(pk) for pk in list(activities.values_list("pk", flat=True)))


@transaction.atomic
def _index_anew(pk: int) -> bool:
    activity = ActivityPage.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    newest = activity.versions.order_by("-number").first() if activity else None
    if newest:
        index_version(newest)
    return newest is not None


def _texts(facts: Mapping[str, Any], said: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    lessons = [lesson for lesson in facts["lessons"] if lesson["id"] in said]
    titles = [lesson["title"] for lesson in lessons]
    yield {
        "title": facts["title"],
        "keywords": "\n".join([*facts["topics"], *facts["objectives"], *titles]),
        "summary": facts["summary"],
        "text": "\n".join([facts["gap"], *said.values()]),
    }
    for lesson in lessons:
        yield {"lesson_id": lesson["id"], "title": lesson["title"], "text": said[lesson["id"]]}


def _cut(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: without_marks(value)[:LONGEST_TEXT] if isinstance(value, str) else value
        for name, value in texts.items()
    }


def _learn(row: Findable) -> None:
    """Note the words that were never seen, in one order, so that publications wait for each other."""
    words = words_in(f"{row.title}\n{row.keywords}\n{row.summary}\n{row.text}")
    known = KnownWord.objects.filter(word__in=words).values_list("word", flat=True)
    KnownWord.objects.bulk_create(
        (
            KnownWord(word=word, trigrams=sorted(trigrams(word)))
            for word in sorted(words - set(known))
        ),
        ignore_conflicts=True,
    )
