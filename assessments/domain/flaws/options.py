"""How many options there are, whether they differ, and whether anybody takes them."""

from collections.abc import Iterator
from typing import ClassVar

from assessments.domain.answers.words import normal
from assessments.domain.flaws.base import Draft, Family, Finding, Flaw

FEWEST, MOST = 3, 5


class OptionCount(Flaw):
    """One answer is right among too few options, or among very many."""

    code: ClassVar = "option_count"
    title: ClassVar = "Unusual number of options"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "With two options every second guess is right; beyond five the additional ones are seldom "
        "chosen. Three to five plausible options are enough."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Count."""
        count = len(draft.answers)
        if draft.key is not None and not FEWEST <= count <= MOST:
            yield self.at("interaction", f"{count} options.", str(count))


class SameOptions(Flaw):
    """Two options say the same."""

    code: ClassVar = "same_options"
    title: ClassVar = "Two options are the same"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = "Of two options that say the same neither can be the one right answer."
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare the words, whatever their case and punctuation."""
        seen: set[str] = set()
        for answer in draft.answers:
            words = normal(answer.text)
            if words in seen:
                yield self.at_answer(answer, f"“{answer.text}” stands there twice.", *draft.texts)
            seen.add(words)


class IdleDistractor(Flaw):
    """Hardly anybody took a wrong option."""

    code: ClassVar = "idle_distractor"
    title: ClassVar = "A wrong option that nobody takes"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "Under 5 % of at least 30 learners took it: it distracts nobody. Write down a mistake that "
        "people make, or leave it out."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Ask what was counted."""
        for answer in draft.distractors:
            if answer.key in draft.idle:
                yield self.at_answer(answer, f"Under 5 % took “{answer.text}”.")
