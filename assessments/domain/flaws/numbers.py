"""Options that are numbers: in order, in one unit, without overlap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw

NUMBER = r"[-−]?\d+(?:[.,]\d+)*"
AMOUNT = re.compile(
    rf"^\s*(?P<low>{NUMBER})\s*%?\s*(?:(?:-|–|—|to)\s*(?P<high>{NUMBER}))?\s*(?P<unit>\D{{0,20}})$"
)


@dataclass(frozen=True)
class Amount:
    """What an option says, as numbers; a single number is a range of no width."""

    low: Fraction
    high: Fraction
    unit: str
    text: str


def amounts(draft: Draft) -> list[Amount]:
    """Return the options as amounts, nothing unless each of them is one."""
    found = [(AMOUNT.match(text), text) for text in draft.texts]
    read = [_amount(match, text) for match, text in found if match]
    return read if len(read) == len(found) >= 3 else []


def _amount(match: re.Match[str], text: str) -> Amount:
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else low
    percent = "%" if "%" in text else ""
    return Amount(low, high, f"{percent}{match['unit']}".strip().rstrip(".").lower(), text)


def _number(written: str) -> Fraction:
    sign = -1 if written[0] in "-−" else 1
    digits = written.lstrip("-−")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    digits = digits.replace(",", ".")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    return sign * Fraction(digits)


class UnorderedNumbers(Flaw):
    """Numbers that are neither rising nor falling."""

    code: ClassVar = "unordered_numbers"
    title: ClassVar = "Numbers out of order"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "Readers who know the number still have to search for it. Put numbers in rising order and "
        "turn shuffling off."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare neighbours."""
        read = amounts(draft)
        if not read or len({amount.unit for amount in read}) > 1:
            return
        steps = [after.low - before.low for before, after in pairwise(read)]
        if not (all(step >= 0 for step in steps) or all(step <= 0 for step in steps)):
            yield self.at_answers(draft, ", ".join(amount.text for amount in read))
        elif draft.is_shuffled:
            yield self.at("interaction", "Shuffling is on and mixes them.", "shuffle", *draft.texts)


class UnlikeUnits(Flaw):
    """Numbers in different units."""

    code: ClassVar = "unlike_units"
    title: ClassVar = "Numbers in different units"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = "Converting in the head is another skill than the one asked for. Use one unit."
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare what follows the numbers."""
        units = dict.fromkeys(amount.unit for amount in amounts(draft))
        if len(units) > 1:
            told = ", ".join(f"“{unit}”" if unit else "none" for unit in units)
            yield self.at_answers(draft, f"Units: {told}.")


class OverlappingRanges(Flaw):
    """Ranges of which two hold the same number."""

    code: ClassVar = "overlapping_ranges"
    title: ClassVar = "Ranges overlap"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = "Where two ranges hold the right number, two options are right."
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare each range with each other."""
        for one, other in combinations(amounts(draft), 2):
            is_range = one.low != one.high or other.low != other.high
            if (
                one.unit == other.unit
                and is_range
                and one.low <= other.high
                and other.low <= one.high
            ):
                yield self.at_answers(draft, f"“{one.text}” and “{other.text}”")
                return
