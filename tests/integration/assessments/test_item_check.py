"""The item check: findings in drafts, saved or not, what was accepted, and a report of them."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assessments.models import Acceptance, FoundFlaw, Question, QuestionBank, QuestionCheck
from assessments.models.question import Language
from assessments.services import FindingGone, accept_finding, check_new_drafts
from tests.factories.authoring import (
    a_question,
    a_reference,
    a_team,
    an_assessment,
    an_objective,
    publish,
    signed_in,
)
from tests.integration.assessments.test_cms_places import question_form, url
from tests.refusals import assert_append_only, change, insert_copy, refused

NEGATIVE = "Which of these drugs should NOT be given?"
REPORT = "/cms/questions/findings/"


@pytest.fixture
def team():
    return a_team("Harbour")


@pytest.fixture
def client(team):
    return signed_in(team.educator)


@pytest.fixture
def question(team):
    return a_question(team.bank, lead_in=NEGATIVE, rationale="<p>So.</p>")


def open_flaws(question) -> set[str]:
    return set(question.found_flaws.filter(acceptance=None).values_list("flaw", flat=True))


def finding(question, flaw="negative_lead_in") -> FoundFlaw:
    return question.found_flaws.get(flaw=flaw)


def accept_url(question, fingerprint, name="assessments_accept") -> str:
    return reverse(name, args=[question.pk, fingerprint])


def accepted(question, by, flaw="negative_lead_in") -> Acceptance:
    mark = finding(question, flaw).fingerprint
    return accept_finding(
        question=question, fingerprint=mark, reason="Meant so.", by=by, at=timezone.now()
    )


def test_what_is_saved_is_checked(team, client):
    add = reverse(Question.snippet_viewset.get_url_name("add"))
    client.post(add, question_form(team.bank, lead_in=NEGATIVE))
    question = Question.objects.get(title="New")
    assert open_flaws(question) == {
        "negative_lead_in", "no_objective", "no_reference", "option_count",
    }  # fmt: skip

    objective, reference = an_objective(team.bank), a_reference()
    form = question_form(team.bank, objective=objective.pk) | {"references": [reference.pk]}
    client.post(url(question, "edit"), form)
    assert open_flaws(question) == {"option_count"}


def test_the_newest_draft_of_a_live_question_is_what_is_checked(team, client, question):
    client.post(url(question, "edit"), question_form(team.bank, lead_in="What should be given?"))
    question.refresh_from_db()
    assert question.lead_in == NEGATIVE  # learners may still get it
    assert "negative_lead_in" not in open_flaws(question)


def test_what_is_typed_is_checked_before_it_is_saved(team, client):
    form = question_form(team.bank, lead_in=NEGATIVE)
    page = client.post(reverse("assessments_check"), form).content.decode()
    assert "The question is negative" in page
    assert "No objective" in page
    assert "Accept it" not in page  # there is nothing yet to accept it for
    assert not Question.objects.exists()


def test_what_is_typed_over_a_draft_is_checked_and_not_saved(team, client, question):
    address = reverse("assessments_check_of", args=[question.pk])
    page = client.post(address, question_form(team.bank)).content.decode()
    assert "The question is negative" not in page
    page = client.post(address, question_form(team.bank, lead_in=NEGATIVE)).content.decode()
    assert "Once the draft is saved" not in page.split("The question is negative")[1][:900]
    assert "The question is negative" in page
    assert accept_url(question, finding(question).fingerprint) in page
    question.refresh_from_db()
    assert question.title != "New"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"lead_in": NEGATIVE, "bank": "99999999", "difficulty": "unknown"},
        {"lead_in": NEGATIVE, "title": "x" * 999, "interaction-count": "0"},
    ],
)
def test_what_is_unfinished_is_checked_as_far_as_it_goes(client, question, team, form):
    given = question_form(team.bank) | form if form else {"interaction-count": "0"}
    answer = client.post(reverse("assessments_check_of", args=[question.pk]), given)
    assert answer.status_code == 200
    assert ("The question is negative" in answer.content.decode()) is bool(form)


def test_a_form_of_nonsense_is_refused_and_not_a_fault(client, question):
    answer = client.post(reverse("assessments_check_of", args=[question.pk]), {"x": "y"})
    assert answer.status_code == 400


def test_a_finding_is_accepted_with_a_reason(team, client, question):
    address = accept_url(question, finding(question).fingerprint)
    assert "Readers miss a NOT" in client.get(address).content.decode()

    answer = client.post(address, {"reason": " "})
    assert answer.status_code == 422
    assert not Acceptance.objects.exists()

    answer = client.post(address, {"reason": "The guideline lists what to avoid."})
    assert answer.status_code == 302
    row = Acceptance.objects.get()
    assert (row.reason, row.decided_by) == ("The guideline lists what to avoid.", team.educator)
    assert "negative_lead_in" not in open_flaws(question)
    page = client.get(url(question, "edit")).content.decode()
    assert "The guideline lists what to avoid." in page


def test_an_accepted_finding_returns_when_the_wording_changes(team, client, question):
    accepted(question, team.educator)
    same = question_form(team.bank, lead_in=NEGATIVE, title="Other title")
    client.post(url(question, "edit"), same)
    assert "negative_lead_in" not in open_flaws(question)

    changed = question_form(team.bank, lead_in="Which drug should NOT be given?")
    client.post(url(question, "edit"), changed)
    assert "negative_lead_in" in open_flaws(question)


def test_an_acceptance_can_be_taken_back(team, client, question):
    accepted(question, team.educator)
    address = accept_url(question, finding(question).fingerprint)
    assert "Open it again" in client.get(address).content.decode()
    client.post(f"{address}take-back/")
    assert "negative_lead_in" in open_flaws(question)
    assert Acceptance.objects.count() == 2


def test_a_finding_that_is_gone_cannot_be_accepted(team, client, question):
    mark = finding(question).fingerprint
    question.lead_in = "What should be given?"
    publish(question)
    answer = client.post(accept_url(question, mark), {"reason": "Late."})
    assert "gone with it" in " ".join(map(str, get_messages(answer.wsgi_request)))
    assert client.post(f"{accept_url(question, mark)}take-back/").status_code == 302
    with pytest.raises(FindingGone):
        accept_finding(
            question=question, fingerprint=mark, reason="x", by=team.educator, at=timezone.now()
        )


def test_publishing_warns_of_what_is_open_and_goes_on(team, client, question):
    form = question_form(team.bank, lead_in=NEGATIVE) | {"action-publish": "1"}
    answer = client.post(url(question, "edit"), form)
    said = " ".join(map(str, get_messages(answer.wsgi_request)))
    assert re.search(r"has \d open findings", said)
    question.refresh_from_db()
    assert question.title == "New"


def test_an_assessment_names_its_doubtful_questions(team, client, question):
    page = client.get(url(an_assessment(team.bank, question), "edit")).content.decode()
    assert "open finding" in page
    assert question.title in page


def test_questions_are_listed_by_findings(team, client, question):
    sound = a_question(team.bank, title="Sound one", objective=an_objective(team.bank), live=False)
    FoundFlaw.objects.filter(question=sound).delete()
    listing = reverse(Question.snippet_viewset.get_url_name("list"))

    def listed(**asked):
        page = client.get(listing, asked).content.decode()
        return question.title in page, sound.title in page

    assert listed() == (True, True)
    assert listed(findings="open") == (True, False)
    assert listed(findings="none") == (False, True)
    assert listed(flaw="negative_lead_in") == (True, False)
    assert listed(flaw="article") == (False, False)


def test_report_counts_by_flaw_and_names_the_worst(team, client, question):
    accepted(question, team.educator)
    page = client.get(REPORT).content.decode()
    row = page.split("The question is negative")[1].split("</tr>")[0]
    assert re.findall(r"<td>(\d+)</td>", row) == ["0", "0", "1"]
    assert question.title in page

    lines = b"".join(client.get(REPORT, {"csv": "1"}).streaming_content).decode().splitlines()
    assert lines[0].endswith("What was found")
    assert len(lines) == 1 + len(open_flaws(question))


def test_report_says_that_nothing_is_open(client):
    assert "No open finding" in client.get(REPORT).content.decode()


def test_anothers_bank_is_not_there(client, question):
    theirs = a_team("Theirs")
    foreign = a_question(theirs.bank, lead_in=NEGATIVE, title="Their secret")
    mark = finding(foreign).fingerprint
    for address in (
        reverse("assessments_check_of", args=[foreign.pk]),
        accept_url(foreign, mark),
        accept_url(foreign, mark, "assessments_take_back"),
    ):
        own = address.replace(f"/{foreign.pk}/", f"/{question.pk}/")
        assert client.post(own, question_form(theirs.bank)).status_code != 404
        assert client.post(address, question_form(theirs.bank)).status_code == 404
    assert client.get(REPORT, {"bank": theirs.bank.pk}).status_code == 404
    assert client.get(REPORT, {"bank": "x"}).status_code == 404
    assert "Their secret" not in client.get(REPORT).content.decode()
    everything = b"".join(client.get(REPORT, {"csv": "1"}).streaming_content).decode()
    assert "Their secret" not in everything


def test_strangers_and_learners_get_nothing(question, django_user_model):
    nobody = django_user_model.objects.create(email="nobody@example.org")
    for address in (REPORT, reverse("assessments_check"), accept_url(question, "0" * 64)):
        assert signed_in(nobody).post(address).status_code == 403


def test_a_reviewer_may_change_and_so_accept(team, question):
    address = accept_url(question, finding(question).fingerprint)
    assert signed_in(team.reviewer).post(address, {"reason": "Meant."}).status_code == 302
    assert Acceptance.objects.get().decided_by == team.reviewer


def test_a_bank_in_another_language_is_checked_for_what_needs_no_words(team, question):
    team.bank.language = Language.GERMAN
    team.bank.save()
    assert "negative_lead_in" in open_flaws(question)
    assert check_new_drafts(at=timezone.now()) == 1
    assert open_flaws(question) == {"no_objective", "no_reference", "option_count"}


def test_drafts_that_no_editor_saved_are_checked_later(team):
    draft = a_question(team.bank, live=False, lead_in=NEGATIVE)
    assert not draft.found_flaws.exists()
    assert check_new_drafts(at=timezone.now()) == 1
    assert "negative_lead_in" in open_flaws(draft)
    assert check_new_drafts(at=timezone.now()) == 0
    QuestionCheck.objects.update(checked_at=timezone.now() - timedelta(days=1), rules="old")
    assert check_new_drafts(at=timezone.now()) == 1


@pytest.mark.parametrize("address", [REPORT, "/cms/snippets/assessments/question/"])
def test_pages_ask_the_database_no_more_for_many_questions(
    team, client, address, django_assert_max_num_queries
):
    counts = []
    for more in (1, 8):
        for _ in range(more):
            a_question(team.bank, lead_in=NEGATIVE)
        client.get(address)
        with django_assert_max_num_queries(60) as counted:
            client.get(address)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_checking_what_is_typed_is_cheap(team, client, question, django_assert_max_num_queries):
    address = reverse("assessments_check_of", args=[question.pk])
    with django_assert_max_num_queries(25):
        client.post(address, question_form(team.bank, lead_in=NEGATIVE))


def test_an_acceptance_has_a_reason_and_stays(team, question):
    row = accepted(question, team.educator)
    assert_append_only(row)
    with refused("assessments_acceptance_has_a_reason"):
        insert_copy(row, reason="")


def test_a_finding_is_noted_once(question):
    row = finding(question)
    with refused("assessments_foundflaw_once_per_wording"):
        insert_copy(row)
    change(row, said="x")


def test_a_bank_says_its_language(team, client):
    page = client.get(url(team.bank, "edit")).content.decode()
    assert "German" in page
    assert QuestionBank.objects.get(pk=team.bank.pk).language == Language.ENGLISH
