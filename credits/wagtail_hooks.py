"""Credit offers, and what boards ask, in the CMS."""

from django.urls import path
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from credits.ledger_viewset import EntryViewSet, reissue, take_credit_back
from credits.requirement_viewsets import AcceptanceViewSet, RequirementViewSet
from credits.viewsets import OfferViewSet


@hooks.register("register_admin_viewset")
def credit_offers():
    return OfferViewSet()


@hooks.register("register_admin_viewset")
def requirements():
    return [RequirementViewSet(), AcceptanceViewSet()]


@hooks.register("register_admin_viewset")
def credit_ledger():
    return EntryViewSet()


@hooks.register("register_admin_urls")
def corrections():
    return [
        path("credit-ledger/<int:pk>/reissue/", reissue, name="credits_reissue"),
        path("credit-ledger/<int:pk>/take-back/", take_credit_back, name="credits_take_back"),
    ]


@hooks.register("register_log_actions")
def corrected(actions):
    @actions.register_action("credits.reissue")
    class Reissued(LogFormatter):
        label = "Issue anew"

        def format_message(self, entry):
            return f"Issued anew: {entry.data['reason']}"

    @actions.register_action("credits.reverse")
    class TakenBack(LogFormatter):
        label = "Take back"

        def format_message(self, entry):
            return f"Taken back: {entry.data['reason']}"


@hooks.register("register_log_actions")
def withdrawn(actions):
    @actions.register_action("credits.withdraw")
    class Withdrawn(LogFormatter):
        label = "Withdraw"
        message = "Withdrawn"
