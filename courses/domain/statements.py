"""Accreditation statements: written from a provider's templates, never typed for one activity.

What they say: docs/rules/independence.md. Placeholders are filled in plainly; anything else stays.
"""

import re
from collections.abc import Sequence

PLACEHOLDERS = frozenset({"provider", "accreditor", "partners"})
PLACEHOLDER = re.compile(r"\{(\w*)\}")
JOINT = (
    "This activity has been planned and implemented in accordance with the accreditation requirements "
    "and policies of the {accreditor} through the joint providership of {provider} and {partners}."
)


def unknown_placeholders(template: str) -> list[str]:
    """Return the placeholders of a template that mean nothing."""
    return sorted(set(PLACEHOLDER.findall(template)) - PLACEHOLDERS)


def accreditation_statement(
    *, direct: str, joint: str, provider: str, accreditor: str, partners: Sequence[str]
) -> str:
    """Return the statement of an activity: the joint one first where there are partners."""
    words = {"provider": provider, "accreditor": accreditor, "partners": _listed(partners)}
    templates = [joint, direct] if partners else [direct]
    return "\n".join(_filled(each, words) for each in templates if each)


def _filled(template: str, words: dict[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), template)


def _listed(names: Sequence[str]) -> str:
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last
