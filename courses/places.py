"""Who may do what about people and their disclosures: everything stands at its provider's place."""

from common.places import PlacePolicy
from courses.models import (
    Company,
    Declaration,
    DisclosureRequest,
    Person,
    RelevanceDecision,
    SupportAgreement,
)

AT_PROVIDER = "provider__collection"
person_policy = PlacePolicy(Person, through=AT_PROVIDER)
company_policy = PlacePolicy(Company, through=AT_PROVIDER)
declaration_policy = PlacePolicy(Declaration, through="person__provider__collection")
request_policy = PlacePolicy(DisclosureRequest, through="person__provider__collection")
decision_policy = PlacePolicy(RelevanceDecision)
support_policy = PlacePolicy(SupportAgreement)


def may_ask(user, provider):
    """Whether somebody may ask this provider's people for their disclosures."""
    return _may(request_policy, user, "add", provider)


def may_read(user, provider):
    """Whether somebody may read what this provider's people have declared."""
    return _may(declaration_policy, user, "view", provider)


def may_decide(user, provider):
    """Whether somebody may decide on relationships for this provider's activities."""
    return _may(decision_policy, user, "add", provider)


def _may(policy, user, action, provider):
    places = policy.collections_user_has_permission_for(user, action)
    return places.filter(pk=provider.collection_id).exists()
