"""What boards ask, kept by accreditation staff: the seeds first, then one version after another."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from accounts.models import User
from common.locks import lock
from credits.domain.external import CHECKED_ON, TAKEN
from credits.domain.requirements import load
from credits.models import AcceptanceRule, Requirement, RequirementVersion

SEEDS = Path(__file__).resolve().parent.parent / "seed/requirements"
OF_THE_REQUIREMENT = ("authority", "jurisdiction", "professions", "credential")
OF_THE_VERSION = (
    "effective_from",
    "effective_to",
    "body",
    "source",
    "checked_on",
    "confidence",
    "note",
)


@transaction.atomic
def ensure_requirements(*, at: datetime) -> list[Requirement]:
    """Make the seeded requirements and acceptance rules that are missing; edited ones stay."""
    for taken in TAKEN:
        AcceptanceRule.objects.get_or_create(
            credit_type=taken.credit_type,
            category=taken.category,
            defaults={"source": taken.source, "checked_on": CHECKED_ON},
        )
    known = set(Requirement.objects.values_list("slug", flat=True))
    return [
        establish_requirement(slug=seed.stem, facts=yaml.safe_load(seed.read_text()), at=at)
        for seed in sorted(SEEDS.glob("*.yaml"))
        if seed.stem not in known
    ]


@transaction.atomic
def establish_requirement(
    *, slug: str, facts: Mapping[str, Any], at: datetime, by: User | None = None
) -> Requirement:
    """Make a requirement with its first version; raise `RequirementInvalid` for an unsound body."""
    requirement = Requirement.objects.create(
        slug=slug, **{name: facts[name] for name in OF_THE_REQUIREMENT}
    )
    _append(requirement, facts, number=1, at=at, by=by)
    return requirement


@transaction.atomic
def revise_requirement(
    *, requirement: Requirement, facts: Mapping[str, Any], at: datetime, by: User | None = None
) -> RequirementVersion | None:
    """Change what a requirement is called, and append a version if what it asks is another now.

    Returns the version, None where the newest says the same already.
    """
    lock(requirement)
    for name in OF_THE_REQUIREMENT:
        setattr(requirement, name, facts[name])
    requirement.save(update_fields=OF_THE_REQUIREMENT)
    newest = requirement.versions.order_by("-number").first()
    told = {**facts, "body": plain(facts["body"])}
    if newest and all(getattr(newest, name) == told.get(name) for name in OF_THE_VERSION):
        return None
    return _append(requirement, facts, number=newest.number + 1 if newest else 1, at=at, by=by)


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body as JSON holds it: days, which YAML knows, as words."""
    found: dict[str, Any] = json.loads(json.dumps(body, default=str))
    return found


def _append(
    requirement: Requirement,
    facts: Mapping[str, Any],
    *,
    number: int,
    at: datetime,
    by: User | None,
) -> RequirementVersion:
    load(facts["body"])
    told = {name: facts.get(name) for name in OF_THE_VERSION} | {"body": plain(facts["body"])}
    return RequirementVersion.objects.create(
        requirement=requirement, number=number, created_by=by, created_at=at, **told
    )
