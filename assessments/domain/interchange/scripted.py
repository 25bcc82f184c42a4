"""Script concordance as other systems can have it: one option to choose, with weights.

Hypothesis and finding become the end of the case, in words that are found again on the way back.
What the panel was, its reasons and the way out stay behind.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from typing import Any

from assessments.domain.concordance import SIGNS, STEPS
from assessments.domain.interchange.choices import Weighted, read_single
from assessments.domain.interchange.markup import escaped, prose, text_of
from assessments.domain.interchange.portable import ItemRefused, Notes, build, one_line
from assessments.domain.items import Item
from assessments.domain.items.script_concordance import (
    ANCHORS,
    MOST_EXPERTS,
    NO_PANEL,
    ScriptConcordance,
    Task,
)
from assessments.domain.shares import percent_of

IF, THEN = "If you were thinking of:", "And then you find:"
INSIDE = r"((?:(?!</?p>).)*)"
SCRIPT = re.compile(rf"(.*)<p>{IF} {INSIDE}</p>\s*<p>{THEN} {INSIDE}</p>\s*", re.DOTALL)


@singledispatch
def as_case(item: Item) -> Item:
    """Return a question whose case says all that it asks about: most kinds as they are."""
    return item


@as_case.register
def _(item: ScriptConcordance) -> Item:
    told = "".join(
        f"<p>{label} {escaped(one_line(text))}</p>"
        for label, text in ((IF, item.hypothesis), (THEN, item.finding))
    )
    return item.model_copy(update={"stem": prose(item.stem) + told})


def write_script(item: ScriptConcordance, notes: Notes) -> list[Weighted]:
    """Return the points with what each earns; note what weights cannot say."""
    if item.panel is None:
        raise ItemRefused(NO_PANEL)
    if not item.panel.are_shares:
        notes.lost("The numbers of experts became weights.")
    if item.panel.reasons:
        notes.lost("The experts’ reasons did not come across.")
    if item.allow_outside:
        notes.lost("That learners may say that it is outside their field did not come across.")
    if item.ask_reason:
        notes.lost("That learners are asked for a reason did not come across.")
    return [
        Weighted(f"{sign}: {one_line(words)}", credit)
        for sign, words, credit in zip(SIGNS, item.scale, item.credits.values(), strict=True)
    ]


def read_one(
    weighted: Sequence[Weighted], notes: Notes, *, shuffle: bool = True, **fields: str
) -> Item:
    """Return a question of which one option is picked: a script concordance if it says so."""
    found = read_script(weighted, fields)
    return found or read_single(weighted, notes, shuffle=shuffle, **fields)


def read_script(weighted: Sequence[Weighted], fields: Mapping[str, str]) -> Item | None:
    """Return the script concordance that these options and this case are, None if they are none."""
    found = SCRIPT.fullmatch(fields.get("stem", ""))
    parts = [each.text.partition(": ") for each in weighted]
    if not found or tuple(sign for sign, _colon, _words in parts) != SIGNS:
        return None
    hypothesis, finding = text_of(found[2]), text_of(found[3])
    scale = tuple(words for _sign, _colon, words in parts)
    counts = counts_of([each.share for each in weighted])
    if counts is None or not all((hypothesis, finding, *scale)):
        return None
    task = next((task for task, words in ANCHORS.items() if words == scale), Task.DIAGNOSIS)
    content: dict[str, Any] = {**fields, "stem": found[1].strip()}
    return build(
        ScriptConcordance,
        **content,
        task=task,
        hypothesis=hypothesis,
        finding=finding,
        scale=scale,
        panel={"counts": counts, "are_shares": True},
    )


def counts_of(shares: Sequence[Fraction]) -> list[int] | None:
    """Return the smallest whole numbers that are written as these shares, None if there are none."""
    if len(shares) != len(STEPS) or max(shares) != 1 or min(shares) < 0:
        return None
    written = [percent_of(share) for share in shares]
    for most in range(1, MOST_EXPERTS + 1):
        counts = [round(share * most) for share in shares]
        if [percent_of(Fraction(count, most)) for count in counts] == written:
            return counts
    return None
