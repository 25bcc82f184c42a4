"""Make an activity out of a content file, as its author would have done in the CMS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.utils.text import slugify
from wagtail.images.models import Image

from assessments.models import (
    Assessment,
    AssessmentSlot,
    Objective,
    Question,
    QuestionBank,
)
from assessments.services import freeze_assessment
from courses.models import (
    ActivityObjective,
    ActivityPage,
    ActivityReference,
    Contributor,
    LessonPage,
    Placement,
    Prerequisite,
    Provider,
    Purpose,
)
from courses.services import freeze_lesson, publish_activity
from credits.domain.destinations import is_known_to_pars
from credits.models import CreditType
from credits.services import designate_credit
from evidence.models import Reference
from lms.demo import disclosures, evaluation, lesson_body
from lms.demo.interactions import interaction_of

CONTENT = Path(__file__).parent / "content"
YEARS_OPEN = 3
COMPETENCIES = {
    "clinical": ["Medical knowledge", "Employ evidence-based practice"],
    "skills": ["Interpersonal and communication skills", "Interprofessional communication"],
}


@dataclass
class Shelf:
    """What an activity's parts refer to by key."""

    bank: QuestionBank
    at: datetime
    objectives: dict[str, Objective] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)


def content_files(*, marked_by_people: bool = False) -> list[Mapping[str, Any]]:
    """Return the content of every activity, clinical ones first; workshops stand apart."""
    read = [yaml.safe_load(path.read_text()) for path in sorted(CONTENT.glob("*.yaml"))]
    wanted = [each for each in read if each.get("marked_by_people", False) is marked_by_people]
    return sorted(wanted, key=lambda content: content["strand"])


def create_activity(
    content: Mapping[str, Any], *, provider: Provider, at: datetime
) -> ActivityPage:
    """Author, publish and designate one activity as of `at`."""
    shelf = _shelf(content, provider, at)
    assessments = _assessments(content, shelf)
    activity = _page(content, provider, shelf)
    for purpose, assessment in assessments.items():
        activity.placements.add(Placement(assessment=assessment, purpose=purpose))
    provider.page.add_child(instance=activity)
    disclosures.decide(content, activity, at)
    for lesson in content["lessons"]:
        _lesson(activity, lesson, shelf)
    activity.save_revision(log_action=False)
    _designate(content, activity, at)
    publish_activity(activity=activity, at=at)
    return activity


def _shelf(content: Mapping[str, Any], provider: Provider, at: datetime) -> Shelf:
    bank = QuestionBank.objects.create(name=content["title"][:120], collection=provider.collection)
    shelf = Shelf(bank=bank, at=at)
    for key, text in content["objectives"].items():
        shelf.objectives[key] = Objective.objects.create(bank=bank, text=text)
    for key, row in content["references"].items():
        shelf.references[key] = _reference(row)
    for row in content["questions"]:
        shelf.questions[row["key"]] = _question(row, shelf)
    return shelf


def _reference(row: Mapping[str, Any]) -> Reference:
    """Return the source, one row for each DOI, however many activities cite it."""
    fields = {
        "citation": " ".join(row["citation"].split()),
        "pmid": row.get("pmid") or "",
        "year": row["year"],
        "design": row["design"],
    }
    doi = row.get("doi") or ""
    if doi:
        return Reference.objects.get_or_create(doi=doi, defaults=fields)[0]
    return Reference.objects.get_or_create(**fields)[0]


def _question(row: Mapping[str, Any], shelf: Shelf) -> Question:
    question = Question(
        bank=shelf.bank,
        title=row["title"],
        stem=lesson_body.listed(row.get("stem") or ""),
        lead_in=row["lead_in"],
        interaction=[interaction_of(_pictured(row, shelf))],
        rationale=row["rationale"],
        objective=shelf.objectives.get(row.get("objective", "")),
        difficulty=row.get("difficulty", "medium"),
        live=True,
        first_published_at=shelf.at,
        last_published_at=shelf.at,
    )
    question.references = [shelf.references[key] for key in row.get("references", [])]
    question.tags.add(*row.get("tags", []))
    question.save()
    question.save_revision(log_action=False)
    return question


def _pictured(row: Mapping[str, Any], shelf: Shelf) -> Mapping[str, Any]:
    """Return the row with its picture's key in the place of its file's name."""
    name = row.get("picture")
    if not name:
        return row
    known = Image.objects.filter(collection=shelf.bank.collection, title=name).first()
    picture = known or Image.objects.create(
        collection=shelf.bank.collection,
        title=name,
        file=ContentFile((CONTENT / "pictures" / name).read_bytes(), name=name),
    )
    return {**row, "picture": picture.pk}


