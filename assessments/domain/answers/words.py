"""What two ways of writing the same words have in common: one normal form, nothing fuzzy.

Signs that carry meaning stay under any setting: the point of 1.5, the minus of -5, the charge of Cl-.
"""

import unicodedata

from assessments.domain.answers.typed import storable

SAME_SIGN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        "\N{MICRO SIGN}": "\N{GREEK SMALL LETTER MU}",
    }
)
# Letters that Unicode takes for one piece, though a keyboard without them writes others
PLAIN_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
        "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D",
    }
)  # fmt: skip
ACCENTS = range(0x0300, 0x0370)
PUNCTUATION = frozenset(".,;:!?\"'()[]{}…·•/\\|_-")


def normal(
    text: str, *, case: bool = False, accents: bool = False, punctuation: bool = False
) -> str:
    """Return the text in its normal form; what is true counts, what is false is levelled out."""
    text = unicodedata.normalize("NFD", storable(text).translate(SAME_SIGN))
    if not case:
        text = unicodedata.normalize("NFD", text.casefold())
    if not accents:
        text = "".join(letter for letter in text if ord(letter) not in ACCENTS)
        text = text.translate(PLAIN_LETTERS)
    text = unicodedata.normalize("NFC", text)
    if not punctuation:
        text = _without_punctuation(text)
    return " ".join(text.split())


def _without_punctuation(text: str) -> str:
    padded = f" {text} "
    triples = zip(padded, padded[1:], padded[2:], strict=False)
    return "".join(
        _kept(sign, before, after) if sign in PUNCTUATION else sign
        for before, sign, after in triples
    )


def _kept(sign: str, before: str, after: str) -> str:
    """Return a punctuation mark if it carries meaning, else what stands in its place."""
    if before.isdigit() and after.isdigit():
        return sign
    if sign in ".-" and after.isdigit() and not before.isalnum():
        return sign
    if sign == "-" and before.isalnum() and after.isspace():
        return sign
    if sign == "'":
        return sign if before.isdigit() else "" if before.isalpha() and after.isalpha() else " "
    return " "
