"""Searching activities by their words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import ActivityPage
from courses.queries import frozen_activities, open_versions
from courses.services import freeze_activity
from tests.factories.outcomes import a_provider, an_activity

TODAY = timezone.now().date()


def published(code, **fields):
    provider = a_provider(f"Provider of {code}")
    page = an_activity(
        provider, code=code, lessons=0, expires_on=TODAY + timedelta(days=100), **fields
    )
    freeze_activity(activity=page, at=timezone.now())
    return page


def found(text="", on=TODAY):
    return [activity.code for activity in frozen_activities(open_versions(on, text))]


@pytest.fixture
def three():
    published("sepsis", title="Sepsis", summary="Fluids.", gap="Missed fever.")
    published("opioids", title="Opioids", summary="Pain and sepsis.", gap="Overdoses.")
    published("handover", title="Handover", summary="Speaking.", gap="Lost words; sepsis missed.")


def test_without_a_text_everything_open_is_found_newest_first():
    for code, days in (("old", 30), ("new", 1), ("middle", 10)):
        published(code, released_on=TODAY - timedelta(days=days))

    assert found() == ["new", "middle", "old"]


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_gap(three):
    assert found("sepsis") == ["sepsis", "opioids", "handover"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SEPSIS fluid", ["sepsis"]),
        ("opi", ["opioids"]),
        ("opioid", ["opioids"]),
        ('"missed fever"', ["sepsis"]),
        ("sepsis -pain -lost", ["sepsis"]),
        ("overdose or speak", ["opioids", "handover"]),
        ("zebra", []),
        ("   ", ["handover", "opioids", "sepsis"]),
        ("& | ! ( :* ' \\ \x00", []),
        ("sepsis:*", ["sepsis", "opioids", "handover"]),
    ],
)
def test_texts_are_read_as_people_mean_them(three, text, codes):
    assert sorted(found(text)) == sorted(codes)


def test_topics_are_searched_too():
    page = published("plain", title="Plain")
    page.topics.add("antimicrobial stewardship")
    page.save()
    freeze_activity(activity=page, at=timezone.now())

    assert found("stewardship") == ["plain"]


def test_only_what_is_open_and_published_is_found():
    published("open")
    published("early", released_on=TODAY + timedelta(days=1))
    published("ended", released_on=TODAY - timedelta(days=200), reviewed_on=TODAY)
    ActivityPage.objects.filter(code="ended").update(expires_on=TODAY - timedelta(days=1))
    published("hidden")
    ActivityPage.objects.filter(code="hidden").update(live=False)
    an_activity(a_provider("Never frozen"), code="draft", lessons=0)

    assert found() == ["open"]
    assert found("summary") == ["open"]


def test_the_newest_words_are_searched_and_no_older_ones():
    page = published("changed", title="Beforehand")
    page.title = "Afterwards"
    page.save()
    freeze_activity(activity=page, at=timezone.now())

    assert found("afterwards") == ["changed"]
    assert found("beforehand") == []
