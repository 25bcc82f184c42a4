"""From draft to publication: three steps, each by somebody of the team who wrote none of it."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import TaskState

from accounts.domain.roles import Role
from courses.services import set_up_roles_and_teams
from tests.factories.authoring import (
    a_lesson,
    a_member,
    a_sound_question,
    a_team,
    an_activity,
    publish,
    signed_in,
)

CONTENT = {
    "comment": "Well said.",
    "recommendations_rest_on_evidence": "on",
    "evolving_topics_are_named_so": "on",
    "nothing_is_promoted": "on",
}
ITEMS = {"keys_are_right": "on", "reasons_are_given": "on", "items_measure_objectives": "on"}
STEPS = ["Clinical review of content", "Item review", "Accreditation preflight"]


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def submitted(team):
    activity = an_activity(team, live=False)
    return submit(activity, team)


def submit(page, team):
    page.save_revision(user=team.educator)
    page.get_workflow().start(page, team.educator)
    page.refresh_from_db()
    return page


def step_of(page):
    return page.current_workflow_task.name if page.current_workflow_task else None


def act(user, page, deed="approve", **told):
    """Do what the buttons of the editor do; return what was said."""
    state = page.current_workflow_task_state.pk
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, deed, state])
    answer = signed_in(user).post(address, told)
    assert answer.status_code in {200, 302, 403}
    page.refresh_from_db()
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def on_to(page, team, step):
    """Approve until a page stands at a step."""
    for number, told in enumerate((CONTENT, ITEMS)):
        if STEPS.index(step) > number:
            act(team.reviewer, page, **told)
    assert step_of(page) == step


def test_three_steps_lead_to_the_publication(team, submitted):
    assert step_of(submitted) == STEPS[0]
    act(team.reviewer, submitted, **CONTENT)
    read = TaskState.objects.get(task__name=STEPS[0])
    assert read.comment.startswith("Well said.\nChecked: Recommendations rest on evidence;")
    assert step_of(submitted) == STEPS[1]
    act(team.reviewer, submitted, **ITEMS)
    assert step_of(submitted) == STEPS[2]
    assert not submitted.live
    act(team.staff, submitted)
    assert submitted.live
    assert submitted.versions.count() == 1


def test_an_approval_without_its_checklist_is_none(team, submitted):
    act(team.reviewer, submitted, comment="Fine.", nothing_is_promoted="on")
    assert step_of(submitted) == STEPS[0]


def test_what_the_preflight_holds_back_stays_at_the_last_step(team, submitted):
    on_to(submitted, team, STEPS[2])
    submitted.credit_offers.all().delete()
    assert "No credit is designated." in act(team.staff, submitted)
    assert not submitted.live
    assert step_of(submitted) == STEPS[2]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "role", [Role.EDUCATOR, Role.REVIEWER, Role.MARKER, Role.ACCREDITATION_STAFF]
)
def test_who_takes_which_step_at_which_provider(team, submitted, role, step):
    theirs = a_team("Elsewhere")
    on_to(submitted, team, step)
    wanted = Role.ACCREDITATION_STAFF if step == STEPS[2] else Role.REVIEWER
    somebody, stranger = a_member(team.provider, role), a_member(theirs.provider, role)
    task = submitted.current_workflow_task
    assert bool(task.get_actions(submitted, somebody)) is (role == wanted)
    assert task.get_actions(submitted, stranger) == []
    waiting = TaskState.objects.reviewable_by(somebody)
    assert waiting.exists() is (role == wanted)
    assert not TaskState.objects.reviewable_by(stranger).exists()


def test_nobody_reviews_what_they_wrote(team, submitted):
    writer = a_member(team.provider, Role.REVIEWER)
    lesson = a_lesson(submitted, live=False)
    lesson.save_revision(user=writer)
    assert submitted.current_workflow_task.get_actions(submitted, writer) == []
    act(writer, submitted, **CONTENT)
    assert step_of(submitted) == STEPS[0]


def test_a_lesson_without_questions_needs_no_item_review(team):
    activity = an_activity(team)
    plain = submit(a_lesson(activity, live=False), team)
    act(team.reviewer, plain, **CONTENT)
    assert step_of(plain) == STEPS[2]
    act(team.staff, plain)
    assert plain.live

    check = [("knowledge_check", {"question": a_sound_question(team)})]
    asking = submit(a_lesson(activity, live=False, body=check), team)
    act(team.reviewer, asking, **CONTENT)
    assert step_of(asking) == STEPS[1]
    act(team.reviewer, asking, **ITEMS)
    act(team.staff, asking)
    assert asking.live


def test_setting_up_again_changes_nothing(team):
    workflow = team.page.get_workflow()
    set_up_roles_and_teams()
    assert team.page.get_workflow() == workflow
    assert [task.name for task in workflow.tasks] == STEPS
    assert publish(an_activity(team, live=False)).get_workflow() == workflow
