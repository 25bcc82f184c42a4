"""Which small groups stay hidden, so that no single person's opinion can be read off a report.

Replies of fewer than five people are not shown. Where all replies are shown beside those of a
profession, the difference shows the rest: so the groups held back together are also none, or five
people and more (complementary suppression; docs/rules/outcomes.md).
"""

from collections.abc import Mapping

HIDDEN_BELOW = 5


def is_shown(people: int) -> bool:
    """Whether a group is large enough to be shown."""
    return people >= HIDDEN_BELOW


def groups_shown(people: Mapping[str, int]) -> set[str]:
    """Return the groups that may be shown beside their sum; of equal ones the last in order stays."""
    shown = {group for group, size in people.items() if is_shown(size)}
    if not is_shown(sum(people.values())):
        return set()
    while shown and 0 < sum(size for group, size in people.items() if group not in shown) < (
        HIDDEN_BELOW
    ):
        shown.remove(min(shown, key=lambda group: (people[group], group)))
    return shown
