"""One question of any kind, from its author in the CMS to its grade."""

from fractions import Fraction
from uuid import uuid4

from django.urls import reverse
from rest_framework.test import APIClient
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.services import create_api_token
from assessments.models import Grade, Question
from assessments.queries import frozen_assessment, saved_answers
from courses.models import Placement
from courses.queries import frozen_activity, published_version_id
from tests.factories.authoring import (
    a_team,
    an_activity,
    an_assessment,
    publish,
    signed_in,
    vouch_for,
)
from tests.factories.outcomes import a_person
from tests.factories.sittings import RELEASED, Stage
from tests.integration.assessments.test_cms_places import question_form


def rows(values) -> dict:
    """Return a list block as the editor posts it."""
    return {
        "count": str(len(values)),
        **{
            str(at): {"value": value, "deleted": "", "order": str(at), "type": "item", "id": ""}
            for at, value in enumerate(values)
        },
    }


class Walk:
    """One question, from its author to the learner's hands."""

    def __init__(self, kind, value, **fields):
        self.kind, self.value, self.fields = kind, value, fields
        self.team = a_team()

    def write(self):
        """Post the editor's form and publish."""
        interaction = nested_form_data({"interaction": streamfield([(self.kind, self.value)])})
        form = question_form(self.team.bank, **self.fields)
        kept = {name: value for name, value in form.items() if not name.startswith("interaction")}
        add = reverse(Question.snippet_viewset.get_url_name("add"))
        client = signed_in(self.team.educator)
        return client.post(add, kept | interaction | {"action-publish": "1"})

    def begin(self):
        """Publish an activity that asks the question, and let a learner begin."""
        assert self.write().status_code == 302
        dates = {"released_on": RELEASED.date(), "reviewed_on": RELEASED.date()}
        activity = an_activity(self.team, live=False, **dates)
        objective = activity.objectives.get().objective
        question = vouch_for(Question.objects.get(title="New"), objective)
        test = an_assessment(self.team.bank, question, pass_mark=80)
        activity.placements = [Placement(assessment=test, purpose="post_test")]
        publish(activity)
        frozen = frozen_activity(published_version_id(activity.pk))
        learner = a_person(profession="nurse")
        stage = Stage(frozen, {"post_test": frozen.facts["placements"][0]["id"]})
        self.sitting = stage.ready(learner)
        self.client = signed_in(learner)
        self.api = APIClient()
        token = create_api_token(user=learner, name="test").key
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        [self.item] = frozen_assessment(self.sitting.attempt.version_id).items.values()
        return self

    @property
    def page(self):
        return reverse("learners:question", args=[self.sitting.pk, 1])

    def post(self, **fields):
        return self.client.post(self.page, fields)

    def put(self, response):
        url = f"/api/v1/attempts/{self.sitting.attempt_id}/answers/1/"
        sent = {"operation": str(uuid4()), "response": response}
        return self.api.put(url, sent, format="json")

    def asked(self):
        """Return the question as the API tells it."""
        [asked] = self.api.get(f"/api/v1/attempts/{self.sitting.attempt_id}/").json()["questions"]
        return asked

    def held(self):
        return saved_answers(self.sitting.attempt).responses.get(1)

    def result(self):
        """Hand in; return the page that says what became of it."""
        submit = reverse("learners:submit", args=[self.sitting.pk])
        return self.client.post(submit, follow=True).content.decode()

    def score(self):
        return Fraction(Grade.objects.get().items[0]["score"])
