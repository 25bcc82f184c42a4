"""Find activities by their words and those of their lessons."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Func, IntegerField, QuerySet, Value, Window
from django.db.models.functions import Abs, Length, RowNumber

from courses.domain.marked import BEGIN, END, Piece, pieces
from courses.domain.typos import LONGEST, SHORTEST, WORD, may_differ, nearest, trigrams
from courses.models import Findable, KnownWord
from courses.models.search import SEARCH_CONFIG
from courses.queries.activities import open_activities

LESSONS_SHOWN = 2
WORDS_MENDED = 4
GUESSES = 200


@dataclass(frozen=True)
class LessonFound:
    """A lesson in which words were found, with some of the text around them."""

    lesson_id: int
    title: list[Piece]
    passage: list[Piece]


class _Row(NamedTuple):
    """A row of the search with the words in it marked."""

    version_id: int
    lesson_id: int | None
    title_marked: str
    summary_marked: str
    passage: str


@dataclass
class Passages:
    """Where in an activity words were found."""

    title: list[Piece] = field(default_factory=list)
    summary: list[Piece] = field(default_factory=list)
    lessons: list[LessonFound] = field(default_factory=list)


def open_versions(on: date, text: str = "") -> list[int]:
    """Return the newest version of each activity that may be begun on this day, by its id.

    With a text only those whose words match, best first: title, then topics, objectives and titles of
    lessons, then summary, then everything else that is written there. Everything typed must occur;
    quotes, "or" and a minus sign work as in other searches, and the last word may be unfinished.
    """
    ids = open_activities(on).values_list("version_id", flat=True)
    text = _tidy(text)
    if not text:
        return list(ids.order_by("-released_on", "-pk"))
    query = _query(text)
    rows = Findable.objects.filter(lesson=None, version__in=ids.order_by(), words=query)
    rank = SearchRank(F("words"), query)
    return list(rows.order_by(rank.desc(), "-version").values_list("version_id", flat=True))


def passages(version_ids: Iterable[int], text: str) -> Mapping[int, Passages]:
    """Return where the words of a text occur in these versions, with one query."""
    query = _any_word(_tidy(text))
    if query is None:
        return {}
    shown = Findable.objects.filter(version__in=list(version_ids))
    found: dict[int, Passages] = {}
    for row in _marked(shown.filter(lesson=None) | _best_lessons(shown, query), query):
        here = found.setdefault(row.version_id, Passages())
        if row.lesson_id is None:
            here.title, here.summary = pieces(row.title_marked), pieces(row.summary_marked)
        else:
            here.lessons.append(
                LessonFound(row.lesson_id, pieces(row.title_marked), pieces(row.passage))
            )
    return found


def mended(text: str) -> str:
    """Return the text with the words nearest to those that nothing published has; "" if it has all."""
    text = _tidy(text)
    words = [
        word for word in dict.fromkeys(WORD.findall(text)) if SHORTEST <= len(word) <= LONGEST
    ][:WORDS_MENDED]
    if not words:
        return ""
    guesses = [_alike(word.lower()).values_list("word", flat=True) for word in words]
    known = set(guesses[0].union(*guesses[1:]) if guesses[1:] else guesses[0])
    instead = {word: nearest(word.lower(), known) or word for word in words}
    better = WORD.sub(lambda match: instead.get(match[0], match[0]), text)
    return better if better.lower() != text.lower() else ""


def _tidy(text: str) -> str:
    return text.replace("\x00", "").strip()


def _query(text: str) -> SearchQuery:
    typed = SearchQuery(text, config=SEARCH_CONFIG, search_type="websearch")
    words = re.findall(r"\w+", text)
    if not words or not re.fullmatch(r"[\w\s]+", text):
        return typed
    unfinished = " & ".join([*words[:-1], f"{words[-1]}:*"])
    return typed | SearchQuery(unfinished, config=SEARCH_CONFIG, search_type="raw")


def _any_word(text: str) -> SearchQuery | None:
    """Return a query for whatever was asked for and not excluded."""
    words = re.findall(r"\w+", re.sub(r'(?<!\S)-("[^"]*"|\S+)', " ", text))
    if not words:
        return None
    return SearchQuery(
        " | ".join([*words, f"{words[-1]}:*"]), config=SEARCH_CONFIG, search_type="raw"
    )


def _best_lessons(rows: QuerySet[Findable], query: SearchQuery) -> QuerySet[Findable]:
    place = Window(
        RowNumber(),
        partition_by="version",
        order_by=[SearchRank(F("words"), query).desc(), F("pk").asc()],
    )
    best = rows.filter(words=query).exclude(lesson=None).annotate(place=place)
    return Findable.objects.filter(pk__in=best.filter(place__lte=LESSONS_SHOWN).values("pk"))


def _marked(rows: QuerySet[Findable], query: SearchQuery) -> Iterable[_Row]:
    marked = (
        rows.annotate(
            title_marked=_headline("title", query, highlight_all=True),
            summary_marked=_headline("summary", query, highlight_all=True),
            passage=_headline("text", query, max_fragments=1, min_words=12, max_words=28),
            rank=SearchRank(F("words"), query),
        )
        .order_by("version", "-rank", "pk")
        .values_list(*_Row._fields, named=True)
    )
    return cast("Iterable[_Row]", marked)


def _headline(name: str, query: SearchQuery, **how: Any) -> SearchHeadline:
    return SearchHeadline(name, query, config=SEARCH_CONFIG, start_sel=BEGIN, stop_sel=END, **how)


class _Shared(Func):
    """How many members two arrays have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()


def _alike(word: str) -> QuerySet[KnownWord]:
    letters = sorted(trigrams(word))
    rows = KnownWord.objects.filter(trigrams__overlap=letters).annotate(
        longer=Abs(Length("word") - len(word)),
        shared=_Shared(
            "trigrams", Value(letters, output_field=KnownWord._meta.get_field("trigrams"))
        ),
    )
    return rows.filter(longer__lte=may_differ(word)).order_by("-shared", "longer", "word")[:GUESSES]
