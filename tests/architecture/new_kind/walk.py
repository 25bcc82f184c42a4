"""Walk a question of the new kind from its author to a grade and a report, in a process of its own.

Started by `test_question_kinds.py`, with a copy of `assessments` that holds the kind's three files.
"""

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from assessments.domain.items import KINDS
from assessments.models import QuestionVersion
from courses.models import Placement
from courses.queries import frozen_activity, published_version_id
from tests.factories.authoring import (
    a_question,
    a_team,
    an_activity,
    an_assessment,
    an_interaction,
    publish,
    vouch_for,
)
from tests.factories.outcomes import a_person
from tests.factories.sittings import RELEASED, Stage, reread


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def ask(client: Client, method: str, path: str, **fields) -> str:
    answer = getattr(client, method)(path, fields, follow=True)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode()


def author(team) -> Stage:
    """Write and publish: the author's form and preview know the kind."""
    value = {"accepted": ["Sepsis", "Septicaemia"]}
    question = a_question(team.bank, interaction=an_interaction("one_word", value))
    page = ask(
        signed_in(team.educator), "get", f"/cms/snippets/assessments/question/edit/{question.pk}/"
    )
    assert "One word" in page
    assert QuestionVersion.objects.count() == 0
    activity = an_activity(
        team, live=False, released_on=RELEASED.date(), reviewed_on=RELEASED.date()
    )
    vouch_for(question, activity.objectives.get().objective)
    test = an_assessment(team.bank, question, pass_mark=80)
    activity.placements = [Placement(assessment=test, purpose="post_test")]
    publish(activity)
    frozen = frozen_activity(published_version_id(activity.pk))
    return Stage(frozen, {"post_test": frozen.facts["placements"][0]["id"]})


def learn(stage: Stage):
    """Answer, wrongly formed first, then rightly; hand in and read why."""
    learner = a_person(profession="nurse")
    sitting, client = stage.ready(learner), signed_in(learner)
    question = reverse("learners:question", args=[sitting.pk, 1])
    assert 'name="answer"' in ask(client, "get", question)
    refused = client.post(question, {"answer": "two words"})
    assert refused.status_code == 422
    assert "Type one word." in refused.content.decode()
    assert "1 of 1 answered" in ask(client, "post", question, answer=" SEPSIS ")
    assert 'value="sepsis"' in ask(client, "get", question)
    result = ask(client, "post", reverse("learners:submit", args=[sitting.pk]))
    assert "Passed, with 1 of 1 correct" in result
    assert "Sepsis, Septicaemia" in result
    assert not reread(sitting).is_open


def report(team, stage: Stage) -> None:
    path = reverse("outcomes:activity", args=[team.provider.slug, stage.activity.code])
    assert stage.activity.title in ask(signed_in(team.educator), "get", path)


assert "one_word" in KINDS
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
team = a_team()
stage = author(team)
learn(stage)
report(team, stage)
print("walked")  # noqa: T201
