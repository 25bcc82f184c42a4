"""Forms in which learners report credit from elsewhere, one by one or from a file."""

import csv
import io
import secrets
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.documents import check_document
from common.images import ImageRefused, safe_image
from credits.domain.external import KINDS
from credits.fields import DayField, KnownTopicsField
from credits.models import ExternalCredit

MAX_EVIDENCE = 10 * 1024 * 1024
MAX_CSV, MAX_ROWS = 500_000, 500
COLUMNS = ("type", "title", "provider", "amount", "date", "topics", "note")
NEEDED = {"type", "title", "amount", "date"}


def checked_evidence(file: Any) -> Any:
    """Return the file under a name that tells nothing; raise unless it is a PDF or a picture."""
    if file.size > MAX_EVIDENCE:
        raise ValidationError("Choose a file of at most 10 MB.")
    if PurePath(file.name).suffix.lower() == ".pdf":
        check_document(file)
        found, suffix = file, ".pdf"
    else:
        try:
            found = safe_image(file, name=file.name, max_bytes=MAX_EVIDENCE)
        except ImageRefused as refusal:
            raise ValidationError("Choose a PDF, or a JPG, PNG or WebP picture.") from refusal
        suffix = PurePath(str(found.name)).suffix
    found.name = secrets.token_hex(16) + suffix
    return found


class ExternalForm(forms.Form):
    """What was earned, where and when, with evidence."""

    kind = forms.ChoiceField(
        label="Type of credit", choices=[("", "Choose a type"), *KINDS.items()]
    )
    title = forms.CharField(max_length=200, help_text="As it stands on the certificate.")
    provider = forms.CharField(max_length=160, required=False)
    amount = forms.DecimalField(
        label="Amount", min_value=Decimal("0.01"), max_digits=6, decimal_places=2
    )
    earned_on = DayField(label="Completed on")
    topics = KnownTopicsField(
        (),
        required=False,
        max_length=2000,
        help_text="Part of the amount on a topic, one a line, for example “opioid prescribing: 2”.",
    )
    evidence = forms.FileField(
        required=False,
        help_text="The certificate as PDF or picture, at most 10 MB. Only you can open it.",
        widget=forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png,image/webp"}),
    )
    note = forms.CharField(max_length=300, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        topics: list[str],
        credit: ExternalCredit | None = None,
    ) -> None:
        names = ("kind", "title", "provider", "amount", "earned_on", "topics", "note")
        initial = {name: getattr(credit, name) for name in names} if credit else {}
        super().__init__(data, files, initial=initial)
        known = self.fields["topics"]
        known.known = {topic.casefold(): topic for topic in topics}  # type: ignore[attr-defined]
        if credit and credit.evidence:
            self.fields["drops_evidence"] = forms.BooleanField(
                label="Delete the evidence that is kept now", required=False
            )

    def clean_earned_on(self) -> date:
        day: date = self.cleaned_data["earned_on"]
        if day > timezone.localdate():
            raise ValidationError("Credit is listed once it is earned.")
        return day

    def clean_evidence(self) -> Any:
        file = self.cleaned_data["evidence"]
        return checked_evidence(file) if file else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amount, topics = cleaned.get("amount"), cleaned.get("topics") or []
        if amount and sum(Decimal(row["amount"]) for row in topics) > amount:
            self.add_error("topics", "The topics add up to more than the amount.")
        return cleaned


class ImportForm(forms.Form):
    """A file of rows; what was read once comes back as text to be confirmed."""

    file = forms.FileField(
        label="CSV file",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Choose a file with rows in it.",
            "empty": "Choose a file with rows in it.",
        },
    )
    text = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=MAX_CSV, strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("text")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        text = self._sent(cleaned.get("file")) or cleaned.get("text", "")
        if not text.strip():
            self.add_error("file", "Choose a file with rows in it.")
        else:
            self._check(text)
        return {**cleaned, "text": text}

    def _check(self, text: str) -> None:
        """Refuse what cannot be read to its end: no row is left out unsaid."""
        try:
            names, rows = _table(text)
        except csv.Error:
            self.add_error("file", "This cannot be read as CSV. Save it as CSV in UTF-8 again.")
            return
        if missing := NEEDED - set(names):
            told = ", ".join(f"“{name}”" for name in sorted(missing))
            self.add_error("file", f"The first line has to name the columns; missing: {told}.")
        elif len(rows) > MAX_ROWS:
            self.add_error("file", f"Import at most {MAX_ROWS} rows at once.")

    def _sent(self, file: Any) -> str:
        if not file:
            return ""
        if file.size > MAX_CSV:
            self.add_error("file", "Choose a file of at most 500 kB.")
            return ""
        try:
            return str(file.read().decode("utf-8-sig")).replace("\x00", "")
        except UnicodeDecodeError:
            self.add_error("file", "Save the file as CSV in UTF-8 and choose it again.")
            return ""


@dataclass(frozen=True)
class Row:
    """A row of the file: what it would add, or what is wrong with it."""

    number: int
    given: dict[str, str]
    told: dict[str, Any]
    mistakes: list[str]
    is_listed: bool = False

    @property
    def kind(self) -> str:
        """The type of credit by its name, or what the file has in its place."""
        told = self.given.get("type", "")
        return KINDS.get(told.strip(), told)

    @property
    def is_new(self) -> bool:
        return not self.mistakes and not self.is_listed


def rows_of(text: str, *, topics: list[str], listed: set[tuple[str, str, date]]) -> list[Row]:
    """Return what the rows of a file come to; `listed` are type, title and day of what is there."""
    seen = set(listed)
    found = []
    names, rows = _table(text)
    for number, cells in rows:
        given = dict(zip(names, cells, strict=False))
        form = ExternalForm(_as_posted(given), topics=topics)
        mistakes = [
            f"{given_name(name)}: {words}" if name != "__all__" else str(words)
            for name, errors in form.errors.items()
            for words in errors
        ]
        key = None
        if not mistakes:
            told = form.cleaned_data
            key = (told["kind"], told["title"], told["earned_on"])
        found.append(Row(number, given, form.cleaned_data, mistakes, key in seen))
        if key:
            seen.add(key)
    return found


def given_name(field: str) -> str:
    """Return the column behind a field."""
    return {"kind": "type", "earned_on": "date"}.get(field, field)


def _as_posted(given: dict[str, str]) -> dict[str, str]:
    kinds = {name.casefold(): code for code, name in KINDS.items()}
    told = given.get("type", "").strip()
    return {
        **{name: given.get(name, "").strip() for name in COLUMNS},
        "kind": kinds.get(told.casefold(), told),
        "earned_on": given.get("date", "").strip(),
    }


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names of the columns, and the rows that hold something with their numbers.

    Lines may end as any system ends them. Raises csv.Error for what is no table.
    """
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=None), delimiter=_delimiter(text))
    names = [name.strip().lower() for name in next(lines, [])]
    rows = [
        (number, cells)
        for number, cells in enumerate(lines, start=2)
        if any(cell.strip() for cell in cells)
    ]
    return names, rows


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0].partition("\r")[0]
    return max(",;\t", key=first.count)
