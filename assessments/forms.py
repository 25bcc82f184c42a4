"""Forms in which questions and assessments are written, and panels opened."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from assessments.domain.interchange import FORMATS, LARGEST_FILE
from assessments.domain.standard_setting import Difficulty, Importance
from assessments.domain.tries import Checking
from assessments.models import Assessment, Question, QuestionBank, Study
from assessments.queries.panels import panelled_questions
from assessments.queries.studies import CELLS, cell_name
from assessments.review_field import ReviewMatrixField
from assessments.services.freezing import problems_of
from assessments.services.panels import Invited
from common.cms import PlacedModelForm, PublishableForm, policy_of

FOREIGN_QUESTION = "Choose a question of the same provider as this assessment's bank."
CERTAIN_ONCE = "Learners can be asked how sure they are only where each question has one try."
MOST_AT_ONCE = 50
WRITTEN = re.compile(r"(?P<name>[^<>]*?)[\s,;]*<?(?P<email>[^\s<>,;]+)>?")
FOREIGN_OBJECTIVE = "Choose an objective of the same provider as this question's bank."


class BankForm(PlacedModelForm):
    """A bank is opened in one collection and stays there, with all that it holds."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        collection = self.fields["collection"]
        collection.queryset = policy_of(QuestionBank).collections_user_has_permission_for(
            self.for_user, "add"
        )
        collection.empty_label = None
        collection.disabled = self.instance.pk is not None


class QuestionForm(PublishableForm, PlacedModelForm):
    """A question's form: what is published must be answerable."""

    problem_field = "interaction"

    def clean(self):
        cleaned = super().clean()
        bank, objective = cleaned.get("bank"), cleaned.get("objective")
        if bank and objective and objective.bank.collection_id != bank.collection_id:
            self.add_error("objective", FOREIGN_OBJECTIVE)
        return cleaned

    def publication_problems(self):
        return self.instance.publication_problems()


class AssessmentForm(PublishableForm, PlacedModelForm):
    """An assessment's form: what is published must yield a set of questions for every learner."""

    review_matrix = ReviewMatrixField(
        required=False, label="In detail", help_text="Holds where you chose “As ticked below”."
    )

    def clean(self):
        cleaned = super().clean()
        bank = cleaned.get("bank")
        for form in self.kept_forms("slots"):
            question = form.cleaned_data.get("question")
            if bank and question and question.bank.collection_id != bank.collection_id:
                form.add_error("question", ValidationError(FOREIGN_QUESTION))
        if cleaned.get("certainty") and cleaned.get("checking") in {
            Checking.HINTS,
            Checking.ADAPTIVE,
        }:
            self.add_error("checking", CERTAIN_ONCE)
        return cleaned

    def publication_problems(self):
        slots = [form.instance for form in self.kept_forms("slots")]
        for slot in slots:
            slot.assessment = self.instance
        return problems_of(self.instance, slots)


