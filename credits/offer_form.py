"""The form in which accreditation staff designate credit."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from courses.models import ActivityPage, Purpose
from credits.domain.destinations import PARS_ID
from credits.domain.topics import CREDIT_TOPICS, share_in, topic_named
from credits.domain.uan import UanRefused, read_uan
from credits.models import CreditOffer, CreditType
from credits.places import offer_policy
from credits.services import OfferRefused, designate_credit

TOPIC_HELP = (
    "Part of the amount that is on a topic, one a line, for example “pharmacology: 0.50”. Topics: "
    + ", ".join(CREDIT_TOPICS)
    + "."
)


class TopicsField(forms.CharField):
    """Topics with their share of the credit, written a line each."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value):
        lines = [line for line in super().to_python(value).splitlines() if line.strip()]
        return [self._read(line) for line in lines]

    def _read(self, line):
        topic, _colon, amount = line.rpartition(":")
        share = share_in(amount)
        if not topic.strip() or share is None:
            raise ValidationError(f"“{line.strip()}”: write a topic, a colon and an amount.")
        known = topic_named(topic)
        if known is None:
            raise ValidationError(f"“{topic.strip()}” is no topic of the list below.")
        return {"topic": known, "amount": f"{share:.2f}"}


class OfferForm(WagtailAdminModelForm):
    """What may be chosen; the statement follows from it and is never typed."""

    amount = forms.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text="The most that can be claimed.",
    )
    topics = TopicsField(required=False, help_text=TOPIC_HELP)

    class Meta:
        model = CreditOffer
        fields = [
            "activity",
            "credit_type",
            "amount",
            "valid_from",
            "valid_until",
            "topics",
            "uan",
            "pars_id",
        ]
        widgets = {"valid_from": AdminDateInput, "valid_until": AdminDateInput}
        help_texts = {
            "valid_from": "Today or later: credit is never designated retroactively.",
            "valid_until": "Completions up to this day earn the credit.",
            "uan": "For pharmacy credit alone, such as 0123-0000-26-001-H01-P; pharmacists and "
            "technicians have numbers of their own.",
            "pars_id": "The nine digits under which PARS knows the activity. Board points need them now, "
            "AMA PRA credit before it is reported; they can be added later.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["activity"] = forms.ModelChoiceField(
            offer_policy.activities_for(self.for_user), empty_label="Choose an activity"
        )
        self.fields["credit_type"] = forms.ModelChoiceField(
            CreditType.objects.filter(is_active=True),
            empty_label="Choose a type of credit",
            help_text="Its designation statement is written by the system.",
        )

    def clean_uan(self):
        number = self.cleaned_data["uan"].strip().upper()
        try:
            return number and read_uan(number) and number
        except UanRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_pars_id(self):
        number = self.cleaned_data["pars_id"].strip()
        if number and not PARS_ID.fullmatch(number):
            raise ValidationError("A PARS ID has nine digits.")
        return number

    def clean(self):
        cleaned = super().clean()
        activity, kind = cleaned.get("activity"), cleaned.get("credit_type")
        if activity and kind:
            self._check_type(activity, kind)
        ends = cleaned.get("valid_until")
        if activity and ends and ends > activity.expires_on:
            message = f"The activity ends on {activity.expires_on:%-d %B %Y}."
            self.add_error("valid_until", message)
        return cleaned

    def _check_type(self, activity, kind):
        if activity.credit_offers.filter(credit_type=kind, withdrawn_at=None).exists():
            message = "This activity offers this credit already: withdraw that offer first."
            self.add_error("credit_type", message)
        if kind.assessment_required and not has_test(activity):
            message = (
                "This credit asks for an assessment with a pass mark: place a required post-test "
                "in the activity first."
            )
            self.add_error("credit_type", message)

    def designate(self, by):
        """Return the new offer, None with the mistake noted if it was refused."""
        try:
            return designate_credit(**self.cleaned_data, at=timezone.now(), by=by)
        except OfferRefused as refusal:
            self.add_error(refusal.field, refusal.message)
            return None


def has_test(activity: ActivityPage) -> bool:
    """Whether an activity has a required post-test that can be failed."""
    return activity.placements.filter(
        purpose=Purpose.POST_TEST, required=True, assessment__pass_mark__isnull=False
    ).exists()
