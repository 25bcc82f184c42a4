"""The demo's workshop, from its file to the marking queue; and questions about pictures."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import set_up_roles
from assessments.domain.marking.settling import Stage
from assessments.models import MarkingTask, Question, Upload
from assessments.queries import is_whole
from courses.queries import frozen_activity, published_version_id
from credits.services import ensure_credit_types
from learners.models import Completion
from lms.demo.authoring import content_files, create_activity
from lms.demo.workshop import HANDED_IN, MARKED, hold_workshop
from tests.factories.activities import a_real_provider
from tests.factories.outcomes import a_person
from tests.integration.learners.test_verify_ledger import verify

RELEASED = timezone.now() - timedelta(days=100)


@pytest.fixture
def provider():
    set_up_roles()
    ensure_credit_types()
    return a_real_provider()


def test_some_work_is_marked_and_some_waits(provider):
    [content] = content_files(marked_by_people=True)
    for first in content_files():
        if first["slug"] in content["needs_first"]:
            create_activity(first, provider=provider, at=RELEASED)
    page = create_activity(content, provider=provider, at=RELEASED)
    activity = frozen_activity(published_version_id(page.pk))
    waiting = hold_workshop(
        activity, first_learner=1, marker=a_person(), now=timezone.now(), seed=7
    )
    rows = MarkingTask.objects.all()
    assert rows.count() == 2 * HANDED_IN
    assert rows.filter(stage=Stage.FINAL.value).count() == 2 * MARKED
    assert rows.exclude(stage=Stage.FINAL.value).count() == waiting
    at_first = {row["id"] for row in activity.prerequisites}
    done = Completion.objects.values_list("enrolment__learner", "enrolment__activity")
    finished = [learner for learner, at in done if at == page.pk]
    assert 1 <= len(finished) <= MARKED
    for enrolled in page.enrolments.all():
        assert {at for learner, at in done if learner == enrolled.learner_id} >= at_first
    assert all(is_whole(row.described) for row in Upload.objects.all())
    assert verify()[1] == 0


@pytest.mark.parametrize(
    ("slug", "key"),
    [("early-recognition-of-sepsis", "sep-20"), ("hypertension-primary-care", "htn-19")],
)
def test_questions_about_pictures_are_published_with_their_picture(provider, slug, key):
    whole = next(each for each in content_files() if each["slug"] == slug)
    content = {
        **whole,
        "lessons": [
            {
                **whole["lessons"][0],
                "body": [row for row in whole["lessons"][0]["body"] if row["type"] == "text"],
            }
        ],
        "questions": [row for row in whole["questions"] if row["key"] == key],
        "pretest": {**whole["pretest"], "questions": [key]},
        "posttest": {**whole["posttest"], "fixed": [key], "draws": []},
    }
    create_activity(content, provider=provider, at=RELEASED)
    question = Question.objects.get(title=content["questions"][0]["title"])
    item = question.compile()
    assert item.lacks() == []
    assert item.picture.src.endswith(".png")
    assert question.versions.get().content["picture"]["alt"] == item.picture.alt
