"""Who may designate credit where: offers stand at the place of their activity's provider."""

from common.places import PlacePolicy
from courses.models import ActivityPage
from courses.queries import activities_in
from credits.models import CreditOffer, CreditReport, Entry


class OfferPolicy(PlacePolicy):
    """Permissions on offers, by the collection of the provider in whose branch the activity is."""

    def collection_of(self, instance):
        return instance.activity.provider.collection

    def instances_in(self, collections):
        return CreditOffer.objects.filter(activity__in=activities_in(collections))

    def activities_for(self, user):
        """Return the activities for which a person may designate credit."""
        if user.is_superuser:
            return ActivityPage.objects.all()
        return activities_in(self.collections_user_has_permission_for(user, "add"))


class EntryPolicy(PlacePolicy):
    """Permissions on entries of the ledger, where the offer stands under which they were given."""

    def collection_of(self, instance):
        return instance.offer.activity.provider.collection

    def instances_in(self, collections):
        return Entry.objects.filter(offer__activity__in=activities_in(collections))


class ReportPolicy(PlacePolicy):
    """Permissions on reports, where the offer stands under which their credit was given."""

    def collection_of(self, instance):
        return instance.entry.offer.activity.provider.collection

    def instances_in(self, collections):
        return CreditReport.objects.filter(entry__offer__activity__in=activities_in(collections))

    def collections_for(self, user):
        """Return the places whose reports a person may look at."""
        return self.collections_user_has_permission_for(user, "view")


offer_policy = OfferPolicy(CreditOffer)
entry_policy = EntryPolicy(Entry)
report_policy = ReportPolicy(CreditReport)
