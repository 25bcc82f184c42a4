"""A question through its versions: changes, uses, stored figures, and the alarm on its key."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.domain.roles import Role
from assessments.domain.question_report import Alarm
from assessments.models import Question, QuestionStatistics
from assessments.queries.question_history import alarms, history_of, idle_answers_of, trends_in
from assessments.services import refresh_statistics
from courses.models import Provider
from courses.services import join_team, set_up_roles_and_teams
from tests.factories.authoring import a_team, signed_in
from tests.factories.outcomes import a_person, a_world, with_history
from tests.factories.rulings import a_faulty_stage
from tests.refusals import insert_copy, refused


@pytest.fixture
def faulty():
    """A key that the able miss: 16 with all others right chose c, 16 with none right b."""
    stage = a_faulty_stage()
    for _ in range(16):
        stage.take("c", right=2)
        stage.take("b", right=0)
    refresh_statistics(at=timezone.now())
    return stage


def an_educator():
    set_up_roles_and_teams()
    person = a_person()
    provider = Provider.objects.get(page__pk__isnull=False)
    join_team(user=person, provider=provider, role=Role.EDUCATOR)
    return signed_in(person)


def history(question_id) -> str:
    return reverse("assessments_question_history", args=[question_id])


def test_a_wrong_key_raises_an_alarm_until_somebody_rules(faulty):
    client, question = an_educator(), faulty.asked.question
    row = QuestionStatistics.objects.get(question_version=faulty.asked)
    assert (row.attempts, row.alarm) == (32, Alarm.NEGATIVE)

    page = client.get(history(question.pk)).content.decode()
    assert "The key may be wrong" in page
    assert reverse("learners_corrections", args=[question.pk]) in page
    listing = reverse(Question.snippet_viewset.get_url_name("list"))
    assert "Check the key" in client.get(listing).content.decode()
    alarming = client.get(listing, {"alarm": "key"}).content.decode()
    assert question.title in alarming
    others = Question.objects.exclude(pk=question.pk).values_list("title", flat=True)
    assert not any(title in alarming for title in others)
    edit = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])
    assert "The key may be wrong" in client.get(edit).content.decode()

    faulty.rule("no_regrade", reason="The key is right, the teaching was not")
    assert not alarms().exists()
    page = client.get(history(question.pk)).content.decode()
    assert "The key may be wrong" not in page
    assert "the teaching was not" in page


def test_history_tells_what_changed_and_where_it_was_asked(faulty):
    newest, asked = history_of(faulty.asked.question)
    assert {change.where for change in newest.changes} == {
        "Option “Option b”: correct", "Option “Option c”: correct",
    }  # fmt: skip
    assert asked.changes == []
    assert [use.version.title for use in asked.uses]
    assert [row.report.attempts for row in asked.behaviours] == [32]
    page = an_educator().get(history(faulty.asked.question_id)).content.decode()
    assert "2 changes against version 1" in page


def test_idle_answers_are_known_to_the_item_check(faulty):
    assert idle_answers_of(faulty.asked.question_id) == {"a", "d"}
    assert idle_answers_of(None) == frozenset()


def test_few_attempts_tell_nothing():
    team = a_team()
    world = with_history(a_world(team.provider), learners=6, seed=5)
    refresh_statistics(at=timezone.now())
    question = next(iter(world.tests["pre_test"].questions.all())).question_version.question
    page = signed_in(team.educator).get(history(question.pk)).content.decode()
    assert "Too few to tell" in page
    assert "Facility" not in page


def test_a_page_computes_nothing_and_shows_what_was_stored(django_assert_max_num_queries):
    team = a_team()
    world = with_history(a_world(team.provider), learners=40, seed=5)
    client = signed_in(team.educator)
    question = world.tests["post_test"].questions.first().question_version.question
    assert "No first attempt is counted yet" in client.get(history(question.pk)).content.decode()

    refresh_statistics(at=timezone.now())
    with django_assert_max_num_queries(25):
        page = client.get(history(question.pk)).content.decode()
    assert re.search(r"n = [34]\d", page)
    assert "Point-biserial" in page

    # What was counted before there were such figures is gathered with the next run
    QuestionStatistics.objects.all().delete()
    assert refresh_statistics(at=timezone.now() + timedelta(minutes=5)) > 0
    assert QuestionStatistics.objects.filter(question_version__question=question).exists()
    assert refresh_statistics(at=timezone.now() + timedelta(minutes=9)) == 0


def test_anothers_question_is_not_there():
    ours, theirs = a_team("Ours"), a_team("Theirs")
    world = a_world(theirs.provider)
    question = world.tests["pre_test"].questions.first().question_version.question
    assert signed_in(theirs.educator).get(history(question.pk)).status_code == 200
    assert signed_in(ours.educator).get(history(question.pk)).status_code == 404


def test_a_question_has_one_row_of_figures_in_an_assessment(faulty):
    with refused("assessments_questionstatistics_once_per_assessment"):
        insert_copy(QuestionStatistics.objects.first())


def test_trend_over_the_versions_is_drawn_with_its_table_behind(faulty):
    question = faulty.asked.question
    page = an_educator().get(history(question.pk)).content.decode()
    assert "Over its versions" not in page, "one version alone has no trend"
    first = QuestionStatistics.objects.get(question_version=faulty.asked)
    figures = first.figures | {"question": faulty.fixed.pk}
    figures["figures"] = figures["figures"] | {"facility": 0.75, "upper": 0.9, "lower": 0.5}
    QuestionStatistics.objects.create(
        question_version=faulty.fixed,
        assessment=first.assessment,
        attempts=32,
        figures=figures,
        computed_at=timezone.now(),
    )
    page = an_educator().get(history(question.pk)).content.decode()
    [trend] = trends_in(history_of(question))
    assert [point.version.number for point in trend.points] == [1, 2]
    assert "version 2: facility 0.75, discrimination 0.40" in trend.reading
    drawing = re.search(r"<svg[^>]*role=.img.[^>]*>.*?</svg>", page, re.DOTALL)[0]
    assert "version 1: facility 0.50, discrimination -1.00" in drawing
    assert (drawing.count("<circle"), drawing.count("<rect")) == (2, 2)
    table = page.partition("Figures by version")[2]
    assert "0.75" in table
    assert "0.40" in table
