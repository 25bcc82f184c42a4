"""Text that every format can hold: neither XML nor spreadsheets take control characters."""

import re
from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

# XML 1.0, production Char: tab, line feed, carriage return, and all that is no control character,
# no half of a surrogate pair and neither of the last two of the plane
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
T = TypeVar("T")


def clean(text: str) -> str:
    """Return the text on one line without what no file can hold."""
    return " ".join(FORBIDDEN.sub("", text).split())


def holds_forbidden(text: str) -> bool:
    """Whether some of its characters have to be left out."""
    return FORBIDDEN.search(text) is not None


def cleaned(record: T) -> T:
    """Return a record, and all that is in it, with clean text."""
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changes = {name: _cleaned(value) for name, value in vars(record).items()}
    return replace(record, **changes)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(each) for each in value)
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    return cleaned(value)
