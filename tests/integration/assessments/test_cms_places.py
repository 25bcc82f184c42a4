"""An educator works with their own provider's banks, questions and assessments, and no other's."""

from collections.abc import Callable
from itertools import product

import pytest
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from assessments.models import Assessment, Objective, Question, QuestionBank
from courses.models import ActivityReference
from tests.factories.authoring import (
    Team,
    a_question,
    a_reference,
    a_team,
    an_activity,
    an_assessment,
    an_objective,
    signed_in,
)

MODELS = [QuestionBank, Objective, Question, Assessment]
VIEWS = ["edit", "history", "history_results", "usage"]
DRAFT_VIEWS = ["preview_on_edit", "workflow_history"]


@pytest.fixture
def ours() -> Team:
    return a_team("Ours")


@pytest.fixture
def theirs() -> Team:
    return a_team("Theirs")


MAKE: dict[type, Callable] = {
    QuestionBank: lambda team: team.bank,
    Objective: lambda team: an_objective(team.bank, f"Aim of {team.provider}"),
    Question: lambda team: a_question(team.bank, title=f"Question of {team.provider}"),
    Assessment: lambda team: an_assessment(
        team.bank, a_question(team.bank), title=f"Test of {team.provider}"
    ),
}


def url(instance, view: str) -> str:
    return reverse(instance.snippet_viewset.get_url_name(view), args=[instance.pk])


def chooser(model, view: str, *args) -> str:
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name(view), args=args)


@pytest.mark.parametrize(
    ("model", "view"),
    [*product(MODELS, VIEWS), *product([Question, Assessment], DRAFT_VIEWS)],
)
def test_an_educator_opens_their_own_and_finds_no_others(model, view, ours, theirs):
    client = signed_in(ours.educator)

    assert client.get(url(MAKE[model](ours), view)).status_code == 200
    assert client.get(url(MAKE[model](theirs), view)).status_code == 404


@pytest.mark.parametrize("view", ["delete", "copy", "unpublish", "lock"])
def test_deeds_on_anothers_question_find_nothing(view, ours, theirs):
    client = signed_in(ours.educator)
    own, foreign = a_question(ours.bank), a_question(theirs.bank)

    assert client.get(url(own, view)).status_code in {200, 302, 405}
    for answer in (client.get(url(foreign, view)), client.post(url(foreign, view))):
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.live
    assert not foreign.locked


def test_anothers_revisions_are_not_shown(ours, theirs):
    client = signed_in(ours.educator)
    for team, expected in ((ours, 200), (theirs, 404)):
        question = a_question(team.bank)
        revision = question.latest_revision_id
        for view in ("revisions_view", "revisions_revert"):
            name = question.snippet_viewset.get_url_name(view)
            answer = client.get(reverse(name, args=[question.pk, revision]))
            assert answer.status_code == expected, view


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_choosers_hold_only_ones_own(model, ours, theirs):
    own, foreign = MAKE[model](ours), MAKE[model](theirs)
    client = signed_in(ours.educator)

    pages = [
        client.get(reverse(model.snippet_viewset.get_url_name("list"))),
        client.get(reverse(model.snippet_viewset.get_url_name("list_results"))),
        client.get(chooser(model, "choose")),
        client.get(chooser(model, "choose_results")),
    ]

    for page in pages:
        assert str(own) in page.content.decode()
        assert str(foreign) not in page.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_only_ones_own_can_be_chosen(model, ours, theirs):
    own, foreign = MAKE[model](ours), MAKE[model](theirs)
    client = signed_in(ours.educator)

    assert client.get(chooser(model, "chosen", own.pk)).status_code == 200
    assert client.get(chooser(model, "chosen", foreign.pk)).status_code == 404
    several = client.get(chooser(model, "chosen_multiple"), {"id": [own.pk, foreign.pk]})
    assert str(own) in several.content.decode()
    assert str(foreign) not in several.content.decode()


def test_filters_name_no_foreign_bank(ours, theirs):
    page = signed_in(ours.educator).get(reverse(Question.snippet_viewset.get_url_name("list")))
    assert ours.bank.name in page.content.decode()
    assert theirs.bank.name not in page.content.decode()


def test_nothing_is_deleted_in_bulk(ours, theirs):
    own = a_question(ours.bank)
    for user in (ours.educator, theirs.educator):
        address = reverse("wagtail_bulk_action", args=["assessments", "question", "delete"])
        client = signed_in(user)
        assert client.get(f"{address}?id={own.pk}").status_code == 404
        assert client.post(f"{address}?id={own.pk}").status_code == 404
    assert Question.objects.filter(pk=own.pk).exists()


def question_form(bank: QuestionBank, **fields) -> dict:
    options = [
        {"value": {"text": text, "correct": right and "on", "rationale": "So."}}
        for text, right in (("Yes", True), ("No", False))
    ]
    listed = {
        f"{place}-value-{name}": value
        for place, option in enumerate(options)
        for name, value in option["value"].items()
        if value
    }
    for place in range(len(options)):
        listed |= {
            f"{place}-deleted": "",
            f"{place}-order": str(place),
            f"{place}-type": "item",
            f"{place}-id": "",
        }
    return nested_form_data(
        {
            "bank": bank.pk,
            "title": "New",
            "stem": rich_text("<p>A case.</p>"),
            "lead_in": "What now?",
            "interaction": streamfield(
                [("single_best_answer", {"options": {"count": "2", **listed}, "shuffle": "on"})]
            ),
            "rationale": rich_text("<p>Because.</p>"),
            "hints": inline_formset([]),
            "difficulty": "medium",
            "tags": "",
            **fields,
        }
    )


