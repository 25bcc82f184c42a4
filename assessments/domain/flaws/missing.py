"""What every question has to have and this one has not."""

from collections.abc import Iterator
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw


class NoRationale(Flaw):
    """Nothing says why the right answer is right."""

    code: ClassVar = "no_rationale"
    title: ClassVar = "No rationale"
    family: ClassVar = Family.INCOMPLETE
    why: ClassVar = (
        "Learners learn from why an answer is right; several bodies require a rationale."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Ask for the rationale of the question."""
        if not draft.rationale:
            yield self.at("rationale", "Say why the right answer is right.")


class NoOptionRationale(Flaw):
    """A wrong option goes unexplained."""

    code: ClassVar = "no_option_rationale"
    title: ClassVar = "An option without a reason"
    family: ClassVar = Family.INCOMPLETE
    why: ClassVar = "Whoever chose it reads that it is wrong, and not why."
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Ask for the reason of each option that is right or wrong by itself."""
        for answer in draft.answers:
            if answer.correct is not None and not answer.rationale.strip():
                yield self.at_answer(answer, f"“{answer.text}” has no reason.")


class NoReference(Flaw):
    """No source is named."""

    code: ClassVar = "no_reference"
    title: ClassVar = "No reference"
    family: ClassVar = Family.INCOMPLETE
    why: ClassVar = (
        "A key without a source cannot be checked when practice changes; several bodies require "
        "one for each question."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Ask for a reference."""
        if not draft.has_reference:
            yield self.at("references", "Name the source of the right answer.")


class NoObjective(Flaw):
    """It measures nothing that was taught."""

    code: ClassVar = "no_objective"
    title: ClassVar = "No objective"
    family: ClassVar = Family.INCOMPLETE
    why: ClassVar = "Reports of what was learnt go by objective: this question appears in none."
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Ask for an objective."""
        if not draft.has_objective:
            yield self.at("objective", "Choose what this question measures.")
