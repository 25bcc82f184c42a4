"""The ledger in the CMS: why an entry was given, and how accreditation staff correct it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from accounts.models import Profession
from common.cms import EveryWordSearch, in_place
from credits.domain.reasons import reasons
from credits.domain.rules import ClaimRefused
from credits.forms import ReissueForm, TakeBackForm
from credits.models import Entry
from credits.places import entry_policy
from credits.queries import entries_about, was_reversed
from credits.services import CreditRefused, reissue_credit, take_back

SCREENS = {"index", "index_results", "inspect"}


def state_of(entry):
    """Return in a word whether an entry counts."""
    if entry.reverses_id:
        return "Takes back"
    return "No longer counts" if was_reversed(entry) else "Counts"


def activity_of(entry):
    """Return the title of the activity, as it was when the credit was given."""
    return (entry.reverses or entry).facts["activity"]["title"]


class EntryIndexView(EveryWordSearch, generic.IndexView):
    """Entries of the activities whose providers the person works for."""

    page_title = "Credit ledger"

    def get_base_queryset(self):
        related = ("learner", "credit_type", "reversed_by", "reverses")
        return entry_policy.visible_to(self.request.user).select_related(*related)


class EntryView(generic.InspectView):
    """One entry with everything that made it, and what became of it."""

    page_title = "Ledger entry"
    template_name = "credits/cms/entry.html"

    def get_page_subtitle(self):
        entry = self.object
        return f"{entry.amount:+} {entry.credit_type}, {entry.learner}"

    def get_edit_url(self):
        return None

    def get_delete_url(self):
        return None

    @property
    def header_more_buttons(self):
        entry = self.object
        if entry.reverses_id or was_reversed(entry) or not self.user_has_permission("change"):
            return []
        return [
            Button("Issue anew", reverse("credits_reissue", args=[entry.pk]), icon_name="redirect"),
            Button("Take back", reverse("credits_take_back", args=[entry.pk]), icon_name="cross"),
        ]

    def get_context_data(self, **kwargs):
        entry = self.object
        told = None if entry.reverses_id else reasons(entry.facts, dict(Profession.choices))
        history = entries_about(entry)
        return super().get_context_data(**kwargs) | {"reasons": told, "history": history}


class EntryViewSet(ModelViewSet):
    """The ledger: read, and corrected by appending."""

    model = Entry
    name = "credit-ledger"
    icon = "list-ol"
    menu_label = "Credit ledger"
    menu_order = 261
    add_to_admin_menu = True
    permission_policy = entry_policy
    index_view_class = EntryIndexView
    inspect_view_class = EntryView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        TitleColumn("learner", label="Learner", url_name="credit-ledger:inspect"),
        Column("activity", label="Activity", accessor=activity_of),
        Column("credit_type", label="Credit", accessor="credit_type.short_name"),
        Column("amount", label="Amount", sort_key="amount"),
        Column("earned_on", label="Completed", sort_key="earned_on"),
        Column("state", label="State", accessor=state_of),
    ]
    list_filter = ["credit_type", "earned_on"]
    ordering = ["-pk"]
    search_fields = [
        "learner__email",
        "learner__first_name",
        "learner__last_name",
        "facts__activity__title",
        "certificate__code",
    ]
    inspect_view_fields = [
        "learner",
        "credit_type",
        "amount",
        "earned_on",
        "awarded_at",
        "reason",
        "source",
    ]

    def get_form_class(self, for_update=False):
        return TakeBackForm

    def construct_view(self, view_class, **kwargs):
        return in_place(super().construct_view(view_class, **kwargs), entry_policy)

    def get_urlpatterns(self):
        return [each for each in super().get_urlpatterns() if each.name in SCREENS]


def reissue(request, pk):
    """Issue credit anew: with the name as it is now, or another amount."""
    return _correcting(request, pk, ReissueForm, "Issue credit anew", reissue_credit, "reissue")


def take_credit_back(request, pk):
    """Take credit back."""
    return _correcting(request, pk, TakeBackForm, "Take credit back", take_back, "reverse")


def _correcting(request, pk, form_class, title, correct, action):
    """Ask for the reason, confirm by the form itself, correct and log it."""

    def page(request, pk):
        entry = Entry.objects.select_related("learner", "credit_type", "offer").get(pk=pk)
        if not entry_policy.user_has_permission_for_instance(request.user, "change", entry):
            raise PermissionDenied
        form = form_class(request.POST if request.method == "POST" else None, entry=entry)
        if form.is_valid():
            try:
                correct(entry=entry, by=request.user, at=timezone.now(), **form.cleaned_data)
            except (CreditRefused, ClaimRefused) as refusal:
                form.add_error(None, refusal.message)
            else:
                log(entry, f"credits.{action}", data={"reason": form.cleaned_data["reason"]})
                messages.success(request, form.done)
                return redirect("credit-ledger:inspect", pk)
        context = {"entry": entry, "form": form, "title": title}
        return render(
            request, "credits/cms/correct.html", context, status=422 if form.errors else 200
        )

    return in_place(page, entry_policy)(request, pk=pk)
