"""Words that give an answer away, or that everybody understands otherwise."""

import re
from collections.abc import Iterator
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw, quoted

ABSOLUTE = re.compile(
    r"\b(always|never|every|all|none|only|must|entirely|completely|absolutely|invariably|"
    r"exclusively|impossible|100 ?%)(?!\w)",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(usually|rarely|often|frequently|sometimes|occasionally|commonly|generally|"
    r"seldom|typically|mostly|may be|might|can be|likely to)\b",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"\b(not|except|least likely|least appropriate|never|cannot|contraindicated|incorrect|false|"
    r"isn['’]t|aren['’]t|doesn['’]t|don['’]t)\b",
    re.IGNORECASE,
)
ALL_OF_THEM = re.compile(
    r"^\W*(?:all|none|neither|both|any|two) (?:of )?(?:these|them|those|the (?:above|other\w*|following)|above)\b|"
    r"^\W*(?:all|none|both) (?:are|is) (?:correct|right|true|wrong|false)\b|"
    r"^\W*(?:both )?[a-e] (?:and|or|&) [a-e]\W*$",
    re.IGNORECASE,
)


def _hits(pattern: re.Pattern[str], text: str) -> list[str]:
    found = (match.group(0).strip() for match in pattern.finditer(text))
    return list(dict.fromkeys(hit.lower() for hit in found))


class AbsoluteTerms(Flaw):
    """An option says always or never."""

    code: ClassVar = "absolute_terms"
    title: ClassVar = "An absolute term in an option"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "Hardly anything in medicine is always or never so: who knows this rules the option out "
        "without knowing the subject."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look at each option that is not "all of the above" anyway."""
        for answer in draft.answers:
            hits = _hits(ABSOLUTE, answer.text)
            if hits and not ALL_OF_THEM.search(answer.text):
                yield self.at_answer(answer, f"It says {quoted(hits)}.")


class VagueTerms(Flaw):
    """An option hangs on a word of frequency."""

    code: ClassVar = "vague_terms"
    title: ClassVar = "A vague term of frequency"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "“Often” is 40 % to one reader and 80 % to the next, experts included. Give a number, or "
        "say it without."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look at the options and at the question, not at what a case reports."""
        for answer in draft.answers:
            if hits := _hits(VAGUE, answer.text):
                yield self.at_answer(answer, f"It says {quoted(hits)}.")
        if hits := _hits(VAGUE, draft.lead_in):
            yield self.at("lead_in", f"It says {quoted(hits)}.", draft.lead_in)


class NegativeLeadIn(Flaw):
    """The question asks for what is not so."""

    code: ClassVar = "negative_lead_in"
    title: ClassVar = "The question is negative"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "Readers miss a NOT or an EXCEPT, and knowing what is wrong does not show that somebody "
        "knows what is right. Ask for what to do."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look at the question alone."""
        if hits := _hits(NEGATIVE, draft.lead_in):
            yield self.at("lead_in", f"It says {quoted(hits)}.", draft.lead_in)


class AllOrNoneOfTheAbove(Flaw):
    """An option speaks of the other options."""

    code: ClassVar = "all_or_none"
    title: ClassVar = "All or none of the above"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "Two right options prove “all”, one wrong option refutes it, and “none” shows only what "
        "somebody rules out. Shuffled options have no “above” either."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look at each option."""
        for answer in draft.answers:
            if ALL_OF_THEM.search(answer.text):
                yield self.at_answer(answer, f"“{answer.text}”")
