"""Forms of outcomes: who a report is about, and who may review whom."""

from datetime import date

from django import forms
from django.utils import timezone

from accounts.domain.roles import Role
from accounts.models import Profession, User
from outcomes.domain.cohort import Basis, Cohort
from outcomes.models import ReviewGrant

EVERYBODY = [("", "All professions")]
BASES = [(Basis.ENROLLED.value, "Enrolled"), (Basis.COMPLETED.value, "Completed")]


class DayInput(forms.DateInput):
    """A date field of the browser's own."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class CohortForm(forms.Form):
    """A period and a profession; empty fields leave nobody out."""

    basis = forms.ChoiceField(label="People who", choices=BASES, required=False)
    begins_on = forms.DateField(label="From", required=False, widget=DayInput)
    ends_on = forms.DateField(label="To", required=False, widget=DayInput)
    profession = forms.ChoiceField(choices=EVERYBODY + Profession.choices, required=False)

    def clean(self):
        begins_on, ends_on = self.cleaned_data.get("begins_on"), self.cleaned_data.get("ends_on")
        if ends_on == date.max:
            self.add_error("ends_on", "Give a day that has a day after it.")
        elif begins_on and ends_on and ends_on < begins_on:
            self.add_error("ends_on", "The period ends before it begins.")
        return self.cleaned_data

    @property
    def cohort(self):
        """Return who the report is about."""
        return Cohort(
            begins_on=self.cleaned_data["begins_on"],
            ends_on=self.cleaned_data["ends_on"],
            basis=Basis(self.cleaned_data["basis"] or Basis.ENROLLED),
            profession=self.cleaned_data["profession"],
        )


class ReviewGrantForm(forms.ModelForm):
    """An accreditor and a provider, and until when."""

    class Meta:
        model = ReviewGrant
        fields = ["accreditor", "provider", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "accreditor" in self.fields:
            self.fields["accreditor"].queryset = User.objects.filter(
                groups__name=Role.ACCREDITOR, is_active=True
            ).order_by("last_name", "email")

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until <= timezone.now():
            raise forms.ValidationError("Choose a moment to come, or leave it empty.")
        return until
