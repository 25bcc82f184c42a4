"""Lessons: who may read when, the place kept, knowledge checks, and what finishing leads to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.queries import frozen_question
from courses.models import ActivityPage, LessonPage
from courses.queries import current_lesson, lesson_body
from courses.services import freeze_activity
from credits.models import Entry
from learners import services
from learners.models import CheckAnswer, Completion, LessonProgress
from tests.factories.activities import LESSONS, a_real_stage
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, response_to

WITHIN = 10
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def real(learner):
    """The learner reads a real activity, its pre-test done."""
    stage = a_real_stage()
    enrolment = stage.enrol(learner)
    stage.pass_(stage.begin(enrolment, "pre_test"))
    return stage


def address(stage, slug="lesson-1", page="lesson", **more):
    kwargs = {"code": stage.activity.code, "slug": slug, **more}
    return reverse(f"learners:{page}", kwargs=kwargs)


def overview(stage):
    return reverse("learners:activity", args=[stage.activity.code])


def check_in(stage, slug=LESSONS[0]):
    """Return address, item and field suffix of a lesson's knowledge check."""
    (version,) = lesson_body(current_lesson(stage.activity.code, slug)).questions
    url = address(stage, slug, "lesson_check", question_version_id=version)
    return url, frozen_question(version).item, f".{version}"


def answer(item, suffix, *, right=True):
    (name, value), *_ = response_to(item, right=right).items()
    assert name == "choice"
    return {f"answer{suffix}": value}


# Who may read


@pytest.mark.parametrize("signed_in", [True, False])
def test_somebody_who_is_not_enrolled_reads_about_the_activity_first(client, signed_in):
    stage = a_stage()
    if signed_in:
        client.force_login(a_person())

    assert client.get(address(stage)).url == overview(stage)


@pytest.mark.parametrize("page", ["lesson_finish", "lesson_position", "lesson_check"])
def test_a_stranger_writes_nothing(client, learner, page):
    stage = a_real_stage()
    stage.enrol(a_person(profession="physician"))
    url, item, suffix = check_in(stage)
    if page != "lesson_check":
        url = address(stage, LESSONS[0], page)

    posted = {"position": 1, **answer(item, suffix)}

    assert client.post(url, posted).status_code == 404
    client.logout()
    assert client.post(url, posted).url.startswith(reverse("account_login"))
    assert not LessonProgress.objects.exists()
    assert not CheckAnswer.objects.exists()


def test_lessons_that_are_not_there_are_not_found(client, learner):
    stage, other = a_stage(), a_stage(lessons=2)
    stage.enrol(learner)
    other.enrol(learner)
    assert client.get(address(other, "lesson-2")).status_code == 200

    assert client.get(address(stage, "lesson-2")).status_code == 404
    assert client.get(reverse("learners:lesson", args=["nothing", "lesson-1"])).status_code == 404
    LessonPage.objects.child_of(page_of(stage)).update(live=False)
    assert client.get(address(stage)).status_code == 404


def page_of(stage):
    return ActivityPage.objects.get(pk=stage.activity.activity_id)


