"""What changed from one frozen content to the next, in words that an author reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.domain.flaws.base import plain

NAMES = {
    "stem": "Case or vignette",
    "lead_in": "Question",
    "kind": "Answer format",
    "is_true": "is true",
    "references": "Reference",
    "citation": "",
}
UNSAID = {"key", "id"}


@dataclass(frozen=True)
class Change:
    """Something that was, and is; "" where there was or is nothing."""

    where: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two contents, parts compared by their keys."""
    return list(_compared("", before, after))


def _compared(where: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _fields(where, before, after)
    elif _is_keyed(before) and _is_keyed(after):
        yield from _parts(where, before, after)
    else:
        yield Change(_begun(where) or "Content", _said(before), _said(after))


def _fields(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        if name not in UNSAID:
            named = NAMES.get(name, name.replace("_", " "))
            yield from _compared(f"{where} {named}", before.get(name), after.get(name))


def _is_keyed(value: Any) -> bool:
    return isinstance(value, Sequence) and all(
        isinstance(part, Mapping) and _key(part) is not None for part in value
    )


def _key(part: Mapping[str, Any]) -> Any:
    return part.get("key", part.get("id"))


def _parts(
    where: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Change]:
    single = where.removesuffix("s")
    was, now = ({_key(part): part for part in parts} for parts in (before, after))
    for key in dict.fromkeys([*was, *now]):
        if key in was and key in now:
            yield from _compared(f"{single} “{_title(was[key])}”:", was[key], now[key])
        else:
            yield Change(_begun(single), _whole(was.get(key)), _whole(now.get(key)))
    kept = [key for key in was if key in now]
    if kept != [key for key in now if key in was]:
        orders = (", ".join(_title(parts[key]) for key in parts) for parts in (was, now))
        yield Change(f"Order of{where}", *orders)


def _begun(where: str) -> str:
    words = where.strip()
    return words[:1].upper() + words[1:]


def _title(part: Mapping[str, Any]) -> str:
    return plain(str(part.get("text") or part.get("citation") or part.get("name") or _key(part)))


def _whole(part: Mapping[str, Any] | None) -> str:
    if part is None:
        return ""
    marked = " (right)" if part.get("correct") is True else ""
    return f"{_title(part)}{marked}"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _title(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_said(part) for part in value)
    return "" if value is None else plain(str(value))
