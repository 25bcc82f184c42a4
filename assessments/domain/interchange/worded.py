"""Short answers as GIFT and Moodle have them: words with weights, `*` for any words.

There accents and punctuation count, and the first answer that fits decides; 0 % is a refusal.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from assessments.domain.answers import patterns
from assessments.domain.answers.texts import LONGEST, TextMarking
from assessments.domain.answers.words import normal
from assessments.domain.interchange.choices import Weighted
from assessments.domain.interchange.portable import ItemRefused, Notes, one_line

ANYTHING = "*"
INSIDE = re.compile(r"\*(?=\S)")
STARRED = re.compile(r"\\\*")


def read_words(weighted: Sequence[Weighted], notes: Notes, *, case_matters: bool) -> dict[str, Any]:
    """Return how typed words are marked, and the reason of the first right answer if it has one."""
    accepted: list[dict[str, str]] = []
    rejected: list[dict[str, str]] = []
    seen: set[str] = set()
    for each in weighted:
        text = STARRED.sub("*", one_line(each.text))
        plain = normal(text, case=case_matters, accents=True, punctuation=True)
        if text == ANYTHING and each.share <= 0:
            if each.rationale:
                notes.lost("Feedback to any other answer did not come across.", each.line)
            continue
        problem = _problem(text, plain)
        if problem or plain in seen:
            notes.lost(problem or f"“{text}” stands twice; the first counts.", each.line)
            continue
        seen.add(plain)
        if each.share > 0:
            _note_feedback(each, notes)
            accepted.append({"text": text, "credit": str(min(each.share, Fraction(1)))})
        else:
            rejected.append({"text": text, "feedback": each.rationale})
    if not accepted:
        raise ItemRefused("No answer is right.")
    return {
        "accepted": accepted,
        "rejected": rejected,
        "case_matters": case_matters,
        "accents_matter": True,
        "punctuation_matters": True,
    }


def _problem(text: str, plain: str) -> str:
    if not plain or len(text) > LONGEST:
        return f"The answer “{text[:40]}” cannot be kept: it has no words or too many."
    if patterns.problem_of(plain):
        return f"The answer “{text[:40]}” was left out: * stands at the end of a word, or alone."
    return ""


def _note_feedback(each: Weighted, notes: Notes) -> None:
    if each.rationale:
        notes.lost(f"The feedback to “{one_line(each.text)}” did not come across.", each.line)


def write_words(marking: TextMarking, notes: Notes, *, case_matters: bool) -> list[Weighted]:
    """Return the answers with weights, refusals first, each once; note what weights cannot say."""
    if not marking.accents_matter or not marking.punctuation_matters:
        notes.lost("Accents and punctuation matter there.")
    if marking.forgives_slips:
        notes.lost("That a slip of the fingers is forgiven did not come across.")
    weighted = [
        *(Weighted(_starred(each.text), Fraction(0), each.feedback) for each in marking.rejected),
        *(Weighted(_starred(each.text), each.credit) for each in marking.accepted),
    ]
    kept: dict[str, Weighted] = {}
    for each in weighted:
        kept.setdefault(normal(each.text, case=case_matters, accents=True, punctuation=True), each)
    return list(kept.values())


def _starred(text: str) -> str:
    """Return an answer in which a `*` inside a word is itself."""
    words = [
        word if word == ANYTHING else INSIDE.sub(r"\\*", word) for word in one_line(text).split()
    ]
    return " ".join(words)
