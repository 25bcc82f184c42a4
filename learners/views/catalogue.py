"""The catalogue: search, filters with counts, sorting, pages; a plain GET form."""

from collections import Counter
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
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from accounts.models import Profession, User
from common.templatetags.attend import credit, day
from courses.domain.activity_types import TYPES
from courses.domain.facets import Values
from courses.models import Strand
from learners.domain.catalogue import ANYTHING_OWED, GROUPS, Asked
from learners.queries import Catalogue, Search, open_now, values_of
from learners.views.cards import cards

PAGE_SIZE = 12
SHOWN_AT_FIRST = 6
TOPICS_SUGGESTED = 5
LONGEST_NAME = 80
LENGTHS = {"15": "Up to 15 minutes", "30": "Up to 30 minutes", "60": "Up to 1 hour"}
AMOUNTS = {"under-1": "Less than 1", "1-to-2": "1 to less than 2", "2-and-more": "2 and more"}
ANYTHING = "Anything I still owe"
LEGENDS = {
    "owed": "Counts towards",
    "credit": "Credit type",
    "amount": "Most credit",
    "length": "Time needed",
    "topic": "Topic",
    "format": "Format",
    "profession": "For whom",
    "provider": "Provider",
}
SHOWN_TO_TELL_APART = ("amount", "format")
IN_THEIR_ORDER = {"length": LENGTHS, "amount": AMOUNTS}
SORTS = {
    "": "Newest first",
    "short": "Shortest first",
    "credit": "Most credit first",
    "title": "By title",
    "ends": "Ending soon",
}
SORTS_OF_A_SEARCH = SORTS | {"": "Best match first", "new": SORTS[""]}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what may be begun; to a script that asks, the results alone."""
    learner = request.user if request.user.is_authenticated else None
    found = Found(request.GET, learner)
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = cards(page.object_list, learner, found.catalogue.profession, found.search.text)
    context = {
        "found": found,
        "page": page,
        "cards": shown,
        "canonical": request.build_absolute_uri(found.canonical(page.number)),
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
    """One value of a filter, with how many it would leave if that is known."""

    value: str
    label: str
    count: int | None
    is_chosen: bool
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A filter with its choices, the rarer ones apart."""

    name: str
    legend: str
    choices: list[Choice]
    more: list[Choice]


