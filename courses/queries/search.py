"""Find activities by their words."""

import re
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from courses.models import ActivityVersion
from courses.models.version import SEARCH_CONFIG
from courses.queries.activities import open_activities


def open_versions(on: date, text: str = "") -> list[int]:
    """Return the newest version of each activity that may be begun on this day, by its id.

    With a text only those whose words match, best first: title, then topics, summary and gap.
    Everything typed must occur; quotes, "or" and a minus sign work as in other searches, and the
    last word may be unfinished.
    """
    ids = open_activities(on).values_list("version_id", flat=True)
    text = text.replace("\x00", "").strip()
    if not text:
        return list(ids.order_by("-released_on", "-pk"))
    query = _query(text)
    rows = ActivityVersion.objects.filter(pk__in=ids.order_by(), words=query)
    rank = SearchRank(F("words"), query)
    return list(rows.order_by(rank.desc(), "-pk").values_list("pk", flat=True))


def _query(text: str) -> SearchQuery:
    typed = SearchQuery(text, config=SEARCH_CONFIG, search_type="websearch")
    words = re.findall(r"\w+", text)
    if not words or not re.fullmatch(r"[\w\s]+", text):
        return typed
    unfinished = " & ".join([*words[:-1], f"{words[-1]}:*"])
    return typed | SearchQuery(unfinished, config=SEARCH_CONFIG, search_type="raw")
