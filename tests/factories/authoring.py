"""Providers with teams, and drafts as authors save them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from django.test import Client
from wagtail.blocks import StreamValue
from wagtail.models import DraftStateMixin

from accounts.domain.roles import Role
from accounts.models import User
from assessments.models import Assessment, AssessmentSlot, Objective, Question, QuestionBank
from courses.models import (
    ActivityObjective,
    ActivityPage,
    ActivityReference,
    Contributor,
    LessonPage,
    Placement,
    Provider,
)
from courses.services import establish_provider, join_team
from credits.models import CreditType
from credits.services import designate_credit
from evidence.models import Reference
from tests.factories.people import somebody

_numbers = count(1)
ANSWER = [
    {"text": "Right", "correct": True, "rationale": "It is."},
    {"text": "Wrong", "correct": False, "rationale": "It is not."},
]


class Team(NamedTuple):
    """A provider and one member of each role, with the bank that they share."""

    provider: Provider
    educator: User
    reviewer: User
    staff: User
    bank: QuestionBank

    @property
    def page(self):
        return self.provider.page


def a_team(name: str = "Harbour") -> Team:
    slug = name.lower().replace(" ", "-")
    provider = establish_provider(
        name=name,
        slug=slug,
        contact_email=f"{slug}@example.org",
        accreditor="Example Council",
        accreditation_statement=f"{name} is accredited by the Example Council.",
    )
    return Team(
        provider,
        *(
            a_member(provider, role)
            for role in (Role.EDUCATOR, Role.REVIEWER, Role.ACCREDITATION_STAFF)
        ),
        QuestionBank.objects.create(name=f"{name} bank", collection=provider.collection),
    )


def a_member(provider: Provider, role: Role, **fields) -> User:
    number = next(_numbers)
    user = User.objects.create(
        email=f"member{number}@example.org", first_name=role.split()[0], last_name="M", **fields
    )
    join_team(user=user, provider=provider, role=role)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def publish(draft: DraftStateMixin, by: User | None = None):
    draft.save_revision(user=by).publish(user=by)
    draft.refresh_from_db()
    return draft


def an_interaction(kind: str = "single_best_answer", value=None):
    block = Question.interaction.field.stream_block
    content = {"options": ANSWER, "shuffle": True} if value is None else value
    return StreamValue(block, [{"type": kind, "value": content}], is_lazy=True)


def a_question(bank: QuestionBank, *, live: bool = True, tags: str = "", **fields) -> Question:
    number = next(_numbers)
    question = Question(
        **{
            "bank": bank,
            "title": f"Question {number}",
            "lead_in": f"What is best, number {number}?",
            "interaction": an_interaction(),
            "live": False,
            **fields,
        }
    )
    question.save()
    if tags:
        question.tags.add(*tags.split())
    return publish(question) if live else question


def an_assessment(
    bank: QuestionBank, *questions: Question, live: bool = True, draw=None, **fields
) -> Assessment:
    draft = {"title": f"Assessment {next(_numbers)}", "live": False, **fields}
    assessment = Assessment(bank=bank, **draft)
    slots = [AssessmentSlot(question=question) for question in questions]
    if draw:
        slots.append(AssessmentSlot(draw_tag=draw[0], draw_count=draw[1]))
    assessment.slots = slots
    assessment.save()
    return publish(assessment) if live else assessment


def an_objective(bank: QuestionBank, text: str = "Recognise shock.") -> Objective:
    return Objective.objects.create(bank=bank, text=text)


def a_reference(**fields) -> Reference:
    number = next(_numbers)
    return Reference.objects.create(
        **{
            "citation": f"Someone A. Something {number}. J Med. 2024.",
            "year": 2024,
            "design": "rct",
            **fields,
        }
    )


def an_activity(
    team: Team, *, live: bool = True, designated: bool = True, **fields
) -> ActivityPage:
    """Make an activity that the preflight lets go, with credit that was designated in time."""
    code = f"activity-{next(_numbers)}"
    page = ActivityPage(
        **{
            "title": code.capitalize(),
            "slug": code,
            "code": code,
            "summary": "Summary.",
            "gap": "Gap.",
            "audience": "Everybody.",
            "professions": ["physician"],
            "minutes": 30,
            "released_on": date(2026, 1, 1),
            "reviewed_on": date(2026, 1, 1),
            "expires_on": date(2028, 1, 1),
            "live": False,
            **fields,
        }
    )
    objective = an_objective(team.bank)
    page.objectives = [ActivityObjective(objective=objective)]
    page.contributors = [Contributor(person=somebody(team.provider), role="author")]
    page.references = [ActivityReference(reference=a_reference())]
    page.placements = [
        Placement(
            assessment=an_assessment(team.bank, a_sound_question(team, objective), pass_mark=70),
            purpose="post_test",
        )
    ]
    team.page.add_child(instance=page)
    page.topics.add("sepsis")
    page.save()
    if designated:
        designate(page)
    return publish(page) if live else page


def a_sound_question(team: Team, objective: Objective | None = None, **fields) -> Question:
    """Make a question that measures an objective and cites a reference."""
    cited = {"references": [a_reference()], "objective": objective, **fields}
    return a_question(team.bank, **cited)


def vouch_for(question: Question, objective: Objective | None) -> Question:
    """Publish a question with what the preflight asks of it: a reason, a reference, an objective."""
    question.rationale = question.rationale or "<p>Because.</p>"
    question.references = [a_reference()]
    question.objective = objective
    question.save()
    return publish(question)


def designate(activity: ActivityPage) -> None:
    """Designate credit of attendance on the day of release."""
    attendance = CreditType.objects.get_or_create(
        code="attendance",
        defaults={
            "name": "Attendance",
            "short_name": "Attendance",
            "body": "Example Council",
            "assessment_required": False,
            "designation_statement": "{provider} designates this {format} for {amount} {unit}.",
        },
    )[0]
    designate_credit(
        activity=activity,
        credit_type=attendance,
        amount=Decimal(1),
        valid_from=activity.released_on,
        valid_until=activity.expires_on,
        at=datetime.combine(activity.released_on, time.min, UTC),
    )


def a_lesson(activity: ActivityPage, *, live: bool = True, **fields) -> LessonPage:
    number = next(_numbers)
    page = LessonPage(
        **{
            "title": f"Lesson {number}",
            "slug": f"lesson-{number}",
            "minutes": 10,
            "body": [("text", "<p>Read this.</p>")],
            "live": False,
            **fields,
        }
    )
    activity.add_child(instance=page)
    return publish(page) if live else page
