"""What kind of activity it is: the type that PARS keeps, and the words of statements for it.

Types: docs/rules/reporting.md (ACCME's list of activity types). Words: the learning formats that the
AMA names; "other" must be named so in the designation statement and on certificates.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class ActivityType(NamedTuple):
    """A type: PARS's code, its name for staff, and its words inside a statement."""

    pars: str
    name: str
    words: str


USUAL = "internet_enduring"
TYPES: Mapping[str, ActivityType] = {
    "course": ActivityType("C", "Live course, in person or streamed", "live activity"),
    "series": ActivityType("RSS", "Regularly scheduled series", "live activity"),
    "internet_live": ActivityType("IL", "Internet live course", "live activity"),
    "enduring": ActivityType("EM", "Enduring material", "enduring material"),
    USUAL: ActivityType("IEM", "Internet enduring material", "enduring material"),
    "journal": ActivityType("JN", "Journal-based CME", "journal-based CME activity"),
    "manuscript_review": ActivityType("MR", "Manuscript review", "manuscript review activity"),
    "item_writing": ActivityType("TIW", "Test-item writing", "test-item writing activity"),
    "committee": ActivityType("CML", "Committee learning", "committee learning activity"),
    "improvement": ActivityType(
        "PI", "Performance improvement", "performance improvement activity"
    ),
    "point_of_care": ActivityType(
        "ISL", "Internet searching and learning", "internet point-of-care activity"
    ),
    "teaching": ActivityType("LFT", "Learning from teaching", "learning from teaching activity"),
    "other": ActivityType(
        "OTHER", "Other or blended learning", "other activity (blended learning)"
    ),
}


def type_of(facts: Mapping[str, Any]) -> ActivityType:
    """Return the type of an activity's facts; versions older than types are the usual one."""
    return TYPES[facts.get("type", USUAL)]
