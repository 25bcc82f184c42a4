"""When two questions are the same: equal words, answers and rules, whatever keys and markup."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.domain import items
from assessments.domain.interchange.markup import joined, text_of
from assessments.domain.interchange.pictures import addresses_in
from assessments.domain.interchange.portable import one_line

MARKER = re.compile(r"\[\[ *(\w*) *\]\]")
NUMBER = re.compile(r"-?\d+(?:[./]\d+)?")
NAMING = frozenset({"key", "answers", "answer", "to"})  # fields in which a number is a name
PROSE = frozenset({"stem", "lead_in", "rationale", "text", "label", "unit"})


def fingerprint(item: items.Item) -> str:
    """Return a hash that is equal for questions that a learner could not tell apart."""
    return items.content_hash(comparable(item))


def comparable(item: items.Item) -> dict[str, Any]:
    """Return what counts when two questions are compared.

    Keys are renamed in their order; HTML counts by its words and by the addresses of its pictures.
    """
    content = items.dump(item)
    pictures = [addresses_in(html) for html in items.html_in(content)]
    names = {key: f"#{place}" for place, key in enumerate(dict.fromkeys(_keys(content)))}
    hints = [[text_of(hint["text"]), hint["clear_wrong"]] for hint in content.pop("hints", [])]
    asked = joined(content["stem"], content["lead_in"])
    told = items.html_changed(content, text_of)
    del told["stem"], told["lead_in"]
    return {
        **_renamed(told, names),
        "asked": text_of(asked),
        "rationale": told["rationale"],
        "pictures": pictures,
        **({"hints": hints} if hints else {}),
    }


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("key"), str):
            yield value["key"]
        for each in value.values():
            yield from _keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)


def _renamed(value: Any, names: Mapping[str, str], field: str = "") -> Any:
    if isinstance(value, Mapping):
        return {names.get(name, name): _renamed(each, names, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names, field) for each in value]
    if isinstance(value, str):
        if field in PROSE:
            return MARKER.sub(lambda found: names.get(found[1].lower(), found[0]), one_line(value))
        if field not in NAMING and NUMBER.fullmatch(value):
            return value
        return names.get(value, one_line(value))
    return value
