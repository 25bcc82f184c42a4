"""Form fields about credit: topics a line each, answers to questions, days without a year."""

import difflib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from credits.domain.requirements.facts import Fact, FactKind
from credits.domain.topics import share_in

YEARS_BACK = 100
MONTH_DAYS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%m-%d %Y")
A_LEAP_YEAR = 2000
UNMISTAKABLE = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of somebody's working life: not before a century ago, nor far ahead.

    Browsers send the year first. 01/05/2026 is refused, being another day on each side of an ocean.
    """

    widget = DayInput
    input_formats = UNMISTAKABLE
    default_error_messages = {"invalid": "Write the day with the year first: 2026-05-12."}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and abs(value.year - timezone.localdate().year) > YEARS_BACK:
            raise ValidationError("Check the year.")


class KnownTopicsField(forms.CharField):
    """Topics with their share, a line each, of which some board speaks; a slip is told with the nearest."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, topics: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.known = {topic.casefold(): topic for topic in topics}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{row['topic']}: {row['amount']}" for row in value)
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if self.max_length is not None and len(text) > self.max_length:
            raise ValidationError(f"Write at most {self.max_length} characters.")
        lines = [line for line in text.replace(";", "\n").splitlines() if line.strip()]
        return [self._read(line) for line in lines]

    def _read(self, line: str) -> dict[str, str]:
        topic, _colon, amount = line.rpartition(":")
        topic = " ".join(topic.split())
        share = share_in(amount)
        if not topic or share is None:
            raise ValidationError(f"“{line.strip()}”: write a topic, a colon and an amount.")
        known = self.known.get(topic.casefold())
        if known is None:
            near = difflib.get_close_matches(topic.casefold(), self.known, n=1)
            meant = f" Did you mean “{self.known[near[0]]}”?" if near else ""
            raise ValidationError(f"No requirement asks for “{topic}”.{meant}")
        return {"topic": known, "amount": f"{share:.2f}"}


class MonthDayField(forms.CharField):
    """A day without a year, kept as MM-DD."""

    def to_python(self, value: Any) -> Any:
        text = " ".join((super().to_python(value) or "").replace(".", " ").split())
        if not text:
            return None
        for pattern in MONTH_DAYS:
            try:
                found = datetime.strptime(f"{text} {A_LEAP_YEAR}", pattern)  # noqa: DTZ007
            except ValueError:
                continue
            return f"{found:%m-%d}"
        raise ValidationError("Write a day and a month, for example 14 March.")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) == len("MM-DD") and value[2] == "-":
            try:
                return f"{date.fromisoformat(f'{A_LEAP_YEAR}-{value}'):%-d %B}"
            except ValueError:
                return value
        return value


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")],
            coerce=lambda said: said == "yes",
            empty_value=None,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def field_for(fact: Fact) -> forms.Field:
    """Return the field in which a fact is told; left empty, nothing is told."""
    options: dict[str, Any] = {"label": fact.question, "required": False}
    match fact.kind:
        case FactKind.YES_NO:
            return YesNoField(**options)
        case FactKind.DAY:
            return DayField(**options)
        case FactKind.NUMBER:
            return forms.DecimalField(
                min_value=0, max_value=100_000, max_digits=8, decimal_places=2, **options
            )
        case FactKind.MONTH_DAY:
            return MonthDayField(help_text="For example 14 March.", max_length=30, **options)
        case _:
            return forms.CharField(max_length=120, **options)


def as_told(value: Any) -> Any:
    """Return what a field took as JSON keeps it; None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
