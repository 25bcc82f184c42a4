"""Who may see what about credit, and who looks after its reports."""

from django.db.models import QuerySet
from wagtail.models import Collection

from accounts.models import User
from credits.models import Certificate
from credits.places import report_policy


def can_read_certificate(user: User, certificate: Certificate) -> bool:
    """Whether it is theirs, or they run the site."""
    return certificate.entry.learner_id == user.pk or user.has_perm("credits.view_certificate")


def can_see_reports(user: User) -> bool:
    """Whether they look after reports of credit anywhere."""
    return bool(report_policy.user_has_any_permission(user, ["view", "change"]))


def places_of_reports(user: User) -> QuerySet[Collection]:
    """Return the places whose reports somebody may look at."""
    found: QuerySet[Collection] = report_policy.collections_for(user)
    return found


def places_to_report_from(user: User) -> QuerySet[Collection]:
    """Return the places whose reports somebody may change."""
    found: QuerySet[Collection] = report_policy.collections_user_has_permission_for(user, "change")
    return found
