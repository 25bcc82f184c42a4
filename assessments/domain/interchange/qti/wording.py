"""Text entries as short texts: every text that the item names is asked about."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from assessments.domain.interchange.choices import Weighted
from assessments.domain.interchange.portable import ItemRefused, build, one_line
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.qti.marking import shares, understood
from assessments.domain.interchange.qti.values import Declaration, members
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.interchange.worded import read_words as read_weighted
from assessments.domain.items import Item
from assessments.domain.items.short_text import ShortText
from assessments.domain.shares import snapped

MOST_TEXTS = 100
OTHER = "none of these words"


def read_words(body: Body, interaction: Node, declared: Declaration) -> Item:
    """Return a question for words; raise `ItemRefused` where none earns anything."""
    fields: dict[str, Any] = body.asked(interaction)
    texts = list(dict.fromkeys(one_line(text) for text in _texts(body, declared)))[:MOST_TEXTS]
    texts = [text for text in texts if text]
    if not texts:
        raise ItemRefused("Nothing says which words are right.", interaction.line)
    asked = [*texts, *(text.swapcase() for text in texts), OTHER]
    earned = understood(
        lambda: shares(
            asked, lambda text: body.processing.score({declared.identifier: text}), body
        ),
        body.notes,
        "the words that are said to be right are accepted.",
    )
    if earned is None:
        right = {one_line(str(each)) for each in members(declared.correct)}
        earned = [Fraction(int(text in right)) for text in texts] * 2
    fields["rationale"] = hear_all(
        body, [{declared.identifier: text} for text in (texts[0], OTHER)]
    )[""]
    count = len(texts)
    case_matters = any(
        one != other and text != text.swapcase()
        for text, one, other in zip(texts, earned, earned[count:], strict=False)
    )
    weighted = [
        Weighted(text, _share(share)) for text, share in zip(texts, earned, strict=False) if share
    ]
    words = read_weighted(weighted, body.notes, case_matters=case_matters)
    return build(ShortText, **words, **fields)


def _share(share: Fraction) -> Fraction:
    return snapped(f"{float(share * 100):.5f}")


def _texts(body: Body, declared: Declaration) -> Iterator[str]:
    """Yield every text that the declaration and the rules name."""
    if declared.mapping:
        yield from declared.mapping.entries
    yield from (str(each) for each in members(declared.correct))
    rules = body.processing.rules
    for node in [] if rules is None else rules.below("baseValue", "patternMatch"):
        if node.tag == "patternMatch":
            yield from node.get("pattern", "").split("|")
        elif node.get("baseType") == "string":
            yield node.whole_text()
