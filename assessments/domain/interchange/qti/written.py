"""The parts of an item to be written, and the door to its kind."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import singledispatch
from xml.etree import ElementTree as ET

from assessments.domain.interchange.apart import as_set
from assessments.domain.interchange.markup import escaped
from assessments.domain.interchange.portable import Notes, one_line
from assessments.domain.interchange.qti.elements import (
    base,
    blocks,
    condition,
    correct,
    el,
    variable,
)
from assessments.domain.interchange.qti.processing import RESPONSE
from assessments.domain.interchange.writers import CannotCarry
from assessments.domain.items import Item
from assessments.domain.items.key_feature import KeyFeature

FORMAT = "QTI"
ONE = Fraction(1)


@dataclass
class Written:
    """The parts of an item; `picked` are reasons shown for what was picked, `parts` those always.

    `more` are further declarations and `feedbacks` what questions inside it say.
    `needs_gap_text` says that words are put on a picture.
    `by_people` says that no rule gives the score.
    """

    declaration: ET.Element
    body: list[ET.Element]
    rules: list[ET.Element] = field(default_factory=list)
    template: str = ""
    picked: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    needs_gap_text: bool = False
    more: list[ET.Element] = field(default_factory=list)
    feedbacks: list[ET.Element] = field(default_factory=list)
    by_people: bool = False

    @property
    def declarations(self) -> list[ET.Element]:
        """What is declared before the score: responses first, as the schemas want it."""
        return [self.declaration, *self.more]


@singledispatch
def write_kind(item: Item, notes: Notes) -> Written:
    """Return what the kind needs; raise `CannotCarry` for one that QTI has no form for."""
    raise CannotCarry(item, FORMAT)


@write_kind.register
def _(item: KeyFeature, notes: Notes) -> Written:
    return write_kind(as_set(item, notes), notes)


def prompted(tag: str, item: Item, *children: ET.Element, **attributes: str) -> list[ET.Element]:
    """Return the case and the interaction that asks."""
    prompt = [el("prompt", one_line(item.lead_in))] if item.lead_in else []
    asked = el(tag, *prompt, *children, responseIdentifier=RESPONSE, **attributes)
    return [*blocks(item.stem), asked]


def for_markers(text: str) -> ET.Element:
    """Return what those who mark are told, line by line."""
    return el("rubricBlock", *blocks(f"<p>{escaped(text)}</p>"), view="scorer")


def when_right() -> ET.Element:
    """Return the rule that gives everything for the right response."""
    return condition((el("match", variable(), correct()), base(ONE)))
