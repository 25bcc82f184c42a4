"""What each role may do; where it may do so is the provider team's matter (`courses`)."""

from collections.abc import Mapping
from enum import StrEnum

DRAFTS = ("question", "assessment")


class Role(StrEnum):
    """What somebody does here; the value is the name of the group."""

    LEARNER = "Learner"
    EDUCATOR = "Educator"
    REVIEWER = "Clinical reviewer"
    MARKER = "Marker"
    ACCREDITATION_STAFF = "Accreditation staff"
    ACCREDITOR = "Accreditor"
    ADMINISTRATOR = "Administrator"


def each(app: str, actions: str, *models: str) -> tuple[str, ...]:
    """Return permission names: `each("assessments", "add change", "question")`."""
    return tuple(f"{app}.{action}_{model}" for model in models for action in actions.split())


CMS = ("wagtailadmin.access_admin",)
MARKING = (*CMS, *each("assessments", "mark", "assessment"))
REVIEWING = (
    *CMS,
    *each("assessments", "view", "questionbank", "objective"),
    *each("assessments", "view change publish lock", *DRAFTS),
    *each("evidence", "view", "reference"),
    *each("courses", "view", "person"),
)
WRITING = (
    *CMS,
    *each("assessments", "view add change", "questionbank"),
    *each("assessments", "view add change delete", "objective"),
    *each("assessments", "view add change delete publish lock unlock", *DRAFTS),
    *MARKING[1:],
    *each("evidence", "view add change", "reference"),
    *each("courses", "view add change", "person"),
)
DISCLOSING = (
    *each("courses", "view add change", "person", "company"),
    *each("courses", "add", "disclosurerequest"),
    *each("courses", "view", "declaration"),
    *each("courses", "add", "relevancedecision", "supportagreement"),
)
DESIGNATING = (
    *REVIEWING,
    *DISCLOSING,
    *each("credits", "view add change", "creditoffer"),
    *each("credits", "view change", "entry", "creditreport"),
    *each("accounts", "reveal", "identifier"),
    *each("credits", "view", "credittype"),
    *each("credits", "view add change", "requirement"),
    *each("credits", "view add change delete", "acceptancerule"),
)
RUNNING = (
    *WRITING,
    *DESIGNATING,
    *each("credits", "add change", "credittype"),
    *each("credits", "view", "entry", "certificate"),
    *each("assessments", "view", "attempt", "grade", "transition"),
    *each("assessments", "change", "attempt"),
    *each("learners", "view", "enrolment", "completion", "sitting"),
    *each("courses", "view add change", "provider"),
    *each("outcomes", "view add change delete", "reviewgrant"),
    *each("accounts", "view add change", "user", "accommodation"),
    *each("accounts", "delete", "accommodation"),
    *each("accounts", "view change", "apitoken"),
    *each("accounts", "view", "identifierevent"),
    *each("auth", "view", "group"),
    *each("wagtailcore", "view add change", "workflow", "task"),
)
PERMISSIONS: Mapping[Role, tuple[str, ...]] = {
    Role.LEARNER: (),
    Role.EDUCATOR: WRITING,
    Role.REVIEWER: REVIEWING,
    Role.MARKER: MARKING,
    Role.ACCREDITATION_STAFF: DESIGNATING,
    Role.ACCREDITOR: (),
    Role.ADMINISTRATOR: tuple(dict.fromkeys(RUNNING)),
}
