"""Assessments that travel with their questions: tests of a package, as drafts and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from wagtail.log_actions import log

from accounts.models import User
from assessments.domain.decimals import plain
from assessments.domain.interchange.portable import (
    LONGEST_TAG,
    Notes,
    Problem,
    Severity,
    Slot,
    Test,
)
from assessments.domain.interchange.report import ReportItem, Verdict, problems_told
from assessments.models import Assessment, AssessmentSlot, Question, QuestionBank

LONGEST_TITLE = 160
CENT = Decimal("0.01")
MOST_POINTS = Decimal("999.99")
MOST_MINUTES = 32_767


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
    slots = [made for slot in test.slots if (made := _slot(slot, test, arrived, notes))]
    if not slots:
        problem = Problem(Severity.REFUSED, "None of its questions came in.")
        return ReportItem(
            line=0, name=test.title, verdict=Verdict.REFUSED, problems=problems_told([problem])
        )
    assessment = Assessment(
        bank=bank,
        title=_title(test),
        instructions=test.instructions,
        time_limit_minutes=min(test.time_limit_minutes or 0, MOST_MINUTES) or None,
        attempts_allowed=test.attempts_allowed,
        shuffle_questions=test.shuffle_questions,
        live=False,
    )
    assessment.slots = slots
    assessment.save()
    assessment.save_revision(user=by, log_action=False)
    log(instance=assessment, action="wagtail.create", user=by)
    return told.model_copy(
        update={"question": assessment.pk, "problems": problems_told(notes.problems)}
    )


def _title(test: Test) -> str:
    return test.title[:LONGEST_TITLE]


def _slot(
    slot: Slot, test: Test, arrived: Mapping[int, Arrived], notes: Notes
) -> AssessmentSlot | None:
    points = Decimal(slot.points).quantize(CENT, ROUND_HALF_UP)
    if not CENT <= points <= MOST_POINTS:
        notes.lost(f"A weight of {slot.points} became 1 point.")
        points = Decimal(1)
    if not slot.count:
        found = arrived.get(-1 if slot.entry is None else slot.entry)
        if found is None:
            notes.lost("A question of the test did not come in.")
            return None
        return AssessmentSlot(question=found.question, points=points)
    pool = [arrived[entry] for entry in slot.pool if entry in arrived]
    if len(pool) < slot.count:
        notes.lost(f"Too few questions of “{slot.tag}” came in to draw {slot.count}.")
        return None
    tag = _draw_tag(slot, test)
    for each in pool:
        _mark(each, tag, notes)
    return AssessmentSlot(draw_tag=tag, draw_count=slot.count, points=points)


def _draw_tag(slot: Slot, test: Test) -> str:
    """Return a tag that no other test draws by: it begins with the test's title."""
    beginning = f"{_title(test)[:60]}: "
    return slot.tag if slot.tag.startswith(beginning) else f"{beginning}{slot.tag}"[:LONGEST_TAG]


def _mark(arrived: Arrived, tag: str, notes: Notes) -> None:
    question = arrived.question
    if arrived.is_new:
        question.tags.add(tag)
        question.save()
        question.save_revision(log_action=False)
    elif tag not in {each.name for each in question.tags.all()}:
        notes.lost(f"“{question}” was there already: give it the tag “{tag}” to let it be drawn.")


def tests_of(
    assessments: Iterable[Assessment], questions: Sequence[Question]
) -> tuple[tuple[Test, ...], tuple[Problem, ...]]:
    """Return assessments as tests over these questions, with what tests cannot say."""
    places = {question.pk: place for place, question in enumerate(questions)}
    tests, problems = [], []
    for assessment in assessments:
        slots = [_sent(slot, places) for slot in assessment.slots.all()]
        kept = tuple(slot for slot in slots if slot)
        said = _lost(assessment)
        if len(kept) < len(slots):
            said.append("some of its questions are not in this file")
        problems += [Problem(Severity.LOST, f"“{assessment}”: {each}.") for each in said]
        if kept:
            tests.append(
                Test(
                    title=assessment.title,
                    slots=kept,
                    time_limit_minutes=assessment.time_limit_minutes,
                    attempts_allowed=assessment.attempts_allowed,
                    shuffle_questions=assessment.shuffle_questions,
                )
            )
    return tuple(tests), tuple(problems)


def _lost(assessment: Assessment) -> list[str]:
    said = []
    if assessment.pass_mark is not None:
        said.append(f"the pass mark of {plain(assessment.pass_mark)} % did not come across")
    if assessment.instructions:
        said.append("the instructions did not come across")
    if assessment.wait_minutes or assessment.password or assessment.honour_statement:
        said.append("waits, password and honour statement did not come across")
    return said


def _sent(slot: AssessmentSlot, places: Mapping[int, int]) -> Slot | None:
    points = plain(slot.points)
    if slot.question_id:
        place = places.get(slot.question_id)
        return None if place is None else Slot(entry=place, points=points)
    pool = tuple(places[question.pk] for question in slot.pool() if question.pk in places)
    if len(pool) < (slot.draw_count or 0):
        return None
    return Slot(tag=slot.draw_tag, count=slot.draw_count or 0, points=points, pool=pool)
