"""Check a document against rules: order, cardinality, types, enumerations, namespaces, attributes."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

SPACES = {
    "ar": "http://ns.medbiq.org/activityreport/v2/",
    "ar1": "http://ns.medbiq.org/activityreport/v1/",
    "mems": "http://ns.medbiq.org/metrics/v2/",
    "m": "http://ns.medbiq.org/member/v2/",
    "n": "http://ns.medbiq.org/name/v2/",
    "a": "http://ns.medbiq.org/address/v1/",
    "lom": "http://ltsc.ieee.org/xsd/LOM",
    "hx": "http://ns.medbiq.org/lom/extend/v1/",
}
TIMES = {"1": (1, 1), "?": (0, 1), "*": (0, 10**9), "+": (1, 10**9)}
TRULY = {"true", "false", "0", "1"}


@dataclass
class Rule:
    name: str
    least: int
    most: int
    type: str = ""
    like: str = ""
    attributes: dict[str, tuple[bool, str]] = field(default_factory=dict)
    children: list["Rule"] = field(default_factory=list)


def read_rules(kind: str) -> Rule:
    text = (Path(__file__).parent / f"{kind}.rules").read_text()
    stack: list[tuple[int, Rule]] = []
    known: dict[str, Rule] = {}
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        rule = _rule(line.strip())
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if stack:
            stack[-1][1].children.append(rule)
        else:
            top = rule
        stack.append((depth, rule))
        if not rule.like:
            known.setdefault(rule.name, rule)
    _resolve(top, known)
    return top


def _rule(line: str) -> Rule:
    name, times, *rest = line.split("  ")
    least, most = TIMES.get(times) or (int(times[0]), 10**9 if times[-1] == "n" else int(times[-1]))
    rule = Rule(_qualified(name), least, most)
    for part in rest:
        if part.startswith("@"):
            attribute, _, kind = part[1:].partition("=")
            rule.attributes[attribute.rstrip("!")] = (attribute.endswith("!"), kind)
        elif part.startswith("like "):
            rule.like = _qualified(part[5:])
        else:
            rule.type = part
    return rule


def _qualified(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}" if local else name


def _resolve(rule: Rule, known: dict[str, Rule]) -> None:
    if rule.like:
        rule.children = known[rule.like].children
        return
    for child in rule.children:
        _resolve(child, known)


RULES = {kind: read_rules(kind) for kind in ("activityreport", "metrics")}


def problems(document: bytes, kind: str) -> list[str]:
    """Return everything that the rules have against a document."""
    rule, root = RULES[kind], fromstring(document)
    if root.tag != rule.name:
        return [f"The root is {root.tag}"]
    return list(_check(root, rule))


def _check(element: Element, rule: Rule):
    where = element.tag.rpartition("}")[2]
    yield from _attributes(where, element, rule)
    if rule.type:
        if len(element):
            yield f"{where} holds elements"
        elif not fits(element.text or "", rule.type):
            yield f"{where} is no {rule.type}"
        return
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        yield f"{where} holds text"
    yield from _sequence(where, list(element), rule.children)


def _attributes(where: str, element: Element, rule: Rule):
    for name in element.attrib:
        if name not in rule.attributes:
            yield f"{where} has no attribute {name}"
    for name, (is_needed, kind) in rule.attributes.items():
        if name in element.attrib:
            if not fits(element.attrib[name], kind):
                yield f"{where}@{name} is no {kind}"
        elif is_needed:
            yield f"{where} lacks @{name}"


def _sequence(where: str, children: list[Element], rules: list[Rule]):
    place = 0
    for rule in rules:
        found = 0
        while place < len(children) and found < rule.most:
            taken, complaints = _take(children[place:], rule)
            if not taken:
                break
            yield from complaints
            place, found = place + taken, found + 1
        if found < rule.least:
            yield f"{where} lacks {rule.name.rpartition('}')[2]}"
    if place < len(children):
        yield f"{where} may not hold {children[place].tag} there"


def _take(children: list[Element], rule: Rule) -> tuple[int, list[str]]:
    """Return how many of these children one round of a rule takes, and what is wrong with them."""
    first = children[0]
    if rule.name == "any":
        return (0 if first.tag.startswith(tuple(SPACES_OF_RULES)) else 1), []
    if rule.name != "choice":
        return (1, list(_check(first, rule))) if first.tag == rule.name else (0, [])
    for each in rule.children:
        if each.name != first.tag:
            continue
        run = 0
        while run < min(len(children), each.most) and children[run].tag == each.name:
            run += 1
        return run, [p for child in children[:run] for p in _check(child, each)]
    return 0, []


SPACES_OF_RULES = [f"{{{SPACES[prefix]}}}" for prefix in ("ar", "mems", "m")]


def fits(text: str, kind: str) -> bool:
    """Whether a text is of a type."""
    if kind.startswith("{"):
        return text in {each.strip() for each in kind.strip("{}").split("|")}
    if " /" in kind:
        base, _, pattern = kind.partition(" /")
        return fits(text, base) and re.fullmatch(pattern.removesuffix("/"), text) is not None
    return CHECKS[kind](text)


def _reads(read):
    def check(text: str) -> bool:
        try:
            read(text)
        except (ValueError, InvalidOperation):
            return False
        return True

    return check


def _is_duration(text: str) -> bool:
    return (
        re.fullmatch(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", text)
        is not None
    )


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None and _reads(date.fromisoformat)(text)


def _is_moment(text: str) -> bool:
    return "T" in text and _reads(datetime.fromisoformat)(text)


CHECKS = {
    "string": lambda text: True,
    "text": bool,
    "anyURI": lambda text: re.search(r"\s", text) is None,
    "boolean": TRULY.__contains__,
    "date": _is_day,
    "dateTime": _is_moment,
    "duration": _is_duration,
    "gYear": lambda text: re.fullmatch(r"\d{4}", text) is not None,
    "language": lambda text: re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", text) is not None,
    "integer": lambda text: re.fullmatch(r"[+-]?\d+", text) is not None,
    "nonNegativeInteger": lambda text: re.fullmatch(r"\d+", text) is not None,
    "decimal": lambda text: re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text) is not None,
    "three to ten": lambda text: _reads(Decimal)(text) and 3 <= Decimal(text) <= 10,
}
