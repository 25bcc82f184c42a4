"""Which misspelling is a slip of the fingers, and which is another word (docs/rules/grading.md).

Nothing here measures likeness: hypotension and hypertension are 87 % alike. A slip is two neighbouring
letters swapped, or one letter left out or typed too much, inside one long word. Everything that could
make another word of it is no slip: a wrong letter (infection, injection), the first or last letter
(symptomatic, asymptomatic), a part of a word that carries the meaning (hypo, hyper, -ostomy, -otomy),
and every word that is one already.
"""

from collections.abc import Collection

from assessments.domain.answers.terms import PREFIXES, SUFFIXES, TERMS, UNIT_WORDS
from assessments.domain.answers.words import normal

SHORTEST = 8


def is_slip(typed: str, meant: str, *, words: Collection[str] = ()) -> bool:
    """Whether a typed text is the one meant, but for one slip in one of its words.

    Both in normal form; `words` are other words of the question, which are no misspellings.
    """
    pairs = list(zip(typed.split(), meant.split(), strict=False))
    if len(typed.split()) != len(meant.split()):
        return False
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return len(differing) == 1 and _is_slip_of_word(*differing[0], words)


def _is_slip_of_word(typed: str, meant: str, words: Collection[str]) -> bool:
    if typed in words:
        return False
    typed, meant = normal(typed), normal(meant)  # where capitals or accents matter too
    return (
        len(meant) >= SHORTEST
        and typed.isalpha()
        and meant.isalpha()
        and (typed[0], typed[-1]) == (meant[0], meant[-1])
        and _is_one_edit(typed, meant)
        and _bearing(typed) == _bearing(meant)
        and meant not in UNIT_WORDS
        and typed not in TERMS
    )


def _is_one_edit(typed: str, meant: str) -> bool:
    """Whether neighbours are swapped, or one letter is missing or too much."""
    if len(typed) == len(meant):
        at = _first_difference(typed, meant)
        return typed == meant[:at] + meant[at + 1] + meant[at] + meant[at + 2 :]
    shorter, longer = sorted((typed, meant), key=len)
    at = _first_difference(shorter, longer)
    return longer[:at] + longer[at + 1 :] == shorter


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _bearing(word: str) -> tuple[str, str]:
    """Return the beginning and the end of a word that carry its meaning."""
    return (
        max((each for each in PREFIXES if word.startswith(each)), key=len, default=""),
        max((each for each in SUFFIXES if word.endswith(each)), key=len, default=""),
    )


def is_near(typed: str, other: str) -> bool:
    """Whether two texts are one edit or none apart, a wrong letter included."""
    if typed == other:
        return True
    if len(typed) == len(other):
        at = _first_difference(typed, other)
        return typed[at + 1 :] == other[at + 1 :] or _is_one_edit(typed, other)
    return abs(len(typed) - len(other)) == 1 and _is_one_edit(typed, other)
