"""Words that were mistyped: which known word is nearest.

Trigrams as PostgreSQL's pg_trgm cuts them, kept in a column of our own: the extension is not in every
PostgreSQL. They find words that look alike; the distance decides.
"""

import re
from collections.abc import Iterable

SHORTEST = 4
LONG = 6
LONGEST = 40
WORD = re.compile(r"[^\W\d_]+")


def words_in(text: str) -> set[str]:
    """Return the words of a text that are long enough to be told apart from other words."""
    found = (word.lower() for word in WORD.findall(text))
    return {word for word in found if SHORTEST <= len(word) <= LONGEST}


def trigrams(word: str) -> set[str]:
    """Return every three letters that follow each other, with the edges of the word as spaces."""
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def may_differ(word: str) -> int:
    """Return how many slips turn a word into another that may be meant: one, or two if it is long."""
    return 2 if len(word) >= LONG else 1


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, itself if it is known, "" if none is near."""
    near = [(slips(word, each), each[:1] != word[:1], each) for each in known]
    near = [each for each in near if each[0] <= may_differ(word)]
    return min(near)[2] if near else ""


def slips(one: str, other: str) -> int:
    """Count letters left out, added, changed or swapped with their neighbour (Damerau, restricted)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            cost = min(
                last[column] + 1,
                now[column - 1] + 1,
                last[column - 1] + (letter != against),
            )
            swapped = (
                row > 1 and column > 1 and (one[row - 2], letter) == (against, other[column - 2])
            )
            now.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, now
    return last[-1]
