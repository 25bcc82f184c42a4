"""Looking over, handing in, and what comes of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Grade, QuestionVersion
from courses.services import freeze_activity
from credits.models import Entry
from learners import services
from learners.models import Completion
from tests.factories.items import multiple_response, numeric, single_best_answer, true_false_set
from tests.factories.outcomes import a_person
from tests.factories.rulings import REASON, a_faulty_stage
from tests.factories.sittings import a_stage, answer_all, reread, run_out


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def url(name, sitting):
    return reverse(f"learners:{name}", args=[sitting.pk])


def result_of(client, sitting, **query):
    answer = client.get(url("result", sitting), query)
    assert answer.status_code == 200
    return answer.content.decode()


def handed_in(stage, learner, *, right=None, purpose="post_test"):
    sitting = stage.ready(learner, purpose)
    answer_all(sitting, right=right)
    services.submit(sitting=sitting, at=timezone.now())
    return sitting


def test_review_lists_what_is_open_and_what_is_flagged(client, learner):
    sitting = a_stage().ready(learner)
    client.post(reverse("learners:question", args=[sitting.pk, 2]), {"answer": "a", "flag": "1"})
    body = client.get(url("review", sitting)).content.decode()
    assert "1 of 3 answered, 1 flagged." in body
    unanswered, answered = body.split(">Answered</h2>")
    for position in (1, 3):
        assert reverse("learners:question", args=[sitting.pk, position]) in unanswered
    assert reverse("learners:question", args=[sitting.pk, 2]) in answered
    assert "Flagged" in answered


def test_handing_in_records_the_credit_and_shows_it(client, learner):
    sitting = a_stage(credits=["ama_pra_1", "participation"]).ready(learner)
    answer_all(sitting)
    answer = client.post(url("submit", sitting))
    assert answer.url == url("result", sitting)
    body = result_of(client, sitting)
    assert "Passed, with 3 of 3 correct" in body
    assert "100% against a pass mark of 60%." in body
    assert 'class="hero gold"' in body
    assert body.count("Recorded: 1.00 credit") == 2
    for entry in Entry.objects.all():
        assert reverse("credits:claim", args=[entry.pk]) in body
    assert "Certificate follows" in body


def test_second_click_and_second_tab_change_nothing(client, learner):
    sitting = a_stage().ready(learner)
    answer_all(sitting)
    before = [client.post(url("submit", sitting)).url for _ in range(3)]
    assert set(before) == {url("result", sitting)}
    assert Grade.objects.count() == Completion.objects.count() == Entry.objects.count() == 1


def test_looking_never_hands_in(client, learner):
    sitting = a_stage().ready(learner)
    assert client.get(url("submit", sitting)).url == url("review", sitting)
    assert reread(sitting).is_open


def test_pass_with_a_step_missing_names_that_step(client, learner):
    stage = a_stage(tests=["post_test", "evaluation"])
    body = result_of(client, handed_in(stage, learner))
    assert "gold" not in body
    assert "Next: Assessment" in body
    assert (
        reverse("learners:assessment", args=[stage.activity.code, stage.places["evaluation"]])
        in body
    )
    assert not Entry.objects.exists()


def test_evaluation_that_completes_shows_the_credit(client, learner):
    stage = a_stage(tests=["post_test", "evaluation"])
    body = result_of(client, handed_in(stage, learner, purpose="evaluation"))
    assert "Evaluation sent. Thank you" in body
    assert "Recorded: 1.00 credit" in body


def test_fail_names_what_to_review_and_what_is_left(client, learner):
    stage = a_stage(attempts_allowed=3, wait_minutes=60)
    body = result_of(client, handed_in(stage, learner, right=1))
    assert "Not passed yet: 1 of 3 correct" in body
    assert "33.33% against a pass mark of 60%." in body
    assert "2 attempts left." in body
    assert "You can start again in 60 minutes." in body
    assert "gold" not in body
    assert not Entry.objects.exists()


def test_objectives_of_wrong_answers_are_named(client, learner):
    stage = a_stage(objective="Measure blood pressure well.")
    body = result_of(client, handed_in(stage, learner, right=1))
    assert "What to review" in body
    assert "Measure blood pressure well." in body
    assert "1 of 3" in body


def test_sixty_percent_of_three_questions_needs_two(client, learner):
    assert "Passed, with 2 of 3 correct" in result_of(
        client, handed_in(a_stage(), learner, right=2)
    )


def test_percentage_is_never_rounded_up_to_the_pass_mark(client, learner):
    stage = a_stage([single_best_answer()] * 7, pass_mark="85.72")
    body = result_of(client, handed_in(stage, learner, right=6))
    assert "Not passed yet: 6 of 7 correct" in body
    assert "85.71% against a pass mark of 85.72%." in body


def test_partial_marks_are_told_in_points(client, learner):
    stage = a_stage([true_false_set(truths="TFT"), single_best_answer()])
    sitting = handed_in(stage, learner, right=0)
    assert "Not passed yet: 0.66 of 2 points" in result_of(client, sitting)


@pytest.mark.parametrize(
    "item",
    [single_best_answer(), multiple_response(), true_false_set(), numeric(unit="mg")],
    ids=lambda item: item.kind,
)
def test_reasons_are_shown_for_every_option_without_colour_alone(client, learner, item):
    stage = a_stage([item.model_copy(update={"rationale": "<p>Because <b>so</b>.</p>"})])
    body = result_of(client, handed_in(stage, learner, right=0))
    assert "<p>Because <b>so</b>.</p>" in body
    for part in (*getattr(item, "options", ()), *getattr(item, "statements", ())):
        assert part.text in body
        assert part.rationale in body
    words = {
        "single_best_answer": ["Your answer, not correct", "Correct answer", "Not correct"],
        "multiple_response": ["Correct answer", "Not correct"],
        "true_false_set": ["You said False; it is True", "as you said"],
        "numeric": ["Your answer", "125 mg", "Accepted answer", "12.5 mg"],
    }
    for word in words[item.kind]:
        assert word in body


def test_sources_stand_beside_the_reasons(client, learner):
    source = {
        "citation": "Ann A. Trial. 2020.",
        "doi": "10.1000/x",
        "link": "https://doi.org/10.1000/x",
    }
    body = result_of(client, handed_in(a_stage(references=[source]), learner))
    assert "Ann A. Trial. 2020." in body
    assert 'href="https://doi.org/10.1000/x"' in body


@pytest.mark.parametrize(
    ("review", "right", "attempts_allowed", "shows"),
    [
        ("after_submit", 0, None, True),
        ("after_pass", 0, None, False),
        ("after_pass", 0, 1, True),
        ("after_pass", 3, None, True),
        ("never", 3, 1, False),
    ],
)
def test_answers_are_revealed_as_the_rules_say(
    client, learner, review, right, attempts_allowed, shows
):
    stage = a_stage(review=review, attempts_allowed=attempts_allowed)
    body = result_of(client, handed_in(stage, learner, right=right))
    assert ("Question review" in body) is shows
    assert ("Because." in body) is shows
    assert ("On a." in body) is shows


def test_only_what_to_revisit_on_request(client, learner):
    sitting = handed_in(a_stage(), learner, right=2)
    assert result_of(client, sitting).count("fold pad") == 3
    assert result_of(client, sitting, show="revisit").count("fold pad") == 1
    assert result_of(client, sitting, show="<script>").count("<script>") == 0


def test_pre_test_is_named_beside_the_post_test(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"])
    enrolment = stage.enrol(learner)
    before = stage.begin(enrolment, "pre_test")
    answer_all(before, right=1)
    services.submit(sitting=before, at=timezone.now())
    assert "Pre-test submitted: 1 of 3 correct" in result_of(client, before)
    stage.read(enrolment)
    after = stage.begin(enrolment)
    stage.pass_(after)
    assert "You scored 33.33% on the pre-test." in result_of(client, after)


def test_profession_without_credit_is_told(client):
    learner = a_person(profession="student")
    client.force_login(learner)
    stage = a_stage(credits=[])
    body = result_of(client, handed_in(stage, learner))
    assert "offers no credit for your profession" in body
    assert Completion.objects.count() == 1


def test_voided_attempt_says_why(client, learner):
    sitting = handed_in(a_stage(), learner)
    Attempt.objects.update(state=Attempt.State.VOIDED, void_reason="The key was wrong.")
    body = result_of(client, sitting)
    assert "This attempt was voided" in body
    assert "The key was wrong." in body


def test_result_outlives_the_assessments_place(client, learner):
    stage = a_stage()
    sitting = handed_in(stage, learner, right=0)
    page = sitting.enrolment.activity
    page.placements.all().delete()
    freeze_activity(activity=type(page).objects.get(pk=page.pk), at=timezone.now())
    assert "Not passed yet" in result_of(client, sitting)


def test_credit_of_a_late_sweep_is_dated_to_the_deadline(learner):
    stage = a_stage(time_limit_minutes=30)
    sitting = stage.ready(learner)
    answer_all(sitting)
    ended = run_out(sitting, timedelta(days=3).total_seconds())
    services.finish_overdue_attempts(at=timezone.now())
    assert Completion.objects.get().completed_at == ended
    assert Entry.objects.get().earned_on == ended.date()


def test_result_says_what_was_corrected_and_every_grade(client, learner):
    faulty = a_faulty_stage()
    sitting = faulty.take("c", learner=learner)
    address = reverse("learners:result", args=[sitting.pk])
    assert "Corrected afterwards" not in client.get(address).content.decode()
    faulty.regrade("current_and_previous_correct")
    body = client.get(address).content.decode()
    assert REASON in body
    assert "The old and the corrected answers both count" in body
    assert "Every grade of this attempt" in body
    assert "2 of 3 correct" in body
    assert "1 of 3 correct" in body
    assert "Your grade stays" not in body


def test_result_says_that_a_grade_stays_as_it_is(client, learner):
    faulty = a_faulty_stage()
    sitting = faulty.take("b", learner=learner)
    faulty.regrade("current_correct_only")
    body = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()
    assert "Your grade stays as it is." in body
    assert "Every grade of this attempt" not in body


def test_result_of_which_every_question_is_excluded(client, learner):
    faulty = a_faulty_stage()
    sitting = faulty.take("a", right=0, learner=learner)
    for place in sitting.attempt.form:
        version = QuestionVersion.objects.get(pk=place["question_version"])
        faulty.regrade("exclude", question_version=version)
    body = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()
    assert "Not passed yet</h1>" in body
    assert "Not graded" in body
