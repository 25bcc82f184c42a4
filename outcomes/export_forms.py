"""What accreditation staff fill in to report to bodies: a format, settings, columns, answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core import signing

from outcomes.domain.reports import ce_broker
from outcomes.domain.reports.columns import Column, MapInvalid, read_map
from outcomes.domain.reports.formats import Format
from outcomes.domain.reports.replies import MOST_BYTES, FileRefused, Headings, Said, read_answers

SALT = "outcomes.answers"
BETWEEN = "|"


class ConstantsForm(forms.Form):
    """What CE Broker gave a provider: numbers and codes."""

    provider_number = forms.CharField(
        label="Provider number",
        max_length=20,
        required=False,
        help_text="CE Broker's, without “50-” in front.",
    )
    subject_area = forms.CharField(
        label="Subject area code",
        max_length=20,
        required=False,
        help_text="For partial credit. CE Broker's list has the codes.",
    )
    professions = forms.CharField(
        label="Profession codes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, such as “nurse_practitioner = APRN”. Nurses are RN unless you say otherwise.",
    )
    courses = forms.CharField(
        label="Course numbers",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: the activity's code here = CE Broker's course number without “20-”. "
        "Without one, the roster names the activity's own code.",
    )
    LISTS: Mapping[str, str] = {"professions": "profession", "courses": "course"}

    @classmethod
    def filled(cls, constants: Mapping[str, str]) -> dict[str, str]:
        """Return the settings as the form shows them."""
        told = {name: constants.get(name, "") for name in (ce_broker.PROVIDER, ce_broker.SUBJECT)}
        for field, prefix in cls.LISTS.items():
            rows = sorted(k for k in constants if k.startswith(f"{prefix}:"))
            told[field] = "\n".join(f"{k.partition(':')[2]} = {constants[k]}" for k in rows)
        return told

    def clean(self) -> dict[str, Any]:
        for field in self.LISTS:
            self._read(field)
        return self.cleaned_data

    def _read(self, field: str) -> dict[str, str]:
        found = {}
        for number, line in enumerate(self.cleaned_data.get(field, "").splitlines(), start=1):
            name, _equals, value = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not name or not value:
                self.add_error(field, f"Line {number}: write it as “name = code”.")
                return {}
            found[f"{self.LISTS[field]}:{name}"] = value
        return found

    def field_of(self, name: str) -> str:
        """Return the field in which a setting is filled in."""
        prefix = name.partition(":")[0]
        return next((f for f, each in self.LISTS.items() if each == prefix), name)

    @property
    def constants(self) -> dict[str, str]:
        """Return what was filled in as it is stored."""
        told = {name: self.cleaned_data[name] for name in (ce_broker.PROVIDER, ce_broker.SUBJECT)}
        for field in self.LISTS:
            told |= self._read(field)
        return told


class ColumnsForm(forms.Form):
    """The columns of a map, one a line."""

    columns = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text="One a line, in order: heading | field. A field “=text” writes that text in every row. "
        "Empty brings back the columns that it comes with.",
    )

    def __init__(self, *args: Any, fields: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = fields

    @staticmethod
    def filled(columns: Iterable[Column]) -> dict[str, str]:
        """Return columns as the form shows them."""
        return {"columns": "\n".join(f"{each.heading} {BETWEEN} {each.field}" for each in columns)}

    def clean_columns(self) -> list[list[str]]:
        lines = [line for line in self.cleaned_data["columns"].splitlines() if line.strip()]
        rows = [[part.strip() for part in line.rpartition(BETWEEN)[::2]] for line in lines]
        try:
            if rows:
                read_map(rows, self.known)
        except MapInvalid as refusal:
            raise forms.ValidationError(refusal.problems) from refusal
        return rows


class MakeForm(forms.Form):
    """In which format, and how it goes."""

    way = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, formats: Iterable[Format], service: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.ChoiceField(
            choices=[(each.code, each.name) for each in formats]
        )
        ways = [("file", "File"), *([("service", "Web service")] if service else [])]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]


class AnswersForm(forms.Form):
    """A file of answers, what its yes means, and how its columns are called."""

    file = forms.FileField(
        help_text="CSV (UTF-8) or Excel (.xlsx) with a line for each CreditID, at most 5 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose a file."},
    )
    is_final = forms.ChoiceField(
        label="A yes in this file means",
        choices=[
            ("yes", "Accepted for good, by the body that keeps the credit"),
            ("no", "Taken in, to be confirmed: ACCME's first check"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what a yes means: learners read it."},
    )
    credit_id = forms.CharField(
        label="Heading of the CreditID",
        max_length=80,
        required=False,
        help_text="Usually CreditID.",
    )
    result = forms.CharField(
        label="Heading of the result", max_length=80, required=False, help_text="Usually Result."
    )
    reason = forms.CharField(
        label="Heading of the reason", max_length=80, required=False, help_text="Usually Reason."
    )
    action = forms.CharField(
        label="Heading of add or delete",
        max_length=80,
        required=False,
        help_text="Usually Action. Needed only where a record and its deletion are both answered.",
    )

    said: list[Said]
    content: bytes

    def clean(self) -> dict[str, Any]:
        file = self.cleaned_data.get("file")
        if not file:
            return self.cleaned_data
        if file.size > MOST_BYTES:
            self.add_error("file", f"Choose a file of at most {MOST_BYTES // 1024 // 1024} MB.")
            return self.cleaned_data
        names = ("credit_id", "result", "reason", "action")
        headings = Headings(**{name: self.cleaned_data.get(name) or "" for name in names})
        self.content = file.read()
        try:
            self.said = read_answers(self.content, headings)
        except FileRefused as refusal:
            self.add_error("file", refusal.message)
        return self.cleaned_data


def carried(said: Iterable[Said], **facts: Any) -> str:
    """Return what was read, signed, so that the preview hands it on unchanged."""
    rows = [[s.line, s.credit_id, s.status, s.word, s.reason, s.action] for s in said]
    return signing.dumps({"said": rows, **facts}, salt=SALT, compress=True)


def handed_on(text: str) -> dict[str, Any] | None:
    """Return what a preview carried, None if it is older than a day or was changed."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    return {**found, "said": [Said(*row) for row in found["said"]]}
