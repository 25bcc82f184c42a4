"""QTI's expressions, evaluated exactly; what is not known here is said, never guessed."""

import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from math import floor

from assessments.domain.interchange.qti.values import (
    Container,
    Declaration,
    NotUnderstood,
    Single,
    Value,
    members,
    read_single,
)
from assessments.domain.interchange.safe_xml import Node

LONGEST_PATTERN = 200
MOST_BITS = 4000
HALF = Fraction(1, 2)


class Scope:
    """The variables of one run: what is declared, and what they hold now."""

    def __init__(self, declared: Mapping[str, Declaration], held: Mapping[str, Value]) -> None:
        self.declared = declared
        self.held = {name: each.default for name, each in declared.items()} | dict(held)

    def declaration(self, node: Node) -> Declaration:
        """Return the variable that a node names; raise `NotUnderstood`."""
        name = node.get("identifier", "")
        if name not in self.declared:
            raise NotUnderstood(f"the variable {name[:40]}")
        return self.declared[name]


def evaluate(node: Node, scope: Scope) -> Value:
    """Return the value of an expression; raise `NotUnderstood`."""
    if node.tag in READS:
        return READS[node.tag](node, scope)
    made = MAKES.get(node.tag)
    if made is None:
        raise NotUnderstood(f"<{node.tag}>")
    return made(node, [evaluate(child, scope) for child in node.children()])


def truth(node: Node, scope: Scope) -> bool:
    """Return whether a condition holds; nothing is not true."""
    return evaluate(node, scope) is True


def _variable(node: Node, scope: Scope) -> Value:
    return scope.held.get(scope.declaration(node).identifier)


def _correct(node: Node, scope: Scope) -> Value:
    return scope.declaration(node).correct


def _default(node: Node, scope: Scope) -> Value:
    return scope.declaration(node).default


def _map_response(node: Node, scope: Scope) -> Value:
    declared = scope.declaration(node)
    if declared.mapping is None:
        raise NotUnderstood("a response without a mapping")
    return declared.mapping.worth(scope.held.get(declared.identifier))


def _map_point(node: Node, scope: Scope) -> Value:
    declared = scope.declaration(node)
    if declared.areas is None:
        raise NotUnderstood("a point without areas")
    return declared.areas.worth(scope.held.get(declared.identifier))


def _base_value(node: Node, _scope: Scope) -> Value:
    return read_single(node.whole_text(), node.get("baseType", "identifier"))


READS: Mapping[str, Callable[[Node, Scope], Value]] = {
    "variable": _variable,
    "correct": _correct,
    "default": _default,
    "mapResponse": _map_response,
    "mapResponsePoint": _map_point,
    "baseValue": _base_value,
    "null": lambda _node, _scope: None,
}


def _number(value: Value) -> Fraction | None:
    if isinstance(value, Fraction):
        if value.numerator.bit_length() + value.denominator.bit_length() > MOST_BITS:
            raise NotUnderstood("a giant number")
        return value
    if isinstance(value, Container) and len(value.values) == 1:
        return _number(value.values[0])
    if value is None:
        return None
    raise NotUnderstood("arithmetic with what is no number")


def _numbers(values: list[Value]) -> list[Fraction] | None:
    found = [_number(each) for value in values for each in members(value) or (None,)]
    kept = [each for each in found if each is not None]
    return kept if len(kept) == len(found) else None


def _folded(act: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Node, list[Value]], Value]:
    def made(_node: Node, values: list[Value]) -> Value:
        found = _numbers(values)
        return None if not found else reduce(act, found)

    return made


def _divide(_node: Node, values: list[Value]) -> Value:
    found = _numbers(values)
    return found[0] / found[1] if found and len(found) == 2 and found[1] else None


def _compared(
    act: Callable[[Fraction, Fraction], bool],
) -> Callable[[Node, list[Value]], Value]:
    def made(_node: Node, values: list[Value]) -> Value:
        found = _numbers(values)
        return act(found[0], found[1]) if found and len(found) == 2 else None

    return made


def match(first: Value, second: Value) -> Value:
    """Return whether two values are the same, nothing if one of them is nothing."""
    if first is None or second is None:
        return None
    if isinstance(first, Container) and isinstance(second, Container):
        return first.same(second)
    return members(first) == members(second)


