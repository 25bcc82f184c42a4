"""Right answers that sound like the question, or that share most with the other options."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw, quoted, words

SHORTEST = 5
ENDINGS = (
    "ations", "ation", "itis", "ically", "ingly", "ments", "ment", "ness", "ions", "ion", "ical",
    "ally", "ings", "ing", "ies", "ives", "ive", "als", "al", "ers", "er", "ed", "es", "ic", "ly",
    "s", "y", "e",
)  # fmt: skip
COMMON = frozenset(
    [
        "about",
        "above",
        "after",
        "again",
        "against",
        "among",
        "another",
        "appropriate",
        "because",
        "before",
        "being",
        "below",
        "best",
        "between",
        "both",
        "could",
        "disease",
        "does",
        "during",
        "each",
        "either",
        "first",
        "following",
        "from",
        "given",
        "have",
        "having",
        "initial",
        "into",
        "likely",
        "management",
        "medicine",
        "most",
        "next",
        "other",
        "patient",
        "patients",
        "person",
        "present",
        "probable",
        "should",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "treatment",
        "under",
        "until",
        "very",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "whose",
        "will",
        "with",
        "within",
        "woman",
        "would",
        "years",
        "year",
        "child",
        "diagnosis",
        "step",
        "therapy",
        "history",
        "examination",
        "shows",
        "since",
        "right",
        "wrong",
    ]
)


def rooted(word: str) -> str:
    """Return a word without its ending, so that forms of one word look alike."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            return word[: -len(ending)]
    return word


def roots(text: str) -> dict[str, str]:
    """Return the telling words of a text by their roots."""
    return {
        rooted(word): word
        for whole in words(text)
        for word in whole.split("-")
        if len(word) >= SHORTEST and word not in COMMON
    }


class Clang(Flaw):
    """A word of case or question comes back in the right option alone."""

    code: ClassVar = "clang"
    title: ClassVar = "A word of the question stands in the right option alone"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "Whoever does not know the answer picks the option that echoes the question. Use other "
        "words, or let wrong options echo it too."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare roots of words."""
        key = draft.key
        if key is None or not draft.distractors:
            return
        asked = roots(f"{draft.stem} {draft.lead_in}")
        elsewhere = {root for answer in draft.distractors for root in roots(answer.text)}
        if shared := [w for root, w in roots(key.text).items() if root in asked.keys() - elsewhere]:
            said = f"It repeats {quoted(shared)}."
            yield self.at_answer(key, said, draft.stem, draft.lead_in, *draft.texts)


class Convergence(Flaw):
    """The right option has most in common with the others."""

    code: ClassVar = "convergence"
    title: ClassVar = "The right option shares most with the others"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "Wrong options are often made by changing one part of the right one, so the option whose "
        "parts come back most is the key. Spread the parts evenly."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Count for each option how many others share its words."""
        key = draft.key
        parts = {answer.key: set(roots(answer.text)) for answer in draft.answers}
        if key is None or len(parts) < 4 or min(map(len, parts.values())) < 2:
            return
        held = Counter(root for each in parts.values() for root in each)
        shared = {name: sum(held[root] - 1 for root in each) for name, each in parts.items()}
        others = [count for name, count in shared.items() if name != key.key]
        if shared[key.key] > max(others) and all(held[root] > 1 for root in parts[key.key]):
            said = "Each of its parts comes back in another option; no other option shares as much."
            yield self.at_answer(key, said, *draft.texts)
