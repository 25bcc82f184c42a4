"""Assessments in the site's own JSON: every rule, section, slot and draw."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from assessments.domain.decimals import PlainDecimal, plain
from assessments.domain.interchange.markup import prose
from assessments.domain.interchange.portable import (
    LONGEST_TAG,
    LONGEST_TITLE,
    Entry,
    Notes,
    Problem,
    Severity,
    Slot,
    Test,
    one_line,
)
from assessments.domain.interchange.rules import Rules
from assessments.domain.interchange.text_files import storable
from assessments.domain.items import sentences

MOST_SLOTS = 1000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SlotRow(_Strict):
    """A slot: `question` counts the questions of the file from 0, or there is a tag to draw by."""

    question: Annotated[int, Field(ge=0)] | None = None
    tag: Annotated[str, StringConstraints(max_length=LONGEST_TAG)] = ""
    count: Annotated[int, Field(ge=0, le=32_767)] = 0
    difficulty: str = Field(default="", pattern="^(easy|medium|hard)?$")
    points: Annotated[PlainDecimal, Field(gt=0, max_digits=5, decimal_places=2)] = Decimal(1)
    safety_critical: bool = False
    section: Annotated[str, StringConstraints(max_length=120)] = ""
    section_instructions: str = ""

    @model_validator(mode="after")
    def _asks_or_draws(self) -> Self:
        if (self.question is None) != bool(self.tag and self.count):
            raise ValueError("A slot names a question, or a tag and how many to draw.")
        return self


class AssessmentRow(_Strict):
    """An assessment as the file has it."""

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)
    ]
    instructions: str = ""
    rules: Rules = Rules()
    slots: tuple[SlotRow, ...] = Field(max_length=MOST_SLOTS)


def read_tests(written: Any, questions: int) -> tuple[tuple[Test, ...], tuple[Problem, ...]]:
    """Return the assessments of a file with so many questions, and what is wrong with others."""
    tests, problems = [], []
    listed = written if isinstance(written, list) else [written]
    for number, row in enumerate(listed, start=1):
        title = row.get("title", "") if isinstance(row, dict) else ""
        name = f"Assessment {number}, “{storable(str(title))[:60]}”"
        try:
            read = AssessmentRow.model_validate(_storable(row))
        except ValidationError as error:
            told = sentences(error)
        else:
            notes = Notes()
            tests.append(_read(read, questions, notes))
            told = [problem.message for problem in notes.problems]
        problems += [Problem(Severity.LOST, f"{name}: {sentence}") for sentence in told]
    return tuple(tests), tuple(problems)


def _read(row: AssessmentRow, questions: int, notes: Notes) -> Test:
    slots = []
    for number, slot in enumerate(row.slots, start=1):
        if slot.question is not None and slot.question >= questions:
            notes.lost(f"Slot {number} asks question {slot.question}, which the file has not.")
            continue
        slots.append(
            Slot(
                entry=slot.question,
                points=plain(slot.points),
                section_instructions=prose(slot.section_instructions, notes),
                **{
                    name: getattr(slot, name)
                    for name in ("tag", "count", "difficulty", "safety_critical", "section")
                },
            )
        )
    return Test(
        title=one_line(row.title),
        instructions=prose(row.instructions, notes),
        rules=row.rules,
        slots=tuple(slots),
    )


def _storable(value: Any) -> Any:
    """Return JSON whose texts a database can hold."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): _storable(each) for key, each in value.items()}
    return value


def places_of(entries: Sequence[Entry]) -> dict[int, int]:
    """Return where in the file each question stands that was written, by its place among all."""
    written = (place for place, entry in enumerate(entries) if entry.portable)
    return {place: number for number, place in enumerate(written)}


def write_assessment(test: Test, places: Mapping[int, int]) -> dict[str, Any]:
    """Return an assessment as the file has it; slots whose question stayed behind are left out."""
    rows = [_row(slot, places) for slot in test.slots if slot.count or slot.entry in places]
    return AssessmentRow(
        title=test.title, instructions=prose(test.instructions), rules=test.rules, slots=tuple(rows)
    ).model_dump(mode="json")


def _row(slot: Slot, places: Mapping[int, int]) -> SlotRow:
    return SlotRow(
        question=None if slot.count else places[slot.entry or 0],
        points=Decimal(slot.points),
        section_instructions=prose(slot.section_instructions),
        **{
            name: getattr(slot, name)
            for name in ("tag", "count", "difficulty", "safety_critical", "section")
        },
    )
