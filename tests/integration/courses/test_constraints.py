"""Each constraint of `courses` broken on purpose, past every check in Python."""

import pytest
from django.db import connection
from wagtail.models import Collection

from courses.models import (
    ActivityPage,
    ActivityVersion,
    Findable,
    KnownWord,
    Placement,
    Prerequisite,
)
from tests.factories.outcomes import a_world
from tests.refusals import assert_append_only, change, insert_copy, refused


@pytest.fixture
def activity() -> ActivityPage:
    return a_world().activity


def test_activity_expires_after_its_release(activity):
    with refused("courses_activitypage_expires_after_release"):
        change(activity, expires_on=activity.released_on)


def test_activity_code_is_used_once(activity):
    other = a_world(activity.provider).activity
    with refused("courses_activitypage_code_key"):
        change(other, code=activity.code)


def test_activity_is_of_a_known_type(activity):
    with refused("courses_activitypage_type_known"):
        change(activity, type="lecture")


def test_assessment_stands_in_an_activity_once(activity):
    with refused("courses_placement_assessment_once_per_activity"):
        insert_copy(Placement.objects.first())


def asks(activity, needs):
    return Prerequisite.objects.create(activity=activity, needs=needs)


def test_prerequisite_is_asked_for_once(activity):
    row = asks(activity, a_world(activity.provider).activity)
    with refused("courses_prerequisite_once_per_activity"):
        insert_copy(row)


def test_activity_does_not_come_before_itself(activity):
    with refused("courses_prerequisite_not_itself"):
        asks(activity, activity)


def test_prerequisites_lead_in_no_circle(activity):
    second, third = (a_world(activity.provider).activity for _ in range(2))
    asks(activity, second)
    asks(activity, third)
    row = asks(second, third)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with refused("courses_prerequisite_no_circle"):
        asks(third, activity)
    with refused("courses_prerequisite_no_circle"):
        change(row, needs=activity)
    Prerequisite.objects.filter(activity=activity).delete()
    asks(third, activity)


@pytest.fixture
def another_collection():
    return Collection.get_first_root_node().add_child(name="Another")


def test_provider_name_is_used_once(activity, another_collection):
    with refused("courses_provider_name_key"):
        insert_copy(activity.provider, slug="other", collection=another_collection)


def test_provider_slug_is_used_once(activity, another_collection):
    with refused("courses_provider_slug_key"):
        insert_copy(activity.provider, name="Other", collection=another_collection)


def test_provider_has_a_collection_of_its_own(activity):
    with refused("courses_provider_collection_id_key"):
        insert_copy(activity.provider, name="Other", slug="other")


def test_search_knows_an_activity_and_a_lesson_once(activity):
    for row in (Findable.objects.get(lesson=None), Findable.objects.exclude(lesson=None).first()):
        with refused("courses_findable_once_per_activity_and_lesson"):
            insert_copy(row, words=None)


def test_search_knows_a_word_once(activity):
    with refused("courses_knownword_word_once"):
        insert_copy(KnownWord.objects.first())


def test_version_has_its_number_once(activity):
    with refused("courses_activityversion_number_once"):
        insert_copy(ActivityVersion.objects.get())


def test_versions_are_append_only(activity):
    assert_append_only(ActivityVersion.objects.get())