def test_a_lesson_that_waits_says_what_comes_first(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"])
    stage.enrol(learner)

    page = client.get(address(stage))
    finished = client.post(address(stage, page="lesson_finish"))

    assert page.status_code == 403
    body = page.content.decode()
    assert "Opens after the pre-test" in body
    assert (
        reverse("learners:assessment", args=[stage.activity.code, stage.places["pre_test"]]) in body
    )
    assert finished.url == address(stage)
    assert not LessonProgress.objects.exists()


def test_the_lessons_of_an_ended_activity_wait_for_nothing(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"])
    stage.enrol(learner)
    page, past = page_of(stage), timezone.now().date() - timedelta(days=1)
    page.released_on, page.expires_on = past - timedelta(days=9), past
    page.save()
    freeze_activity(activity=page, at=timezone.now())

    assert client.get(address(stage)).status_code == 200
    assert client.post(address(stage, page="lesson_finish")).status_code == 302
    assert LessonProgress.objects.get().finished_at


# Reading


def test_a_lesson_shows_all_its_parts(client, real):
    body = client.get(address(real, LESSONS[0])).content.decode()

    for part in (
        'class="panel case"', 'class="labs ui"', 'class="evid ui"', "Moderate certainty",
        'role="note"', 'href="#ref-1"', '<li id="ref-1">', "https://doi.org/10.1001/",
        'data-label="ESC 2024 and ESH 2023"', 'class="notice ok ui"', "Not graded",
    ):  # fmt: skip
        assert part in body, part


def test_opening_notes_the_time_and_finishing_keeps_the_first(client, learner):
    stage = a_stage()
    stage.enrol(learner)
    client.get(address(stage))
    opened = LessonProgress.objects.get()

    client.post(address(stage, page="lesson_finish"))
    finished = LessonProgress.objects.get()
    client.get(address(stage))
    client.post(address(stage, page="lesson_finish"))

    row = LessonProgress.objects.get()
    assert row.first_opened_at == opened.first_opened_at
    assert row.last_opened_at > finished.last_opened_at
    assert row.finished_at == finished.finished_at
    row.enrolment.refresh_from_db()
    assert row.enrolment.last_seen_at == row.last_opened_at


def test_the_place_is_kept_and_offered_on_return(client, learner):
    stage = a_stage()
    stage.enrol(learner)
    client.get(address(stage))

    saved = client.post(address(stage, page="lesson_position"), {"position": "430"})

    assert saved.status_code == 204
    assert 'data-place="430"' in client.get(address(stage)).content.decode()


@pytest.mark.parametrize("place", ["", "-1", "half", "99999", "٣"])
def test_a_place_that_is_none_is_refused(client, learner, place):
    stage = a_stage()
    stage.enrol(learner)
    client.get(address(stage))

    answered = client.post(address(stage, page="lesson_position"), {"position": place})

    assert answered.status_code == 400
    assert LessonProgress.objects.get().position == 0


# Finishing


def test_finishing_leads_to_the_next_lesson_then_to_what_is_missing(client, learner):
    stage = a_stage(lessons=3)
    stage.enrol(learner)
    test = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])

    ways = [
        client.post(address(stage, f"lesson-{number}", "lesson_finish")).url for number in (1, 3, 2)
    ]

    assert ways == [
        address(stage, "lesson-2"),
        address(stage, "lesson-2"),
        address(stage, "lesson-3"),
    ]
    assert client.post(address(stage, "lesson-3", "lesson_finish")).url == test


def test_the_last_lesson_completes_an_activity_without_post_test(client, learner):
    stage = a_stage(tests=[], lessons=2)
    stage.enrol(learner)

    client.post(address(stage, "lesson-1", "lesson_finish"))
    assert not Completion.objects.exists()
    end = client.post(address(stage, "lesson-2", "lesson_finish"), follow=True)

    assert end.request["PATH_INFO"] == overview(stage)
    assert "You have completed this activity." in end.content.decode()
    assert Completion.objects.get().enrolment.learner == learner
    assert Entry.objects.get().learner == learner


def test_finishing_again_changes_nothing(client, learner):
    stage = a_stage(tests=[], lessons=1)
    stage.enrol(learner)

    for _ in range(2):
        client.post(address(stage, page="lesson_finish"))

    assert Completion.objects.count() == Entry.objects.count() == 1


def test_a_lesson_of_another_activity_cannot_be_finished(learner):
    stage, other = a_stage(), a_stage()
    foreign = other.activity.facts["lessons"][0]["id"]

    with pytest.raises(services.StepRefused) as refused:
        services.finish_lesson(enrolment=stage.enrol(learner), lesson_id=foreign, at=timezone.now())

    assert refused.value.code == "unknown"


# Knowledge checks