def _equal(node: Node, values: list[Value]) -> Value:
    found = _numbers(values)
    if not found or len(found) != 2:
        return None
    low, high = tolerances(node)
    first, second = found
    mode = node.get("toleranceMode", "exact")
    if mode == "exact":
        return first == second
    if mode == "relative":
        low, high = abs(first) * low / 100, abs(first) * high / 100
    above = operator.le if node.get("includeLowerBound", "true") == "true" else operator.lt
    below = operator.le if node.get("includeUpperBound", "true") == "true" else operator.lt
    return bool(above(first - low, second) and below(second, first + high))


def tolerances(node: Node) -> tuple[Fraction, Fraction]:
    """Return how far below and above `equal` looks, percentages where it is relative."""
    written = node.get("tolerance", "0").split() or ["0"]
    found = [read_single(each, "float") for each in (written * 2)[:2]]
    return found[0], found[1]  # type: ignore[return-value]


def _equal_rounded(node: Node, values: list[Value]) -> Value:
    found = _numbers(values)
    figures = node.get("figures", "3")
    if not found or len(found) != 2 or not figures.isdigit() or int(figures) > 30:
        return None
    if node.get("roundingMode", "significantFigures") != "decimalPlaces":
        raise NotUnderstood("<equalRounded> to significant figures")
    scale = 10 ** int(figures)
    return floor(found[0] * scale + HALF) == floor(found[1] * scale + HALF)


def _string_match(node: Node, values: list[Value]) -> Value:
    first, second = values
    if first is None or second is None:
        return None
    one, other = str(first), str(second)
    if node.get("caseSensitive", "true") == "false":
        one, other = one.casefold(), other.casefold()
    return other in one if node.get("substring", "false") == "true" else one == other


def _member(_node: Node, values: list[Value]) -> Value:
    first, second = values
    return None if first is None or second is None else members(first)[0] in members(second)


def _contains(_node: Node, values: list[Value]) -> Value:
    first, second = values
    if first is None or second is None:
        return None
    left = list(members(first))
    for each in members(second):
        if each not in left:
            return False
        left.remove(each)
    return True


def _gathered(ordered: bool) -> Callable[[Node, list[Value]], Value]:
    def made(_node: Node, values: list[Value]) -> Value:
        found = tuple(each for value in values for each in members(value))
        return Container(found, ordered) if found else None

    return made


def _index(node: Node, values: list[Value]) -> Value:
    place, found = node.get("n", ""), members(values[0])
    return found[int(place) - 1] if place.isdigit() and 0 < int(place) <= len(found) else None


def _delete(_node: Node, values: list[Value]) -> Value:
    gone, whole = values
    if not isinstance(whole, Container):
        return None
    kept: tuple[Single, ...] = tuple(each for each in whole.values if each not in members(gone))
    return Container(kept, whole.ordered) if kept else None


def _logical(decide: Callable[[list[Value]], Value]) -> Callable[[Node, list[Value]], Value]:
    return lambda _node, values: decide(values)


def _and(values: list[Value]) -> Value:
    return False if False in values else None if None in values else True


def _or(values: list[Value]) -> Value:
    return True if True in values else None if None in values else False


def _not(values: list[Value]) -> Value:
    return None if values[0] is None else not values[0]


def _pattern_match(node: Node, values: list[Value]) -> Value:
    """Match a plain alternation of words only: other patterns could run for ever."""
    pattern = node.get("pattern", "")
    if values[0] is None:
        return None
    if len(pattern) > LONGEST_PATTERN or re.search(r"[\\\[\](){}*+?.^$]", pattern):
        raise NotUnderstood("<patternMatch>")
    return str(values[0]) in pattern.split("|")


MAKES: Mapping[str, Callable[[Node, list[Value]], Value]] = {
    "sum": _folded(operator.add),
    "product": _folded(operator.mul),
    "subtract": _folded(operator.sub),
    "min": _folded(min),
    "max": _folded(max),
    "divide": _divide,
    "gt": _compared(operator.gt),
    "gte": _compared(operator.ge),
    "lt": _compared(operator.lt),
    "lte": _compared(operator.le),
    "match": lambda _node, values: match(values[0], values[1]),
    "equal": _equal,
    "equalRounded": _equal_rounded,
    "stringMatch": _string_match,
    "patternMatch": _pattern_match,
    "member": _member,
    "contains": _contains,
    "multiple": _gathered(ordered=False),
    "ordered": _gathered(ordered=True),
    "containerSize": lambda _node, values: Fraction(len(members(values[0]))),
    "index": _index,
    "delete": _delete,
    "integerToFloat": lambda _node, values: _number(values[0]),
    "isNull": lambda _node, values: values[0] is None,
    "and": _logical(_and),
    "or": _logical(_or),
    "not": _logical(_not),
}
