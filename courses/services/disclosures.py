"""Writes about disclosures: ask, declare, remind, decide for an activity, exempt one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.log_actions import log

from accounts.models import User
from common.locks import lock
from courses.domain.disclosure import (
    DAYS_AFTER,
    LINK_DAYS,
    METHODS,
    WORDS,
    Exemption,
    Inclusion,
    Method,
    Nature,
    expiry,
    letter_due,
    window,
)
from courses.models import (
    ActivityPage,
    Declaration,
    DisclosureLetter,
    DisclosureRequest,
    Person,
    Relationship,
    RelevanceDecision,
    StandardExemption,
)
from courses.queries.disclosures import (
    link_token,
    newest_declarations,
    open_requests,
    people_expiring,
    people_to_ask,
    tie_of,
)
from courses.services.companies import company_named

logger = structlog.get_logger(__name__)
TASK = "courses.tasks.chase_disclosures"
AGAIN_AFTER = timedelta(minutes=1)
TRIED_AGAIN_AFTER = timedelta(hours=1)
MOST_RELATIONSHIPS = 40
DECIDED = "courses.disclosure.decided"
EXEMPTED = "courses.disclosure.exempted"


class DisclosureRefused(Exception):
    """Something that cannot be done about a disclosure; the message is a sentence for the reader."""


@dataclass(frozen=True)
class Named:
    """A relationship as somebody fills it in."""

    company: str
    nature: Nature
    has_ended: bool = False


@transaction.atomic
def ask_to_declare(*, person: Person, by: User | None, at: datetime) -> DisclosureRequest:
    """Ask a person to declare, or send the link anew to whom was asked; raise `DisclosureRefused`.

    A new link makes the one before it worthless, and starts the reminders again.
    """
    person = lock(person)
    if not person.email:
        raise DisclosureRefused(f"{person.name} has no e-mail address.")
    request = open_requests().filter(person=person).first()
    if request is None:
        request = DisclosureRequest(person=person, asked_by=by, asked_at=at)
    elif at < request.link_made_at + AGAIN_AFTER:
        raise DisclosureRefused(f"{person.name} was sent a link less than a minute ago.")
    else:
        request.link_number += 1
    request.link_made_at, request.link_expires_at = at, at + timedelta(days=LINK_DAYS)
    request.save()
    _note_letter(request, at)
    _send_soon()
    return request


@transaction.atomic
def ask_all_missing(*, people: QuerySet[Person], by: User, at: datetime) -> list[Person]:
    """Ask everybody among these people whose declaration is missing or has expired; return them."""
    asked = list(people_to_ask(people, on=at.date()).order_by("pk"))
    for person in asked:
        ask_to_declare(person=person, by=by, at=at)
    return asked


@transaction.atomic
def withdraw_request(*, request: DisclosureRequest, at: datetime) -> None:
    """Make the link of a request worthless; nobody is reminded of it any more."""
    request = lock(request)
    request.withdrawn_at = request.withdrawn_at or at
    request.save(update_fields=["withdrawn_at"])


def chase_disclosures(*, at: datetime) -> int:
    """Ask those whose declaration lapses soon, note the reminders that are due, send what is noted.

    Returns how many letters went out. Each is sent once, however often this runs.
    """
    for person in people_expiring(on=at.date()).order_by("pk"):
        with transaction.atomic():
            if not open_requests().filter(person=lock(person)).exists():
                ask_to_declare(person=person, by=None, at=at)
    for request in open_requests().filter(link_expires_at__gt=at).order_by("pk"):
        _note_letter(request, at)
    waiting = _waiting(at).order_by("pk").values_list("pk", flat=True)
    return sum(_send(pk, at) for pk in list(waiting))


def _note_letter(request: DisclosureRequest, at: datetime) -> None:
    days = letter_due(request.link_made_at.date(), at.date())
    if days is not None:
        DisclosureLetter.objects.get_or_create(
            request=request,
            link_number=request.link_number,
            days_after=days,
            defaults={"noted_at": at},
        )


def _waiting(at: datetime) -> QuerySet[DisclosureLetter]:
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=at - TRIED_AGAIN_AFTER)
    return DisclosureLetter.objects.filter(
        unclaimed, sent_at=None, request__in=open_requests().filter(link_expires_at__gt=at)
    )


def _send(pk: int, at: datetime) -> bool:
    """Claim a letter, so that nobody else sends it, and send it without holding a lock."""
    if not _waiting(at).filter(pk=pk).update(claimed_at=at):
        return False
    letter = DisclosureLetter.objects.select_related("request__person__provider").get(pk=pk)
    if letter.link_number != letter.request.link_number:
        letter.delete()  # a newer link has a letter of its own
        return False
    try:
        _written(letter).send()
    except OSError:
        logger.exception("disclosure_letter_failed", letter=pk)
        return False
    DisclosureLetter.objects.filter(pk=pk).update(sent_at=at)
    return True


def _written(letter: DisclosureLetter) -> EmailMessage:
    request = letter.request
    context = {
        "request": request,
        "person": request.person,
        "provider": request.person.provider,
        "is_reminder": letter.days_after != DAYS_AFTER[0],
        "address": settings.BASE_URL + reverse("courses:declare", args=[link_token(request)]),
    }
    subject = render_to_string("courses/email/disclosure_subject.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("courses/email/disclosure.txt", context),
        to=[request.person.email],
        reply_to=[request.person.provider.contact_email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _send_soon() -> None:
    transaction.on_commit(partial(current_app.send_task, TASK), robust=True)


@transaction.atomic
def declare(
    *,
    request: DisclosureRequest,
    relationships: Sequence[Named],
    signed_as: str,
    at: datetime,
) -> Declaration:
    """Append what a person declares; none at all is declared by an empty list.

    What was declared before stays on record and counts no more. Companies that nobody knew join the
    provider's registry, for staff to review. Raise `DisclosureRefused`.
    """
    request = lock(request, "person__provider")
    if request.withdrawn_at or request.link_expires_at <= at:
        raise DisclosureRefused("This link opens nothing any more.")
    if len(relationships) > MOST_RELATIONSHIPS:
        raise DisclosureRefused(f"Name at most {MOST_RELATIONSHIPS} relationships.")
    if not signed_as.strip():
        raise DisclosureRefused("Sign with your name.")
    window_start, declared_on = window(at.date())
    declaration = Declaration.objects.create(
        person=request.person,
        request=request,
        words=WORDS,
        signed_as=signed_as.strip(),
        window_start=window_start,
        declared_on=declared_on,
        expires_on=expiry(declared_on),
        declared_at=at,
        has_none=not relationships,
    )
    Relationship.objects.bulk_create(
        Relationship(
            declaration=declaration,
            company=company_named(each.company, provider=request.person.provider),
            named=each.company.strip(),
            nature=each.nature.value,
            has_ended=each.has_ended,
        )
        for each in relationships
    )
    request.answered_at = request.answered_at or at
    request.save(update_fields=["answered_at"])
    return declaration


@dataclass(frozen=True)
class Verdict:
    """What somebody finds about a relationship for one activity."""

    is_relevant: bool
    reason: str
    method: Method | None = None
    done_on: date | None = None
    inclusion: Inclusion | None = None


@transaction.atomic
def decide_on_relationship(
    *, activity: ActivityPage, relationship: Relationship, verdict: Verdict, by: User, at: datetime
) -> RelevanceDecision:
    """Append what somebody decides; the newest decision counts. Raise `DisclosureRefused`."""
    person = lock(relationship.declaration.person)
    relationship = Relationship.objects.select_related("company__merged_into").get(
        pk=relationship.pk
    )
    _check_decider(person, by)
    if newest_declarations([person.pk]).get().pk != relationship.declaration_id:
        raise DisclosureRefused(f"{person.name} has declared anew: decide on that.")
    _check_verdict(relationship, verdict, at)
    decision = RelevanceDecision.objects.create(
        activity=activity,
        relationship=relationship,
        is_relevant=verdict.is_relevant,
        method=verdict.method.value if verdict.method else "",
        inclusion=verdict.inclusion.value if verdict.inclusion else "",
        reason=verdict.reason.strip(),
        done_on=verdict.done_on,
        decided_by=by,
        decided_at=at,
    )
    log(instance=activity, action=DECIDED, data={"about": str(relationship)})
    return decision


def _check_decider(person: Person, by: User) -> None:
    if person.email and person.email.casefold() == by.email.casefold():
        raise DisclosureRefused("Somebody else decides about your own relationships.")


def _check_verdict(relationship: Relationship, verdict: Verdict, at: datetime) -> None:
    tie = tie_of(relationship, None)
    if tie.is_ineligible is None and tie.nature is not Nature.AS_TOLD:
        raise DisclosureRefused(f"Review first whether {tie.company} is an ineligible company.")
    if tie.is_ineligible is False:
        raise DisclosureRefused(f"{tie.company} is not an ineligible company.")
    if tie.excludes and not verdict.inclusion:
        raise DisclosureRefused(
            f"Owners and employees of {tie.company} take no part. Choose the exception that lets "
            "this person in, or take them off the activity."
        )
    if not tie.excludes and verdict.inclusion:
        raise DisclosureRefused("No exception is needed for this relationship.")
    if verdict.inclusion is Inclusion.UNRELATED and verdict.is_relevant:
        raise DisclosureRefused("What is not related to the content is not relevant to it.")
    if not verdict.reason.strip():
        raise DisclosureRefused("Give the reason.")
    if verdict.is_relevant and (verdict.method not in METHODS or not verdict.done_on):
        raise DisclosureRefused("Say how the relationship was mitigated, and when.")
    if not verdict.is_relevant and (verdict.method or verdict.done_on):
        raise DisclosureRefused("What is not relevant needs no mitigation.")
    if verdict.done_on and verdict.done_on > at.date():
        raise DisclosureRefused("Record a mitigation once it is done.")


@transaction.atomic
def propose_exemption(
    *, activity: ActivityPage, kind: Exemption, reason: str, by: User, at: datetime
) -> StandardExemption:
    """Propose that the rules on relationships do not apply; raise `DisclosureRefused`."""
    ActivityPage.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if activity.exemptions.filter(withdrawn_at=None).exists():
        raise DisclosureRefused("An exception was proposed already: withdraw it first.")
    if not reason.strip():
        raise DisclosureRefused("Give the reason.")
    exemption = StandardExemption.objects.create(
        activity=activity, kind=kind.value, reason=reason.strip(), proposed_by=by, proposed_at=at
    )
    log(instance=activity, action=EXEMPTED, data={"step": "proposed"})
    return exemption


@transaction.atomic
def approve_exemption(*, exemption: StandardExemption, by: User, at: datetime) -> None:
    """Agree to an exception as a second person; raise `DisclosureRefused`."""
    exemption = lock(exemption, "activity")
    if exemption.approved_at or exemption.withdrawn_at:
        raise DisclosureRefused("This exception does not wait for anybody.")
    if by.pk in {exemption.proposed_by_id, exemption.activity.owner_id}:
        raise DisclosureRefused(
            "Somebody else than the author of the activity and of the proposal approves it."
        )
    if _stands_among(by, exemption.activity):
        raise DisclosureRefused("Somebody who has no role in the activity approves it.")
    exemption.approved_by, exemption.approved_at = by, at
    exemption.save(update_fields=["approved_by", "approved_at"])
    log(instance=exemption.activity, action=EXEMPTED, data={"step": "approved"})


def _stands_among(user: User, activity: ActivityPage) -> bool:
    people: Iterable[Person] = Person.objects.filter(contributions__activity=activity)
    return any(person.email.casefold() == user.email.casefold() for person in people)


@transaction.atomic
def withdraw_exemption(*, exemption: StandardExemption, by: User, at: datetime) -> None:
    """Take an exception back: the rules on relationships apply again."""
    exemption = lock(exemption, "activity")
    exemption.withdrawn_at = exemption.withdrawn_at or at
    exemption.save(update_fields=["withdrawn_at"])
    log(instance=exemption.activity, action=EXEMPTED, data={"step": "withdrawn"}, user=by)
