"""Values of QTI's variables: nothing, one thing, or a container of things."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

from assessments.domain.interchange.safe_xml import Node

Single: TypeAlias = str | bool | Fraction
NUMBERS = frozenset({"integer", "float", "duration"})
LARGEST_EXPONENT = 60


class NotUnderstood(Exception):
    """A rule of response processing that is not interpreted here; the message names it."""


@dataclass(frozen=True)
class Container:
    """Several values; where they are ordered, their order counts."""

    values: tuple[Single, ...]
    ordered: bool = False

    def same(self, other: "Container") -> bool:
        """Whether two containers hold the same."""
        if self.ordered or other.ordered:
            return self.values == other.values
        return Counter(self.values) == Counter(other.values)


Value: TypeAlias = Single | Container | None


def read_single(text: str, base_type: str) -> Single:
    """Return a value as written, by its base type; raise `NotUnderstood`."""
    text = text.strip()
    if base_type in NUMBERS:
        return number(text)
    if base_type == "boolean":
        return text in {"true", "1"}
    return " ".join(text.split()) if base_type.lower().endswith("pair") else text


def number(text: str) -> Fraction:
    """Return a number exactly; raise `NotUnderstood` for what is none or is gigantic."""
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise NotUnderstood(f"the number {text[:20]}") from error
    if not found.is_finite() or (found and abs(found.adjusted()) > LARGEST_EXPONENT):
        raise NotUnderstood(f"the number {text[:20]}")
    return Fraction(found)


def members(value: Value) -> tuple[Single, ...]:
    """Return the single values in a value."""
    if value is None:
        return ()
    return value.values if isinstance(value, Container) else (value,)


def container(values: tuple[Single, ...], cardinality: str) -> Value:
    """Return values as a variable of a cardinality holds them; an empty container is nothing."""
    if not values:
        return None
    return values[0] if cardinality == "single" else Container(values, cardinality == "ordered")


@dataclass(frozen=True)
class Mapping:
    """What each value is worth in `mapResponse`; keys may be told apart by capitals or not."""

    entries: dict[str, Fraction]
    folded: frozenset[str]
    default: Fraction
    lower: Fraction | None
    upper: Fraction | None

    def worth(self, value: Value) -> Fraction:
        """Return the sum over the values, each counted once, within the bounds."""
        total = sum((self.one(each) for each in dict.fromkeys(members(value))), Fraction(0))
        if self.lower is not None:
            total = max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)

    def one(self, value: Single) -> Fraction:
        """Return what one value is worth."""
        text = str(value)
        if text in self.entries:
            return self.entries[text]
        folded = text.casefold()
        return next(
            (
                worth
                for key, worth in self.entries.items()
                if key in self.folded and key.casefold() == folded
            ),
            self.default,
        )


@dataclass(frozen=True)
class Areas:
    """What a point in each area of a picture is worth in `mapResponsePoint`.

    Here a point is told by the number of its area from 0, or by any other word if it is in none.
    """

    entries: tuple[Fraction, ...]
    default: Fraction
    lower: Fraction | None
    upper: Fraction | None

    def worth(self, value: Value) -> Fraction:
        """Return the sum over the points within the bounds; each area counts once."""
        total = sum((self.one(str(each)) for each in dict.fromkeys(members(value))), Fraction(0))
        if self.lower is not None:
            total = max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)

    def one(self, area: str) -> Fraction:
        """Return what a point in an area is worth."""
        inside = area.isdigit() and int(area) < len(self.entries)
        return self.entries[int(area)] if inside else self.default


@dataclass(frozen=True)
class Declaration:
    """A declared variable: its type, what is right, what each value is worth, where it begins."""

    identifier: str
    cardinality: str
    base_type: str
    correct: Value = None
    default: Value = None
    mapping: Mapping | None = None
    areas: Areas | None = None
    table: dict[Fraction, Value] = field(default_factory=dict)


def declaration_of(node: Node) -> Declaration:
    """Read a response or outcome declaration."""
    cardinality, base_type = node.get("cardinality", "single"), node.get("baseType", "identifier")

    def values(path: str) -> Value:
        found = tuple(
            read_single(each.whole_text(), base_type)
            for each in node.children(path)
            if each.whole_text().strip()
        )
        return container(found, cardinality)

    mapping, areas = node.child("mapping"), node.child("areaMapping")
    return Declaration(
        identifier=node.get("identifier", ""),
        cardinality=cardinality,
        base_type=base_type,
        correct=values("correctResponse/value"),
        default=values("defaultValue/value"),
        mapping=None if mapping is None else _mapping(mapping),
        areas=None if areas is None else _areas(areas),
    )


def _bound(node: Node, name: str) -> Fraction | None:
    return number(node.get(name, "")) if node.get(name) else None


def _areas(node: Node) -> Areas:
    entries = node.children("areaMapEntry")
    return Areas(
        entries=tuple(number(each.get("mappedValue", "0")) for each in entries),
        default=_bound(node, "defaultValue") or Fraction(0),
        lower=_bound(node, "lowerBound"),
        upper=_bound(node, "upperBound"),
    )


def _mapping(node: Node) -> Mapping:
    entries = node.children("mapEntry")
    return Mapping(
        entries={
            " ".join(each.get("mapKey", "").split()): number(each.get("mappedValue", "0"))
            for each in entries
        },
        folded=frozenset(
            " ".join(each.get("mapKey", "").split())
            for each in entries
            if each.get("caseSensitive", "true") == "false"
        ),
        default=_bound(node, "defaultValue") or Fraction(0),
        lower=_bound(node, "lowerBound"),
        upper=_bound(node, "upperBound"),
    )
