"""Accepted answers with a `*`: alone for any words, at the end of a word for any ending.

Matching goes word by word and looks back to one place at most, so no pattern takes long. A `*` inside a
word is itself (HLA-B*57:01); one before a word is refused, since *tension takes hypotension for
hypertension.
"""

from collections.abc import Sequence

ANY = "*"
DENIALS = frozenset(
    [
        "absent", "absence", "avoid", "cannot", "contraindicated", "doesnt", "dont", "except", "excluded",
        "isnt", "negative", "neither", "never", "no", "non", "none", "nor", "not", "unlikely", "wasnt",
        "without",
    ]
)  # fmt: skip


def is_pattern(text: str) -> bool:
    """Whether a normal form holds a wildcard."""
    return any(word.endswith(ANY) for word in text.split())


def problem_of(text: str) -> str:
    """Return what is wrong with a pattern as a sentence for the author, "" if nothing."""
    bad = next((word for word in text.split() if word.startswith(ANY) and word != ANY), "")
    if not bad:
        return ""
    return (
        f"“{bad}” would take opposites alike, as *tension takes hypotension for hypertension: "
        "put * at the end of a word, or alone."
    )


def matches(pattern: str, typed: str) -> bool:
    """Whether a normal form fits a pattern."""
    return _fits(pattern.split(), typed.split())


def denies(pattern: str, typed: str) -> bool:
    """Whether words that fit say no where the pattern does not: `sepsis *` is not "sepsis excluded"."""
    wanted = pattern.split()
    return wanted != [ANY] and bool((DENIALS & set(typed.split())) - set(wanted))


def _fits(wanted: Sequence[str], words: Sequence[str]) -> bool:
    at, last_any, resume = 0, -1, 0
    place = 0
    while place < len(words):
        if at < len(wanted) and wanted[at] == ANY:
            last_any, resume = at, place
            at += 1
        elif at < len(wanted) and _fits_word(wanted[at], words[place]):
            at, place = at + 1, place + 1
        elif last_any >= 0:
            resume += 1
            at, place = last_any + 1, resume
        else:
            return False
    return all(word == ANY for word in wanted[at:])


def _fits_word(wanted: str, word: str) -> bool:
    if wanted.endswith(ANY):
        return word.startswith(wanted.removesuffix(ANY))
    return word == wanted
