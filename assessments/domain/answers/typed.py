"""What every typed answer shares: it can be unreadable, and it is worth something with a reason."""

import re
from dataclasses import dataclass
from fractions import Fraction

# PostgreSQL's jsonb holds neither NUL nor half a surrogate pair; other controls are no text either.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

NOTHING = Fraction(0)
EVERYTHING = Fraction(1)


class Unreadable(Exception):
    """What was typed is no answer; `message` is a sentence for the learner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Judgement:
    """What a typed answer is worth (0 to 1), and what to tell the learner about it."""

    credit: Fraction
    feedback: str = ""


WORTHLESS = Judgement(NOTHING)


def storable(text: str) -> str:
    """Return the text without characters that no database column holds."""
    return UNSTORABLE.sub("", text)
