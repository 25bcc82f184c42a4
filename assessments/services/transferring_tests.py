"""Assessments that travel with their questions: tests of a file, as drafts and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from wagtail.log_actions import log
from wagtail.rich_text import expand_db_html

from accounts.models import User
from assessments.domain.decimals import plain
from assessments.domain.interchange.portable import (
    LONGEST_TAG,
    LONGEST_TITLE,
    Notes,
    Problem,
    Severity,
    Slot,
    Test,
)
from assessments.domain.interchange.report import ReportItem, Verdict, problems_told
from assessments.domain.interchange.rules import Rules
from assessments.models import Assessment, AssessmentSlot, Question, QuestionBank
from common.html import clean

CENT = Decimal("0.01")
MOST_POINTS = Decimal("999.99")
LONGEST_SECTION = 120


@dataclass(frozen=True)
class Arrived:
    """A question of the file as it stands in the bank, and whether it came just now."""

    question: Question
    is_new: bool


def examine_test(test: Test, bank: QuestionBank) -> ReportItem:
    """Return what would become of a test: an assessment of that title is left alone."""
    there = Assessment.objects.filter(bank=bank, title=_title(test)).first()
    verdict = Verdict.DUPLICATE if there else Verdict.IMPORTED
    return ReportItem(line=0, name=test.title, verdict=verdict, question=there and there.pk)


def draft_test(
    test: Test, bank: QuestionBank, arrived: Mapping[int, Arrived], by: User | None
) -> ReportItem:
    """Write a draft of an assessment out of a test; what it asks are the questions that arrived."""
    told = examine_test(test, bank)
    if told.verdict is Verdict.DUPLICATE:
        return told
    notes = Notes()
    slots = _slots(test, arrived, notes)
    if not slots:
        problem = Problem(Severity.REFUSED, "None of its questions came in.")
        return ReportItem(
            line=0, name=test.title, verdict=Verdict.REFUSED, problems=problems_told([problem])
        )
    assessment = Assessment(
        bank=bank,
        title=_title(test),
        instructions=test.instructions,
        live=False,
        **_fields(test.rules),
    )
    assessment.slots = slots
    assessment.save()
    assessment.save_revision(user=by, log_action=False, clean=False)
    log(instance=assessment, action="wagtail.create", user=by)
    return told.model_copy(
        update={"question": assessment.pk, "problems": problems_told(notes.problems)}
    )


def _fields(rules: Rules) -> dict[str, Any]:
    """Return rules as the fields of a draft: the names are the same."""
    kept = {name: getattr(rules, name) for name in Rules.model_fields}
    plain_values = {n: v.value if isinstance(v, StrEnum) else v for n, v in kept.items()}
    return {**plain_values, "review_matrix": rules.review_matrix.model_dump(mode="json")}


def rules_of(assessment: Assessment) -> Rules:
    """Return what a draft says as rules that travel."""
    return Rules.model_validate({name: getattr(assessment, name) for name in Rules.model_fields})


def _title(test: Test) -> str:
    return test.title[:LONGEST_TITLE]


def _slots(test: Test, arrived: Mapping[int, Arrived], notes: Notes) -> list[AssessmentSlot]:
    """Return the slots that can be filled; a section whose first one cannot begins with the next."""
    slots: list[AssessmentSlot] = []
    begun = ("", "")
    for slot in test.slots:
        if slot.section:
            begun = (slot.section[:LONGEST_SECTION], slot.section_instructions)
        title, told = begun
        placed = replace(slot, section=title, section_instructions=told)
        if made := _slot(placed, test, arrived, notes):
            begun = ("", "")
            slots.append(made)
    return slots


def _slot(
    slot: Slot, test: Test, arrived: Mapping[int, Arrived], notes: Notes
) -> AssessmentSlot | None:
    points = Decimal(slot.points).quantize(CENT, ROUND_HALF_UP)
    if not CENT <= points <= MOST_POINTS:
        notes.lost(f"A weight of {slot.points} became 1 point.")
        points = Decimal(1)
    made = AssessmentSlot(
        points=points,
        safety_critical=slot.safety_critical,
        section_title=slot.section,
        section_instructions=slot.section_instructions,
    )
    if not slot.count:
        found = arrived.get(-1 if slot.entry is None else slot.entry)
        if found is None:
            notes.lost("A question of the test did not come in.")
            return None
        made.question = found.question
        return made
    made.draw_count, made.draw_difficulty = slot.count, slot.difficulty
    made.draw_tag = slot.tag
    if not slot.pool:
        return made
    pool = [arrived[entry] for entry in slot.pool if entry in arrived]
    if len(pool) < slot.count:
        notes.lost(f"Too few questions of “{slot.tag}” came in to draw {slot.count}.")
        return None
    made.draw_tag = _draw_tag(slot, test)
    for each in pool:
        _mark(each, made.draw_tag, notes)
    return made


def _draw_tag(slot: Slot, test: Test) -> str:
    """Return a tag that no other test draws by: it begins with the test's title."""
    beginning = f"{_title(test)[:60]}: "
    return slot.tag if slot.tag.startswith(beginning) else f"{beginning}{slot.tag}"[:LONGEST_TAG]


def _mark(arrived: Arrived, tag: str, notes: Notes) -> None:
    question = arrived.question
    if arrived.is_new:
        question.tags.add(tag)
        question.save()
        question.save_revision(log_action=False, clean=False)
    elif tag not in {each.name for each in question.tags.all()}:
        notes.lost(f"“{question}” was there already: give it the tag “{tag}” to let it be drawn.")


def tests_of(
    assessments: Iterable[Assessment], questions: Sequence[Question]
) -> tuple[tuple[Test, ...], tuple[Problem, ...]]:
    """Return assessments as tests over these questions, with what no file can say."""
    places = {question.pk: place for place, question in enumerate(questions)}
    tests, problems = [], []
    for assessment in assessments:
        slots = [_sent(slot, places) for slot in assessment.slots.all()]
        kept = tuple(slot for slot in slots if slot)
        said = []
        if assessment.pass_mark_from_form:
            said.append("that each form has the pass mark of its own questions did not come across")
        if len(kept) < len(slots):
            said.append("some of its questions are not in this file")
        problems += [Problem(Severity.LOST, f"“{assessment}”: {each}.") for each in said]
        if kept:
            tests.append(
                Test(
                    title=assessment.title,
                    slots=kept,
                    instructions=clean(expand_db_html(assessment.instructions)),
                    rules=rules_of(assessment),
                )
            )
    return tuple(tests), tuple(problems)


def _sent(slot: AssessmentSlot, places: Mapping[int, int]) -> Slot | None:
    shared: dict[str, Any] = {
        "points": plain(slot.points),
        "safety_critical": slot.safety_critical,
        "section": slot.section_title,
        "section_instructions": clean(expand_db_html(slot.section_instructions)),
    }
    if slot.question_id:
        place = places.get(slot.question_id)
        return None if place is None else Slot(entry=place, **shared)
    pool = tuple(places[question.pk] for question in slot.pool() if question.pk in places)
    return Slot(
        tag=slot.draw_tag,
        count=slot.draw_count or 0,
        difficulty=slot.draw_difficulty,
        pool=pool,
        **shared,
    )
