"""What a learner fills in for reports: which destinations they allow, and who they are there."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.domain.identifiers import (
    ISSUERS,
    LABELS,
    LEAP_YEAR,
    IdentifierInvalid,
    Kind,
    birth_day,
    read,
)
from credits.domain.destinations import ANY, Ask, Destination, Need, listed

HINTS = {
    Kind.NPI: "10 digits.",
    Kind.LICENCE: "In full, as the state’s verification page writes it.",
    Kind.BOARD_ID: "As it stands in the board’s portal.",
    Kind.NABP_PROFILE: "Digits only.",
}
ISSUER_LABELS = {Kind.LICENCE: "State of the licence", Kind.BOARD_ID: "Board"}
NUMBER_LABELS = {Kind.LICENCE: "Licence number"}
MONTHS = [(f"{month:02}", f"{date(LEAP_YEAR, month, 1):%B}") for month in range(1, 13)]
DAYS = [(f"{day:02}", str(day)) for day in range(1, 32)]
UNCHOSEN = ("", "Choose")
Values = dict[tuple[Kind, str], str]


class AllowForm(forms.Form):
    """A box for each destination; none is ticked beforehand."""

    def __init__(self, data: Any = None, *, places: Iterable[Destination]) -> None:
        super().__init__(data, prefix="allow")
        self.places = {place.code: place for place in places}
        for code, place in self.places.items():
            self.fields[code] = forms.BooleanField(label=place.wording, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.places and not any(cleaned.values()):
            raise forms.ValidationError("Tick what you allow, or choose “Not now”.", "nothing")
        return cleaned

    @property
    def chosen(self) -> list[Destination]:
        return [place for code, place in self.places.items() if self.cleaned_data[code]]


class IdentityForm(forms.Form):
    """Fields for what is asked; of several that will do, one is enough."""

    def __init__(
        self, data: Any = None, *, needs: Sequence[Need], is_required: bool = True
    ) -> None:
        super().__init__(data, prefix="id")
        self.needs, self.is_required = needs, is_required
        self.asks = list(dict.fromkeys(ask for need in needs for ask in need))
        alone = {need[0] for need in needs if len(need) == 1} if is_required else set()
        for ask in self.asks:
            self._add_fields(ask, is_required=ask in alone)

    def _add_fields(self, ask: Ask, *, is_required: bool) -> None:
        if ask.kind is Kind.BIRTH_DAY:
            for name, label, rows in (("month", "Month", MONTHS), ("day", "Day", DAYS)):
                self.fields[name] = forms.ChoiceField(
                    label=f"{label} of birth", choices=[UNCHOSEN, *rows], required=is_required
                )
            return
        if ask.issuer == ANY:
            self.fields[f"{ask.kind}_issuer"] = forms.ChoiceField(
                label=ISSUER_LABELS[ask.kind],
                choices=[UNCHOSEN, *ISSUERS[ask.kind].items()],
                required=is_required,
            )
        self.fields[_field(ask)] = forms.CharField(
            label=NUMBER_LABELS.get(ask.kind, LABELS[ask.kind]) if ask.issuer == ANY else ask.name,
            help_text=HINTS[ask.kind],
            max_length=40,
            required=is_required,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values: Values = {}
        given = {ask for ask in self.asks if self._take(ask, cleaned)}
        for need in self.needs if self.is_required else ():
            if not given & set(need) and not self.errors:
                self.add_error(_field(need[0]), f"Give {listed([need])}.")
        if not self.is_required and not given and not self.errors:
            raise forms.ValidationError("Fill in what you want to save.", "nothing")
        return cleaned

    def _take(self, ask: Ask, cleaned: dict[str, Any]) -> bool:
        """Read one identifier; return whether anything was given."""
        if ask.kind is Kind.BIRTH_DAY:
            return self._take_birth_day(cleaned.get("month", ""), cleaned.get("day", ""))
        name, text = _field(ask), cleaned.get(_field(ask), "")
        issuer = cleaned.get(f"{ask.kind}_issuer", "") if ask.issuer == ANY else ask.issuer
        if ask.issuer == ANY and bool(issuer) != bool(text):
            empty = name if issuer else f"{ask.kind}_issuer"
            if empty not in self.errors:
                self.add_error(empty, "Fill in both the number and who gave it to you.")
            return True
        if text:
            self._read(ask.kind, text, issuer, name)
        return bool(text)

    def _take_birth_day(self, month: str, day: str) -> bool:
        if bool(month) != bool(day):
            empty = "day" if month else "month"
            if empty not in self.errors:
                self.add_error(empty, "Choose both month and day.")
        elif month:
            try:
                self.values[Kind.BIRTH_DAY, ""] = birth_day(month=int(month), day=int(day))
            except IdentifierInvalid as mistake:
                self.add_error("day", mistake.message)
        return bool(month or day)

    def _read(self, kind: Kind, text: str, issuer: str, name: str) -> None:
        try:
            self.values[kind, issuer] = read(kind, text, issuer=issuer)
        except IdentifierInvalid as mistake:
            self.add_error(name, mistake.message)


def _field(ask: Ask) -> str:
    if ask.kind is Kind.BIRTH_DAY:
        return "month"
    return f"{ask.kind}" if ask.issuer in {"", ANY} else f"{ask.kind}_{ask.issuer}".lower()
