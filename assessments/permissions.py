"""Who may do what about questions and answers to them."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from assessments.models import Assessment, Question
from assessments.models.review import THROUGH_BANK, may_publish
from common.places import PlacePolicy


def can_rule_on(user: User, question: Question) -> bool:
    """Whether somebody may correct past results of a question: whoever may publish it."""
    return bool(may_publish(question, user))


def can_chair(user: User, assessment: Assessment) -> bool:
    """Whether somebody may open and lead studies of an assessment's pass mark: who may change it."""
    policy = PlacePolicy(Assessment, through=THROUGH_BANK)
    return policy.user_has_permission_for_instance(user, "change", assessment)


def can_adopt(user: User, assessment: Assessment) -> bool:
    """Whether somebody may take a study's cut score as the pass mark: who may publish."""
    return bool(may_publish(assessment, user))


def possible_judges(assessment: Assessment) -> QuerySet[User]:
    """Return who may be asked to judge: whoever may look at questions where the assessment stands."""
    policy = PlacePolicy(Assessment, through=THROUGH_BANK)
    found: QuerySet[User] = policy.users_with_any_permission_for_instance(["view"], assessment)
    return found.order_by("last_name", "first_name", "email")


def markable_by(user: User) -> Any:
    """Return the assessments whose answers somebody may mark: where they are a marker or write."""
    found: Any = _places().instances_user_has_any_permission_for(user, ["mark"])
    return found


def may_mark(user: User) -> bool:
    """Whether somebody may mark anywhere."""
    return bool(_places().user_has_any_permission(user, ["mark"]))


def can_mark_again(user: User, assessment: Assessment) -> bool:
    """Whether somebody may change a mark whose result is out: whoever may publish the assessment."""
    return bool(may_publish(assessment, user))


def _places() -> PlacePolicy:
    return PlacePolicy(Assessment, through=THROUGH_BANK)