def test_a_question_can_be_written_into_ones_own_bank_alone(ours, theirs):
    client = signed_in(ours.educator)
    add = reverse(Question.snippet_viewset.get_url_name("add"))

    assert client.post(add, question_form(ours.bank)).status_code == 302
    assert client.post(add, question_form(theirs.bank)).status_code == 200
    assert [q.bank for q in Question.objects.filter(title="New")] == [ours.bank]


def test_a_question_cannot_be_moved_into_anothers_bank(ours, theirs):
    question = a_question(ours.bank)
    client = signed_in(ours.educator)
    client.post(url(question, "edit"), question_form(theirs.bank) | {"action-publish": "1"})
    question.refresh_from_db()
    assert question.bank == ours.bank
    assert question.title != "New"


def assessment_form(bank: QuestionBank, *slots, **fields) -> dict:
    return nested_form_data(
        {
            "bank": bank.pk,
            "title": "Test",
            "instructions": rich_text(""),
            "pass_mark": "",
            "time_limit_minutes": "",
            "attempts_allowed": "",
            "wait_minutes": "0",
            "kept_grade": "best",
            "password": "",
            "honour_statement": "",
            "review": "after_submit",
            "expiry": "autosubmit",
            "grace_minutes": "0",
            "navigation": "free",
            "checking": "none",
            "check_shows": "feedback",
            "penalty_percent": "33.33333",
            "second_marking": "0",
            "near_fail": "",
            "marking_tolerance": "10",
            "agreed_mark": "mean",
            "marking_days": "14",
            "slots": inline_formset(
                [
                    {
                        "section_title": "",
                        "section_instructions": rich_text(""),
                        "draw_tag": "",
                        "draw_count": "",
                        "points": "1",
                        **slot,
                    }
                    for slot in slots
                ]
            ),
            **fields,
        }
    )


def test_an_assessment_asks_only_its_own_providers_questions(ours, theirs):
    client = signed_in(ours.educator)
    add = reverse(Assessment.snippet_viewset.get_url_name("add"))
    own, foreign = a_question(ours.bank), a_question(theirs.bank)

    assert client.post(add, assessment_form(ours.bank, {"question": own.pk})).status_code == 302
    refused = client.post(add, assessment_form(ours.bank, {"question": foreign.pk}))

    assert refused.status_code == 200
    assert Assessment.objects.get(title="Test").slots.get().question == own


def test_somebody_at_two_providers_keeps_them_apart(ours, theirs):
    for group in theirs.educator.groups.all():
        ours.educator.groups.add(group)
    client = signed_in(ours.educator)
    add = reverse(Assessment.snippet_viewset.get_url_name("add"))
    foreign = a_question(theirs.bank)

    refused = client.post(add, assessment_form(ours.bank, {"question": foreign.pk}))

    assert b"same provider" in refused.content
    assert not Assessment.objects.filter(title="Test").exists()


def test_a_shared_reference_does_not_name_who_else_cites_it(ours, theirs):
    own, foreign = an_activity(ours), an_activity(theirs)
    reference = a_reference()
    for activity in (own, foreign):
        activity.references.add(ActivityReference(reference=reference))
        activity.save()
        ReferenceIndex.create_or_update_for_object(activity)
    usage = signed_in(ours.educator).get(url(reference, "usage")).content.decode()
    assert own.title in usage
    assert foreign.title not in usage


def test_a_reviewer_may_change_and_publish_but_not_add_or_delete(ours):
    client = signed_in(ours.reviewer)
    question = a_question(ours.bank)
    assert client.get(url(question, "edit")).status_code == 200
    assert client.get(reverse(Question.snippet_viewset.get_url_name("add"))).status_code == 302
    assert client.get(url(question, "delete")).status_code == 302


def test_what_one_may_elsewhere_one_may_not_here(ours, theirs):
    """A reviewer here who is an educator there deletes nothing here."""
    for group in theirs.educator.groups.all():
        ours.reviewer.groups.add(group)
    client = signed_in(ours.reviewer)
    here, there = a_question(ours.bank), a_question(theirs.bank)

    client.post(url(here, "delete"))
    client.post(url(there, "delete"))

    assert set(Question.objects.filter(pk__in=[here.pk, there.pk])) == {here}


def test_banks_open_only_in_ones_own_collection(ours, theirs):
    client = signed_in(ours.educator)
    add = reverse(QuestionBank.snippet_viewset.get_url_name("add"))
    own, foreign = ours.provider.collection_id, theirs.provider.collection_id

    bank = {"name": "Mine", "collection": own, "language": "en"}
    assert client.post(add, bank).status_code == 302
    assert client.post(add, {**bank, "name": "Stolen", "collection": foreign}).status_code == 200
    assert not QuestionBank.objects.filter(name="Stolen").exists()


def test_what_learners_answered_cannot_be_deleted(ours):
    question = a_question(ours.bank)
    an_assessment(ours.bank, question)
    answer = signed_in(ours.educator).post(url(question, "delete"), follow=True)
    assert answer.status_code == 200
    assert Question.objects.filter(pk=question.pk).exists()