class Found:
    """What was asked for and what there is, in words and addresses."""

    def __init__(self, given: QueryDict, learner: User | None = None) -> None:
        self.learner = learner
        self.catalogue = Catalogue(dict(given.lists()), on=timezone.now().date(), learner=learner)
        self.rows = self.catalogue.rows

    @property
    def asked(self) -> Asked:
        return self.catalogue.asked

    @property
    def text(self) -> str:
        return self.asked.text

    @property
    def sort(self) -> str:
        return self.asked.sort

    @property
    def chosen(self) -> Mapping[str, Values]:
        return self.asked.chosen

    @property
    def search(self) -> Search:
        return self.catalogue.search

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return list((SORTS_OF_A_SEARCH if self.text else SORTS).items())

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """What each value is called, by group; topics are their own names."""
        needs = {value: need.title for value, need in self.catalogue.owing.needs.items()}
        return {
            "strand": dict(Strand.choices),
            "profession": dict(Profession.choices),
            "length": LENGTHS,
            "amount": AMOUNTS,
            "format": {code: each.name for code, each in TYPES.items()},
            "owed": {ANYTHING_OWED: ANYTHING, **needs},
            **values_of(self.search.rows),
        }

    def label(self, group: str, value: str) -> str:
        return self.labels.get(group, {}).get(value, capfirst(value))

    @cached_property
    def remarks(self) -> list[str]:
        """What was asked for and means nothing here, each in a sentence."""
        asked_for_owed = any(name == "owed" for name, _ in self.asked.refused)
        others = [f"{name} “{value}”" for name, value in self.asked.refused if name != "owed"]
        remarks = [
            f"Left out, since the catalogue does not know it: {each}." for each in others[:3]
        ]
        return [self._about_owed(), *remarks] if asked_for_owed else remarks

    def _about_owed(self) -> str:
        if self.learner is None:
            return "Sign in to see what counts towards what you still owe."
        if not self.catalogue.owing.needs:
            return "Nothing that you told of is open: either all is done, or you have added no licence."
        return "Something that you filtered by is not open on your licences any more."

    @cached_property
    def strands(self) -> list[dict[str, Any]]:
        """The two strands and all of them, as links."""
        counts: Mapping[str, int] = self.catalogue.selection.counts.get("strand", {})
        chosen = self.chosen.get("strand", frozenset())
        return [
            {
                "value": value,
                "label": label,
                "count": counts.get(value, 0) if value else sum(counts.values()),
                "url": self.address(strand=value),
                "is_chosen": chosen == ({value} if value else frozenset()),
            }
            for value, label in [("", "All"), *Strand.choices]
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The filters, each value with what it would leave."""
        groups = [self._group(name) for name in LEGENDS]
        return [group for group in groups if self._is_useful(group)]

    def _is_useful(self, group: Group) -> bool:
        choices = [*group.choices, *group.more]
        if group.name in self.chosen or group.name not in SHOWN_TO_TELL_APART:
            return bool(choices)
        return len(choices) > 1 or any(each.count != len(self.rows) for each in choices)

    def _group(self, name: str) -> Group:
        chosen = self.chosen.get(name, frozenset())
        counts: Mapping[str, int] = self.catalogue.selection.counts.get(name, {})
        choices = (
            self._owed(chosen, counts)
            if name == "owed"
            else [
                Choice(value, self.label(name, value), counts.get(value, 0), value in chosen)
                for value in self._values(name, counts, chosen)
            ]
        )
        shown = [c for i, c in enumerate(choices) if i < SHOWN_AT_FIRST or c.is_chosen]
        return Group(name, LEGENDS[name], shown, [c for c in choices if c not in shown])

    def _owed(self, chosen: Values, counts: Mapping[str, int]) -> list[Choice]:
        """Return one choice until somebody asks: to know what is owed takes more than to list."""
        if self.learner is None:
            return []
        if not chosen:
            return [Choice(ANYTHING_OWED, ANYTHING, None, is_chosen=False)]
        needs = self.catalogue.owing.needs
        everything = counts.get(ANYTHING_OWED, 0)
        return [
            Choice(ANYTHING_OWED, ANYTHING, everything, is_chosen=ANYTHING_OWED in chosen),
            *(
                Choice(
                    value,
                    need.title,
                    counts.get(value, 0),
                    value in chosen,
                    f"{credit(need.short_by)} {need.unit} to go"
                    + (f" by {day(need.due_on)}" if need.due_on else ""),
                )
                for value, need in needs.items()
            ),
        ]

    def _values(self, name: str, counts: Mapping[str, int], chosen: Values) -> list[str]:
        if name in IN_THEIR_ORDER:
            return [each for each in IN_THEIR_ORDER[name] if counts.get(each) or each in chosen]
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
    def topics(self) -> list[dict[str, str]]:
        """The topics with most activities, for somebody whose words found nothing."""
        if self.search.rows:
            return []
        counts = Counter(
            topic for row in open_now(self.catalogue.on) for topic in row.activity.facts["topics"]
        )
        home = reverse("learners:catalogue")
        return [
            {"label": capfirst(topic), "url": f"{home}?{urlencode({'topic': topic})}"}
            for topic, _ in counts.most_common(TOPICS_SUGGESTED)
        ]

    @cached_property
    def way_out(self) -> dict[str, Any] | None:
        """The filter that keeps most out when nothing is left, and how much there is without it."""
        limit = self.catalogue.selection.most_limiting
        if not limit:
            return None
        group, count = limit
        labels = [self.label(group, value) for value in sorted(self.chosen[group])]
        return {"labels": labels, "count": count, "url": self.address(**{group: ""})}

    def address(self, **changes: str) -> str:
        """Return the shortest address of this list, or of one that differs in some values."""
        query = QueryDict(mutable=True)
        for name in ("q", *GROUPS, "sort"):
            wanted = [changes[name]] if name in changes else self._given(name)
            query.setlist(name, [value for value in wanted if value])
        return self._with(query)

    @property
    def query(self) -> str:
        """What follows the ? in the address of this list; "" for the whole catalogue in its order."""
        return "" if self.asked.is_plain else self.address().partition("?")[2]

    @property
    def title(self) -> str:
        """A name for this list: its words and filters."""
        names = [chip["label"] for chip in self.chips]
        strands = [self.label("strand", value) for value in sorted(self.chosen.get("strand", ()))]
        return ", ".join([*names, *strands])[:LONGEST_NAME]

    def canonical(self, page: int) -> str:
        """Return the address that search engines keep of a page of the whole catalogue."""
        home = reverse("learners:catalogue")
        return f"{home}?page={page}" if page > 1 else home

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
