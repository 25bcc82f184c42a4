"""Credit as requirements count it: by category, on topics, with what was accepted from where."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from credits.domain.requirements.model import AtLeast, CreditFilter, Multiplier

NOTHING = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True)
class Earned:
    """Credit of one type as the ledger or the learner's own list holds it.

    `topics` are parts of the amount, each on one topic.
    """

    id: str
    title: str
    earned_on: date
    credit_type: str
    amount: Decimal
    topics: Mapping[str, Decimal] = field(default_factory=dict)
    provider: str = ""
    tags: frozenset[str] = frozenset()
    self_reported: bool = False


@dataclass(frozen=True)
class Acceptance:
    """A directed rule: credit of this type counts as `factor` times of that category.

    Holds for credit earned from `valid_from` to `valid_until`; `cap` is the most of that category
    that it gives in one cycle.
    """

    credit_type: str
    category: str
    factor: Decimal = ONE
    cap: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def takes(self, earned: Earned) -> bool:
        """Whether the rule is about this credit."""
        return (
            earned.credit_type == self.credit_type
            and (self.valid_from is None or earned.earned_on >= self.valid_from)
            and (self.valid_until is None or earned.earned_on <= self.valid_until)
        )


@dataclass(frozen=True)
class Credit:
    """Credit in the categories of requirements: the amount in each, and the factor for its topics."""

    earned: Earned
    amounts: Mapping[str, Decimal]

    @property
    def id(self) -> str:
        return self.earned.id

    def counts_for(self, wanted: CreditFilter, categories: tuple[str, ...]) -> Decimal:
        """Return how much of it a filter takes; `categories` where the filter names none."""
        if wanted.providers and self.earned.provider not in wanted.providers:
            return NOTHING
        if wanted.tags and not self.earned.tags.intersection(wanted.tags):
            return NOTHING
        names = wanted.categories or categories
        amount = max((self.amounts.get(name, NOTHING) for name in names), default=NOTHING)
        if not wanted.topics or not amount:
            return amount
        on_topic = sum((self.earned.topics.get(t, NOTHING) for t in wanted.topics), NOTHING)
        return min(amount, on_topic * amount / self.earned.amount)


def one_cycle(_day: date) -> int:
    """Say that all days lie in the same cycle."""
    return 0


def accepted(
    earned: Iterable[Earned],
    rules: Iterable[Acceptance],
    *,
    cycle_of: Callable[[date], int] = one_cycle,
) -> list[Credit]:
    """Return credit by category, in the order in which it was earned; what no rule takes is left out.

    `cycle_of` numbers the cycles: a cap holds for each.
    """
    known = list(rules)
    used: dict[tuple[Acceptance, int], Decimal] = defaultdict(Decimal)
    found = []
    for row in sorted(earned, key=lambda one: (one.earned_on, one.id)):
        amounts = dict(_amounts(row, known, used, cycle_of(row.earned_on)))
        if amounts:
            found.append(Credit(row, amounts))
    return found


def _amounts(
    row: Earned, rules: list[Acceptance], used: dict[tuple[Acceptance, int], Decimal], cycle: int
) -> Iterator[tuple[str, Decimal]]:
    for rule in rules:
        if not rule.takes(row):
            continue
        amount = row.amount * rule.factor
        if rule.cap is not None:
            amount = min(amount, rule.cap - used[rule, cycle])
            used[rule, cycle] += amount
        if amount > 0:
            yield rule.category, amount


def eligible(
    clause: AtLeast, rows: Iterable[Credit], categories: tuple[str, ...]
) -> dict[str, Decimal]:
    """Return how much of each credit a clause could count, multiplied where the clause says so."""
    left = {multiplier: multiplier.cap for multiplier in clause.multipliers}
    found = {}
    for credit in rows:
        amount = credit.counts_for(clause.credit, categories)
        if amount > 0:
            found[credit.id] = amount + _bonus(credit, amount, left, categories)
    return found


def _bonus(
    credit: Credit,
    amount: Decimal,
    left: dict[Multiplier, Decimal | None],
    categories: tuple[str, ...],
) -> Decimal:
    """Return what the first multiplier that fits adds, and use up its cap."""
    for multiplier, cap in left.items():
        base = min(amount, credit.counts_for(multiplier.credit, categories))
        if base <= 0:
            continue
        base = base if cap is None else min(base, cap)
        left[multiplier] = None if cap is None else cap - base
        return base * (multiplier.factor - ONE)
    return NOTHING
