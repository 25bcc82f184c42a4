"""The CMS pages of those who mark, and what learners see of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.domain.roles import Role
from assessments.models import Grade, Mark, MarkDraft, MarkingTask
from courses.models import Provider
from courses.services import join_team, set_up_roles_and_teams
from credits.models import Entry
from tests.factories.authoring import signed_in
from tests.factories.marking import (
    FULL,
    HALF,
    NONE,
    a_marked_stage,
    grade_of,
    handed_in,
    levels,
    mark,
    tasks_of,
)
from tests.factories.outcomes import a_person

TWICE = {"second_share": "100"}
GIVEN = {"level-c1": "full", "level-c2": "half", "comment-c1": "Well argued.", "remark": "Go on."}


def provider_of(sitting) -> Provider:
    return sitting.enrolment.activity.get_parent().specific.provider


def a_member_of(sitting, role=Role.MARKER):
    set_up_roles_and_teams()
    person = a_person()
    join_team(user=person, provider=provider_of(sitting), role=role)
    return person


def address(task, name="learners_script") -> str:
    return reverse(name, args=[task.pk])


def test_a_marker_takes_the_oldest_notes_and_marks_it():
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    marker = signed_in(a_member_of(sitting))
    page = marker.get(reverse("learners_marking"))
    assert task.pseudonym in page.text
    taken = marker.post(reverse("learners_mark_next"))
    assert taken.url == address(task) + "?"
    page = marker.get(taken.url)
    assert "Give this mark and go on" in page.text
    for hidden in (sitting.enrolment.learner.email, sitting.enrolment.learner.last_name):
        assert hidden not in page.text
    noted = marker.post(address(task), {"level-c1": "half", "save": "1"})
    assert noted.status_code == 302
    assert MarkDraft.objects.get().levels == {"c1": "half"}
    unfinished = marker.post(address(task), {"level-c1": "half", "mark": "1", "remark": "Kept"})
    assert unfinished.status_code == 422
    assert "Choose a level for every criterion" in unfinished.text
    assert "Kept</textarea>" in unfinished.text
    done = marker.post(address(task), {**GIVEN, "mark_next": "1"}, follow=True)
    assert "Nothing waits for you here at present" in done.text
    assert Mark.objects.get().comments == {"c1": "Well argued."}
    assert Entry.objects.count() == 1


def test_a_script_notes_what_is_entered_and_hears_when_the_answer_is_gone():
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    marker = signed_in(a_member_of(sitting))
    json = {"Accept": "application/json"}
    lost = marker.post(address(task), {**GIVEN, "save": "1"}, headers=json)
    assert lost.status_code == 409
    marker.post(address(task, "learners_take"))
    noted = marker.post(address(task), {**GIVEN, "save": "1"}, headers=json)
    assert noted.status_code == 200
    assert MarkDraft.objects.get().remark == "Go on."
    marker.post(address(task), {"release": "1"})
    assert MarkingTask.objects.get().claimed_by is None


def test_the_second_marker_does_not_see_the_first_mark_until_they_disagree():
    sitting = handed_in(a_marked_stage(marking=TWICE))
    [task] = tasks_of(sitting)
    one, other = a_member_of(sitting), a_member_of(sitting)
    mark(task, one, FULL, remark="The first one's words")
    assert "Another person gives the second" in signed_in(one).get(address(task)).text
    second = signed_in(other)
    second.post(address(task, "learners_take"))
    assert "The first one's words" not in second.get(address(task)).text
    second.post(address(task), {"level-c1": "none", "level-c2": "none", "mark": "1"})
    second.post(address(task, "learners_take"))
    page = second.get(address(task))
    assert "The first one&#x27;s words" in page.text
    alone = second.post(address(task), {**GIVEN, "mark": "1"})
    assert "Confirm that you decided it together" in alone.text
    second.post(address(task), {**GIVEN, "joint": "on", "mark": "1"})
    assert Mark.objects.get(round=3).joint_with == one
    assert grade_of(sitting) is not None


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.MARKER, 200),
        (Role.EDUCATOR, 200),
        (Role.REVIEWER, 404),
        (Role.ACCREDITATION_STAFF, 404),
    ],
)
def test_markers_and_educators_of_the_provider_alone_mark(role, status):
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    member = signed_in(a_member_of(sitting, role))
    assert member.get(reverse("learners_marking")).status_code == status
    assert member.get(address(task)).status_code == status


def test_strangers_find_nothing():
    ours, theirs = handed_in(a_marked_stage()), handed_in(a_marked_stage())
    [task] = tasks_of(ours)
    stranger = signed_in(a_member_of(theirs))
    assert task.pseudonym not in stranger.get(reverse("learners_marking")).text
    for name in ("learners_script", "learners_mark_again"):
        assert stranger.get(address(task, name)).status_code == 404
    assert stranger.post(address(task, "learners_take")).status_code == 404
    agreed = reverse("learners_agreement", args=[task.attempt.assessment_id])
    assert stranger.get(agreed).status_code == 404
    assert signed_in(a_member_of(ours)).get(agreed).status_code == 200


def test_a_marker_who_learns_here_does_not_find_their_own():
    stage = a_marked_stage()
    other = handed_in(stage)
    person = a_member_of(other)
    sitting = handed_in(stage, person)
    [task] = tasks_of(sitting)
    client = signed_in(person)
    assert client.get(address(task)).status_code == 404
    assert task.pseudonym not in client.get(reverse("learners_marking")).text


def test_only_publishers_mark_again_and_lowering_is_confirmed():
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    marker = a_member_of(sitting)
    mark(task, marker, FULL)
    assert signed_in(marker).get(address(task, "learners_mark_again")).status_code == 404
    educator = signed_in(a_member_of(sitting, Role.EDUCATOR))
    assert "Mark again" in educator.get(address(task)).text
    lower = {"level-c1": "none", "level-c2": "none", "reason": "Wrong script"}
    refused = educator.post(address(task, "learners_mark_again"), lower)
    assert refused.status_code == 422
    assert "This lowers the result" in refused.text
    educator.post(address(task, "learners_mark_again"), {**lower, "lowers": "on"})
    assert Grade.objects.count() == 2
    assert not grade_of(sitting).passed


def test_filters_pages_and_stages(monkeypatch):
    monkeypatch.setattr("learners.marking.ON_A_PAGE", 2)
    stage = a_marked_stage()
    sittings = [handed_in(stage) for _ in range(3)]
    client = signed_in(a_member_of(sittings[0]))
    [task] = tasks_of(sittings[2])
    first = client.get(reverse("learners_marking"))
    assert "Page 1 of 2" in first.text
    assert task.pseudonym not in first.text
    assert task.pseudonym in client.get(reverse("learners_marking"), {"page": 2}).text
    asked = {"assessment": task.attempt.assessment_id, "stage": "second"}
    assert "Nothing waits for you here" in client.get(reverse("learners_marking"), asked).text
    mark(task, a_person(), FULL)
    done = client.get(reverse("learners_marking"), {"stage": "final"}).text
    assert task.pseudonym in done
    assert "1 of 3 marked" in done
    assert (
        client.get(reverse("learners_marking"), {"assessment": "x", "page": "y"}).status_code == 200
    )


def test_budgets_do_not_grow_with_the_queue(django_assert_max_num_queries):
    stage = a_marked_stage(questions=2, marking=TWICE)
    sittings = [handed_in(stage)]
    client = signed_in(a_member_of(sittings[0]))
    [task, _other] = tasks_of(sittings[0])
    client.post(address(task, "learners_take"))
    client.get(reverse("learners_marking"))
    client.get(address(task))
    for more in (0, 3):
        sittings += [handed_in(stage) for _ in range(more)]
        with django_assert_max_num_queries(16):
            client.get(reverse("learners_marking"))
        with django_assert_max_num_queries(16):
            client.get(address(task))


def test_the_learner_is_told_what_happens_and_then_reads_marks_and_feedback():
    sitting = handed_in(a_marked_stage(marking={"days": 7}))
    client = signed_in(sitting.enrolment.learner)
    result = reverse("learners:result", args=[sitting.pk])
    page = client.get(result).text
    expected = timezone.localdate() + timedelta(days=7)
    assert "it is being marked" in page
    assert "without seeing your name" in page
    assert f"{expected.day} {expected:%B}" in page
    assert "Let us sit down in here" in page
    before = client.get(
        reverse(
            "learners:assessment",
            args=[sitting.enrolment.activity.code, sitting.enrolment.activity.placements.get().pk],
        )
    ).text
    assert "Being marked" in before
    assert "wait for the result" in before
    activity = client.get(reverse("learners:activity", args=[sitting.enrolment.activity.code])).text
    assert "Your answers are being marked" in activity
    assert "Handed in, being marked" in activity
    marker = a_member_of(sitting)
    [task] = tasks_of(sitting)
    mark(task, marker, levels("full", "half"), comments={"c2": "p<0.05 is <b>no</b> proof"})
    page = client.get(result).text
    assert "Marks and feedback" in page
    assert "0.75 of 1" in page
    assert "p&lt;0.05 is &lt;b&gt;no&lt;/b&gt; proof" in page
    assert marker.last_name not in page
    assert "Recorded: 1.00" in page


def test_two_counted_marks_are_both_shown():
    sitting = handed_in(a_marked_stage(marking={**TWICE, "tolerance": "100"}))
    [task] = tasks_of(sitting)
    mark(task, a_person(), FULL, remark="Splendid")
    mark(task, a_person(), NONE, remark="Poor")
    page = (
        signed_in(sitting.enrolment.learner).get(reverse("learners:result", args=[sitting.pk])).text
    )
    for words in ("First marker", "Second marker", "Splendid", "Poor", "the mean of both counts"):
        assert words in page
    assert HALF
