"""Grammar that lets some options fit the question and others not."""

import re
from collections.abc import Iterator
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw, words

ARTICLE_AT_END = re.compile(r"\b(an?)[\s\W_]*$", re.IGNORECASE)
MANY = re.compile(
    r"^which (?:(?:\w+ )?of (?:the following|these|them)(?: \w+)?|\w+s) are\b", re.IGNORECASE
)
VOWELS = "aeiou"
SOUNDS_OTHERWISE = re.compile(
    r"^(?:hour|honest|honou?r|heir)|^(?:uni|use|eu|one\b|ur[aei])", re.IGNORECASE
)


def _wants_an(text: str) -> bool:
    first = next(iter(words(text)), text)
    is_vowel = first[:1].lower() in VOWELS
    return is_vowel != bool(SOUNDS_OTHERWISE.match(first))


class ArticleFits(Flaw):
    """The question ends in a or an, and only some options go on from there."""

    code: ClassVar = "article"
    title: ClassVar = "“a” or “an” before the options"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "Options that do not fit the article are ruled out by grammar. Write “a or an”, move the "
        "article into the options, or ask a whole question."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare the article at the end with how each option begins."""
        found = ARTICLE_AT_END.search(draft.lead_in)
        if not found:
            return
        wants = found.group(1).lower() == "an"
        misfits = [answer for answer in draft.answers if _wants_an(answer.text) != wants]
        if misfits and len(misfits) < len(draft.answers):
            said = f"After “{found.group(1)}”, “{misfits[0].text}” reads wrong."
            yield self.at("lead_in", said, draft.lead_in, *draft.texts)


class NumberFits(Flaw):
    """The question asks for several, and one option is right."""

    code: ClassVar = "number"
    title: ClassVar = "Asks for several where one is right"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = "“Which are” sends readers looking for more than one answer. Write “which is”."

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look at the number of the verb."""
        if draft.key is not None and MANY.match(draft.lead_in):
            yield self.at("lead_in", "It says “are”; one option is right.", draft.lead_in)
