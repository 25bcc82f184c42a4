"""Credit offers, and what boards ask, in the CMS."""

from django.urls import path
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from courses.queries import OFFERS
from credits.ledger_viewset import EntryViewSet, reissue, take_credit_back
from credits.offer_numbers import reporting_numbers
from credits.queries import designated_for
from credits.report_viewset import ReportViewSet, act, reveal
from credits.requirement_viewsets import AcceptanceViewSet, RequirementViewSet
from credits.viewsets import OfferViewSet

hooks.register(OFFERS, designated_for)


@hooks.register("register_admin_viewset")
def credit_offers():
    return OfferViewSet()


@hooks.register("register_admin_viewset")
def requirements():
    return [RequirementViewSet(), AcceptanceViewSet()]


@hooks.register("register_admin_viewset")
def credit_ledger():
    return EntryViewSet()


@hooks.register("register_admin_viewset")
def credit_reports():
    return ReportViewSet()


@hooks.register("register_admin_urls")
def deeds_about_reports():
    return [
        path("credit-reports/<int:pk>/<slug:deed>/", act, name="credits_report_act"),
        path(
            "credit-reports/<int:pk>/identifiers/<int:identifier>/",
            reveal,
            name="credits_report_reveal",
        ),
        path("credit-offers/<int:pk>/numbers/", reporting_numbers, name="credits_numbers"),
    ]


@hooks.register("register_log_actions")
def numbered(actions):
    @actions.register_action("credits.numbers")
    class Numbered(LogFormatter):
        label = "Reporting numbers"

        def format_message(self, entry):
            return f"PARS ID: {entry.data['pars_id'] or 'none'}"


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
