"""Forms of licences: what is held, and the questions that its rules ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from credits.domain.requirements.naming import OF_THE_LICENCE
from credits.fields import DayField, as_told, field_for
from credits.models import Requirement
from credits.queries import Owed

UNCHOSEN = ("", "Choose a licence or certification")


class LicenceForm(forms.Form):
    """Number and days of a licence."""

    number = forms.CharField(
        label="Licence number",
        max_length=40,
        required=False,
        help_text="Kept encrypted. Only you see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issued_on = DayField(
        label="First issued on",
        required=False,
        help_text="Some rules hold in the first years only.",
    )
    expires_on = DayField(
        label="Expires on", required=False, help_text="As printed on the licence you hold now."
    )

    def __init__(self, *args: Any, masked: str = "", **kwargs: Any) -> None:
        """`masked`: the number on record, as it may be shown."""
        super().__init__(*args, **kwargs)
        if masked:
            self.fields["number"].help_text = (
                f"On record: {masked}. Leave this empty to keep it; Reporting, in your profile, "
                "shows or removes it."
            )

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise ValidationError("This day is still to come.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", "It expires before it was issued.")
        return cleaned


class AddLicenceForm(LicenceForm):
    """What is held, chosen among the requirements that are kept here."""

    requirement = forms.ChoiceField(label="Licence or certification")
    field_order = ["requirement", "number", "issued_on", "expires_on"]

    def __init__(self, data: Any = None, *, offered: list[Requirement]) -> None:
        super().__init__(data)
        self.offered = {str(row.pk): row for row in offered}
        by_place: dict[str, list[tuple[str, str]]] = {}
        for pk, row in self.offered.items():
            by_place.setdefault(row.jurisdiction, []).append(
                (pk, f"{row.authority}: {row.credential}")
            )
        field = self.fields["requirement"]
        field.choices = [UNCHOSEN, *by_place.items()]  # type: ignore[attr-defined]

    def clean_requirement(self) -> Requirement:
        return self.offered[self.cleaned_data["requirement"]]


class FactsForm(forms.Form):
    """Questions about a holder; `facts` is what was told, None where something was taken back."""

    def __init__(self, data: Any = None, *, asks: dict[str, Any], told: Any, prefix: str) -> None:
        super().__init__(data, prefix=prefix, initial=dict(told))
        for name, fact in asks.items():
            self.fields[name] = field_for(fact)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: as_told(value) for name, value in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        today = timezone.localdate()
        for name, day in cleaned.items():
            if name.endswith("_on") and name != "expires_on" and day and day > today:
                self.add_error(name, "This day is still to come.")
        return cleaned


def questions_form(owed: Owed, data: Any = None) -> FactsForm:
    """Return the form with what has to be asked for a licence."""
    return FactsForm(data, asks=owed.questions, told={}, prefix=f"licence{owed.licence.pk}")


def facts_form(owed: Owed, data: Any = None) -> FactsForm:
    """Return the form with every fact that could change something, as told so far."""
    asks = {name: fact for name, fact in owed.facts.items() if name not in OF_THE_LICENCE}
    return FactsForm(data, asks=asks, told=owed.licence.facts, prefix="facts")
