"""Load the demo once: providers, activities, people and their history."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db import transaction

from accounts.domain.roles import Role
from accounts.models import User
from accounts.services import assign_role, set_up_roles
from courses.models import ActivityPage, Provider
from courses.queries import (
    FrozenActivity,
    frozen_activities,
    frozen_activity,
    published_activities,
    published_version_id,
)
from courses.services import establish_provider, join_team
from credits.services import ensure_credit_types, ensure_requirements
from lms.demo import authoring, bulk, disclosures, people
from lms.demo.history import Walker, make_history
from lms.demo.licences import give_licences
from lms.demo.workshop import hold_workshop
from outcomes.services import grant_review

SEED = 20_260
LEARNERS = 120
RELEASED_BEFORE = timedelta(days=330)
STATEMENT = (
    "{provider} is an example provider. Replace this text by your own accreditation statement in the "
    "provider's settings before you offer credit."
)


PROVIDER_OF = {"clinical": "harbour-academy", "skills": "riverside-institute"}


class Scale(NamedTuple):
    """How much the large demo holds; completions are learners times each."""

    activities: int
    learners: int
    each: int


LARGE = Scale(activities=200, learners=10_000, each=10)


class Progress(NamedTuple):
    """How the loader tells what it does."""

    say: Callable[[str], None]
    tell: Callable[[int, int], None]


def is_loaded() -> bool:
    """Whether the demo was loaded before."""
    return User.objects.filter(email=people.LOGINS[0].email).exists()


@transaction.atomic
def load_demo(*, now: datetime, progress: Progress) -> None:
    """Load everything in one transaction: a start that was killed begins anew."""
    released = datetime.combine((now - RELEASED_BEFORE).date(), datetime.min.time(), UTC)
    progress.say("Writing six activities and a workshop …")
    activities = load_content(released)
    workshops = load_workshops(released)
    disclosures.renew(authoring.content_files(), now)
    progress.say("Letting learners take them …")
    frozen = _frozen(activities)
    _give_the_learner_a_past(frozen, now)
    give_licences(now=now)
    completed = make_history(
        frozen,
        learners=LEARNERS,
        begin=released + timedelta(days=1),
        end=now - timedelta(days=10),
        seed=SEED,
        tell=progress.tell,
    )
    for workshop in _frozen(workshops):
        hold_workshop(
            workshop,
            first_learner=LEARNERS + 1,
            marker=User.objects.get(email=f"educator@{people.DOMAIN}"),
            now=now,
            seed=SEED,
        )
    progress.say(f"{completed} activities were completed.")


def _frozen(activities: list[ActivityPage]) -> list[FrozenActivity]:
    return [frozen_activity(published_version_id(activity.pk)) for activity in activities]


def _give_the_learner_a_past(activities: list[FrozenActivity], now: datetime) -> None:
    """Let the demo's learner have finished one activity and begun another."""
    learner = User.objects.get(email=people.LOGINS[0].email)
    dice = Random(SEED)  # noqa: S311 a simulation
    Walker(learner, activities[0], now - timedelta(days=40), 1.2, dice).walk()
    Walker(learner, activities[-1], now - timedelta(days=1), 0.6, dice).begin()


def load_large(*, now: datetime, progress: Progress) -> None:
    """Add activities, learners and completions up to the large scale; goes on where it stopped."""
    released = datetime.combine((now - RELEASED_BEFORE).date(), datetime.min.time(), UTC)
    progress.say(f"Writing {LARGE.activities} activities …")
    for edition in _editions():
        if not ActivityPage.objects.filter(code=edition["slug"]).exists():
            with transaction.atomic():
                provider = Provider.objects.get(slug=PROVIDER_OF[edition["strand"]])
                authoring.create_activity(edition, provider=provider, at=released)
        progress.tell(ActivityPage.objects.count(), LARGE.activities)
    progress.say(f"Letting {LARGE.learners} learners take {LARGE.each} activities each …")
    versions = published_activities().order_by("pk").values_list("version_id", flat=True)
    stage = bulk.prepare(
        [each for each in frozen_activities(versions) if not each.prerequisites],
        begin=released + timedelta(days=1),
        end=now - timedelta(days=10),
    )
    bulk.make_bulk_history(
        stage, learners=LARGE.learners, each=LARGE.each, seed=SEED, tell=progress.tell
    )


def _editions() -> Iterator[dict[str, Any]]:
    """Yield further editions of the six activities until there are enough."""
    contents = authoring.content_files()
    for number in range(LARGE.activities - len(contents)):
        content = contents[number % len(contents)]
        edition = 2 + number // len(contents)
        yield {
            **content,
            "slug": f"{content['slug']}-{edition}",
            "title": f"{content['title']} ({edition})",
        }


def load_content(released: datetime) -> list[ActivityPage]:
    """Make providers, logins and the six activities, released at a moment."""
    set_up_roles()
    ensure_credit_types()
    ensure_requirements(at=released)
    providers = {
        "clinical": _provider("Harbour Academy of Medicine", "harbour-academy", "0009901"),
        "skills": _provider(
            "Riverside Institute for Communication", "riverside-institute", "0009902"
        ),
    }
    _logins(providers, released)
    return [
        authoring.create_activity(content, provider=providers[content["strand"]], at=released)
        for content in authoring.content_files()
    ]


def load_workshops(released: datetime) -> list[ActivityPage]:
    """Make the activities whose answers people mark, beside those of `load_content`."""
    return [
        authoring.create_activity(
            content,
            provider=Provider.objects.get(slug=PROVIDER_OF[content["strand"]]),
            at=released,
        )
        for content in authoring.content_files(marked_by_people=True)
    ]


def _provider(name: str, slug: str, number: str) -> Provider:
    return establish_provider(
        name=name,
        slug=slug,
        accreditor="Example Council for Continuing Education",
        accreditor_number=number,
        accreditation_statement=STATEMENT,
        contact_email=f"education@{slug}.example",
        website=f"https://{slug}.example/",
        address="1 Example Street, Sampletown",
    )


def _logins(providers: dict[str, Provider], at: datetime) -> None:
    users = {login.name: people.create_login(login) for login in people.LOGINS}
    assign_role(user=users["learner"], role=Role.LEARNER)
    for provider in providers.values():
        join_team(user=users["educator"], provider=provider, role=Role.EDUCATOR)
        join_team(user=users["admin"], provider=provider, role=Role.ACCREDITATION_STAFF)
    assign_role(user=users["accreditor"], role=Role.ACCREDITOR)
    assign_role(user=users["admin"], role=Role.ADMINISTRATOR)
    grant_review(
        accreditor=users["accreditor"], provider=providers["clinical"], by=users["admin"], at=at
    )
