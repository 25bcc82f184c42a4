"""Flaws in the writing of questions, one class each; a module dropped in here is looked at.

The catalogue is that of the NBME's item-writing guide (docs/rules/item-flaws.md). A finding is a
question to the author, never a verdict: it keeps nobody from saving or publishing.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from importlib import import_module

from assessments.domain.flaws.base import (
    FAMILIES,
    Draft,
    Family,
    Finding,
    Flaw,
)
from assessments.domain.items.base import Item

__all__ = [
    "CHECKLIST",
    "FAMILIES",
    "FLAWS",
    "RULES",
    "Draft",
    "Family",
    "Finding",
    "Flaw",
    "find_flaws",
    "with_answers",
]

CHECKLIST = (
    "Can it be answered with the options covered?",
    "Does it stand alone, without the answer to another question?",
    "Does each option hold one idea, and are all of the same kind?",
    "Would somebody who knows too little find each wrong option plausible?",
    "Does it ask for a decision, not for a recalled fact?",
)
RULES_REVISION = "1"  # raise it when a check finds something else than before


def _found() -> Iterator[Flaw]:
    for module in pkgutil.iter_modules(__path__):
        for thing in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Flaw) and "code" in vars(thing):
                yield thing()


FLAWS: Mapping[str, Flaw] = {
    flaw.code: flaw
    for flaw in sorted(_found(), key=lambda flaw: (list(Family).index(flaw.family), flaw.title))
}
RULES = sha256(" ".join((RULES_REVISION, *FLAWS)).encode()).hexdigest()[:16]


def with_answers(draft: Draft, item: Item) -> Draft:
    """Return a draft with what a sound item offers."""
    return replace(
        draft,
        answers=item.worded(),
        is_shuffled=getattr(item, "shuffle", False) is True,
        is_graded=item.graded,
    )


def find_flaws(draft: Draft) -> list[Finding]:
    """Return every finding, in the order of the catalogue."""
    return [finding for flaw in FLAWS.values() for finding in flaw.found_in(draft)]
