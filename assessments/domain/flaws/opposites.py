"""Options that exclude each other, so that the others can be forgotten."""

from collections.abc import Iterator
from itertools import combinations
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw, words

PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in [
        "increase/decrease",
        "increased/decreased",
        "increases/decreases",
        "increasing/decreasing",
        "raise/lower",
        "raised/lowered",
        "high/low",
        "higher/lower",
        "start/stop",
        "begin/stop",
        "continue/stop",
        "continue/discontinue",
        "positive/negative",
        "present/absent",
        "give/withhold",
        "more/less",
        "larger/smaller",
        "hyperkalemia/hypokalemia",
        "hyperkalaemia/hypokalaemia",
        "hypernatremia/hyponatremia",
        "hypernatraemia/hyponatraemia",
        "hyperglycemia/hypoglycemia",
        "hyperglycaemia/hypoglycaemia",
        "hypertension/hypotension",
        "tachycardia/bradycardia",
        "acidosis/alkalosis",
        "hypercalcemia/hypocalcemia",
        "hypercalcaemia/hypocalcaemia",
        "hyperthyroidism/hypothyroidism",
        "dilation/constriction",
        "vasodilation/vasoconstriction",
        "faster/slower",
        "early/late",
        "upper/lower",
        "left/right",
        "before/after",
    ]
)


def _are_opposite(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but a pair of opposites."""
    ours, theirs = words(one), words(other)
    if len(ours) != len(theirs):
        return False
    differing = [{a, b} for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(differing) == 1 and frozenset(differing[0]) in PAIRS


class ExhaustiveSubset(Flaw):
    """Two of the options say opposite things, and the key is one of them."""

    code: ClassVar = "exhaustive_subset"
    title: ClassVar = "Two options are opposites"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "If two options cover every possibility, one of them must be right, and the others are not "
        "read. Let all options be of one kind, or none of them opposites."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Look for a pair that holds the key, beside options of other kinds."""
        if draft.key is None or len(draft.answers) < 3:
            return
        opposites = [
            (one, other)
            for one, other in combinations(draft.answers, 2)
            if _are_opposite(one.text, other.text)
        ]
        if len(opposites) == 1 and draft.key in opposites[0]:
            one, other = opposites[0]
            yield self.at_answers(draft, f"“{one.text}” or “{other.text}”: one of them must be so.")
