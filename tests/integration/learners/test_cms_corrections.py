"""Staff correct past results in the CMS: dry run, confirmation, report, and lowering by name."""

import csv

import pytest
from django.urls import reverse

from accounts.domain.roles import Role
from assessments.models import Grade, Ruling
from assessments.queries import latest_grade
from courses.models import Provider
from courses.services import join_team, set_up_roles_and_teams
from credits.models import Entry
from learners.models import Regrade
from tests.factories.authoring import a_team, signed_in
from tests.factories.outcomes import a_person
from tests.factories.queue import work_off
from tests.factories.rulings import REASON, a_faulty_stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def faulty():
    return a_faulty_stage()


@pytest.fixture
def staff(faulty):
    provider = Provider.objects.get(page__pk__isnull=False)
    set_up_roles_and_teams()
    person = a_person()
    join_team(user=person, provider=provider, role=Role.EDUCATOR)
    return person


@pytest.fixture
def client(staff):
    return signed_in(staff)


def page(name: str, faulty) -> str:
    return reverse(name, args=[faulty.asked.question_id])


def told(faulty, choice: str = "current_correct_only", **more):
    return {
        "versions": [faulty.asked.pk],
        "choice": choice,
        "against": faulty.fixed.pk,
        "reason": REASON,
        **more,
    }


def text(response) -> str:
    return response.content.decode()


def test_question_s_page_leads_to_its_corrections(client, faulty):
    edit = reverse("wagtailsnippets_assessments_question:edit", args=[faulty.asked.question_id])
    assert page("learners_corrections", faulty) in text(client.get(edit))


def test_dry_run_shows_who_would_gain_and_who_is_spared(client, faulty):
    faulty.take("b")
    faulty.take("c")
    said = text(client.get(page("learners_correct", faulty), told(faulty)))
    assert "2 grades would be another, 1 of them a pass now" in said
    assert "1 person completes" in said
    assert "1 pass would be lost, and credit by 1 person" in said
    assert "1.00 of 3.00, not passed" in said
    assert "Lowered, held back" in said
    assert not Ruling.objects.exists()
    assert Grade.objects.count() == 2


def test_names_are_for_those_who_may_see_grades(client, faulty, staff):
    learner = faulty.take("c").enrolment.learner
    address = page("learners_correct", faulty)
    said = text(client.get(address, told(faulty)))
    assert str(learner) not in said
    assert f"Learner {learner.pk}" in said
    chief = signed_in(a_person(is_superuser=True))
    assert str(learner) in text(chief.get(address, told(faulty)))


def test_dry_run_is_a_file_too(client, faulty):
    attempt = faulty.take("c").attempt
    response = client.get(page("learners_correct", faulty), told(faulty, csv="1"))
    lines = list(csv.reader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines()))
    assert lines[0][:3] == ["Attempt", "Learner", "Stands"]
    assert lines[1][0] == str(attempt.pk)
    assert lines[1][-2:] == ["Yes", "1.00 ama_pra_1 given"]


def test_form_says_what_is_missing(client, faulty):
    address = page("learners_correct", faulty)
    said = text(client.get(address, {"choice": "full_credit", "reason": ""}))
    assert "Choose at least one version." in said
    assert "This field is required." in said
    assert "Choose the corrected version." in text(client.get(address, told(faulty, against="")))
    assert "another version" in text(client.get(address, told(faulty, against=faulty.asked.pk)))
    assert client.post(address, told(faulty, choice="nonsense")).status_code == 200
    assert not Ruling.objects.exists()


def test_results_are_corrected_in_the_background_and_reported(client, faulty, staff):
    kept, raised = faulty.take("b"), faulty.take("c")
    work_off()
    response = client.post(page("learners_correct", faulty), told(faulty), follow=True)
    assert "Past results are being corrected" in text(response)
    assert "under way" in text(response)
    regrade = Regrade.objects.get()
    report = reverse("learners_regrade", args=[regrade.pk])
    assert "0 of 2 attempts" in text(client.get(report))
    assert "learners.tasks.carry_out_regrades" in work_off()
    assert latest_grade(raised.attempt).passed
    assert latest_grade(raised.attempt).graded_by == staff
    assert latest_grade(kept.attempt).number == 1
    said = text(client.get(report))
    assert "Grades raised: 1" in said
    assert "Held back, since they would be lower: 1" in said
    assert f"I, {staff}, lower these results" in said
    file = client.get(report, {"csv": "1"})
    assert b"Lowered, held back" in b"".join(file.streaming_content)
    assert "finished" in text(client.get(page("learners_corrections", faulty)))


def test_lowering_takes_a_name_and_a_reason(client, faulty, staff):
    kept = faulty.take("b")
    client.post(page("learners_correct", faulty), told(faulty))
    work_off()
    report = reverse("learners_regrade", args=[Regrade.objects.get().pk])
    for missing in ({"reason": "It was wrong"}, {"confirmed": "on"}, {}):
        said = text(client.post(report, missing))
        assert "error-message" in said
    work_off()
    assert latest_grade(kept.attempt).passed
    response = client.post(report, {"reason": "It was wrong", "confirmed": "on"}, follow=True)
    assert "are being lowered" in text(response)
    work_off()
    grade = latest_grade(kept.attempt)
    assert (grade.passed, grade.reason, grade.graded_by) == (False, "It was wrong", staff)
    assert Entry.objects.get(amount__lt=0).reason == "It was wrong"
    said = text(client.get(reverse("learners_regrade", args=[Regrade.objects.first().pk])))
    assert "People whose credit was taken back: 1" in said
    assert "lower these results" not in said


def test_correction_stands_in_the_question_s_history(client, faulty):
    client.post(page("learners_correct", faulty), told(faulty, choice="exclude"))
    history = reverse(
        "wagtailsnippets_assessments_question:history", args=[faulty.asked.question_id]
    )
    assert "Version 1: The question does not count at all" in text(client.get(history))


def test_strangers_get_404_and_those_who_may_not_publish_are_refused(client, faulty):
    faulty.take("c")
    client.post(page("learners_correct", faulty), told(faulty))
    addresses = [
        page("learners_corrections", faulty),
        page("learners_correct", faulty),
        reverse("learners_regrade", args=[Regrade.objects.get().pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    stranger = signed_in(a_team("Riverside").educator)
    assert [stranger.get(address).status_code for address in addresses] == [404] * 3
    assert client.get(reverse("learners_regrade", args=[10**6])).status_code == 404


def test_list_is_read_page_by_page(client, faulty, django_assert_max_num_queries):
    costs = []
    for learners in (1, 3):
        for _ in range(learners):
            faulty.take("c")
        client.get(page("learners_correct", faulty), told(faulty))
        with django_assert_max_num_queries(60) as seen:
            client.get(page("learners_correct", faulty), told(faulty))
        costs.append(len(seen))
    assert costs[0] == costs[1]
