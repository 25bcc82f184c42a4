"""The form in which accreditation staff keep what a board asks."""

import re
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from accounts.models import Profession
from credits.domain.external import KINDS
from credits.domain.requirements import Finding, RequirementInvalid, evaluate, load
from credits.domain.requirements.example import load_example
from credits.models import AcceptanceRule, Confidence, CreditType, Requirement, RequirementVersion
from credits.queries import acceptances
from credits.services import establish_requirement, revise_requirement

JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
AT_MOST = 100_000
EXAMPLE = """\
issued_on: 2019-07-01
expires_on: {year}-12-31
facts: {{}}
credit:
- {{type: ama_pra_1, amount: 10, earned_on: {today}, topics: {{opioid prescribing: 2}}}}
"""
SAMPLE = """\
cycle: {months: 24, anchor: expiry}
categories: [cat1, cat2]
clauses:
- {kind: total, key: total, title: All credit, quantity: 40}
"""


def as_yaml(body: Any) -> str:
    """Write a body as staff edit it."""
    return yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=100)


class YamlField(forms.CharField):
    """A mapping written in YAML; what is unsound is said in sentences, with its line."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "monospace"})
        super().__init__(widget=widget, max_length=AT_MOST, **options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        try:
            found = yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"Line {mark.line + 1}" if mark else "This"
            raise ValidationError(f"{place} is no sound YAML.") from error
        except (RecursionError, ValueError) as error:
            raise ValidationError("This is no sound YAML.") from error
        if found is not None and not isinstance(found, dict):
            raise ValidationError("Write names with a colon and what belongs to each.")
        return found or {}


class RequirementForm(WagtailAdminModelForm):
    """What a requirement is called, and what it asks from a day on."""

    professions = forms.MultipleChoiceField(
        choices=Profession.choices, widget=forms.CheckboxSelectMultiple
    )
    effective_from = forms.DateField(widget=AdminDateInput)
    effective_to = forms.DateField(
        widget=AdminDateInput, required=False, help_text="Empty: until another version begins."
    )
    body = YamlField(
        rows=24,
        label="What it asks",
        help_text="The cycle, the categories of credit, and the clauses, as YAML.",
    )
    source = forms.CharField(max_length=400, help_text="Where it is written.")
    checked_on = forms.DateField(
        widget=AdminDateInput, help_text="When you compared it with the source."
    )
    confidence = forms.ChoiceField(choices=Confidence.choices)
    note = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, help_text="Learners read it."
    )
    example = YamlField(
        rows=6,
        required=False,
        label="Example for the preview",
        help_text="A holder and their credit; it is not kept.",
    )

    class Meta:
        model = Requirement
        fields = ["authority", "jurisdiction", "professions", "credential"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("example", EXAMPLE.format(year=today.year + 1, today=today))
        newest = self.newest
        if newest is None:
            self.initial |= {"body": SAMPLE, "effective_from": today, "checked_on": today}
            return
        for name in (
            "effective_from",
            "effective_to",
            "source",
            "checked_on",
            "confidence",
            "note",
        ):
            self.initial[name] = getattr(newest, name)
        self.initial["body"] = as_yaml(newest.body)

    @property
    def newest(self) -> RequirementVersion | None:
        if self.instance.pk is None:
            return None
        found: RequirementVersion | None = self.instance.versions.order_by("-number").first()
        return found

    def clean_jurisdiction(self) -> str:
        given: str = self.cleaned_data["jurisdiction"].strip().upper()
        if not JURISDICTION.fullmatch(given):
            raise ValidationError("Write a country or a state, for example US or US-TX.")
        return given

    def clean_body(self) -> dict[str, Any]:
        try:
            load(self.cleaned_data["body"])
        except RequirementInvalid as refusal:
            raise ValidationError(refusal.messages) from refusal
        found: dict[str, Any] = self.cleaned_data["body"]
        return found

    def clean_example(self) -> Any:
        try:
            return load_example(self.cleaned_data["example"])
        except RequirementInvalid as refusal:
            raise ValidationError(refusal.messages) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        begins, ends = cleaned.get("effective_from"), cleaned.get("effective_to")
        if begins and ends and ends < begins:
            self.add_error("effective_to", "It ends before it begins.")
        if (checked := cleaned.get("checked_on")) and checked > timezone.localdate():
            self.add_error("checked_on", "This day is still to come.")
        return cleaned

    def evaluated(self) -> list[Finding]:
        """Return how the example stands to what is written in the form."""
        example = self.cleaned_data["example"]
        return evaluate(
            load(self.cleaned_data["body"]),
            example.holding(),
            example.earned(),
            acceptances(),
            timezone.localdate(),
        )

    def store(self, by: Any) -> Requirement:
        """Make the requirement, or append a version to it."""
        if self.instance.pk:
            before = Requirement.objects.get(pk=self.instance.pk)
            revise_requirement(
                requirement=before, facts=self.cleaned_data, at=timezone.now(), by=by
            )
            return before
        return establish_requirement(
            slug=self._free_slug(), facts=self.cleaned_data, at=timezone.now(), by=by
        )

    def _free_slug(self) -> str:
        told = self.cleaned_data
        base = slugify(f"{told['jurisdiction']} {told['credential']}")[:50] or "requirement"
        taken = set(
            Requirement.objects.filter(slug__startswith=base).values_list("slug", flat=True)
        )
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (base, *numbered) if slug not in taken)


class AcceptanceForm(WagtailAdminModelForm):
    """Which credit counts in which category; the kind of credit is chosen, not typed."""

    credit_type = forms.ChoiceField()

    class Meta:
        model = AcceptanceRule
        fields = [
            "credit_type",
            "category",
            "factor",
            "cap",
            "valid_from",
            "valid_until",
            "source",
            "checked_on",
        ]
        widgets = dict.fromkeys(("valid_from", "valid_until", "checked_on"), AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = dict(CreditType.objects.values_list("code", "name"))
        kinds = {**KINDS, **ours}
        if self.instance.credit_type:
            kinds.setdefault(self.instance.credit_type, self.instance.credit_type)
        self.fields["credit_type"].choices = sorted(kinds.items(), key=lambda kind: kind[1])
