"""Certificate codes: cannot be guessed, can be read aloud, and tell a mistyped character.

Eleven random characters and a check character out of 31, written 7Q4K-MX2P-9TRD. There is no 0, O,
1, I or L to confuse. 31 is a prime, so one wrong character or two that changed places never fit.
"""

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
GROUP = 4
NOT_COUNTED = re.compile(r"[\s\-\u2010-\u2015\u2212.]+")
LOOK_ALIKES = frozenset("01OIL")


class CodeMistyped(ValueError):
    """Not a code that was ever printed; `message` tells the person what to look at again."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def new_code(random_below: Callable[[int], int]) -> str:
    """Return a fresh code; the dice come in, `secrets.randbelow` in earnest."""
    drawn = "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(LENGTH - 1))
    return _grouped(drawn + _check_character(drawn))


def read_code(typed: str) -> str:
    """Return the code as printed, from whatever case, spaces and dashes it was typed with.

    Raises `CodeMistyped`.
    """
    bare = NOT_COUNTED.sub("", typed).upper()
    strange = sorted(set(bare) - set(ALPHABET))
    if LOOK_ALIKES.intersection(strange):
        raise CodeMistyped(
            "A code has no 0, O, 1, I or L in it. Look at these again: they may be Q, D, J or 7."
        )
    if strange:
        raise CodeMistyped("A code is made of letters and digits only.")
    if len(bare) != LENGTH:
        raise CodeMistyped(f"A code has {LENGTH} letters and digits; this one has {len(bare)}.")
    if bare[-1] != _check_character(bare[:-1]):
        raise CodeMistyped(
            "One character of this code is not right. Check those that look alike: "
            "8 and B, 5 and S, 2 and Z, U and V."
        )
    return _grouped(bare)


def _check_character(drawn: str) -> str:
    weighed = sum(place * ALPHABET.index(sign) for place, sign in enumerate(drawn, start=1))
    return ALPHABET[weighed % len(ALPHABET)]


def _grouped(bare: str) -> str:
    return "-".join(bare[i : i + GROUP] for i in range(0, len(bare), GROUP))
