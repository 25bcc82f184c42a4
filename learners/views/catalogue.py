"""The catalogue: search, filters with counts, sorting, pages; a plain GET form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from accounts.models import Profession
from courses.domain.facets import Selection, Values, select
from courses.models import Strand
from learners.queries import Offered, Search, faceted, search
from learners.views.cards import cards

PAGE_SIZE = 12
SHOWN_AT_FIRST = 6
LONGEST_TEXT = 200
LENGTHS = {"15": "Up to 15 minutes", "30": "Up to 30 minutes", "60": "Up to 1 hour"}
LEGENDS = {
    "credit": "Credit type",
    "topic": "Topic",
    "profession": "For whom",
    "length": "Time needed",
    "provider": "Provider",
}
SORTS = {"": "Newest first", "short": "Shortest first", "title": "By title", "ends": "Ending soon"}
SORT_KEYS = {
    "short": lambda row: (row.activity.facts["minutes"], row.activity.title),
    "title": lambda row: row.activity.title.casefold(),
    "ends": lambda row: (row.activity.expires_on, row.activity.title),
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what may be begun; to a script that asks, the results alone."""
    found = Found(request.GET)
    learner = request.user if request.user.is_authenticated else None
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "cards": cards(page.object_list, learner, found.search.text),
    }
    if wants_results(request):
        response = render(request, "learners/_results.html", context)
        response["HX-Push-Url"] = found.address()
    else:
        response = render(request, "learners/catalogue.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_results(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; going back in the history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


@dataclass(frozen=True)
class Choice:
    """One value of a filter: `url` takes it away or adds it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """A filter with its choices, the rarer ones apart."""

    name: str
    legend: str
    choices: list[Choice]
    more: list[Choice]


class Found:
    """What was asked for and what there is."""

    def __init__(self, asked: QueryDict) -> None:
        self.asked = asked
        self.text = asked.get("q", "").strip()[:LONGEST_TEXT]
        self.sort = asked.get("sort", "") if asked.get("sort") in SORTS else ""

    @cached_property
    def chosen(self) -> dict[str, Values]:
        """The chosen values by group, without empty ones."""
        groups = {name: frozenset(filter(None, self.asked.getlist(name))) for name in LEGENDS}
        groups["strand"] = frozenset(filter(None, [self.asked.get("strand", "")]))
        return {name: values for name, values in groups.items() if values}

    @cached_property
    def search(self) -> Search:
        return search(timezone.now().date(), self.text)

    @property
    def everything(self) -> list[Offered]:
        return self.search.rows

    @cached_property
    def selection(self) -> Selection[Offered]:
        return select(faceted(self.everything), self.chosen)

    @cached_property
    def rows(self) -> list[Offered]:
        """What fits, in the order asked for."""
        key = SORT_KEYS.get(self.sort)
        return sorted(self.selection.things, key=key) if key else self.selection.things

    @property
    def sorts(self) -> list[tuple[str, str]]:
        first = {"": "Best match first"} if self.text else {}
        return list((SORTS | first).items())

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """What each value is called, by group; topics are their own names."""
        return {
            "strand": dict(Strand.choices),
            "profession": dict(Profession.choices),
            "length": LENGTHS,
            "credit": {c.code: c.short_name for row in self.everything for c in row.credits},
            "provider": {
                row.activity.facts["provider"]["slug"]: row.activity.facts["provider"]["name"]
                for row in self.everything
            },
        }

    def label(self, group: str, value: str) -> str:
        return self.labels.get(group, {}).get(value, capfirst(value))

    @cached_property
    def strands(self) -> list[dict[str, Any]]:
        """The two strands and all of them, as links."""
        counts: Mapping[str, int] = self.selection.counts.get("strand", {})
        chosen = next(iter(self.chosen.get("strand", ())), "")
        return [
            {
                "value": value,
                "label": label,
                "count": counts.get(value, 0) if value else sum(counts.values()),
                "url": self.address(strand=value),
                "is_chosen": value == chosen,
            }
            for value, label in [("", "All"), *Strand.choices]
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The filters, each value with what it would leave."""
        return [group for name in LEGENDS if (group := self._group(name)).choices]

    def _group(self, name: str) -> Group:
        counts: Mapping[str, int] = self.selection.counts.get(name, {})
        chosen = self.chosen.get(name, frozenset())
        choices = [
            Choice(value, self.label(name, value), counts.get(value, 0), value in chosen)
            for value in self._values(name, counts, chosen)
        ]
        shown = [c for i, c in enumerate(choices) if i < SHOWN_AT_FIRST or c.is_chosen]
        return Group(name, LEGENDS[name], shown, [c for c in choices if c not in shown])

    def _values(self, name: str, counts: Mapping[str, int], chosen: Values) -> list[str]:
        if name == "length":
            return [value for value in LENGTHS if counts.get(value) or value in chosen]
        by_count = sorted(counts, key=lambda value: (-counts[value], self.label(name, value)))
        return [*by_count, *sorted(chosen - set(counts))]

    @cached_property
    def chips(self) -> list[dict[str, str]]:
        """What is chosen, each with the address that takes it away."""
        found = [{"label": f"“{self.text}”", "url": self.address(q="")}] if self.text else []
        return found + [
            {"label": self.label(group, value), "url": self._without(group, value)}
            for group in LEGENDS
            for value in sorted(self.chosen.get(group, ()))
        ]

    @property
    def mended_url(self) -> str:
        """The address of the same list with what was probably meant instead of what was typed."""
        return self.address(q=self.search.text)

    @cached_property
    def way_out(self) -> dict[str, Any] | None:
        """The filter that keeps most out when nothing is left, and how much there is without it."""
        limit = self.selection.most_limiting
        if not limit:
            return None
        group, count = limit
        labels = [self.label(group, value) for value in sorted(self.chosen[group])]
        return {"labels": labels, "count": count, "url": self.address(**{group: ""})}

    def address(self, **changes: str) -> str:
        """Return the shortest address of this list, or of one that differs in some values."""
        query = QueryDict(mutable=True)
        for name in ("q", "strand", *LEGENDS, "sort"):
            wanted = [changes[name]] if name in changes else self._given(name)
            query.setlist(name, [value for value in wanted if value])
        return self._with(query)

    def _given(self, name: str) -> list[str]:
        plain = {"q": self.text, "sort": self.sort}
        return [plain[name]] if name in plain else sorted(self.chosen.get(name, ()))

    def _without(self, group: str, value: str) -> str:
        query = QueryDict(self.address().partition("?")[2], mutable=True)
        query.setlist(group, [each for each in query.getlist(group) if each != value])
        return self._with(query)

    @staticmethod
    def _with(query: QueryDict) -> str:
        home = reverse("learners:catalogue")
        return f"{home}?{query.urlencode()}" if query.urlencode() else home
