"""Forms of sign-up and profile."""

import zoneinfo
from datetime import timedelta

from django import forms

from accounts.models import Profession, Profile
from accounts.services import register

UNCHOSEN = [("", "Choose your profession")]


class SignupForm(forms.Form):
    """What we ask beside e-mail and password; the profession decides which credit can be earned."""

    first_name = forms.CharField(
        max_length=100,
        label="First name",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        max_length=100,
        label="Last name",
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    profession = forms.ChoiceField(choices=[*UNCHOSEN, *Profession.choices])
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ["email", "first_name", "last_name", "profession", "password1"]

    def clean_time_zone(self):
        """Fall back to UTC: the browser's guess is a convenience, never an error."""
        given = self.cleaned_data["time_zone"]
        return given if given in zoneinfo.available_timezones() else "UTC"

    def signup(self, request, user):
        """Called by allauth once the account exists."""
        register(
            user=user,
            **{
                name: self.cleaned_data[name]
                for name in ("first_name", "last_name", "profession", "time_zone")
            },
        )


class ProfileForm(forms.ModelForm):
    """Name, profession and time zone."""

    first_name = forms.CharField(
        max_length=100,
        label="First name",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        max_length=100,
        label="Last name",
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())]
    )

    class Meta:
        model = Profile
        fields = ["first_name", "last_name", "credentials", "profession", "specialty", "time_zone"]


class KeyForm(forms.Form):
    """A name and a life for an API key."""

    name = forms.CharField(max_length=80, help_text="What will use it, so that you know it again.")
    days = forms.TypedChoiceField(
        label="Valid for",
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (365, "One year")],
        initial=90,
    )

    def terms(self, now):
        """Return name and end of the key."""
        return {
            "name": self.cleaned_data["name"],
            "expires_at": now + timedelta(days=self.cleaned_data["days"]),
        }
