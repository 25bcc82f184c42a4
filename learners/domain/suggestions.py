"""What to take next, and why: every suggestion says its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

NEW_FOR = timedelta(days=60)
SHORT = 30


@dataclass(frozen=True)
class Suggestion:
    """An activity that the learner has not begun, with the reason for naming it."""

    activity_id: int
    reason: str


def suggest(
    offered: Iterable[Mapping[str, Any]],
    taken: Sequence[Mapping[str, Any]],
    *,
    profession: str,
    on: date,
    limit: int,
) -> list[Suggestion]:
    """Return the best few of what is offered and not taken; both are activities' facts.

    Related to what was taken comes first, then written for the profession, then new, then the other
    strand, then short. The order of what is offered decides between equals.
    """
    begun = {facts["activity_id"] for facts in taken}
    ranked = [
        (*_reason(facts, taken, profession=profession, on=on), facts["activity_id"])
        for facts in offered
        if facts["activity_id"] not in begun
    ]
    ranked.sort(key=lambda row: -row[0])
    return [Suggestion(activity_id, reason) for _rank, reason, activity_id in ranked[:limit]]


def _reason(
    facts: Mapping[str, Any], taken: Sequence[Mapping[str, Any]], *, profession: str, on: date
) -> tuple[int, str]:
    """Return the strongest reason with its rank."""
    for other in taken:
        shared = [topic for topic in facts["topics"] if topic in other["topics"]]
        if shared:
            return 50 + len(shared), f"Also about {shared[0]}, like “{other['title']}”"
    if profession and profession in facts["professions"]:
        return 40, "Written for your profession"
    if on - date.fromisoformat(facts["released_on"]) <= NEW_FOR:
        return 30, "New in the catalogue"
    if taken and all(other["strand"] != facts["strand"] for other in taken):
        return 20, f"Something different: {facts['strand_label'].lower()}"
    if facts["minutes"] <= SHORT:
        return 10, "Fits into half an hour"
    return 0, f"About {facts['topics'][0]}" if facts["topics"] else "In the catalogue"
