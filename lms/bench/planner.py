"""`bin/bench planner`: the CPU time of planning ten licences against 500 activities, proof included."""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import scipy.optimize  # noqa: F401 - loaded before the clock starts
import yaml

from credits.domain.external import TAKEN
from credits.domain.planner import Candidate, Need, plan
from credits.domain.requirements import Acceptance, Earned, Holding, evaluate, load
from credits.domain.requirements.naming import topics_named
from credits.domain.requirements.openness import Open, still_open
from lms.bench.machine import machine

LICENCES, ACTIVITIES, CATALOGUES = 10, 500, 10
WANTED = 2.0
SEEDS = Path(__file__).resolve().parents[2] / "credits/seed/requirements"
TODAY = date(2026, 6, 15)
HOLDING = Holding(
    issued_on=date(2016, 7, 1),
    expires_on=date(2027, 1, 31),
    facts={
        "adults_over_25": True,
        "birthday": "01-31",
        "dea_registered": True,
        "direct_patient_care": True,
        "pain_clinic": True,
        "patients_65_percent": 30,
        "prescribes_controlled": True,
        "specialty": "Family medicine",
        "treats_adults": True,
        "veterinarian_only": False,
    },
)
ACCEPTED = [Acceptance(row.credit_type, row.category) for row in TAKEN]


def main() -> int:
    """Measure every catalogue and print the slowest; 1 if it takes too long or nothing is proven."""
    opened, topics = list(what_is_open()), sorted(all_topics())
    needs = [need for need, _clause in opened]
    took, proven, picks = [], 0, 0
    for seed in range(CATALOGUES):
        candidates = a_catalogue(random.Random(seed), topics, opened)  # noqa: S311 - no secret
        began = time.process_time()
        made = plan(needs, candidates)
        took.append(time.process_time() - began)
        proven += made.is_exact
        picks += len(made.picks)
    print(f"{LICENCES} licences, {len(needs)} needs, {ACTIVITIES} activities on {machine()}")
    print(f"{proven} of {CATALOGUES} plans proven, {picks / CATALOGUES:.0f} picks each")
    print(
        f"{max(took):.2f} s of CPU at most, {sum(took) / CATALOGUES:.2f} s on average, "
        f"wanted under {WANTED:.0f} s"
    )
    return int(max(took) >= WANTED or proven < CATALOGUES)


def the_licences() -> Iterator[tuple[str, dict]]:
    """Return ten of the seeded requirements that are asked of physicians."""
    paths = [
        path for path in sorted(SEEDS.glob("*.yaml")) if path.stem not in {"us-fl-rn", "us-abim"}
    ]
    for path in paths[:LICENCES]:
        yield path.stem, yaml.safe_load(path.read_text())["body"]


def all_topics() -> set[str]:
    """Return the topics that any of them names."""
    return {topic for _name, body in the_licences() for topic in topics_named(load(body))}


def what_is_open() -> Iterator[tuple[Need, Open]]:
    """Return everything that a physician without any credit owes to ten boards."""
    for name, body in the_licences():
        asks = load(body)
        findings = evaluate(asks, HOLDING, [], ACCEPTED, TODAY)
        for each in still_open(asks, HOLDING, [], ACCEPTED, findings, TODAY):
            clause = each.clause
            rivals = None if each.rivals is None else (name, each.rivals)
            key = (name, clause.key, each.due_on)
            yield Need(key, clause.title, each.short_by, clause.unit, each.due_on, rivals), each


def a_catalogue(
    dice: random.Random, topics: list[str], opened: list[tuple[Need, Open]]
) -> list[Candidate]:
    """Return activities of a quarter of an hour to four hours, each on up to two topics."""
    return [_activity(number, dice, topics, opened) for number in range(ACTIVITIES)]


def _activity(
    number: int, dice: random.Random, topics: list[str], opened: list[tuple[Need, Open]]
) -> Candidate:
    amount = Decimal(dice.randint(1, 16)) / 4
    on = dice.sample(topics, dice.randint(0, 2))
    earned = Earned(
        id=str(number),
        title=f"Activity {number}",
        earned_on=TODAY,
        credit_type=dice.choice(["ama_pra_1", "ama_pra_1", "ama_pra_2"]),
        amount=amount,
        topics={topic: amount * 4 // len(on) / 4 for topic in on},
    )
    gives = {need.key: clause.takes(earned, ACCEPTED) for need, clause in opened}
    return Candidate(
        id=number,
        title=earned.title,
        minutes=int(amount * 60) + dice.randint(0, 3) * 5,
        gives={key: given for key, given in gives.items() if given > 0},
        credit=amount,
    )


if __name__ == "__main__":
    sys.exit(main())
