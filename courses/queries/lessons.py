"""Reads about lessons: where one stands and what it says, rendered once per process."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString, mark_safe

from assessments.queries import newest_question_versions
from common.frozen import Kept
from common.prepared import TEXT, Prepared
from courses.models import ActivityPage, LessonPage
from courses.queries.activities import FrozenActivity, frozen_activity, published_activities

BODIES_KEPT = 512
# References, pictures and recordings may be corrected without publishing the lesson again.
SECONDS_KEPT = 600
NOTHING = mark_safe("")


@dataclass(frozen=True)
class CurrentLesson:
    """A live lesson in the newest version of its activity, and which text of it is live."""

    activity: FrozenActivity
    id: int
    slug: str
    title: str
    minutes: int
    edition: str


@dataclass(frozen=True)
class Part:
    """A stretch of a lesson's HTML, or a knowledge check by its question version."""

    html: SafeString = NOTHING
    question_version_id: int | None = None


@dataclass(frozen=True)
class LessonBody:
    """A lesson as everybody reads it; answers to its checks are each learner's own."""

    parts: tuple[Part, ...]
    questions: Mapping[int, int]
    references: tuple[Mapping[str, Any], ...]


_bodies: Kept[LessonBody] = Kept(size=BODIES_KEPT)


def _live(code: str, slug: str) -> QuerySet[ActivityPage, tuple[int, dict[str, Any]]]:
    lessons = LessonPage.objects.live().filter(
        slug=slug, path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1
    )
    live = lessons.values(
        found=JSONObject(id="pk", revision="live_revision_id", at="last_published_at")
    )
    return published_activities().filter(code=code).values_list("version_id", Subquery(live[:1]))


_current: Prepared[tuple[int, dict[str, Any]]] = Prepared(_live, TEXT, TEXT)


def current_lesson(code: str, slug: str) -> CurrentLesson:
    """Return a live lesson of a live activity; raise `LessonPage` or `ActivityPage.DoesNotExist`."""
    row = _current.first(code, slug)
    if row is None:
        raise ActivityPage.DoesNotExist
    version_id, found = row
    activity = frozen_activity(version_id)
    facts = activity.lesson(slug)
    if not found or not facts:
        raise LessonPage.DoesNotExist
    return CurrentLesson(
        activity=activity,
        id=found["id"],
        slug=slug,
        title=facts["title"],
        minutes=facts["minutes"],
        edition=f"{found['revision']} {found['at']}",
    )


def lesson_body(lesson: CurrentLesson) -> LessonBody:
    """Return what the lesson says; rendered anew after a publication, and every ten minutes."""
    period = int(time.monotonic()) // SECONDS_KEPT
    return _bodies.get((lesson.id, lesson.edition, period), lambda: _render(lesson.id))


def _render(lesson_id: int) -> LessonBody:
    body = LessonPage.objects.get(pk=lesson_id).body
    pieces, references = body.stream_block.pieces(body)
    asked = [piece.question.pk for piece in pieces if piece.question]
    versions = newest_question_versions(asked)
    parts: list[Part] = []
    for piece in pieces:
        if not piece.asks:
            parts.append(Part(html=piece.html))
        elif piece.question and piece.question.pk in versions:
            parts.append(Part(question_version_id=versions[piece.question.pk]))
    return LessonBody(
        parts=tuple(_joined(parts)),
        questions={version: question for question, version in versions.items()},
        references=tuple(reference.as_facts() for reference in references),
    )


def _joined(parts: list[Part]) -> list[Part]:
    """Put neighbouring stretches of HTML together."""
    joined: list[Part] = []
    for part in parts:
        if joined and part.html and joined[-1].html:
            joined[-1] = Part(html=joined[-1].html + part.html)
        else:
            joined.append(part)
    return joined
