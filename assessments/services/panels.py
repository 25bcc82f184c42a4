"""Writes about panels of experts: open, invite, answer, leave out, use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.log_actions import log

from accounts.models import User
from assessments.domain import items
from assessments.domain.items.panelled import PanelledItem
from assessments.models import (
    ExpertPanel,
    PanelAnswer,
    PanelDecision,
    Panelist,
    PanelQuestion,
    PanelUse,
    Question,
    QuestionBank,
)
from assessments.queries.panels import QuestionFindings, findings_of, item_of, link_token
from common.locks import lock

PANEL_USED = "assessments.panel.used"
TASK = "assessments.tasks.mail_panel_links"
RESEND_AFTER = timedelta(minutes=1)
MOST_PANELISTS = 100


class PanelRefused(Exception):
    """Something that cannot be done with a panel; the message is a sentence for staff or expert."""


@dataclass(frozen=True)
class Invited:
    """Somebody to be asked."""

    name: str
    email: str


@transaction.atomic
def open_panel(
    *,
    bank: QuestionBank,
    title: str,
    message: str,
    questions: Sequence[Question],
    at: datetime,
    by: User,
) -> ExpertPanel:
    """Open a panel on the newest drafts of some questions; raise `PanelRefused`."""
    contents = [(question, _asked(question)) for question in questions]
    if not contents:
        raise PanelRefused("Choose at least one question.")
    panel = ExpertPanel.objects.create(
        bank=bank, title=title, message=message, opened_by=by, opened_at=at
    )
    PanelQuestion.objects.bulk_create(
        PanelQuestion(
            panel=panel,
            question=question,
            position=position,
            content=content,
            content_hash=items.content_hash(content),
        )
        for position, (question, content) in enumerate(contents, start=1)
    )
    return panel


def _asked(question: Question) -> dict[str, Any]:
    """Return what experts are asked of a question's newest draft."""
    try:
        item = question.get_latest_revision_as_object().compile()
    except items.ItemInvalid as invalid:
        raise PanelRefused(f"“{question}”: {invalid}") from invalid
    if not isinstance(item, PanelledItem):
        raise PanelRefused(f"“{question}” is not scored by a panel.")
    return items.dump(item.for_experts())


def has_changed(asked: PanelQuestion) -> bool:
    """Whether the newest draft asks something else than what the experts were asked."""
    try:
        return items.content_hash(_asked(asked.question)) != asked.content_hash
    except PanelRefused:
        return True


@transaction.atomic
def invite_experts(
    *, panel: ExpertPanel, people: Sequence[Invited], at: datetime
) -> list[Panelist]:
    """Invite people who are not on the panel yet; letters follow. Raise `PanelRefused`."""
    panel = lock(panel)
    _check_open(panel)
    known = {email.casefold() for email in panel.panelists.values_list("email", flat=True)}
    new = {person.email.casefold(): person for person in people}
    fresh = [person for email, person in new.items() if email not in known]
    if len(known) + len(fresh) > MOST_PANELISTS:
        raise PanelRefused(f"A panel has at most {MOST_PANELISTS} experts.")
    made = Panelist.objects.bulk_create(
        Panelist(
            panel=panel,
            name=person.name,
            email=person.email,
            link_made_at=at,
            link_expires_at=_end_of_link(at),
        )
        for person in fresh
    )
    _mail_soon()
    return made


@transaction.atomic
def renew_link(*, panelist: Panelist, at: datetime) -> None:
    """Send a new link, which makes the one before it worthless; raise `PanelRefused`."""
    panelist = lock(panelist)
    _check_open(panelist.panel)
    if at < panelist.link_made_at + RESEND_AFTER:
        raise PanelRefused(f"{panelist} was sent a link less than a minute ago.")
    panelist.link_number += 1
    panelist.link_made_at, panelist.link_expires_at = at, _end_of_link(at)
    panelist.link_mailed_at = panelist.revoked_at = None
    panelist.save()
    _mail_soon()


@transaction.atomic
def revoke_link(*, panelist: Panelist, at: datetime) -> None:
    """Make the panelist's link worthless; what they answered stays."""
    panelist = lock(panelist)
    panelist.revoked_at = panelist.revoked_at or at
    panelist.save(update_fields=["revoked_at"])


def _end_of_link(at: datetime) -> datetime:
    return at + timedelta(days=settings.PANEL_LINK_DAYS)


def _check_open(panel: ExpertPanel) -> None:
    if panel.closed_at:
        raise PanelRefused("The panel is closed.")


def _mail_soon() -> None:
    transaction.on_commit(partial(current_app.send_task, TASK), robust=True)


def mail_panel_links(*, at: datetime) -> int:
    """Mail the links that were not mailed yet; return how many. Each is marked once it is out."""
    waiting = Panelist.objects.filter(
        link_mailed_at__isnull=True, revoked_at__isnull=True, panel__closed_at__isnull=True
    )
    numbers = list(waiting.order_by("pk").values_list("pk", "link_number"))
    return sum(_mail(pk, number, at) for pk, number in numbers)


def _mail(pk: int, number: int, at: datetime) -> bool:
    """Send one letter, unless another worker has taken it."""
    mine = Panelist.objects.filter(pk=pk, link_number=number, link_mailed_at__isnull=True)
    if not mine.update(link_mailed_at=at):
        return False
    panelist = Panelist.objects.select_related("panel__bank", "panel__opened_by").get(pk=pk)
    try:
        send_mail(*_letter(panelist), None, [panelist.email])
    except OSError:
        Panelist.objects.filter(pk=pk, link_number=number).update(link_mailed_at=None)
        raise
    return True


