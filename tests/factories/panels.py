"""Panels of experts, and what they say."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from assessments.models import ExpertPanel, Panelist
from assessments.queries.panels import link_token
from assessments.services.panels import Invited, answer_as_expert, invite_experts, open_panel
from tests.factories.authoring import Team, a_question, an_interaction

SCRIPT = {
    "task": "diagnosis",
    "hypothesis": "pulmonary embolism",
    "finding": "a swollen left calf",
    "panel": {"counts": ""},
    "show_reasons": True,
}


def a_script(team: Team, **fields):
    """Write a draft of a script concordance question without a panel."""
    interaction = an_interaction("script_concordance", SCRIPT)
    return a_question(team.bank, live=False, interaction=interaction, **fields)


def a_panel(team: Team, *, questions: int = 1, experts: int = 1, **fields) -> ExpertPanel:
    at = timezone.now()
    panel = open_panel(
        bank=team.bank,
        title="Regional panel",
        message="Think of your own patients.",
        questions=[a_script(team) for _ in range(questions)],
        at=at - timedelta(days=1),
        by=team.educator,
        **fields,
    )
    people = [Invited(f"Expert {n:02}", f"expert{n}@example.org") for n in range(experts)]
    invite_experts(panel=panel, people=people, at=at - timedelta(hours=1))
    return panel


def says(panelist: Panelist, answer: str, reason: str = "", *, position: int = 1):
    asked = panelist.panel.questions.get(position=position)
    judged = {"answer": answer, **({"reason": reason} if reason else {})}
    return answer_as_expert(
        panelist=panelist, asked=asked, response={"judgement": judged}, at=timezone.now()
    )


def link_of(panelist: Panelist, position: int | None = None) -> str:
    panelist.refresh_from_db()
    token = link_token(panelist)
    if position is None:
        return reverse("assessments:panel", args=[token])
    return reverse("assessments:panel_question", args=[token, position])
