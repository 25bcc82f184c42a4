"""How well first attempts judged their certainty, on the page of statistics."""

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from assessments.models import VersionStatistics
from assessments.services import (
    refresh_statistics,
    save_answer,
    start_attempt,
    submit_attempt,
)
from tests.factories.authoring import a_team, signed_in
from tests.factories.items import single_best_answer
from tests.factories.outcomes import a_person, a_question, an_assessment

ANSWERS = [("b", 3)] * 4 + [("a", 3)] * 4 + [("b", 1), ("b", None), (None, None)]


def test_calibration_of_first_attempts(client):
    team = a_team()
    version = an_assessment(
        team.bank, [a_question(team.bank, single_best_answer(shuffle=False))], certainty=True
    )
    for key, level in ANSWERS:
        now = timezone.now()
        attempt = start_attempt(learner=a_person(), assessment_id=version.assessment_id, at=now)
        if key:
            save_answer(
                attempt=attempt,
                position=1,
                response={"choice": key},
                operation=uuid4(),
                at=now,
                certainty=level,
            )
        submit_attempt(attempt=attempt, at=now)
    refresh_statistics(at=timezone.now())

    tally = VersionStatistics.objects.get(version=version).tally
    assert sorted((level, count) for _question, _score, level, count in tally["sure"]) == [
        (0, 1),
        (1, 2),
        (3, 4),
        (3, 4),
    ]
    page = reverse("assessments_statistics", args=[version.assessment_id])
    body = signed_in(team.educator).get(page).content.decode()
    # Six of ten answers right; at level 3 four of eight, far under the 80 % that it pays from
    for words in ("All: 11", "Answered: 10", "60%", "50%", "Over-confident", "3. Very sure"):
        assert words in body, words
