"""What somebody asks of the catalogue: a text, choices in groups of filters, an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from courses.domain.facets import Values

LONGEST_TEXT = 200
LONGEST_VALUE = 100
MOST_VALUES = 20

GROUPS = (
    "strand",
    "owed",
    "credit",
    "amount",
    "length",
    "topic",
    "format",
    "profession",
    "provider",
)
LENGTHS = ("15", "30", "60")
AMOUNTS = ("under-1", "1-to-2", "2-and-more")
ANYTHING_OWED = "any"
BEST, NEWEST = "", "new"
SORTS = (BEST, NEWEST, "short", "credit", "title", "ends")


@dataclass(frozen=True)
class Asked:
    """What was understood, and the parameters that were not, by name and value."""

    text: str = ""
    chosen: Mapping[str, Values] = field(default_factory=dict)
    sort: str = BEST
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether this is the whole catalogue."""
        return not self.text and not self.chosen

    def without(self, refused: Mapping[str, Values]) -> "Asked":
        """Return it without some choices that mean nothing."""
        chosen = {name: values - refused.get(name, set()) for name, values in self.chosen.items()}
        more = [(name, value) for name, values in refused.items() for value in sorted(values)]
        return Asked(
            self.text,
            {name: values for name, values in chosen.items() if values},
            self.sort,
            (*self.refused, *more),
        )


def read(given: Mapping[str, Sequence[str]], known: Mapping[str, Values]) -> Asked:
    """Return what is asked; `known` holds the values of the groups that have no others.

    Empty values mean nothing was chosen, as a form sends them. Of an order, the last one counts.
    """
    text = " ".join(_last(given, "q").replace("\x00", " ").split())[:LONGEST_TEXT]
    chosen: dict[str, Values] = {}
    refused: list[tuple[str, str]] = []
    for name in GROUPS:
        values = [value for value in dict.fromkeys(given.get(name, ())) if value]
        good = [value for value in values if _is_good(value, known.get(name))][:MOST_VALUES]
        refused += [(name, value[:LONGEST_VALUE]) for value in values if value not in good]
        if good:
            chosen[name] = frozenset(good)
    if len(chosen.get("owed", ())) > 1:
        chosen["owed"] -= {ANYTHING_OWED}
    sort = _last(given, "sort")
    if sort not in SORTS:
        refused.append(("sort", sort[:LONGEST_VALUE]))
    return Asked(text, chosen, _order(sort, text), tuple(refused))


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    values = given.get(name) or [""]
    return values[-1]


def _is_good(value: str, known: Values | None) -> bool:
    if known is not None:
        return value in known
    return len(value) <= LONGEST_VALUE and value.isprintable()


def _order(sort: str, text: str) -> str:
    """Without a text the newest come first by themselves."""
    known = sort if sort in SORTS else BEST
    return BEST if known == NEWEST and not text else known


def amounts(credit: Decimal | None) -> Values:
    """Return the band of an amount of credit; none for no credit."""
    if not credit:
        return frozenset()
    under_1, to_2, more = AMOUNTS
    return frozenset([under_1 if credit < 1 else to_2 if credit < 2 else more])


def lengths(minutes: int) -> Values:
    """Return the times that are enough."""
    return frozenset(most for most in LENGTHS if minutes <= int(most))
