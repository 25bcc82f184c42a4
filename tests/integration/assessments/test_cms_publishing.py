"""Publishing freezes one version, or refuses and says what is missing; nothing is live unfrozen."""

from datetime import timedelta
from fractions import Fraction
from functools import partial

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision
from wagtail.test.utils.form_data import inline_formset, rich_text

from assessments.models import Assessment, AssessmentVersion, Question, QuestionVersion
from assessments.queries import current_version_id, frozen_assessment
from courses.services import publish_due
from tests.factories.authoring import (
    a_question,
    a_team,
    an_assessment,
    publish,
    signed_in,
)
from tests.integration.assessments.test_cms_places import (
    assessment_form,
    question_form,
    url,
)

PUBLISH = {"action-publish": "1"}
XSS = (
    '<p>Fine<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:x">l</a></p>'
)


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def client(team):
    return signed_in(team.educator)


def add(model) -> str:
    return reverse(model.snippet_viewset.get_url_name("add"))


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def wait_until(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def asked(assessment) -> list[str]:
    """Return the lead-ins that learners who begin now are asked."""
    version = frozen_assessment(current_version_id(assessment.pk))
    return sorted(question.item.lead_in for question in version.questions.values())


def test_a_question_is_written_and_published(team, client):
    answer = client.post(add(Question), question_form(team.bank) | PUBLISH)
    question = Question.objects.get(title="New")
    assert answer.status_code == 302
    assert question.live
    assert question.compile().lead_in == "What now?"
    assert not QuestionVersion.objects.exists()


def test_an_unfinished_question_is_kept_as_a_draft_and_not_published(team, client):
    form = question_form(team.bank, lead_in="")
    assert client.post(add(Question), form).status_code == 302
    draft = Question.objects.get(title="New")

    refused = client.post(url(draft, "edit"), form | PUBLISH)

    assert refused.status_code == 200
    draft.refresh_from_db()
    assert not draft.live


def test_a_question_without_an_answer_format_says_so(team, client):
    form = question_form(team.bank) | {"interaction-count": "0"}
    refused = client.post(add(Question), form | PUBLISH)
    assert refused.status_code == 200
    assert not Question.objects.filter(live=True).exists()


def test_answers_that_read_the_same_are_refused_at_the_answer_format(team, client):
    second = {"interaction-0-value-options-1-value-text": "Yes"}
    refused = client.post(add(Question), question_form(team.bank) | second | PUBLISH)
    errors = refused.context["form"].errors
    assert errors == {
        "interaction": ["“Yes” stands there more than once: nobody could tell which is meant."]
    }
    assert "stands there more than once" in refused.content.decode()


def test_publishing_an_assessment_freezes_one_version(team, client):
    questions = [a_question(team.bank), a_question(team.bank)]
    slots = [{"question": question.pk} for question in questions]

    client.post(add(Assessment), assessment_form(team.bank, *slots) | PUBLISH)

    version = AssessmentVersion.objects.get()
    assert version.frozen_by == team.educator
    assert version.assessment.live
    assert {row.question_version.question for row in version.questions.all()} == set(questions)


def test_saving_a_draft_freezes_nothing(team, client):
    slot = {"question": a_question(team.bank).pk}
    client.post(add(Assessment), assessment_form(team.bank, slot))
    assert Assessment.objects.filter(live=False).exists()
    assert not AssessmentVersion.objects.exists()


def test_a_draft_question_in_a_slot_is_refused_by_name(team, client):
    draft = a_question(team.bank, live=False, title="Half written")
    form = assessment_form(team.bank, {"question": draft.pk}) | PUBLISH

    refused = client.post(add(Assessment), form)

    assert refused.status_code == 200
    assert "“Half written” is not published yet." in refused.content.decode()
    assert not Assessment.objects.filter(live=True).exists()
    assert not AssessmentVersion.objects.exists()


def test_too_few_questions_for_a_draw_are_refused_with_the_count(team, client):
    a_question(team.bank, tags="sepsis")
    slot = {"question": "", "draw_tag": "sepsis", "draw_count": "2"}

    refused = client.post(add(Assessment), assessment_form(team.bank, slot) | PUBLISH)

    assert "marks 1 published questions; 2 are to be drawn" in refused.content.decode()
    assert not AssessmentVersion.objects.exists()


def test_an_empty_assessment_is_not_published(team, client):
    refused = client.post(add(Assessment), assessment_form(team.bank) | PUBLISH)
    assert "Add at least one question." in refused.content.decode()


def test_the_same_question_twice_is_refused(team, client):
    slot = {"question": a_question(team.bank).pk}
    refused = client.post(add(Assessment), assessment_form(team.bank, slot, slot) | PUBLISH)
    assert "stands in two places" in refused.content.decode()


def test_an_unchanged_question_keeps_its_version(team, client):
    question = a_question(team.bank)
    assessment = an_assessment(team.bank, question)
    slots = {"question": question.pk, "id": assessment.slots.get().pk}
    form = assessment_form(team.bank, slots, title="Another title")
    form |= {"slots-INITIAL_FORMS": "1"} | PUBLISH

    client.post(url(assessment, "edit"), form)

    assert assessment.versions.count() == 2
    assert QuestionVersion.objects.filter(question=question).count() == 1


def test_editing_a_question_changes_no_live_assessment(team, client):
    question = a_question(team.bank, lead_in="Before?")
    assessment = an_assessment(team.bank, question)

    client.post(url(question, "edit"), question_form(team.bank, lead_in="After?") | PUBLISH)

    question.refresh_from_db()
    assert question.lead_in == "After?"
    assert asked(assessment) == ["Before?"]


def test_the_question_screen_names_who_asks_it_and_offers_to_republish(team, client):
    question = a_question(team.bank, lead_in="Before?")
    assessment = an_assessment(team.bank, question, title="Final test")
    page = client.get(url(question, "edit")).content.decode()
    assert "Final test" in page
    assert "changes none of them" in page
    assert "asks an older text" not in page

    client.post(url(question, "edit"), question_form(team.bank, lead_in="After?") | PUBLISH)

    page = client.get(url(question, "edit")).content.decode()
    assert "asks an older text" in page
    assert "Republish 1 assessment" in page
    assert "Since then these questions" in client.get(url(assessment, "edit")).content.decode()


def test_republishing_asks_the_new_text(team, client):
    question = a_question(team.bank, lead_in="Before?")
    assessment = an_assessment(team.bank, question)
    client.post(url(question, "edit"), question_form(team.bank, lead_in="After?") | PUBLISH)
    address = reverse("assessments_republish", args=[question.pk])
    assert str(assessment) in client.get(address).content.decode()

    answer = client.post(address)

    assert "published as version 2" in said(answer)
    assert asked(assessment) == ["After?"]
    assert ModelLogEntry.objects.filter(action="assessments.republish").count() == 1
    assert client.post(address).status_code == 302
    assert assessment.versions.count() == 2


def test_republishing_does_not_publish_a_waiting_draft(team, client):
    question = a_question(team.bank, lead_in="Before?")
    assessment = an_assessment(team.bank, question, title="As published")
    assessment.title = "Still a draft"
    assessment.save_revision()
    client.post(url(question, "edit"), question_form(team.bank, lead_in="After?") | PUBLISH)

    client.post(reverse("assessments_republish", args=[question.pk]))

    assert assessment.versions.order_by("-number").first().title == "As published"


def test_a_stranger_cannot_republish(team):
    question = a_question(team.bank)
    stranger = signed_in(a_team("Elsewhere").educator)
    assert stranger.post(reverse("assessments_republish", args=[question.pk])).status_code == 404


def test_a_scheduled_first_publication_freezes_when_it_is_due(team, client, monkeypatch):
    slot = {"question": a_question(team.bank).pk}
    later = timezone.now() + timedelta(days=2)
    form = assessment_form(team.bank, slot, go_live_at=later.strftime("%Y-%m-%d %H:%M")) | PUBLISH

    client.post(add(Assessment), form)

    assessment = Assessment.objects.get()
    assert not assessment.live
    assert not AssessmentVersion.objects.exists()
    publish_due(at=timezone.now())
    assert not AssessmentVersion.objects.exists()

    publish_due(at=wait_until(monkeypatch, later + timedelta(minutes=1)))

    assessment.refresh_from_db()
    assert assessment.live
    assert assessment.versions.count() == 1


def test_what_cannot_be_published_when_due_stays_a_draft_and_its_author_hears(team, monkeypatch):
    question = a_question(team.bank, title="Taken back")
    refused = an_assessment(team.bank, question, live=False, title="Late")
    fine = an_assessment(team.bank, a_question(team.bank), live=False)
    due = timezone.now() + timedelta(hours=1)
    for assessment in (refused, fine):
        assessment.go_live_at = due
        assessment.save_revision(user=team.educator).publish(user=team.educator)
    question.unpublish()

    publish_due(at=wait_until(monkeypatch, due + timedelta(minutes=1)))

    refused.refresh_from_db()
    fine.refresh_from_db()
    assert (refused.live, fine.live) == (False, True)
    assert [version.assessment for version in AssessmentVersion.objects.all()] == [fine]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    [letter] = mail.outbox
    assert letter.to == [team.educator.email]
    assert "“Taken back” is not published yet." in letter.body
    history = signed_in(team.educator).get(url(refused, "history")).content.decode()
    assert "Not published as scheduled" in history


def submitted(team, *questions) -> Assessment:
    assessment = an_assessment(team.bank, *questions, live=False)
    assessment.save_revision(user=team.educator)
    assessment.get_workflow().start(assessment, team.educator)
    return assessment


def approve(assessment, user):
    state = assessment.current_workflow_task_state
    name = assessment.snippet_viewset.get_url_name("workflow_action")
    args = [assessment.pk, "approve", state.pk]
    return signed_in(user).post(reverse(name, args=args), {"comment": "Good"})


def test_approval_publishes_and_freezes(team):
    assessment = submitted(team, a_question(team.bank))
    assert not assessment.live

    approve(assessment, team.reviewer)

    assessment.refresh_from_db()
    assert assessment.live
    assert assessment.versions.count() == 1


def test_nobody_approves_their_own_draft(team):
    assessment = submitted(team, a_question(team.bank))
    approve(assessment, team.educator)
    assessment.refresh_from_db()
    assert not assessment.live


def test_reviewers_of_others_approve_nothing(team):
    assessment = submitted(team, a_question(team.bank))
    assert approve(assessment, a_team("Elsewhere").reviewer).status_code == 404
    assessment.refresh_from_db()
    assert not assessment.live


def test_approval_of_what_cannot_be_frozen_is_refused_and_the_draft_waits_on(team):
    question = a_question(team.bank, title="Taken back")
    assessment = submitted(team, question)
    question.unpublish()

    answer = approve(assessment, team.reviewer)

    assert answer.status_code == 302
    assert "“Taken back” is not published yet." in said(answer)
    assessment.refresh_from_db()
    assert not assessment.live
    assert assessment.workflow_in_progress
    assert not AssessmentVersion.objects.exists()


def test_the_reviewer_sees_what_waits(team):
    assessment = submitted(team, a_question(team.bank))
    home = reverse("wagtailadmin_home")
    assert str(assessment) in signed_in(team.reviewer).get(home).content.decode()
    assert str(assessment) not in signed_in(a_team("Other").reviewer).get(home).content.decode()


@pytest.mark.parametrize("field", ["stem", "rationale"])
def test_html_in_a_question_is_cleaned_wherever_it_comes_from(team, field):
    question = a_question(team.bank, **{field: XSS})
    stored = getattr(Question.objects.get(pk=question.pk), field)
    in_revision = question.latest_revision.content[field]
    for text in (stored, in_revision, getattr(question.compile(), field)):
        assert "Fine" in text
        for danger in ("script", "onerror", "javascript", "alert"):
            assert danger not in text


def test_html_in_instructions_is_cleaned(team):
    assessment = an_assessment(team.bank, a_question(team.bank), instructions=XSS)
    for text in (
        Assessment.objects.get().instructions,
        assessment.latest_revision.content["instructions"],
        AssessmentVersion.objects.get().instructions,
    ):
        assert "Fine" in text
        assert "script" not in text
        assert "onerror" not in text


def test_html_posted_in_the_cms_is_cleaned(team, client):
    payload = (
        '{"blocks":[{"key":"a","text":"Hi","type":"unstyled","depth":0,"inlineStyleRanges":[],'
    )
    payload += '"entityRanges":[{"offset":0,"length":2,"key":0}],"data":{}}],"entityMap":'
    payload += '{"0":{"type":"LINK","mutability":"MUTABLE","data":{"url":"javascript:alert(1)"}}}}'
    client.post(add(Question), question_form(team.bank, stem=payload) | PUBLISH)
    assert "javascript" not in Question.objects.get(title="New").stem


def test_a_draft_that_was_published_before_stays_live_while_it_is_edited(team, client):
    question = a_question(team.bank)
    assessment = an_assessment(team.bank, question)
    form = assessment_form(team.bank, {"question": question.pk}, title="Draft title")
    form |= {"slots-INITIAL_FORMS": "1", "slots-0-id": str(assessment.slots.get().pk)}
    client.post(url(assessment, "edit"), form)
    assessment.refresh_from_db()
    assert assessment.title != "Draft title"
    assert assessment.has_unpublished_changes
    assert assessment.versions.count() == 1


def test_a_failing_freeze_leaves_nothing_live(team):
    """Whoever publishes by another way than the form meets the same refusal."""
    assessment = an_assessment(team.bank, a_question(team.bank, live=False), live=False)
    with pytest.raises(Exception, match="is not published yet"):
        publish(assessment)
    assessment.refresh_from_db()
    assert not assessment.live


def test_a_pass_mark_that_no_form_could_reach_is_refused(team, client):
    rating = [("rating", {"scale": ["Poor", "Good"]})]
    opinions = [a_question(team.bank, tags="opinion", interaction=rating) for _ in range(2)]
    a_question(team.bank, tags="opinion")
    form = partial(assessment_form, team.bank, pass_mark="80")
    fixed = {"question": opinions[0].pk}
    one, three = (
        {"question": "", "draw_tag": "opinion", "draw_count": count} for count in ("1", "3")
    )

    for slot in (fixed, one):
        refused = client.post(add(Assessment), form(slot) | PUBLISH)
        assert "A pass mark needs questions that earn points" in refused.content.decode()
    assert not AssessmentVersion.objects.exists()

    # All three drawn hold the one that is graded
    assert client.post(add(Assessment), form(three) | PUBLISH).status_code == 302
    assert AssessmentVersion.objects.exists()


def test_hints_and_what_tries_cost_are_frozen(team, client):
    hint = {"text": rich_text("<p>Fine.</p>"), "clear_wrong": "on"}
    form = question_form(team.bank, hints=inline_formset([hint]))
    assert client.post(add(Question), form | PUBLISH).status_code == 302
    question = Question.objects.get()
    checked = {"checking": "hints", "check_shows": "reasons"}
    test = assessment_form(team.bank, {"question": question.pk}, **checked)
    assert client.post(add(Assessment), test | PUBLISH).status_code == 302

    version = frozen_assessment(current_version_id(Assessment.objects.get().pk))
    assert (version.policy.checking, version.policy.check_shows) == ("hints", "reasons")
    assert version.policy.penalty == Fraction(1, 3)
    [item] = version.items.values()
    [found] = item.hints
    assert "Fine." in found.text
    assert found.clear_wrong


def test_certainty_is_asked_only_where_there_is_one_try(team, client):
    slot = {"question": a_question(team.bank).pk}
    form = assessment_form(team.bank, slot, certainty="on", checking="adaptive")
    refused = client.post(add(Assessment), form)
    assert refused.status_code == 200
    assert "only where each question has one try" in refused.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("review", ["never", "after_pass"])
def test_a_check_that_tells_more_than_the_review_is_refused_at_its_field(team, client, review):
    slot = {"question": a_question(team.bank).pk}
    form = assessment_form(team.bank, slot, checking="once", check_shows="verdict", review=review)
    refused = client.post(add(Assessment), form)
    assert refused.status_code == 200
    [error] = refused.context["form"].errors["check_shows"]
    assert error.startswith("A check would tell")
    assert not Assessment.objects.exists()


def test_every_rule_of_the_draft_is_frozen(team, client):
    for difficulty in ("easy", "hard"):
        a_question(team.bank, tags="sepsis", difficulty=difficulty)
    slot = {
        "question": "",
        "draw_tag": "sepsis",
        "draw_count": "1",
        "draw_difficulty": "hard",
        "safety_critical": "on",
    }
    form = assessment_form(
        team.bank,
        slot,
        pass_mark="80",
        kept_grade="mean",
        password=" ward 7 ",
        honour_statement="My own work.",
    )

    client.post(add(Assessment), form | PUBLISH)

    policy = frozen_assessment(current_version_id(Assessment.objects.get().pk)).policy
    (drawn,) = policy.slots
    assert QuestionVersion.objects.get(pk=drawn.pool[0]).question.difficulty == "hard"
    assert (len(drawn.pool), drawn.difficulty, drawn.safety_critical) == (1, "hard", True)
    assert (policy.kept_grade, policy.stop_after_pass) == ("mean", False)
    assert (policy.password, policy.honour_statement) == ("ward 7", "My own work.")


def test_too_few_of_a_difficulty_are_refused(team, client):
    a_question(team.bank, tags="sepsis", difficulty="easy")
    slot = {"question": "", "draw_tag": "sepsis", "draw_count": "1", "draw_difficulty": "hard"}
    refused = client.post(add(Assessment), assessment_form(team.bank, slot) | PUBLISH)
    assert "marks 0 published questions of this difficulty" in refused.content.decode()


def test_a_question_that_must_be_right_needs_a_pass_mark(team, client):
    slot = {"question": a_question(team.bank).pk, "safety_critical": "on"}
    refused = client.post(add(Assessment), assessment_form(team.bank, slot) | PUBLISH)
    assert "need a pass mark" in refused.content.decode()
