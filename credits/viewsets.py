"""The screens on which accreditation staff designate and withdraw credit."""

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from common.cms import EveryWordSearch, in_place
from credits.domain.destinations import is_known_to_pars
from credits.models import CreditOffer
from credits.offer_form import OfferForm
from credits.places import offer_policy
from credits.services import withdraw_offer

WITHDRAW = (
    "Withdraw this offer? Nobody can earn credit under it from now on. Credit already given stays, "
    "and so does the offer in the records."
)
SCREENS = {"index", "index_results", "add", "inspect", "delete", "history", "history_results"}


def state_of(offer):
    """Return in a word whether an offer can still be taken."""
    if offer.withdrawn_at:
        return "Withdrawn"
    today = timezone.localdate()
    if today < offer.valid_from:
        return "Begins later"
    return "Open" if today <= offer.valid_until else "Ended"


class OfferIndexView(EveryWordSearch, generic.IndexView):
    """Offers of the activities whose providers the person works for."""

    def get_base_queryset(self):
        return offer_policy.visible_to(self.request.user).select_related("activity", "credit_type")

    def get_edit_url(self, instance):
        return reverse(self.inspect_url_name, args=[instance.pk])


class DesignateView(generic.CreateView):
    """Designate credit: the statement is written by the system."""

    page_title = "Designate"
    inspect_url_name = None
    submit_button_label = "Designate credit"

    def is_valid(self, form):
        if super().is_valid(form):
            self.offer = form.designate(by=self.request.user)
        if form.errors:
            self.produced_error_code = "validation_error"
            self.produced_error_message = "No credit was designated: see below."
        return not form.errors

    def save_instance(self):
        log(instance=self.offer, action="wagtail.create", content_changed=True)
        return self.offer

    def get_success_url(self):
        return reverse(self.inspect_url_name, args=[self.offer.pk])

    def get_success_buttons(self):
        return []


class OfferView(generic.InspectView):
    """What was designated, with the statement as published."""

    page_title = "Credit offer"

    def get_edit_url(self):
        return None

    @property
    def header_more_buttons(self):
        if not self.user_has_permission("change"):
            return []
        if self.object.withdrawn_at:
            return self._numbers()
        url = reverse(self.delete_url_name, args=[self.object.pk])
        withdraw = Button("Withdraw", url=url, icon_name="cross", priority=20)
        return [*self._numbers(), withdraw]

    def _numbers(self):
        if not is_known_to_pars(self.object.credit_type.code):
            return []
        url = reverse("credits_numbers", args=[self.object.pk])
        return [Button("Reporting numbers", url=url, icon_name="upload", priority=10)]

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        return "–" if value in {None, ""} else value

    def get_topics_display_value(self):
        return ", ".join(f"{row['topic']} {row['amount']}" for row in self.object.topics) or "–"


class WithdrawView(generic.DeleteView):
    """Withdraw instead of deleting."""

    permission_required = "change"
    page_title = "Withdraw"
    confirmation_message = WITHDRAW
    template_name = "credits/cms/withdraw.html"

    def get_usage_url(self):
        return None

    def delete_action(self):
        withdraw_offer(offer=self.object, at=timezone.now())
        log(instance=self.object, action="credits.withdraw")

    def get_success_message(self):
        return f"“{self.object}” is withdrawn."


class OfferViewSet(ModelViewSet):
    """Credit offers: apart from content, in the hands of accreditation staff."""

    model = CreditOffer
    name = "credit-offers"
    icon = "success"
    menu_label = "Credit offers"
    menu_order = 260
    add_to_admin_menu = True
    permission_policy = offer_policy
    index_view_class = OfferIndexView
    add_view_class = DesignateView
    inspect_view_class = OfferView
    delete_view_class = WithdrawView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("valid_from", label="From", sort_key="valid_from"),
        Column("valid_until", label="Until", sort_key="valid_until"),
        Column("state", label="State", accessor=state_of),
    ]
    list_filter = ["credit_type"]
    search_fields = ["activity__title", "credit_type__name"]
    inspect_view_fields = [
        "activity",
        "credit_type",
        "amount",
        "topics",
        "uan",
        "pars_id",
        "claim_until",
        "beside",
        "valid_from",
        "valid_until",
        "statement",
        "statement_version",
        "designated_by",
        "designated_at",
        "withdrawn_at",
    ]

    def get_form_class(self, for_update=False):
        return OfferForm

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(**{"panel": None, **kwargs})

    def construct_view(self, view_class, **kwargs):
        return in_place(super().construct_view(view_class, **kwargs), offer_policy)

    def get_urlpatterns(self):
        return [each for each in super().get_urlpatterns() if each.name in SCREENS]
