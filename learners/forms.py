"""What learners fill in on their way, and staff who correct their results."""

import json
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format

from accounts.models import User
from assessments.domain.marking.rubric import Criterion, Level
from assessments.domain.marking.settling import LABELS as STAGES
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import LABELS, RulingChoice
from assessments.models import (
    Assessment,
    Mark,
    MarkDraft,
    MarkingTask,
    Question,
    QuestionVersion,
    Ruling,
)
from assessments.queries import Script, asked_versions
from assessments.services import (
    AttemptRefused,
    Given,
    MarkingRefused,
    RulingRefused,
    draft_ruling,
)

LONGEST_COMMENT = 5000


class ConfirmForm(forms.Form):
    """The learner passed through what must be shown before an activity; never ticked beforehand."""

    read = forms.BooleanField(
        label="I have read what this page shows before the activity starts",
        help_text="Objectives, faculty and their disclosures, commercial support, credit and how "
        "to earn it.",
        error_messages={"required": "Tick the box to confirm that you have read this page."},
    )


class StartForm(forms.Form):
    """What an assessment asks for before it starts; most ask for nothing.

    Whether it suffices is for the service to say: `takes` puts its refusal at the field.
    """

    password = forms.CharField(
        required=False,
        max_length=60,
        help_text="Your provider gives it out, for instance in the room.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    honour = forms.BooleanField(required=False)

    def __init__(self, policy: AssessmentPolicy, data: Any = None) -> None:
        super().__init__(data)
        self.fields["honour"].label = policy.honour_statement
        for name, asked in (("password", policy.password), ("honour", policy.honour_statement)):
            if not asked:
                del self.fields[name]
        self.full_clean()
        for field in self.fields.values():
            field.required = True  # so it reads; an answer that is missing is refused as said above

    @property
    def given(self) -> dict[str, Any]:
        """What was sent, as the service takes it."""
        return {"password": "", "honour": False} | self.cleaned_data

    def takes(self, refusal: Exception) -> bool:
        """Show a refusal at its field, if it belongs to one."""
        if not isinstance(refusal, AttemptRefused) or refusal.code not in self.fields:
            return False
        self.add_error(refusal.code, refusal.message)
        return True


class CorrectionForm(forms.Form):
    """How past answers to a faulty question are to be graded."""

    versions = forms.ModelMultipleChoiceField(
        queryset=QuestionVersion.objects.none(),
        label="As it was asked",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one version."},
    )
    choice = forms.ChoiceField(
        label="How it is graded",
        choices=[(choice.value, words) for choice, words in LABELS.items()],
        widget=forms.RadioSelect,
    )
    against = forms.ModelChoiceField(
        queryset=QuestionVersion.objects.none(),
        label="Corrected version",
        required=False,
        help_text="Needed where corrected answers count. A correction is a version once an "
        "assessment that asks it was published again.",
    )
    reason = forms.CharField(max_length=200, help_text="Learners read it beside their result.")

    def __init__(self, question: Question, data: Any = None) -> None:
        super().__init__(data)
        versions = question.versions.order_by("-number")
        for name, rows in (("versions", asked_versions(question)), ("against", versions)):
            field = cast("forms.ModelChoiceField[QuestionVersion]", self.fields[name])
            field.queryset = rows
            field.label_from_instance = _version_label  # type: ignore[assignment, method-assign]

    def rulings(self, *, by: User, at: datetime) -> list[Ruling]:
        """Return the rulings that the form asks for, unwritten; none and a problem if one cannot be."""
        told = self.cleaned_data
        try:
            return [
                draft_ruling(
                    question_version=version,
                    choice=RulingChoice(told["choice"]),
                    against=told["against"],
                    reason=told["reason"],
                    by=by,
                    at=at,
                )
                for version in told["versions"]
            ]
        except RulingRefused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
            return []


def _version_label(version: QuestionVersion) -> str:
    return f"Version {version.number} of {date_format(version.frozen_at, 'j F Y')}"


class LoweringForm(forms.Form):
    """Somebody answers with their name for results that become worse."""

    reason = forms.CharField(
        max_length=200, label="Reason for lowering", help_text="Learners read it."
    )
    confirmed = forms.BooleanField(
        error_messages={"required": "Tick the box to confirm that you lower these results."}
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["confirmed"].label = f"I, {user}, lower these results and take their credit"


class ReopenForm(forms.Form):
    """Why an attempt that was never handed in is reopened."""

    reason = forms.CharField(
        max_length=300, help_text="Kept with the attempt beside your name.", strip=True
    )
    minutes = forms.IntegerField(
        label="Minutes from now",
        min_value=0,
        max_value=10080,
        initial=0,
        help_text="0: what is left of the time by the rules. The learner cannot answer when "
        "nothing is left.",
    )


LARGEST_RECEIPT = 5 * 1024 * 1024


class ReceiptForm(forms.Form):
    """A receipt as text or as a file; `receipt` holds what was read."""

    text = forms.CharField(
        label="Text of the receipt",
        required=False,
        max_length=LARGEST_RECEIPT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(label="Or its file", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file and file.size > LARGEST_RECEIPT:
            self.add_error("file", "Choose a file of at most 5 MB.")
            return cleaned
        source = file.read() if file else text.strip().encode()
        field = "file" if file else "text"
        if not source:
            self.add_error("text", "Paste a receipt or choose its file.")
            return cleaned
        try:
            cleaned["receipt"] = json.loads(source)
        except (ValueError, RecursionError):
            self.add_error(field, "This cannot be read as a receipt: it is not JSON.")
        return cleaned


class QueueForm(forms.Form):
    """Which answers to mark are shown; what is no choice narrows nothing."""

    assessment = forms.ModelChoiceField(
        Assessment.objects.none(), required=False, empty_label="All assessments"
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), required=False, empty_label="All questions"
    )
    stage = forms.ChoiceField(
        label="Waits for",
        required=False,
        choices=[("", "Any mark"), *((stage.value, words) for stage, words in STAGES.items())],
    )

    def __init__(self, assessments: QuerySet[Assessment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["assessment"]).queryset = assessments
        tasks = MarkingTask.objects.filter(
            attempt__assessment__in=assessments, question_version__question=OuterRef("pk")
        )
        found = Question.objects.filter(Exists(tasks)).order_by("title")
        cast(Any, self.fields["question"]).queryset = found
        self.is_valid()

    @property
    def filters(self) -> dict[str, Any]:
        """What tasks must fulfil, apart from their stage."""
        chosen = {
            "attempt__assessment": self.cleaned_data.get("assessment"),
            "question_version__question": self.cleaned_data.get("question"),
        }
        return {path: value for path, value in chosen.items() if value}

    @property
    def waits_for(self) -> str:
        """What the answers wait for, "" for anything."""
        return str(self.cleaned_data.get("stage") or "")

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen, for addresses."""
        chosen = self.cleaned_data
        keys = {name: chosen[name].pk for name in ("assessment", "question") if chosen.get(name)}
        found = {name: str(pk) for name, pk in keys.items()}
        return found | ({"stage": self.waits_for} if self.waits_for else {})


class MarkForm(forms.Form):
    """A level and a comment for each criterion, and a comment on the whole; drafts may be unfinished."""

    remark = forms.CharField(
        label="About the whole answer",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The learner reads it.",
    )

    def __init__(self, script: Script, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.script = script
        for criterion in script.rubric.criteria:
            levels = [(level.key, level.label) for level in criterion.levels]
            self.fields[f"level-{criterion.key}"] = forms.ChoiceField(
                label=criterion.title, choices=levels, required=False, widget=forms.RadioSelect
            )
            self.fields[f"comment-{criterion.key}"] = forms.CharField(
                label=f"About {criterion.title}",
                required=False,
                max_length=LONGEST_COMMENT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[tuple[Criterion, list[tuple[Level, Any]], Any, Any]]:
        """Return each criterion with its levels and their radio buttons, its field and its comment."""
        return [
            (each, list(zip(each.levels, field, strict=True)), field, self[f"comment-{each.key}"])
            for each in self.script.rubric.criteria
            for field in [self[f"level-{each.key}"]]
        ]

    @property
    def given(self) -> Given:
        """What was entered; the form must be valid."""
        chosen, comments = {}, {}
        for criterion in self.script.rubric.criteria:
            if level := self.cleaned_data[f"level-{criterion.key}"]:
                chosen[criterion.key] = level
            comments[criterion.key] = self.cleaned_data[f"comment-{criterion.key}"]
        return Given(chosen, comments, self.cleaned_data["remark"])

    @staticmethod
    def entered(noted: MarkDraft | Mark | None) -> dict[str, str]:
        """Return a draft or a mark as initial values of the fields."""
        if noted is None:
            return {}
        return {
            "remark": noted.remark,
            **{f"level-{key}": level for key, level in noted.levels.items()},
            **{f"comment-{key}": words for key, words in noted.comments.items()},
        }

    def refuse(self, refusal: MarkingRefused) -> None:
        """Show why no mark was taken at the field that it is about."""
        name = f"level-{refusal.field}" if refusal.code == "levels" else refusal.field
        self.add_error(name if name in self.fields else None, refusal.message)


class ReconcileForm(MarkForm):
    """A mark where two disagree; either of the two may say that they decided together."""

    def __init__(self, script: Script, *args: Any, other: Any = None, **kwargs: Any) -> None:
        super().__init__(script, *args, **kwargs)
        if other is not None:
            self.fields["joint"] = forms.BooleanField(
                label=f"{other} and I decided this together", required=False
            )


class MarkAgainForm(MarkForm):
    """Another mark after the result is out, with the reason for it."""

    reason = forms.CharField(
        label="Why it is marked again", max_length=200, help_text="The learner reads it."
    )
    lowers = forms.BooleanField(
        label="Lower the result if the new mark is lower",
        required=False,
        help_text="Credit that rested on a pass which is lost is then taken back.",
    )


class SearchForm(forms.Form):
    """The name under which a search is kept."""

    name = forms.CharField(
        label="Name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
