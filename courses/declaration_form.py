"""The form in which somebody declares their financial relationships, without an account."""

from django import forms
from django.forms import formset_factory

from courses.domain.disclosure import ATTESTATION, NATURES, Nature
from courses.services import Named

MOST_ROWS = 40
CHOICES = [("", "Choose"), *((e.value, NATURES[e]) for e in Nature if e is not Nature.AS_TOLD)]


class TieForm(forms.Form):
    """One relationship; a row that is left empty counts for nothing."""

    company = forms.CharField(
        label="Company", max_length=160, widget=forms.TextInput(attrs={"list": "companies"})
    )
    nature = forms.ChoiceField(label="What you are, or were, to it", choices=CHOICES)
    has_ended = forms.BooleanField(label="This relationship has ended", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = True

    def has_changed(self):
        return any(self[name].value() for name in ("company", "nature"))

    @property
    def named(self):
        """The relationship as filled in, None for an empty row."""
        if not self.cleaned_data.get("company"):
            return None
        nature = Nature(self.cleaned_data["nature"])
        return Named(self.cleaned_data["company"], nature, self.cleaned_data["has_ended"])


class DeclarationForm(forms.Form):
    """None or some, and the signature."""

    has_any = forms.ChoiceField(
        label="Do you have, or did you have in these 24 months, any such relationship?",
        choices=[("no", "No, none"), ("yes", "Yes: I name every one below")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether there is any relationship."},
    )
    signed_as = forms.CharField(
        label="Your name, as your signature",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Sign with your name."},
    )
    attests = forms.BooleanField(
        label=ATTESTATION, error_messages={"required": "Confirm that what you say is complete."}
    )


def ties(data=None, *, initial=(), more=0):
    """Return the rows of relationships: those known, and empty ones to fill in."""
    made = formset_factory(
        TieForm, extra=0 if data else max(more, 0 if initial else 1), max_num=MOST_ROWS
    )
    return made(data, initial=list(initial), prefix="tie")


def rows_typed(data):
    """Return what was typed into the rows, to be shown again with room for more."""
    total = data.get("tie-TOTAL_FORMS", "")
    number = min(int(total), MOST_ROWS) if total.isdigit() else 0
    return [
        {
            "company": data.get(f"tie-{row}-company", ""),
            "nature": data.get(f"tie-{row}-nature", ""),
            "has_ended": f"tie-{row}-has_ended" in data,
        }
        for row in range(number)
    ]


def relationships_in(form, rows):
    """Return what a valid form declares; add an error where its two halves disagree."""
    named = [tie for row in rows if (tie := row.named)]
    says_some = form.cleaned_data["has_any"] == "yes"
    if says_some and not named:
        form.add_error("has_any", "Name at least one relationship, or choose “No, none”.")
    if named and not says_some:
        form.add_error(
            "has_any", "You named a relationship: choose “Yes”, or empty the rows below."
        )
    return named
