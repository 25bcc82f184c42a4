"""Who may designate credit where: offers stand at the place of their activity's provider."""

from functools import reduce
from operator import or_

from django.db.models import Q

from common.places import PlacePolicy
from courses.models import ActivityPage, ProviderPage
from credits.models import CreditOffer, Entry


class OfferPolicy(PlacePolicy):
    """Permissions on offers, by the collection of the provider in whose branch the activity is."""

    def collection_of(self, instance):
        return instance.activity.provider.collection

    def instances_in(self, collections):
        return CreditOffer.objects.filter(activity__in=_activities_in(collections))

    def activities_for(self, user):
        """Return the activities for which a person may designate credit."""
        if user.is_superuser:
            return ActivityPage.objects.all()
        return _activities_in(self.collections_user_has_permission_for(user, "add"))


def _activities_in(collections):
    pages = ProviderPage.objects.filter(provider__collection__in=collections)
    branches = [Q(path__startswith=path) for path in pages.values_list("path", flat=True)]
    if not branches:
        return ActivityPage.objects.none()
    return ActivityPage.objects.filter(reduce(or_, branches)).order_by("title")


class EntryPolicy(PlacePolicy):
    """Permissions on entries of the ledger, where the offer stands under which they were given."""

    def collection_of(self, instance):
        return instance.offer.activity.provider.collection

    def instances_in(self, collections):
        return Entry.objects.filter(offer__activity__in=_activities_in(collections))


offer_policy = OfferPolicy(CreditOffer)
entry_policy = EntryPolicy(Entry)
