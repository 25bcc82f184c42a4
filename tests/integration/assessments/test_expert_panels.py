"""Panels of experts: what a link opens, what it never shows, and what staff makes of the answers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    ExpertPanel,
    PanelAnswer,
    PanelDecision,
    Panelist,
    PanelUse,
    Question,
)
from assessments.queries.panels import findings_of, link_token
from assessments.services import freeze_question
from assessments.services.panels import (
    PanelRefused,
    close_panel,
    decide_on_answers,
    finish_as_expert,
    invite_experts,
    mail_panel_links,
    open_panel,
    renew_link,
    reopen_panel,
    revoke_link,
    use_panel,
)
from tests.factories.authoring import a_question, a_team, publish, signed_in
from tests.factories.panels import a_panel, a_script, link_of, says
from tests.refusals import assert_append_only, change, insert_copy, refused


@pytest.fixture(autouse=True)
def fresh_allowances():
    cache.clear()


@pytest.fixture
def team():
    return a_team("Ours")


@pytest.fixture
def panel(team):
    return a_panel(team, questions=2)


@pytest.fixture
def expert(panel):
    return panel.panelists.get()


def test_an_expert_answers_without_an_account_and_comes_back(client, expert):
    overview = client.get(link_of(expert)).content.decode()
    assert "0 of 2 answered" in overview
    assert "Think of your own patients." in overview
    sent = client.post(link_of(expert, 1), {"answer": "1", "answer-reason": "Likelier."})
    assert sent.status_code == 302
    assert sent.url == link_of(expert, 2)
    again = client.get(link_of(expert, 1)).content.decode()
    assert again.count(" checked>") == 1
    assert "Likelier.</textarea>" in again
    assert client.post(link_of(expert, 2), {"answer": "outside"}).url == link_of(expert)
    assert "I have finished" in client.get(link_of(expert)).content.decode()
    done = client.post(f"{link_of(expert)}finish/", follow=True).content.decode()
    assert f"Thank you, {expert}: your answers are in." in done
    assert [(row.step, row.reason) for row in PanelAnswer.objects.all()] == [
        (1, "Likelier."),
        (None, ""),
    ]


def test_the_newest_answer_counts_and_none_is_lost(client, panel, expert):
    for point in ("1", "1", "2"):
        client.post(link_of(expert, 1), {"answer": point})
    assert [row.step for row in PanelAnswer.objects.all()] == [1, 2]
    assert findings_of(panel).questions[0].spread.counts == (0, 0, 0, 0, 1)


def test_nothing_chosen_is_told_and_the_reason_kept(client, expert, caplog):
    empty = client.post(link_of(expert, 1), {})
    assert empty.status_code == 422
    assert link_token(expert) not in caplog.text, "who reads the log has no link"
    assert "Choose a point of the scale" in empty.content.decode()
    reason = client.post(link_of(expert, 1), {"answer-reason": "Hm."}).content.decode()
    assert "Hm.</textarea>" in reason
    assert not PanelAnswer.objects.exists()


def test_finishing_early_says_what_is_missing(client, expert):
    early = client.post(f"{link_of(expert)}finish/")
    assert early.status_code == 409
    assert "2 questions are not answered yet." in early.content.decode()


def test_no_page_of_a_panel_shows_what_others_said(client, team):
    question = a_script(team, rationale="<p>Virchow explains it.</p>")
    panel = a_panel(team, experts=2)
    first, second = panel.panelists.all()
    says(first, "1", "A swollen calf speaks for a clot.")
    use_panel(asked=panel.questions.get(), at=timezone.now(), by=team.educator)
    used = panel.questions.get().question
    again = open_panel(
        bank=team.bank,
        title="Second",
        message="",
        questions=[used, question],
        at=timezone.now(),
        by=team.educator,
    )
    (third,) = invite_experts(panel=again, people=[first], at=timezone.now())
    pages = [link_of(second), link_of(second, 1), link_of(third), link_of(third, 1)]
    for page in [*pages, link_of(third, 2)]:
        body = client.get(page).content.decode()
        assert "speaks for a clot" not in body
        assert "Virchow" not in body
        assert "counts" not in body


@pytest.mark.parametrize("position", [None, 1])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("expire", "This link has expired"),
        ("revoke", "This link was taken back"),
        ("renew", "A newer link was sent to you"),
        ("close", "The panel is closed"),
    ],
)
def test_a_link_that_is_over_opens_nothing_and_saves_nothing(
    client, expert, position, spoil, words
):
    old, now = link_of(expert, position), timezone.now()
    assert client.get(old).status_code == 200, "it did open"
    spoilers = {
        "expire": lambda: change(expert, link_expires_at=now - timedelta(minutes=1)),
        "revoke": lambda: revoke_link(panelist=expert, at=now),
        "renew": lambda: renew_link(panelist=expert, at=now),
        "close": lambda: close_panel(panel=expert.panel, at=now),
    }
    spoilers[spoil]()
    answer = client.get(old)
    assert answer.status_code == 410
    assert words in answer.content.decode()
    assert "pulmonary embolism" not in answer.content.decode()
    if position:
        assert client.post(old, {"answer": "1"}).status_code == 410
        assert not PanelAnswer.objects.exists()


def test_a_new_link_opens_after_the_old_one_was_taken_back(client, expert):
    revoke_link(panelist=expert, at=timezone.now())
    renew_link(panelist=expert, at=timezone.now())
    assert client.get(link_of(expert)).status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsMV0:1abc:forged", "WzEsMV0"])
def test_a_forged_link_is_not_found(client, expert, token):
    assert client.get(reverse("assessments:panel", args=[token])).status_code == 404
    other = link_token(expert)[:-2] + "zz"
    assert client.get(reverse("assessments:panel", args=[other])).status_code == 404


def test_guessing_links_is_slowed_down(client, expert):
    url = reverse("assessments:panel", args=["forged"])
    assert {client.get(url).status_code for _ in range(30)} == {404}
    assert client.get(url).status_code == 429
    assert client.get(link_of(expert)).status_code == 429


def test_a_question_of_another_panel_is_not_found(client, team, expert):
    other = a_panel(a_team("Theirs"), questions=3)
    assert client.get(link_of(expert, 3)).status_code == 404
    assert client.post(link_of(expert, 3), {"answer": "1"}).status_code == 404
    asked, told = other.questions.get(position=3), {"at": timezone.now(), "by": team.educator}
    with pytest.raises(PanelRefused, match="another panel"):
        decide_on_answers(panelist=expert, asked=asked, leaves_out=True, reason="x", **told)


def test_pages_of_a_panel_are_kept_nowhere(client, expert):
    answer = client.get(link_of(expert))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}


@pytest.mark.parametrize(("questions", "experts"), [(2, 1), (12, 14)])
def test_pages_of_a_panel_cost_the_same_for_few_and_many(client, team, questions, experts):
    panel = a_panel(team, questions=questions, experts=experts)
    for number, each in enumerate(panel.panelists.all()):
        for position in range(1, questions):
            says(each, str(number % 3), position=position)
    first = panel.panelists.first()
    budgets = {"get": 3, "post": 9}
    with CaptureQueriesContext(connection) as read:
        assert client.get(link_of(first, questions)).status_code == 200
    with CaptureQueriesContext(connection) as written:
        assert client.post(link_of(first, questions), {"answer": "1"}).status_code == 302
    assert len(read) - 1 <= budgets["get"], "the factory reads the panelist once"
    assert len(written) - 1 <= budgets["post"]
    staff = signed_in(team.educator)
    page = reverse("assessments_panel", args=[panel.pk])
    staff.get(page)
    with CaptureQueriesContext(connection) as overview:
        assert staff.get(page).status_code == 200
    assert len(overview) <= 40


def test_letters_carry_each_their_own_link_once(panel, expert):
    assert mail_panel_links(at=timezone.now()) == 1
    assert mail_panel_links(at=timezone.now()) == 0
    (letter,) = mail.outbox
    assert letter.to == [expert.email]
    assert link_of(expert) in letter.body
    assert "Think of your own patients." in letter.body
    renew_link(panelist=expert, at=timezone.now())
    assert mail_panel_links(at=timezone.now()) == 1
    assert link_of(expert) in mail.outbox[1].body


def test_a_link_is_not_sent_twice_within_a_minute(expert):
    renew_link(panelist=expert, at=timezone.now())
    with pytest.raises(PanelRefused, match="less than a minute ago"):
        renew_link(panelist=expert, at=timezone.now())


def test_a_taken_back_link_is_not_mailed(expert):
    revoke_link(panelist=expert, at=timezone.now())
    assert mail_panel_links(at=timezone.now()) == 0


def test_a_closed_panel_can_be_opened_again(client, panel, expert):
    close_panel(panel=panel, at=timezone.now())
    with pytest.raises(PanelRefused, match="closed"):
        finish_as_expert(panelist=expert, at=timezone.now())
    reopen_panel(panel=panel)
    assert client.get(link_of(expert)).status_code == 200


def test_only_questions_that_experts_score_are_put_to_them(team):
    with pytest.raises(PanelRefused, match="not scored by a panel"):
        open_panel(
            bank=team.bank,
            title="Panel",
            message="",
            questions=[a_question(team.bank)],
            at=timezone.now(),
            by=team.educator,
        )


def test_the_panel_is_used_published_and_frozen_with_where_it_comes_from(team):
    panel = a_panel(team, experts=4)
    for expert, point in zip(panel.panelists.all(), ["1", "1", "2", "outside"], strict=True):
        says(expert, point, f"Reason {point}.")
    asked = panel.questions.get()
    use = use_panel(asked=asked, at=timezone.now(), by=team.educator)
    assert (use.counts, use.outside) == ([0, 0, 0, 2, 1], 1)
    question = Question.objects.get(pk=asked.question_id)
    assert question.publication_problems() == []
    publish(question)
    frozen = freeze_question(question=question, at=timezone.now()).content["panel"]
    assert frozen["counts"] == [0, 0, 0, 2, 1]
    assert frozen["outside"] == 1
    assert frozen["source"] == "Regional panel"
    assert frozen["collected_on"] == timezone.now().date().isoformat()
    assert frozen["answers_hash"] == use.answers_hash
    assert sorted(each["text"] for each in frozen["reasons"]) == ["Reason 1."] * 2 + ["Reason 2."]
    assert "Expert" not in str(frozen["reasons"])


def test_an_answer_left_out_counts_for_nothing_until_it_is_taken_in_again(team):
    panel = a_panel(team, experts=3)
    for expert, point in zip(panel.panelists.all(), ["1", "1", "-2"], strict=True):
        says(expert, point)
    deviant, asked = panel.panelists.last(), panel.questions.get()
    told = {"panelist": deviant, "at": timezone.now(), "by": team.educator}
    (before,) = findings_of(panel).questions
    assert before.lines[2].is_far
    decide_on_answers(asked=asked, leaves_out=True, reason="Misread.", **told)
    (without,) = findings_of(panel).questions
    assert without.spread.counts == (0, 0, 0, 2, 0)
    assert (without.lines[2].left_out.reason, without.lines[2].left_out.decided_by) == (
        "Misread.",
        team.educator,
    )
    decide_on_answers(asked=asked, leaves_out=False, reason="It was meant.", **told)
    decide_on_answers(asked=None, leaves_out=True, reason="Retired.", **told)
    found = findings_of(panel)
    assert found.questions[0].spread.counts == (0, 0, 0, 2, 0)
    assert found.panelists[2].left_out.reason == "Retired."
    decide_on_answers(asked=None, leaves_out=False, reason="Not retired.", **told)
    assert findings_of(panel).questions[0].spread.counts == (1, 0, 0, 2, 0)
    assert PanelDecision.objects.count() == 4


def test_an_empty_panel_cannot_be_used(team, panel):
    with pytest.raises(PanelRefused, match="counts yet"):
        use_panel(asked=panel.questions.first(), at=timezone.now(), by=team.educator)


def test_staff_opens_a_panel_invites_and_uses_it_in_the_cms(team):
    question, staff = a_script(team, title="Calf"), signed_in(team.educator)
    listing = staff.get(reverse("assessments_panels")).content.decode()
    assert "No panel has been opened yet." in listing
    new = reverse("assessments_panel_new", args=[team.bank.pk])
    assert "Calf" in staff.get(new).content.decode()
    form = {"title": "Panel A", "message": "", "questions": [question.pk]}
    assert staff.post(new, {**form, "questions": []}).status_code == 422
    opened = staff.post(new, form)
    panel = ExpertPanel.objects.get()
    page = reverse("assessments_panel", args=[panel.pk])
    assert opened.url == page
    wrong = staff.post(page, {"invite": "", "people": "Nobody at all"})
    assert wrong.status_code == 422
    assert "has no e-mail address" in wrong.content.decode()
    people = "Ada Expert <ada@example.org>\nben@example.org\nCleo Third, cleo@example.org"
    staff.post(page, {"invite": "", "people": people})
    assert [each.name for each in panel.panelists.all()] == ["Ada Expert", "Cleo Third", "ben"]
    staff.post(page, {"invite": "", "people": "Ada Again <ADA@example.org>"})
    assert panel.panelists.count() == 3
    says(panel.panelists.first(), "1", "It fits.")
    body = staff.get(page).content.decode()
    assert "1 expert has answered; 10 to 15 are recommended." in body
    asked = reverse("assessments_panel_question", args=[panel.pk, 1])
    assert "It fits." in staff.get(asked).content.decode()
    used = staff.post(asked, follow=True).content.decode()
    assert "The answers of 1 expert stand in the draft. Publish it." in used
    assert "0 0 0 1 0" in used
    assert "Last used on" in staff.get(asked).content.decode()


def test_staff_leaves_an_answer_out_with_a_reason_in_the_cms(team):
    panel, staff = a_panel(team), signed_in(team.educator)
    expert = panel.panelists.get()
    says(expert, "1")
    decision = reverse("assessments_panel_answer", args=[panel.pk, expert.pk, 1])
    assert staff.post(decision, {"reason": " "}).status_code == 422
    assert staff.post(decision, {"reason": "Misread the case."}).status_code == 302
    asked = reverse("assessments_panel_question", args=[panel.pk, 1])
    assert "Misread the case." in staff.get(asked).content.decode()
    whole = reverse("assessments_panel_panelist", args=[panel.pk, expert.pk])
    assert "rather leave out single answers" in staff.get(whole).content.decode()


def test_links_are_renewed_and_taken_back_in_the_cms(team):
    panel, staff = a_panel(team), signed_in(team.educator)
    expert, page = panel.panelists.get(), reverse("assessments_panel", args=[panel.pk])
    staff.post(page, {"revoke": expert.pk})
    assert Panelist.objects.get().revoked_at
    staff.post(page, {"renew": expert.pk})
    assert Panelist.objects.get().link_number == 2
    staff.post(page, {"close": ""})
    assert ExpertPanel.objects.get().closed_at
    staff.post(page, {"reopen": ""})
    assert not ExpertPanel.objects.get().closed_at
    assert staff.post(page, {"renew": "99999"}).status_code == 404
    assert staff.post(page, {"renew": "x"}).status_code == 404


def test_a_changed_draft_is_told_before_the_panel_is_used(team):
    panel, staff = a_panel(team), signed_in(team.educator)
    asked = reverse("assessments_panel_question", args=[panel.pk, 1])
    assert "something else by now" not in staff.get(asked).content.decode()
    question = panel.questions.get().question
    question.lead_in = "And what now?"
    question.save()
    question.save_revision()
    assert "something else by now" in staff.get(asked).content.decode()


def test_panels_of_other_providers_are_not_found(team):
    panel, stranger = a_panel(team), signed_in(a_team("Theirs").educator)
    expert = panel.panelists.get()
    for name, *args in [
        ("assessments_panel", panel.pk),
        ("assessments_panel_question", panel.pk, 1),
        ("assessments_panel_new", team.bank.pk),
        ("assessments_panel_answer", panel.pk, expert.pk, 1),
        ("assessments_panel_panelist", panel.pk, expert.pk),
    ]:
        assert stranger.get(reverse(name, args=args)).status_code == 404
    assert "Regional panel" not in stranger.get(reverse("assessments_panels")).content.decode()


def test_the_database_refuses(team):
    panel = a_panel(team, questions=2, experts=2)
    first, second = panel.questions.all()
    expert, other = panel.panelists.all()
    answer = says(expert, "1")
    told = {"at": timezone.now(), "by": team.educator}
    decision = decide_on_answers(panelist=expert, asked=first, leaves_out=True, reason="x", **told)
    says(other, "1")
    use = use_panel(asked=first, **told)
    with refused("assessments_panelanswer_step_is_on_the_scale"):
        insert_copy(answer, step=3)
    with refused("assessments_paneldecision_has_a_reason"):
        insert_copy(decision, reason="")
    with refused("assessments_paneluse_five_counts"):
        insert_copy(use, counts=[1, 2])
    with refused("assessments_panelist_email_once_per_panel"):
        insert_copy(expert, email=other.email.upper())
    with refused("assessments_panelist_link_expires_later"):
        change(expert, link_expires_at=expert.link_made_at)
    with refused("assessments_expertpanel_closed_after_opened"):
        change(panel, closed_at=panel.opened_at - timedelta(days=1))
    with refused("assessments_panelquestion_once_per_panel"):
        insert_copy(first, position=9)
    with refused("assessments_panelquestion_position_taken_once"):
        insert_copy(first, question=a_script(team))
    assert PanelUse.objects.count() == 1
    assert second.position == 2


@pytest.mark.parametrize("name", ["question", "answer", "decision", "use"])
def test_what_was_asked_and_said_stays_as_it_was(name):
    team = a_team("Ours")
    panel = a_panel(team, experts=2)
    expert, other = panel.panelists.all()
    asked, told = panel.questions.get(), {"at": timezone.now(), "by": team.educator}
    rows = {"question": asked, "answer": says(expert, "1")}
    rows["decision"] = decide_on_answers(
        panelist=other, asked=asked, leaves_out=True, reason="x", **told
    )
    rows["use"] = use_panel(asked=asked, **told)
    assert_append_only(rows[name])
