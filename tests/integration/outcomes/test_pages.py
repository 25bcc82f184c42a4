import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Attempt
from courses.queries import frozen_activity
from courses.services import freeze_activity
from learners.models import Enrolment
from outcomes.domain.cohort import Cohort
from outcomes.queries import outcome_report
from outcomes.queries.report import QUERY_VERSION
from outcomes.services import grant_review
from tests.factories.items import rating
from tests.factories.outcomes import (
    BEGAN,
    History,
    a_bank,
    a_person,
    a_provider,
    a_question,
    a_world,
    an_activity,
    an_assessment,
    with_history,
)


def text_of(answer):
    """Return the words of a page, tags and doubled spaces taken out."""
    body = answer.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def report_of(world, cohort=None):
    return outcome_report(frozen_activity(world.version.pk), cohort or Cohort(), at=timezone.now())


def test_the_list_names_each_provider_with_its_counts(reader, world):
    page = text_of(reader.get("/reports/"))
    assert "Accreditor, read only" in page
    assert "Academy" in page
    until = timezone.localdate(timezone.now() + timedelta(days=30))
    assert f"until {until.day} {until:%B %Y}" in page
    assert " 80 " in page


def test_the_provider_page_shows_activities_and_sums(reader, world):
    page = text_of(reader.get("/reports/academy/"))
    report = report_of(world)
    assert "80 people enrolled in 1 activity;" in page
    assert f"{report.participation.people['completed']} completions" in page
    for line in report.credit:
        assert str(line.balance) in page


def test_the_report_opens_with_the_finding(reader, world):
    answer = reader.get("/reports/academy/told/")
    page = text_of(answer)
    said = re.sub(r"\s+", " ", str(report_of(world).finding))
    assert said.split(",")[0] in page
    assert f"Query version {QUERY_VERSION}" in page
    assert "Data as of" in page
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_the_filters_narrow_every_figure(reader, world):
    nurses = report_of(world, Cohort(profession="nurse")).enrolled
    page = text_of(reader.get("/reports/academy/told/?profession=nurse"))
    assert f"Of {nurses} people who enrolled" in page
    assert "Nurse" in page
    assert "Physician (MD or DO) People" not in page


def test_nonsense_in_the_filters_shows_what_is_wrong_and_no_figure(reader, world):
    asked = "?begins_on=2026-05-01&ends_on=2026-04-01&profession=alchemist"
    for path in ("/reports/academy/", "/reports/academy/told/"):
        answer = reader.get(path + asked)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "The period ends before it begins." in page
        assert "Data as of" not in page
    assert reader.get("/reports/academy/told/items.csv" + asked).status_code == 404


def test_nobody_enrolled_is_an_empty_state(reader, world):
    quiet = an_activity(world.provider, code="quiet")
    freeze_activity(activity=quiet, at=timezone.now())
    assert "Nobody has enrolled yet" in text_of(reader.get("/reports/academy/quiet/"))
    page = text_of(reader.get("/reports/academy/told/?profession=dentist"))
    assert "Nobody matches" in page
    assert "Show everybody" in page


def test_a_provider_without_activities_is_an_empty_state(client):
    provider = a_provider("Quiet")
    client.force_login(a_person(is_superuser=True))
    page = text_of(client.get("/reports/quiet/"))
    assert "No activity yet" in page
    assert provider.name in page


def test_an_activity_never_published_has_no_report(reader, world):
    an_activity(world.provider, code="draft")
    assert reader.get("/reports/academy/draft/").status_code == 404
    assert "Draft" not in text_of(reader.get("/reports/academy/"))


def test_an_activity_taken_offline_keeps_its_report(reader, world):
    world.activity.live = False
    world.activity.save()
    assert reader.get("/reports/academy/told/").status_code == 200
    assert "no longer published" in text_of(reader.get("/reports/academy/"))


def test_fewer_than_thirty_finishers_get_counts_and_the_reason(reader, world):
    small = with_history(a_world(world.provider, code="small"), learners=20, seed=3)
    report = report_of(small)
    page = text_of(reader.get("/reports/academy/small/"))
    assert "Item statistics are not shown." in page
    assert f"{report.finished} people finished the content; below 30" in page
    assert "too few to quote a change in knowledge" in page
    assert "items.csv" not in reader.get("/reports/academy/small/").content.decode()
    assert reader.get("/reports/academy/small/items.csv").status_code == 404
    assert reader.get("/reports/academy/small/choices.csv").status_code == 404
    assert reader.get("/reports/academy/small/changes.csv").status_code == 200


def test_few_replies_are_not_shown(reader, world):
    tiny = with_history(a_world(world.provider, code="tiny"), learners=4, seed=5, sure=True)
    assert report_of(tiny).evaluation.replied == 4
    page = text_of(reader.get("/reports/academy/tiny/"))
    assert "Replies are not shown." in page
    assert "Too long; didn" not in page
    assert reader.get("/reports/academy/tiny/comments.csv").status_code == 404
    # The same words are there to be seen where enough replied.
    assert "Too long; didn" in text_of(reader.get("/reports/academy/told/"))


def test_follow_up_replies_have_a_section_of_their_own(reader, world):
    assert "Practice at follow-up" not in text_of(reader.get("/reports/academy/told/"))
    bank, item = a_bank(world.provider), rating(lead_in="I changed what I do.")
    question = a_question(bank, item)
    world.items[question.pk] = item
    world.tests["follow_up"] = an_assessment(bank, [question])
    history = History(world, seed=4, sure=True)
    for enrolment in world.enrolments[:12]:
        history.sit(enrolment, "follow_up", BEGAN + timedelta(days=300), 0.9)
    history.save()
    page = text_of(reader.get("/reports/academy/told/"))
    assert "Practice at follow-up" in page
    assert "I changed what I do." in page
    assert "12 replied." in page
    assert reader.get("/reports/academy/told/follow-up.csv").status_code == 200


def test_a_period_does_not_narrow_replies(world):
    everybody, nobody = report_of(world), Cohort(begins_on=timezone.localdate())
    assert report_of(world, nobody).evaluation == everybody.evaluation
    assert report_of(world, nobody).enrolled == 0


def test_authored_text_is_escaped(reader, world):
    world.activity.title = "<script>alert(1)</script>"
    world.activity.save()
    freeze_activity(activity=world.activity, at=timezone.now())
    for path in ("/reports/academy/", "/reports/academy/told/"):
        assert "<script>alert" not in reader.get(path).content.decode()


@pytest.mark.parametrize(
    ("path", "most"), [("/reports/", 12), ("/reports/academy/", 16), ("/reports/academy/told/", 28)]
)
def test_queries_do_not_grow_with_the_data(
    reader, accreditor, world, path, most, django_assert_max_num_queries
):
    reader.get(path)  # frozen content is read once per process
    with django_assert_max_num_queries(most) as few:
        reader.get(path)
    more = a_provider("College")
    grant_review(accreditor=accreditor, provider=more, by=None, at=timezone.now())
    with_history(a_world(more), learners=30, seed=8)
    for number in range(3):
        with_history(a_world(world.provider), learners=10, seed=number)
    with_history(world, learners=60, seed=9)
    reader.get(path)
    with django_assert_max_num_queries(most) as many:
        reader.get(path)
    assert len(many) == len(few)
    assert Enrolment.objects.count() > 160
    assert Attempt.objects.count() > 300
