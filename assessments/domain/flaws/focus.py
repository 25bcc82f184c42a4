"""Questions that cannot be answered before the options are read."""

import re
from collections.abc import Iterator
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw, words

ANY = r"(?:of the following|of these|statement|option|answer)s?"
UNFOCUSED = re.compile(
    rf"\bwhich (?:one )?(?:{ANY})(?: (?:statement|option|answer|finding|item)s?)?"
    rf"(?: (?:about|regarding|concerning) .*)? (?:is|are) (?:\w+ )?(?:true|correct|right|false|incorrect|wrong|accurate)\b|"
    rf"^(?:regarding|concerning|with regard to|about)\b.*\bwhich\b|"
    rf"^which {ANY}(?: is| are)?(?: (?:true|correct|right))?\W*$|"
    rf"^(?:choose|select|mark|pick) the (?:correct|right|true|best) (?:statement|answer|option)\W*$",
    re.IGNORECASE,
)
FEWEST_WORDS = 4


class UnfocusedLeadIn(Flaw):
    """The question fails the cover test."""

    code: ClassVar = "unfocused"
    title: ClassVar = "The question is not focused"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "Cover the options: it should still be answerable. “Which is true?” makes several true or "
        "false questions of one. Ask for the diagnosis, the next step, the drug."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look for questions that name nothing to look for."""
        if UNFOCUSED.search(draft.lead_in):
            said = "It asks which option is true, not what is to be known."
            yield self.at("lead_in", said, draft.lead_in)
        elif draft.answers and len(words(draft.lead_in)) < FEWEST_WORDS and not draft.stem:
            yield self.at("lead_in", "It says too little to be answered.", draft.lead_in)


class NoQuestionMark(Flaw):
    """The question is a sentence to be completed."""

    code: ClassVar = "no_question_mark"
    title: ClassVar = "No question is asked"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "A sentence to be completed has to be kept in mind with each option, and its grammar gives "
        "hints. End with a question mark."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look for the mark where there are options to complete a sentence with."""
        if draft.key is not None and "?" not in draft.lead_in:
            yield self.at("lead_in", "It ends without a question mark.", draft.lead_in)
