"""Authors say what comes first: of their own published activities, never in a circle."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from accounts.domain.roles import Role
from assessments.services import FreezeRefused
from courses.models import Prerequisite
from courses.services import freeze_activity, join_team
from tests.factories.authoring import a_team, an_activity, publish, signed_in
from tests.integration.courses.test_cms_pages import (
    PUBLISH,
    activity_form,
    draft_of,
    edit,
    ids_of,
    said,
)


@pytest.fixture
def ours():
    return a_team("Ours")


@pytest.fixture
def client(ours):
    """Sign in somebody who writes and signs off, as in a small office."""
    join_team(user=ours.educator, provider=ours.provider, role=Role.ACCREDITATION_STAFF)
    return signed_in(ours.educator)


def asking(ours, first, **fields):
    """Publish an activity that asks for another."""
    page = an_activity(ours, live=False, **fields)
    page.prerequisites = [Prerequisite(needs=first)]
    page.save()
    return publish(page)


def filled(ours, page, *needs):
    """Return the form about a saved activity with what comes first."""
    names = {"title": page.title, "slug": page.slug, "code": page.code}
    return activity_form(ours, needs=list(needs), **names) | ids_of(page)


def test_what_comes_first_is_published_with_the_activity(ours, client):
    first = an_activity(ours, title="The basics")
    form = activity_form(ours, needs=[first.pk])
    draft = draft_of(client, ours, form)
    asked = {
        "prerequisites-INITIAL_FORMS": "1",
        "prerequisites-0-id": str(draft.prerequisites.get().pk),
    }
    answer = client.post(edit(draft), form | ids_of(draft) | asked | PUBLISH)
    assert answer.status_code == 302, said(answer)
    version = draft.versions.get()
    assert version.facts["prerequisites"] == [
        {"id": first.pk, "code": first.code, "title": "The basics"}
    ]


def test_only_published_activities_of_ones_own_providers_are_offered(ours, client):
    theirs = a_team("Theirs")
    own, draft = an_activity(ours), an_activity(ours, live=False)
    foreign = an_activity(theirs)
    page = client.get(edit(own)).content.decode()
    assert f'<option value="{own.pk}">' in page
    for other in (draft, foreign):
        assert f'<option value="{other.pk}">' not in page
        refused = client.post(edit(own), filled(ours, own, other.pk))
        assert "Select a valid choice" in refused.content.decode()
    for group in theirs.educator.groups.all():
        ours.educator.groups.add(group)
    assert f'<option value="{foreign.pk}">' in client.get(edit(own)).content.decode()


def test_an_activity_comes_neither_before_itself_nor_in_a_circle(ours, client):
    first = an_activity(ours)
    second = asking(ours, first, title="Second")
    third = asking(ours, second, title="Third")
    for needs, words in (
        (first, "An activity cannot come before itself."),
        (second, "“Second” asks for this activity first"),
        (third, "“Third” asks for this activity first"),
    ):
        for more in ({}, PUBLISH):
            refused = client.post(edit(first), filled(ours, first, needs.pk) | more)
            assert refused.status_code == 200
            [row] = refused.context["form"].formsets["prerequisites"].forms
            assert words in row.errors["needs"][0]
            assert escape(words) in refused.content.decode()
    assert not Prerequisite.objects.filter(activity=first).exists()


def test_a_circle_that_two_drafts_would_close_is_not_published(ours):
    first = an_activity(ours)
    second = asking(ours, first)
    Prerequisite.objects.create(activity=first, needs=second)
    with pytest.raises(FreezeRefused, match="to be completed first"):
        freeze_activity(activity=first, at=timezone.now())
    Prerequisite.objects.filter(activity=first).delete()


def test_a_draft_cannot_come_first(ours):
    page = an_activity(ours)
    Prerequisite.objects.create(activity=page, needs=an_activity(ours, live=False, title="Raw"))
    with pytest.raises(FreezeRefused, match="“Raw” is not published yet"):
        freeze_activity(activity=page, at=timezone.now())


@pytest.mark.parametrize("how", ["withdrawn", "ended"])
def test_authors_are_told_of_what_can_no_longer_be_completed(ours, client, how):
    begun = date(2025, 1, 1)
    first = an_activity(
        ours,
        title="Old basics",
        released_on=begun,
        reviewed_on=begun,
        expires_on=date(2027, 12, 31),
    )
    page = asking(ours, first)
    told = "“Old basics” can no longer be completed"
    assert told not in client.get(edit(page)).content.decode()
    if how == "withdrawn":
        first.unpublish()
    else:
        first.expires_on = timezone.localdate() - timedelta(days=1)
        publish(first)

    opened = client.get(edit(page)).content.decode()
    row = page.prerequisites.get()
    form = filled(ours, page, first.pk) | {
        "prerequisites-INITIAL_FORMS": "1",
        "prerequisites-0-id": str(row.pk),
    }
    published = client.post(edit(page), form | PUBLISH)

    assert told in opened
    assert f"({how}" in opened
    assert published.status_code == 302
    assert told in said(published)