def _assessments(content: Mapping[str, Any], shelf: Shelf) -> dict[str, Assessment]:
    after = content["posttest"]
    fixed = [AssessmentSlot(question=shelf.questions[key]) for key in after["fixed"]]
    drawn = [
        AssessmentSlot(draw_tag=draw["tag"], draw_count=draw["count"]) for draw in after["draws"]
    ]
    return {
        **_before(content, shelf),
        Purpose.POST_TEST: _assessment(
            shelf,
            after["title"],
            fixed + drawn,
            pass_mark=Decimal(after["pass_mark"]),
            time_limit_minutes=after["time_limit_minutes"],
            attempts_allowed=after["attempts"],
            wait_minutes=after["wait_minutes"],
            review=after.get("review", "after_pass"),
        ),
        Purpose.EVALUATION: _assessment(
            shelf,
            "Evaluation",
            [
                AssessmentSlot(question=_question(row, shelf))
                for row in evaluation.questions(content["commitment_prompt"])
            ],
            attempts_allowed=1,
            shuffle_questions=False,
            review="never",
        ),
    }


def _before(content: Mapping[str, Any], shelf: Shelf) -> dict[str, Assessment]:
    """Return the pre-test; a workshop has none."""
    before = content.get("pretest")
    if before is None:
        return {}
    made = _assessment(
        shelf,
        before["title"],
        [AssessmentSlot(question=shelf.questions[key]) for key in before["questions"]],
        attempts_allowed=1,
        review="never",
        instructions="<p>Answer as you would today. This does not count towards a pass; the same "
        "topics come back at the end.</p>",
    )
    return {Purpose.PRE_TEST: made}


def _assessment(shelf: Shelf, title: str, slots: list[AssessmentSlot], **rules: Any) -> Assessment:
    assessment = Assessment(
        bank=shelf.bank,
        title=title,
        live=True,
        first_published_at=shelf.at,
        last_published_at=shelf.at,
        **rules,
    )
    for order, slot in enumerate(slots):
        slot.sort_order = order
        assessment.slots.add(slot)
    assessment.save()
    assessment.save_revision(log_action=False)
    freeze_assessment(assessment=assessment, at=shelf.at)
    return assessment


def _page(content: Mapping[str, Any], provider: Provider, shelf: Shelf) -> ActivityPage:
    released = shelf.at.date()
    page = ActivityPage(
        title=content["title"],
        slug=content["slug"],
        code=content["slug"],
        strand=content["strand"],
        summary=_one_line(content["summary"]),
        gap=_one_line(content["gap"]),
        audience=_one_line(content["audience"]),
        professions=content["professions"],
        minutes=content["minutes"],
        competencies=COMPETENCIES[content["strand"]],
        measured_outcomes=["Learner Knowledge: Objective", "Learner Competence: Subjective"],
        released_on=released,
        reviewed_on=released,
        expires_on=_years_later(released),
        live=True,
        first_published_at=shelf.at,
        last_published_at=shelf.at,
    )
    page.topics.add(*content["topics"])
    measured = {question.objective for question in shelf.questions.values()}
    page.objectives = [
        ActivityObjective(objective=objective, sort_order=order)
        for order, objective in enumerate(shelf.objectives.values())
        if objective in measured  # an edition cut short promises less
    ]
    page.references = [
        ActivityReference(reference=reference, sort_order=order)
        for order, reference in enumerate(shelf.references.values())
    ]
    page.prerequisites = [
        Prerequisite(needs=ActivityPage.objects.get(code=code), sort_order=order)
        for order, code in enumerate(content.get("needs_first", ()))
    ]
    page.contributors = [
        Contributor(
            sort_order=order,
            person=disclosures.person_of(row, provider, shelf.at),
            role=row["role"],
            starts_on=released,
        )
        for order, row in enumerate(content["contributors"])
    ]
    return page


def _lesson(activity: ActivityPage, row: Mapping[str, Any], shelf: Shelf) -> None:
    lesson = LessonPage(
        title=row["title"],
        slug=slugify(row["slug"]),
        minutes=row["minutes"],
        body=lesson_body.blocks(row["body"], shelf),
        live=True,
        first_published_at=shelf.at,
        last_published_at=shelf.at,
    )
    lesson.objectives = [shelf.objectives[key] for key in row["objectives"]]
    activity.add_child(instance=lesson)
    lesson.save_revision(log_action=False)
    freeze_lesson(lesson=lesson, at=shelf.at)


def _designate(content: Mapping[str, Any], activity: ActivityPage, at: datetime) -> None:
    amounts = {"participation": content["credit"]["ama_pra_1"], **content["credit"]}
    pharmacology = content.get("pharmacology_credit")
    for_boards = [
        {"topic": topic, "amount": amount}
        for topic, amount in content.get("board_topics", {}).items()
    ]
    for credit_type in CreditType.objects.filter(code__in=amounts):
        audience = credit_type.uan_audience
        topics = [{"topic": "pharmacology", "amount": pharmacology}] if pharmacology else []
        designate_credit(
            activity=activity,
            credit_type=credit_type,
            amount=Decimal(amounts[credit_type.code]),
            valid_from=activity.released_on,
            valid_until=activity.expires_on,
            at=at,
            topics=(topics if credit_type.code == "ancc" and topics else for_boards),
            uan=f"0999-0000-{at:%y}-{activity.pk % 1000:03}-H01-{audience}" if audience else "",
            pars_id=f"2{activity.pk:08}" if is_known_to_pars(credit_type.code) else "",
        )


def _years_later(day: date) -> date:
    return date(day.year + YEARS_OPEN, day.month, min(day.day, 28))


def _one_line(text: str) -> str:
    return " ".join(text.split())