class AcceptanceForm(forms.Form):
    """Why a finding may stand."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For instance: the order of the options is that of the guideline.",
    )


class StudyForm(forms.ModelForm):
    """Who is to judge an assessment's questions, and how."""

    judges = forms.ModelMultipleChoiceField(
        User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Five to ten are usual. Each rates alone and finds the study on the start page.",
    )

    class Meta:
        model = Study
        fields = ["title", "method", "borderline", "shows_key", "in_rounds"]
        widgets = {"borderline": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, judges, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judges"].queryset = judges


class JudgesForm(forms.Form):
    """Further judges for a study."""

    judges = forms.ModelMultipleChoiceField(
        User.objects.none(), widget=forms.CheckboxSelectMultiple, label="Ask further judges"
    )

    def __init__(self, *args, judges, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judges"].queryset = judges


PERCENTAGES = [(step, f"{step} %") for step in range(0, 101, 5)]


class AngoffForm(forms.Form):
    """How many of a hundred borderline candidates get a question right."""

    percent = forms.TypedChoiceField(
        label="Of 100 such candidates, how many answer this question right?",
        choices=[("", "Choose"), *PERCENTAGES],
        coerce=int,
    )


class EbelForm(forms.Form):
    """Which cell of the grid a question belongs to."""

    difficulty = forms.ChoiceField(
        label="How hard is it for such a candidate?",
        choices=[(each.value, each.capitalize()) for each in Difficulty],
        widget=forms.RadioSelect,
    )
    importance = forms.ChoiceField(
        label="How important is it to know?",
        choices=[(each.value, each.capitalize()) for each in Importance],
        widget=forms.RadioSelect,
    )


class GridForm(forms.Form):
    """What a borderline candidate earns in each cell of Ebel's grid."""

    def __init__(self, *args, grid, **kwargs):
        super().__init__(*args, **kwargs)
        for difficulty, importance in CELLS:
            name = cell_name(difficulty, importance)
            self.fields[name] = forms.TypedChoiceField(
                label=f"{importance.capitalize()}, {difficulty}",
                choices=[("", "Choose"), *PERCENTAGES],
                coerce=int,
                initial=grid.get(name, ""),
            )


class AdoptionForm(forms.Form):
    """Why a cut score is taken."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For instance: the panel agreed in the second round.",
    )


FORMAT_CHOICES = [(name, there.label) for name, there in FORMATS.items()]


class ImportForm(forms.Form):
    """A file and the bank that it is to fill."""

    bank = forms.ModelChoiceField(QuestionBank.objects.none(), empty_label=None)
    format = forms.ChoiceField(choices=FORMAT_CHOICES)
    file = forms.FileField(
        help_text="What comes in stands as drafts; you see a preview before anything is written."
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = policy_of(Question).collections_user_has_permission_for(user, "add")
        self.fields["bank"].queryset = QuestionBank.objects.filter(collection__in=places)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            limit = LARGEST_FILE // 1024 // 1024
            raise ValidationError(f"Choose a file of at most {limit} MB.")
        return file


class ExportForm(forms.Form):
    """Questions of a bank and the format that they are to take."""

    format = forms.ChoiceField(choices=FORMAT_CHOICES)
    questions = forms.ModelMultipleChoiceField(
        Question.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    with_assessments = forms.BooleanField(
        required=False,
        label="With the assessments that ask them",
        help_text="In Attend JSON with all their rules, in QTI with those that it can say; other formats have no form for them.",
    )

    def __init__(self, *args, user, bank, **kwargs):
        super().__init__(*args, **kwargs)
        visible = policy_of(Question).visible_to(user).select_related("bank").order_by("title")
        offered = visible.filter(bank=bank) if bank.isdigit() else visible
        self.banks = policy_of(QuestionBank).visible_to(user)
        self.bank = bank
        self.user = user
        self.fields["questions"].queryset = offered
        self.fields["questions"].initial = offered

    def assessments(self):
        """Return the assessments that ask a chosen question, if they are wanted too."""
        if not self.cleaned_data["with_assessments"]:
            return Assessment.objects.none()
        chosen = self.cleaned_data["questions"]
        visible = policy_of(Assessment).visible_to(self.user)
        return visible.filter(bank__questions__in=chosen).distinct().order_by("pk")


class PanelForm(forms.Form):
    """A panel to be opened: which questions of a bank are put to experts."""

    title = forms.CharField(
        max_length=160, help_text="Experts read it, and the questions name it as their source."
    )
    message = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Words to the experts",
        help_text="Stands in the invitation and above the questions.",
    )
    questions = forms.ModelMultipleChoiceField(
        Question.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Their newest drafts are asked as they stand now; later edits change nothing.",
    )

    def __init__(self, *args, bank, **kwargs):
        super().__init__(*args, **kwargs)
        offered = panelled_questions(bank)
        self.fields["questions"].queryset = offered


class InviteForm(forms.Form):
    """People to be asked, one a line."""

    people = forms.CharField(
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Experts to invite",
        help_text="One a line: Name <name@example.org>. 10 to 15 are recommended.",
    )

    def clean_people(self):
        lines = [line for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MOST_AT_ONCE:
            raise ValidationError(f"Invite at most {MOST_AT_ONCE} at once.")
        return [_invited(number, line) for number, line in enumerate(lines, start=1)]


def _invited(number, line):
    """Read `Name <address>`, `Name, address` or an address alone."""
    found = WRITTEN.fullmatch(line.strip())
    name, email = (found["name"] or "").strip(' ,;\t"'), found["email"]
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(f"Line {number}: “{line.strip()}” has no e-mail address.") from error
    return Invited(name=(name or email.partition("@")[0])[:120], email=email)


class DecisionForm(forms.Form):
    """Why an answer is left out, or taken in again."""

    reason = forms.CharField(max_length=300, label="Reason")
