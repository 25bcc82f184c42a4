"""Drawing a form: which questions, in which order, with which order of options.

All of it follows from the policy, the seed kept with the attempt and what the learner saw before;
the realised form is stored, so nothing shown ever depends on drawing again.
"""

from collections.abc import Mapping, Sequence

from assessments.domain.form import FormItem
from assessments.domain.items import Item
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.seeded import digest, shuffled
from assessments.domain.slots import Slot, allot

NOTHING_SEEN: Mapping[int, int] = {}


def draw(
    policy: AssessmentPolicy,
    items: Mapping[int, Item],
    *,
    seed: int,
    seen: Mapping[int, int] = NOTHING_SEEN,
) -> tuple[FormItem, ...]:
    """Return a form that holds no question twice and prefers those seen the fewest times.

    Sections stand in the author's order; questions are shuffled inside them.
    `items` maps question versions to their content, `seen` to how often earlier attempts showed
    them.
    """
    chosen = _chosen(policy.slots, seed=seed, seen=seen)
    if policy.shuffle_questions:
        order = shuffled(chosen, seed=seed, salt="questions")
    else:
        order = list(chosen)
    order.sort(key=lambda version: policy.section_number(chosen[version]))
    return tuple(
        FormItem(
            position=position,
            slot=chosen[version],
            question_version=version,
            points=policy.slots[chosen[version] - 1].points,
            arrangement=arrange(items[version], version, policy=policy, seed=seed),
        )
        for position, version in enumerate(order, start=1)
    )


def _chosen(slots: Sequence[Slot], *, seed: int, seen: Mapping[int, int]) -> dict[int, int]:
    """Return the slot number of each question version drawn, slot by slot."""

    def ranked(slot_number: int, pool: Sequence[int]) -> list[int]:
        salt = f"slot {slot_number}"
        return sorted(pool, key=lambda v: (seen.get(v, 0), digest(v, seed=seed, salt=salt)))

    rows = allot(slots, ranked=ranked)
    return {version: number for number, row in enumerate(rows, start=1) for version in row}


def arrange(
    item: Item, question_version: int, *, policy: AssessmentPolicy, seed: int
) -> dict[str, list[str]]:
    """Return the order of one question's options, {} where policy or question forbid shuffling."""
    salt = f"options of {question_version}"
    return item.drawn(seed, salt, shuffle=policy.shuffle_options)
