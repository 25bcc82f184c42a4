"""Options with weights, as GIFT and Moodle have them, and this site's schemes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_lowercase
from typing import Any

from assessments.domain.interchange.portable import ItemRefused, Notes, build
from assessments.domain.items import Item
from assessments.domain.items.multiple_response import MOST_POINTS, MultipleResponse, Scheme
from assessments.domain.items.options import Option, OptionsItem
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.shares import percent_of

TRUTH = ("True", "False")
WHOLE = Fraction(1)


@dataclass(frozen=True)
class Weighted:
    """An option as other systems have it: what picking it adds, and what is said then."""

    text: str
    share: Fraction
    rationale: str = ""
    line: int = 0


def key_of(place: int) -> str:
    """Return the key of the option at a place, counting from 0: `a` to `z`, then `o27`."""
    return ascii_lowercase[place] if place < len(ascii_lowercase) else f"o{place + 1}"


def stem_key(place: int) -> str:
    """Return the key of an item to match at a place; no option has it."""
    return f"s{place + 1}"


def _options(weighted: Sequence[Weighted], right: Sequence[bool]) -> list[dict[str, Any]]:
    for place, option in enumerate(weighted, start=1):
        if not option.text:
            raise ItemRefused(f"Option {place} has no text.", option.line)
    return [
        {
            "key": key_of(place),
            "text": option.text,
            "correct": correct,
            "rationale": option.rationale,
        }
        for place, (option, correct) in enumerate(zip(weighted, right, strict=True))
    ]


def read_single(
    weighted: Sequence[Weighted], notes: Notes, *, shuffle: bool = True, **fields: str
) -> Item:
    """Return a question of which one option is picked."""
    best = max((option.share for option in weighted), default=Fraction(0))
    if best <= 0:
        raise ItemRefused("No option is right.")
    right = [option.share == best for option in weighted]
    if sum(right) > 1:
        notes.lost("Any one of several right options was enough; now every right option counts.")
        options = _options(weighted, right)
        return build(MultipleResponse, options=options, shuffle=shuffle, **fields)
    if best != 1:
        notes.lost(f"The best option was worth {percent_of(best)} %; it is worth everything here.")
    for option, is_best in zip(weighted, right, strict=True):
        if option.share and not is_best:
            notes.lost(
                f"“{option.text}” was worth {percent_of(option.share)} %; only the best counts here.",
                option.line,
            )
    return build(SingleBestAnswer, options=_options(weighted, right), shuffle=shuffle, **fields)


def read_multiple(
    weighted: Sequence[Weighted],
    notes: Notes,
    *,
    scheme: Scheme | None = None,
    shuffle: bool = True,
    **fields: str,
) -> Item:
    """Return a question of which several options are picked; `scheme` None reads the weights."""
    right = [option.share > 0 for option in weighted]
    if not any(right):
        raise ItemRefused("No option is right.")
    marking = read_marking([o.share for o in weighted], notes) if scheme is None else {}
    options = _options(weighted, right)
    for option, points in zip(options, marking.pop("ticked", ()), strict=False):
        option["ticked"] = points
    marking = marking or {"scheme": scheme}
    return build(MultipleResponse, options=options, shuffle=shuffle, **marking, **fields)


def read_marking(shares: Sequence[Fraction], notes: Notes) -> dict[str, Any]:
    """Return the scheme under which picks earn what these weights, held between 0 and 1, earn."""
    keyed = [share for share in shares if share > 0]
    others = {share for share in shares if share <= 0}
    share = Fraction(1, len(keyed))
    if set(keyed) == {share} and others <= {-share}:
        return {"scheme": Scheme.RIGHT_MINUS_WRONG}
    if set(keyed) == {share} and len(others) == 1 and -1 <= min(others) < 0:
        return {"scheme": Scheme.FIXED_DOCK, "dock": str(-min(others))}
    points = None if 0 in others else points_of(shares)
    if points:
        return {"scheme": Scheme.OPTION_POINTS, "ticked": points}
    written = ", ".join(percent_of(each) for each in shares)
    notes.lost(f"The weights {written} % became right minus wrong picks.")
    return {"scheme": Scheme.RIGHT_MINUS_WRONG}


def points_of(shares: Sequence[Fraction]) -> list[int] | None:
    """Return whole points that are written as these weights, None if there are none."""
    written = [percent_of(share) for share in shares]
    for total in range(1, MOST_POINTS * len(shares) + 1):
        points = [round(share * total) for share in shares]
        right = sum(each for each in points if each > 0)
        fits = right == total and max(map(abs, points)) <= MOST_POINTS and 0 not in points
        if fits and [percent_of(Fraction(each, total)) for each in points] == written:
            return points
    return None


def write_multiple(item: MultipleResponse, notes: Notes) -> list[Weighted]:
    """Return the options with weights; note what weights cannot say."""
    if item.max_choices is not None:
        notes.lost(f"That at most {item.max_choices} options may be picked did not come across.")
    return [
        Weighted(option.text, share, option.rationale)
        for option, share in zip(item.options, _shares(item, notes), strict=True)
    ]


def _shares(item: MultipleResponse, notes: Notes) -> list[Fraction]:
    """Return each option's weight, noting where weights say something else than the item.

    None is below -100 %: such a pick already spoils everything, and no system takes more.
    """
    share = Fraction(1, len(item.correct_keys))
    blanks = any(option.blank for option in item.options)
    if item.scheme is Scheme.OPTION_POINTS and not blanks:
        total = sum(option.best for option in item.options)
        return [max(-WHOLE, Fraction(option.ticked, total)) for option in item.options]
    dock = share
    if item.scheme is Scheme.FIXED_DOCK:
        dock = item.dock
    elif item.scheme is not Scheme.RIGHT_MINUS_WRONG:
        notes.lost("The marking became right minus wrong picks.")
    return [share if option.correct else -dock for option in item.options]


def write_single(item: SingleBestAnswer) -> list[Weighted]:
    """Return the options with weights 1 and 0."""
    return [
        Weighted(option.text, Fraction(int(option.correct)), option.rationale)
        for option in item.options
    ]


def truth_of(item: Item) -> tuple[Option, Option] | None:
    """Return the options “True” and “False” of a question that has just these, else None."""
    if not isinstance(item, SingleBestAnswer) or item.shuffle:
        return None
    if tuple(option.text for option in item.options) != TRUTH:
        return None
    true, false = item.options
    return true, false


def read_truth(*, is_true: bool, rationales: tuple[str, str], **fields: str) -> Item:
    """Return a question to be answered by True or False, with what is said to each."""
    options = [
        {"key": word.casefold(), "text": word, "correct": right, "rationale": rationale}
        for word, right, rationale in zip(TRUTH, (is_true, not is_true), rationales, strict=True)
    ]
    return build(SingleBestAnswer, options=options, shuffle=False, **fields)


def note_order(item: OptionsItem, notes: Notes) -> None:
    """Note that the options' fixed order did not come across."""
    if not item.shuffle:
        notes.lost("That the options keep their order did not come across.")
