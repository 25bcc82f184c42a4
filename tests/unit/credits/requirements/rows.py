"""The seeded requirements, and credit to hold against them."""

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count

import yaml

from credits.domain.requirements import Acceptance, Earned, Holding, Status, evaluate, load
from lms.settings import BASE_DIR

SEEDS = BASE_DIR / "credits/seed/requirements"
ACCEPTED = [
    Acceptance("ama_pra_1", "cat1"),
    Acceptance("ama_pra_2", "cat2"),
    Acceptance("ancc", "contact_hour"),
    Acceptance("abim_moc", "abim_point"),
    *(Acceptance(f"category_{number}", f"cat{number}") for number in (3, 4, 5)),
]
TODAY = date(2026, 6, 15)
ids = count(1)


@cache
def seeded(name):
    return load(yaml.safe_load((SEEDS / f"{name}.yaml").read_text())["body"])


def credit(amount, *topics, on=date(2026, 3, 1), kind="ama_pra_1", tags=(), **parts):
    """Make credit; topics named alone take the whole amount."""
    amount = Decimal(str(amount))
    on_topics = dict.fromkeys(topics, amount) | {
        name.replace("_", " "): Decimal(str(part)) for name, part in parts.items()
    }
    number = next(ids)
    return Earned(
        id=f"entry:{number:06}",
        title=f"Activity {number}",
        earned_on=on,
        credit_type=kind,
        amount=amount,
        topics=on_topics,
        tags=frozenset(tags),
    )


def found(name, *credits_, issued=date(2010, 7, 1), expires=date(2027, 1, 31), on=TODAY, **facts):
    """Return the findings by key."""
    holding = Holding(issued, expires, facts)
    rows = evaluate(seeded(name), holding, credits_, ACCEPTED, on)
    return {row.key: row for row in rows}


def statuses(rows):
    return {key: row.status for key, row in rows.items()}


MET, SHORT = Status.MET, Status.SHORT
UNKNOWN, NOT_ASKED = Status.UNKNOWN, Status.NOT_APPLICABLE
