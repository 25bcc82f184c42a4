"""What becomes of an activity's facts when its lessons are withdrawn or moved."""

from datetime import timedelta

from django.utils import timezone

from courses.models import LessonPage
from courses.queries import current_activity
from courses.services import freeze_activity
from tests.factories.outcomes import a_provider, an_activity

TODAY = timezone.now().date()


def published(code, lessons):
    page = an_activity(
        a_provider(code), code=code, lessons=lessons, expires_on=TODAY + timedelta(days=9)
    )
    freeze_activity(activity=page, at=timezone.now())
    return page


def lessons_of(code):
    return [lesson["slug"] for lesson in current_activity(code).facts["lessons"]]


def test_a_withdrawn_lesson_is_told_of_no_more():
    page = published("one", 2)

    LessonPage.objects.child_of(page).first().unpublish()

    assert lessons_of("one") == ["lesson-2"]


def test_a_moved_lesson_is_told_of_where_it_is():
    here, there = published("one", 2), published("two", 0)

    LessonPage.objects.child_of(here).last().move(there, pos="last-child")

    assert (lessons_of("one"), lessons_of("two")) == (["lesson-1"], ["lesson-2"])


def test_a_new_order_is_told():
    page = published("one", 2)
    first, second = LessonPage.objects.child_of(page)

    second.move(first, pos="left")

    assert lessons_of("one") == ["lesson-2", "lesson-1"]


def test_a_draft_activity_is_frozen_by_none_of_this():
    page = published("one", 2)
    page.unpublish()

    LessonPage.objects.child_of(page).first().unpublish()

    assert page.versions.count() == 1
