"""A small activity as its authors wrote it: real words, every kind of question, credit for all."""

from collections.abc import Mapping
from typing import Any

from accounts.services import set_up_roles
from courses.models import Provider
from courses.queries import frozen_activity, published_version_id
from courses.services import establish_provider
from credits.services import ensure_credit_types
from lms.demo.authoring import content_files, create_activity
from tests.factories.sittings import RELEASED, Stage

CODE = "hypertension-primary-care"
LESSONS = ("measure-before-you-label", "start-with-two")
BEFORE = ("htn-01", "htn-03")
AFTER = ("htn-06", "htn-07", "htn-03", "htn-13")  # one of each kind
CHECKS = ("htn-15", "htn-17")


def real_content(**rules: Any) -> Mapping[str, Any]:
    """Return one of the demo's activities with two lessons, cut down to four questions.

    `rules` bend the post-test: `pass_mark`, `attempts`, `wait_minutes`, `time_limit_minutes`, `review`.
    """
    content = next(each for each in content_files() if each["slug"] == CODE)
    kept = {*BEFORE, *AFTER, *CHECKS}
    return {
        **content,
        "lessons": [row for row in content["lessons"] if row["slug"] in LESSONS],
        "questions": [row for row in content["questions"] if row["key"] in kept],
        "pretest": {**content["pretest"], "questions": BEFORE},
        "posttest": {
            **content["posttest"], "fixed": AFTER, "draws": [], "wait_minutes": 0,
            "review": "after_submit", **rules,
        },
    }  # fmt: skip


def a_real_provider(name: str = "Harbour Academy of Medicine") -> Provider:
    slug = name.lower().replace(" ", "-")
    return establish_provider(
        name=name,
        slug=slug,
        accreditor="Example Council for Continuing Education",
        accreditor_number="0009901",
        accreditation_statement=f"{name} is an example provider.",
        contact_email=f"education@{slug}.example",
        website=f"https://{slug}.example/",
        address="1 Example Street, Sampletown",
    )


def a_real_stage(provider: Provider | None = None, **rules: Any) -> Stage:
    """Publish that activity; learners can be walked through it by the services."""
    return _staged(real_content(**rules), provider or a_real_provider())


def a_soft_skill(provider: Provider | None = None) -> Stage:
    """Publish an activity of the other strand, whole."""
    content = next(each for each in content_files() if each["strand"] == "skills")
    return _staged(content, provider or a_real_provider("Riverside Institute"))


def _staged(content: Mapping[str, Any], provider: Provider) -> Stage:
    set_up_roles()
    ensure_credit_types()
    page = create_activity(content, provider=provider, at=RELEASED)
    activity = frozen_activity(published_version_id(page.pk))
    places = {place["purpose"]: place["id"] for place in activity.facts["placements"]}
    return Stage(activity=activity, places=places)
