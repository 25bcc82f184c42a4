"""What a learner or a visitor may fill in about credit."""

from decimal import Decimal
from typing import Any, cast

from django import forms

from credits.domain.codes import CodeMistyped, read_code
from credits.domain.rules import claimable
from credits.models import Diplomate, Entry
from credits.models.bundle import PAPERS
from credits.models.offer import BOARD_CHOICES

AS_RADIOS = 8


class ClaimForm(forms.Form):
    """How much of the designated credit the learner claims, with their word for it."""

    amount = forms.TypedChoiceField(
        label="Credit to claim",
        coerce=Decimal,
        error_messages={
            "required": "Choose how much to claim.",
            "invalid_choice": "Choose one of the amounts listed.",
        },
    )
    attest = forms.BooleanField(
        label="The amount is commensurate with the extent of my participation.",
        error_messages={"required": "Confirm that the amount matches your participation."},
    )

    def __init__(self, data: Any = None, *, entry: Entry, cap: Decimal | None = None) -> None:
        super().__init__(data, initial={"amount": str(entry.amount)})
        designated = Decimal(entry.facts["offer"]["amount"])
        designated = designated if cap is None else min(designated, cap)
        kind, field = entry.credit_type, cast(forms.ChoiceField, self.fields["amount"])
        amounts = claimable(designated, kind.increment)
        field.help_text = f"At most {designated:.2f}, in steps of {kind.increment:.2f}."
        if len(amounts) <= AS_RADIOS:
            field.widget = forms.RadioSelect()
        field.choices = [(str(amount), _label(amount, entry)) for amount in amounts]


def _label(amount: Decimal, entry: Entry) -> str:
    kind = entry.credit_type
    words = f"{amount:.2f} {kind.unit if amount == 1 else kind.unit_plural}"
    return f"{words}, as recorded now" if amount == entry.amount else words


class BoardForm(forms.ModelForm):
    """A board that the learner is certified by, with their number there."""

    number = forms.CharField(
        label="Board ID",
        max_length=40,
        help_text="Your number at the board, as it stands in its portal. Kept encrypted.",
        error_messages={"required": "Enter your number at the board."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Diplomate
        fields = ["board"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = cast(forms.ChoiceField, self.fields["board"])
        boards.choices = [("", "Choose a board"), *BOARD_CHOICES]


class ReflectionForm(forms.Form):
    """The reflective note that makes credit count."""

    text = forms.CharField(
        label="Your reflective note",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What you learned, what it changes in your practice, and what you will do next. "
        "Name no patient. Only you read it, and it cannot be changed later.",
        error_messages={"required": "Write your note first: the credit counts with it."},
    )


class TakeBackForm(forms.Form):
    """Why staff take credit back."""

    warning = (
        "The certificate will say that it was withdrawn, and points beside this credit go with it. "
        "The learner sees the reason. The entry stays on record."
    )
    done = "The credit was taken back."
    is_serious = True

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with your name, and shown to the learner.",
        error_messages={"required": "Give the reason."},
    )

    def __init__(self, data: Any = None, *, entry: Entry) -> None:
        super().__init__(data)


class ReissueForm(TakeBackForm):
    """Why staff issue credit anew, and with which amount."""

    warning = (
        "A new certificate is issued with the learner's name as it is now; correct the name in "
        "their account first. The old code will say that it was replaced, and lead to the new one."
    )
    done = "The credit was issued anew. The certificate follows in a moment."
    is_serious = False

    amount = forms.DecimalField(max_digits=6, decimal_places=2)
    field_order = ("amount", "reason")

    def __init__(self, data: Any = None, *, entry: Entry) -> None:
        super().__init__(data, entry=entry)
        designated = entry.facts["offer"]["amount"]
        self.fields["amount"].initial = entry.amount
        self.fields["amount"].help_text = f"At most {designated}, which was designated."


class BundleForm(forms.Form):
    """Which year's certificates, and for which paper."""

    year = forms.TypedChoiceField(
        label="Year completed",
        coerce=int,
        error_messages={"required": "Choose a year.", "invalid_choice": "Choose one of the years."},
    )
    paper = forms.ChoiceField(choices=PAPERS, initial="a4")

    def __init__(self, data: Any = None, *, years: list[int]) -> None:
        super().__init__(data)
        field = cast(forms.ChoiceField, self.fields["year"])
        field.choices = [(year, str(year)) for year in years]


class CodeForm(forms.Form):
    """The code of a certificate, however it was typed."""

    code = forms.CharField(
        label="Certificate code",
        error_messages={"required": "Enter the code printed on the certificate."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except CodeMistyped as mistake:
            raise forms.ValidationError(mistake.message, "mistyped") from mistake
