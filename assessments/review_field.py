"""The form field of a review matrix: a table of ticks."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from assessments.domain.review import QUESTION_ROWS, Marks, Moment, ReviewMatrix

COLUMNS = {
    Moment.AFTER: "Right after handing in",
    Moment.OPEN: "Later, while the activity is open",
    Moment.CLOSED: "After the activity has closed",
}
ROW_LABELS = {
    "attempt": "The learner's own answers",
    "correctness": "Which were right",
    "marks": "Points",
    "feedback": "Reasons of single options",
    "rationale": "Reasons of the question",
    "answer": "The right answers",
    "references": "References",
}
MARK_LABELS = {
    Marks.HIDDEN: "Hidden",
    Marks.MAXIMUM: "Possible",
    Marks.MARK: "Earned",
}
GUARD = "guarded"


class ReviewMatrixWidget(forms.Widget):
    """Rows by columns, and one box for the guard."""

    template_name = "assessments/cms/review_matrix.html"

    class Media:
        css: ClassVar = {"all": ["css/cms/matrix.css"]}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        held = value if isinstance(value, dict) else ReviewMatrix().model_dump(mode="json")
        rows = [
            (
                label,
                [
                    (f"{name}-{column}-{row}", f"{label}, {head.lower()}", held[column][row])
                    for column, head in COLUMNS.items()
                ],
                row == "marks",
            )
            for row, label in ROW_LABELS.items()
        ]
        return context | {
            "heads": COLUMNS.values(),
            "rows": rows,
            "marks": MARK_LABELS.items(),
            "guard": f"{name}-{GUARD}",
            "guarded": held.get(GUARD, False),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        told: dict[str, Any] = {
            column: {row: f"{name}-{column}-{row}" in data for row in QUESTION_ROWS}
            | {"marks": data.get(f"{name}-{column}-marks", Marks.HIDDEN)}
            for column in Moment
        }
        return told | {GUARD: f"{name}-{GUARD}" in data}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-{Moment.AFTER}-marks" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class ReviewMatrixField(forms.Field):
    """A review matrix, as JSON."""

    widget = ReviewMatrixWidget

    def to_python(self, value: Any) -> Any:
        try:
            return ReviewMatrix.model_validate(value).model_dump(mode="json")
        except ValueError:
            raise ValidationError("Choose for each column what is told of the points.") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)
