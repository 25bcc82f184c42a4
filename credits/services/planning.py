"""Plan the shortest way; the same question is answered from the cache."""

from hashlib import sha256

from django.core.cache import cache

from credits.domain.planner import Plan, plan
from credits.queries import Task

KEPT_SECONDS = 24 * 3600


def plan_for(task: Task) -> Plan:
    """Return the plan for a task, computed once for the same needs and candidates."""
    asked = repr((task.needs, task.candidates)).encode()
    key = f"credits:plan:{sha256(asked).hexdigest()}"
    held: Plan | None = cache.get(key)
    if held is None:
        held = plan(task.needs, task.candidates)
        cache.set(key, held, KEPT_SECONDS)
    return held