def _letter(panelist: Panelist) -> tuple[str, str]:
    path = reverse("assessments:panel", args=[link_token(panelist)])
    context = {"panelist": panelist, "address": f"{settings.BASE_URL}{path}"}
    subject = f"Your judgement as an expert: {panelist.panel}"
    return subject, render_to_string("assessments/email/panel_link.txt", context)


@transaction.atomic
def answer_as_expert(
    *, panelist: Panelist, asked: PanelQuestion, response: Mapping[str, Any], at: datetime
) -> PanelAnswer:
    """Append an answer; the same answer again changes nothing. Raise `PanelRefused`."""
    _check_open(lock(panelist, "panel").panel)
    if asked.panel_id != panelist.panel_id:
        raise PanelRefused("This question is on another panel.")
    told = item_of(asked).told(dict(response))
    newest = PanelAnswer.objects.filter(panelist=panelist, asked=asked).order_by("-pk").first()
    if newest and (newest.step, newest.reason) == (told.step, told.reason):
        return newest
    return PanelAnswer.objects.create(
        panelist=panelist, asked=asked, step=told.step, reason=told.reason, answered_at=at
    )


@transaction.atomic
def finish_as_expert(*, panelist: Panelist, at: datetime) -> None:
    """Note that the panelist is done; they may still come back while the panel is open."""
    panelist = lock(panelist, "panel")
    _check_open(panelist.panel)
    answered = PanelAnswer.objects.filter(panelist=panelist).values("asked").distinct().count()
    missing = panelist.panel.questions.count() - answered
    if missing:
        noun = "question is" if missing == 1 else "questions are"
        raise PanelRefused(f"{missing} {noun} not answered yet.")
    panelist.finished_at = panelist.finished_at or at
    panelist.save(update_fields=["finished_at"])


@transaction.atomic
def close_panel(*, panel: ExpertPanel, at: datetime) -> None:
    """Take no more answers."""
    panel = lock(panel)
    panel.closed_at = panel.closed_at or at
    panel.save(update_fields=["closed_at"])


@transaction.atomic
def reopen_panel(*, panel: ExpertPanel) -> None:
    """Take answers again; links that have not expired open it again."""
    panel = lock(panel)
    panel.closed_at = None
    panel.save(update_fields=["closed_at"])


def decide_on_answers(
    *,
    panelist: Panelist,
    asked: PanelQuestion | None,
    leaves_out: bool,
    reason: str,
    at: datetime,
    by: User,
) -> PanelDecision:
    """Leave out one answer, or all of an expert's, or take them in again; raise `PanelRefused`."""
    if asked is not None and asked.panel_id != panelist.panel_id:
        raise PanelRefused("This question is on another panel.")
    if not reason.strip():
        raise PanelRefused("Give a reason.")
    return PanelDecision.objects.create(
        panelist=panelist,
        asked=asked,
        leaves_out=leaves_out,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
    )


@transaction.atomic
def use_panel(*, asked: PanelQuestion, at: datetime, by: User) -> PanelUse:
    """Write what the panel said into a new draft of the question; raise `PanelRefused`.

    Publishing the question and its assessments afterwards freezes the counts with where they
    came from.
    """
    question = lock(asked.question)
    if question.locked and question.locked_by_id != by.pk:
        raise PanelRefused(f"“{question}” is locked by somebody else.")
    found = _findings_on(asked)
    if not found.spread.experts:
        raise PanelRefused(f"No expert’s answer to “{question}” counts yet.")
    answers_hash = items.content_hash({"asked": asked.content_hash, "answers": found.answers})
    draft = question.get_latest_revision_as_object()
    item = draft.compile()
    if not isinstance(item, PanelledItem):
        raise PanelRefused(f"“{question}” is not scored by a panel any more.")
    _write(draft, item.with_panel(_panel_of(found, answers_hash, at)))
    revision = draft.save_revision(user=by)
    log(instance=question, action=PANEL_USED, user=by, revision=revision, data=_logged(found))
    return PanelUse.objects.create(
        asked=asked,
        counts=list(found.spread.counts),
        outside=found.outside,
        answers_hash=answers_hash,
        used_by=by,
        used_at=at,
    )


def _findings_on(asked: PanelQuestion) -> QuestionFindings:
    found = findings_of(asked.panel)
    return next(each for each in found.questions if each.asked == asked)


def _panel_of(found: QuestionFindings, answers_hash: str, at: datetime) -> dict[str, Any]:
    said = [line for line in found.lines if line.is_counted and line.reason]
    return {
        "counts": found.spread.counts,
        "outside": found.outside,
        "source": str(found.asked.panel),
        "collected_on": at.date().isoformat(),
        "answers_hash": answers_hash,
        "reasons": sorted(
            ({"step": line.step, "text": line.reason} for line in said),
            key=lambda each: (each["step"], each["text"]),
        ),
    }


def _write(draft: Question, item: PanelledItem) -> None:
    block = draft.interaction[0].block
    stored: Any = [{"type": item.kind, "value": block.decompile(items.dump(item))}]
    draft.interaction = stored
    if not draft.live:
        draft.save()


def _logged(found: QuestionFindings) -> dict[str, Any]:
    return {"panel": str(found.asked.panel), "experts": found.spread.experts}