def test_an_answer_brings_the_reasons_at_once_and_again_on_return(client, real):
    url, item, suffix = check_in(real)

    at_once = client.post(url, answer(item, suffix), **HTMX)
    later = client.get(address(real, LESSONS[0]))

    for page in (at_once, later):
        body = page.content.decode()
        assert "Yes, that is right." in body
        assert "Your answer, correct" in body
        for option in item.options:
            assert option.rationale in body
    assert "<html" not in at_once.content.decode()
    assert "data-focus" in at_once.content.decode()
    assert "data-focus" not in later.content.decode()


def test_without_script_an_answer_leads_back_to_its_check(client, real):
    url, item, suffix = check_in(real)

    answered = client.post(url, answer(item, suffix, right=False))

    assert answered.url == address(real, LESSONS[0]) + f"#check-{suffix[1:]}"
    assert "Not quite." in client.get(answered.url).content.decode()
    assert not CheckAnswer.objects.get().was_right


@pytest.mark.parametrize("posted", [{}, {"answer": "z"}])
@pytest.mark.parametrize("script", [HTMX, {}])
def test_what_is_no_answer_is_refused_at_the_question(client, real, posted, script):
    url, _item, suffix = check_in(real)

    refused = client.post(url, {name + suffix: value for name, value in posted.items()}, **script)

    assert refused.status_code == 422
    body = refused.content.decode()
    assert (
        "Choose one of the options shown." if posted else "Choose or enter an answer first."
    ) in body
    assert not CheckAnswer.objects.exists()


def test_the_newest_answer_counts_and_none_is_lost(client, real):
    url, item, suffix = check_in(real)
    client.post(url, answer(item, suffix))
    client.post(url, answer(item, suffix, right=False))

    assert "Not quite." in client.get(address(real, LESSONS[0])).content.decode()
    assert CheckAnswer.objects.count() == 2


def test_answers_are_each_learners_own(client, real):
    url, item, suffix = check_in(real)
    client.post(url, answer(item, suffix))
    other = a_person(profession="nurse")
    enrolment = real.enrol(other)
    real.pass_(real.begin(enrolment, "pre_test"))
    client.force_login(other)

    body = client.get(address(real, LESSONS[0])).content.decode()

    assert "Your answer" not in body
    assert item.options[0].rationale not in body


def test_only_the_lessons_own_questions_give_their_reasons(client, real):
    asked_elsewhere, item, suffix = check_in(real, LESSONS[1])
    wrong_place = address(real, LESSONS[0], "lesson_check", question_version_id=int(suffix[1:]))
    unknown = address(real, LESSONS[0], "lesson_check", question_version_id=10**9)

    assert client.post(wrong_place, answer(item, suffix)).status_code == 404
    assert client.post(unknown, answer(item, suffix)).status_code == 404
    assert client.post(asked_elsewhere, answer(item, suffix)).status_code == 302


def test_a_check_in_a_lesson_that_waits_gives_no_reasons(client, learner):
    stage = a_real_stage()
    stage.enrol(learner)
    url, item, suffix = check_in(stage)

    assert client.post(url, answer(item, suffix)).url == address(stage, LESSONS[0])
    assert not CheckAnswer.objects.exists()


# Cost


def test_statement_budget_with_a_check_answered(client, real, django_assert_max_num_queries):
    url, item, suffix = check_in(real)
    client.post(url, answer(item, suffix))
    client.get(address(real, LESSONS[0]))

    with django_assert_max_num_queries(WITHIN):
        client.get(address(real, LESSONS[0]))


@pytest.mark.parametrize("size", [1, 9])
def test_statement_budget_whatever_the_length(client, learner, django_assert_max_num_queries, size):
    stage = a_stage(tests=["pre_test", "post_test", "evaluation"], lessons=size)
    enrolment = stage.enrol(learner)
    stage.pass_(stage.begin(enrolment, "pre_test"))
    stage.read(enrolment)
    for _ in range(2):
        stage.begin(enrolment)
    client.get(address(stage))

    with django_assert_max_num_queries(WITHIN):
        client.get(address(stage))
