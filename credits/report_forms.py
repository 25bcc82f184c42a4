"""What accreditation staff fill in about reports: a reason, an answer, a correction, numbers."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from common.widgets import digits
from credits.domain.reporting import BY_HAND, LABELS, Status
from credits.models import CreditOffer

REASON = "Kept with your name in the report's history."


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON,
        error_messages={"required": "Give the reason."},
    )


class NoteForm(forms.Form):
    """What a step rests on, if there is something to say."""

    reason = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON,
    )


class AnswerForm(NoteForm):
    """What the destination answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Its message"
        self.fields["reason"].help_text = "In its own words. The learner reads it."


class RejectionForm(AnswerForm):
    """Why the destination rejected a report."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "Give the message of the rejection."


class CorrectionForm(ReasonForm):
    """What a report's status really is."""

    status = forms.ChoiceField(
        label="It really is",
        choices=[(each.value, LABELS[each]) for each in (Status.QUEUED, *BY_HAND)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the report really stands."},
    )
    field_order = ("status", "reason")

    def clean_status(self) -> Status:
        return Status(self.cleaned_data["status"])


class RevealForm(forms.Form):
    """Why somebody has to read another person's identifier."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it, with your name. Never write the number itself here.",
        error_messages={"required": "Give the reason: without one nothing is shown."},
    )


class NumbersForm(forms.ModelForm):
    """What PARS calls an activity, and until when it takes completions."""

    pars_id = forms.CharField(
        label="PARS activity ID",
        max_length=20,
        required=False,
        widget=digits(),
        help_text="Nine digits, the activity's own: its other offers that PARS takes get it too. It "
        "stays once credit was sent under it.",
    )

    class Meta:
        model = CreditOffer
        fields = ["pars_id", "claim_until"]
        widgets = {"claim_until": AdminDateInput}

    def _post_clean(self) -> None:
        """Leave the checks to the service, which knows the activity's other offers."""
