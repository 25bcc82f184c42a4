"""Why a credit was given, in lines that a learner and an accreditor can read.

Everything comes from the entry's own facts, as they stood; nothing is looked up again.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple


class Line(NamedTuple):
    """One reason: what about, and what it was."""

    label: str
    words: str


def reasons(facts: Mapping[str, Any], professions: Mapping[str, str]) -> list[Line]:
    """Return activity, rule, person and attempts behind an entry, oldest cause first."""
    return [
        *_activity(facts["activity"]),
        *_offer(facts["offer"]),
        *_person(facts, professions),
        *(_attempt(row) for row in facts.get("attempts", ())),
        *_changes(facts),
    ]


def _activity(activity: Mapping[str, Any]) -> Iterator[Line]:
    yield Line("Activity", f"{activity['title']} ({activity['code']})")
    yield Line("Version completed", str(activity["version"]))
    accreditor = activity.get("accreditor")
    by = f", accredited by {accreditor}" if accreditor else ""
    yield Line("Provider", f"{activity['provider']}{by}")


def _offer(offer: Mapping[str, Any]) -> Iterator[Line]:
    yield Line("Credit", offer["name"])
    yield Line("Rule", f"At most {offer['amount']}, claimed in steps of {offer['increment']}")
    yield Line("Designated", _moment(offer["designated_at"]))
    yield Line("Valid", f"{_day(offer['valid_from'])} to {_day(offer['valid_until'])}")
    version = offer.get("statement_version")
    yield Line("Statement" + (f", version {version}" if version else ""), offer["statement"])
    if offer.get("uan"):
        yield Line("Universal activity number", offer["uan"])
    if offer.get("pars_id"):
        yield Line("PARS activity ID", offer["pars_id"])
    topics = [f"{row['topic']} {row['amount']}" for row in offer["topics"]]
    if topics:
        yield Line("Topics", ", ".join(topics))


def _person(facts: Mapping[str, Any], professions: Mapping[str, str]) -> Iterator[Line]:
    profession = facts.get("profession", "")
    yield Line("Profession then", professions.get(profession, profession) or "None stated")
    named = facts.get("diplomate")
    if named:
        yield Line("Board", named["board"])


def _attempt(row: Mapping[str, Any]) -> Line:
    purpose = row["purpose"].replace("_", "-").capitalize()
    mark = row["pass_mark"]
    asked = f"pass mark {_number(mark)}%" if mark is not None else "no pass mark"
    most = _number(row["max_points"])
    graded = f"{_number(row['points'])} of {most} points, {asked}" if most != "0" else "not graded"
    handed_in = f", handed in {_moment(row['finished_at'])}" if row["finished_at"] else ""
    kept_as = f"attempt {row['attempt']}, assessment version {row['assessment_version']}"
    return Line(purpose, f"{graded}{handed_in} (on record as {kept_as})")


def _changes(facts: Mapping[str, Any]) -> Iterator[Line]:
    for key, words in (
        ("claim_of", "Claimed by the learner in place of entry {}"),
        ("restores", "Given back in place of entry {}"),
        ("reissue_of", "Issued anew in place of entry {}"),
    ):
        if key in facts:
            yield Line("How it came about", words.format(facts[key]))


def _number(text: str) -> str:
    written = f"{Decimal(text):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%-d %B %Y}"


def _moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%-d %B %Y, %H:%M} UTC"
