"""Where the members of a provider's team may work: its branch of the pages and its collection."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.domain.roles import DISCLOSING, DRAFTS, Role, each

MEDIA = (
    ("wagtailimages", "image"),
    ("wagtailmedia", "media"),
    ("wagtaildocs", "document"),
)


@dataclass(frozen=True)
class Place:
    """Permissions on the provider's page and on its collection."""

    page: tuple[str, ...]
    collection: tuple[str, ...]


def _media(actions: str) -> tuple[str, ...]:
    return tuple(name for app, model in MEDIA for name in each(app, actions, model))


CHOOSING = (
    *each("wagtailimages", "choose", "image"),
    *each("wagtaildocs", "choose", "document"),
)
READING = (
    *each("assessments", "view", "questionbank", "objective"),
    *each("courses", "view", "person"),
)
REVIEWING = Place(
    page=each("wagtailcore", "change publish lock", "page"),
    collection=(
        *CHOOSING,
        *READING,
        *each("assessments", "view change publish lock", *DRAFTS),
    ),
)
WRITING = Place(
    page=each("wagtailcore", "add change publish lock unlock", "page"),
    collection=(
        *CHOOSING,
        *_media("add change"),
        *each("assessments", "view add change", "questionbank"),
        *each("assessments", "view add change delete", "objective"),
        *each("assessments", "view add change delete publish lock unlock", *DRAFTS),
        *each("assessments", "mark", "assessment"),
        *each("courses", "view add change", "person"),
    ),
)
MARKING = Place(page=(), collection=each("assessments", "mark", "assessment"))
DESIGNATING = Place(
    page=REVIEWING.page,
    collection=(
        *REVIEWING.collection,
        *DISCLOSING,
        *each("credits", "view add change", "creditoffer"),
        *each("credits", "view change", "entry", "creditreport"),
    ),
)
TEAM: Mapping[Role, Place] = {
    Role.EDUCATOR: WRITING,
    Role.REVIEWER: REVIEWING,
    Role.MARKER: MARKING,
    Role.ACCREDITATION_STAFF: DESIGNATING,
}
EVERYWHERE = Place(
    page=(*WRITING.page, *each("wagtailcore", "bulk_delete", "page")),
    collection=tuple(
        dict.fromkeys(
            (
                *WRITING.collection,
                *DESIGNATING.collection,
                *each("wagtailcore", "add change delete", "collection"),
            )
        )
    ),
)
"""What an administrator may do, at the root of both trees."""


def team_called(role: Role, provider_name: str) -> str:
    """Return the name of the group whose members hold this role at a provider of this name."""
    return f"{role}, {provider_name}"[:150]
