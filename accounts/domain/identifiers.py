"""Numbers by which bodies that grant credit know a person: read, checked and masked.

Which exist and what they must look like: docs/rules/reporting.md. Where no body publishes a format,
only what cannot be an identifier at all is refused.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

NPI_PREFIX = "80840"  # the health industry number under which a check digit is reckoned
LEAP_YEAR = 2024  # 29 February is a birthday
MOST_SHOWN = 4
DOT = "•"


class Kind(StrEnum):
    """What an identifier is."""

    BIRTH_DAY = "birth_day"
    LICENCE = "licence"
    NPI = "npi"
    BOARD_ID = "board_id"
    NABP_PROFILE = "nabp_profile"
    HELD = "held"  # of a licence or certification whose rules somebody follows here


LABELS: Mapping[Kind, str] = {
    Kind.BIRTH_DAY: "Month and day of birth",
    Kind.LICENCE: "State licence",
    Kind.NPI: "NPI",
    Kind.BOARD_ID: "Board ID",
    Kind.NABP_PROFILE: "NABP e-Profile ID",
    Kind.HELD: "Licence number",
}

STATES: Mapping[str, str] = dict(
    row.split(" ", 1)
    for row in [
        "AL Alabama",
        "AK Alaska",
        "AS American Samoa",
        "AZ Arizona",
        "AR Arkansas",
        "CA California",
        "CO Colorado",
        "CT Connecticut",
        "DE Delaware",
        "DC District of Columbia",
        "FL Florida",
        "GA Georgia",
        "GU Guam",
        "HI Hawaii",
        "ID Idaho",
        "IL Illinois",
        "IN Indiana",
        "IA Iowa",
        "KS Kansas",
        "KY Kentucky",
        "LA Louisiana",
        "ME Maine",
        "MD Maryland",
        "MA Massachusetts",
        "MI Michigan",
        "MN Minnesota",
        "MS Mississippi",
        "MO Missouri",
        "MT Montana",
        "NE Nebraska",
        "NV Nevada",
        "NH New Hampshire",
        "NJ New Jersey",
        "NM New Mexico",
        "NY New York",
        "NC North Carolina",
        "ND North Dakota",
        "MP Northern Mariana Islands",
        "OH Ohio",
        "OK Oklahoma",
        "OR Oregon",
        "PA Pennsylvania",
        "PR Puerto Rico",
        "RI Rhode Island",
        "SC South Carolina",
        "SD South Dakota",
        "TN Tennessee",
        "TX Texas",
        "UT Utah",
        "VT Vermont",
        "VI Virgin Islands",
        "VA Virginia",
        "WA Washington",
        "WV West Virginia",
        "WI Wisconsin",
        "WY Wyoming",
    ]
)
BOARDS: Mapping[str, str] = {
    "ABA": "American Board of Anesthesiology",
    "ABIM": "American Board of Internal Medicine",
    "ABOHNS": "American Board of Otolaryngology – Head and Neck Surgery",
    "ABOS": "American Board of Orthopaedic Surgery",
    "ABP": "American Board of Pediatrics",
    "ABPATH": "American Board of Pathology",
    "ABPMR": "American Board of Physical Medicine and Rehabilitation",
    "ABS": "American Board of Surgery",
    "ABTS": "American Board of Thoracic Surgery",
}
ISSUERS: Mapping[Kind, Mapping[str, str]] = {Kind.LICENCE: STATES, Kind.BOARD_ID: BOARDS}

NUMBER = re.compile(r"[0-9]{1,12}")
FREE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,29}")
SLUG = re.compile(r"[a-z0-9-]{1,60}")
FOUR_DIGITS = re.compile(r"[0-9]{4}")


class IdentifierInvalid(ValueError):
    """This cannot be such an identifier; `message` is a sentence for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read(kind: Kind, text: str, *, issuer: str = "") -> str:
    """Return the identifier as it is kept and sent; raise `IdentifierInvalid`.

    Identifiers are words, not numbers: a leading zero stays.
    """
    if not _is_issuer(kind, issuer):
        raise IdentifierInvalid("issuer", "Choose who gave you this number.")
    return READERS[kind](text)


def _is_issuer(kind: Kind, issuer: str) -> bool:
    """Whether a kind of number comes from there; licences are held under a requirement's slug."""
    if kind is Kind.HELD:
        return SLUG.fullmatch(issuer) is not None
    return issuer in ISSUERS.get(kind, {"": ""})


def _read_npi(text: str) -> str:
    npi = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", npi):
        raise IdentifierInvalid("npi_length", "An NPI has 10 digits.")
    if not has_check_digit(NPI_PREFIX + npi):
        raise IdentifierInvalid(
            "npi_check_digit",
            "This is no NPI: its last digit does not fit the others. Check for a typing mistake.",
        )
    return npi


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1])]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def _read_number(text: str) -> str:
    number = text.strip()
    if not NUMBER.fullmatch(number):
        raise IdentifierInvalid("digits", "An NABP e-Profile ID has digits only, at most 12.")
    return number


def _read_free(text: str) -> str:
    number = " ".join(text.split())
    if not FREE.fullmatch(number) or not re.search("[0-9]", number):
        raise IdentifierInvalid(
            "characters",
            "Write the number as its issuer does: letters and digits, at most 30 characters.",
        )
    return number


def _read_birth_day(text: str) -> str:
    if not FOUR_DIGITS.fullmatch(text):
        raise IdentifierInvalid("birth_day", "Choose a month and a day.")
    return birth_day(month=int(text[:2]), day=int(text[2:]))


def birth_day(*, month: int, day: int) -> str:
    """Return MMDD, the form in which bodies ask for it; raise for a day that no year has."""
    try:
        date(LEAP_YEAR, month, day)
    except ValueError as error:
        raise IdentifierInvalid("birth_day", "That month has no such day.") from error
    return f"{month:02}{day:02}"


READERS = {
    Kind.BIRTH_DAY: _read_birth_day,
    Kind.LICENCE: _read_free,
    Kind.NPI: _read_npi,
    Kind.BOARD_ID: _read_free,
    Kind.NABP_PROFILE: _read_number,
    Kind.HELD: _read_free,
}


def masked(kind: Kind, value: str) -> str:
    """Return the identifier with at most its last four characters to be seen, never over a third.

    A birthday has so few values that any part of it would tell too much.
    """
    shown = 0 if kind is Kind.BIRTH_DAY else min(MOST_SHOWN, len(value) // 3)
    return DOT * (len(value) - shown) + value[len(value) - shown :]


def readable(kind: Kind, value: str) -> str:
    """Return the identifier in full as people write it: a birthday as "29 February"."""
    if kind is not Kind.BIRTH_DAY:
        return value
    return f"{date(LEAP_YEAR, int(value[:2]), int(value[2:])):%-d %B}"


def title(kind: Kind, issuer: str = "") -> str:
    """Return what an identifier is called: "Board ID (ABIM)"."""
    return f"{LABELS[kind]} ({issuer.upper()})" if issuer else LABELS[kind]
