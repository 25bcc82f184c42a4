"""Authors tick what learners see again, and the frozen rules hold it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.forms import AssessmentForm
from assessments.models import Assessment
from assessments.review_field import ReviewMatrixField
from assessments.services import freeze_assessment
from tests.factories.authoring import a_question, a_team, an_assessment

TICKED = {"m-after-marks": "maximum", "m-after-answer": "on", "m-open-marks": "mark"}


def told(**fields):
    return ReviewMatrixField().widget.value_from_datadict(fields, {}, "m")


def test_ticks_become_a_matrix():
    found = ReviewMatrixField().clean(told(**TICKED))
    assert found["after"]["marks"] == "maximum"
    assert found["after"]["answer"]
    assert not found["after"]["attempt"]
    assert found["closed"]["marks"] == "hidden"
    assert not found["guarded"]


def test_a_wrong_choice_is_refused_with_a_sentence():
    with pytest.raises(ValidationError, match="what is told of the points"):
        ReviewMatrixField().clean(told(**{"m-after-marks": "half"}))


def test_the_table_shows_what_is_held():
    field = ReviewMatrixField()
    html = field.widget.render("m", field.clean(told(**TICKED)), {"id": "id_m"})
    assert (
        'name="m-after-answer" aria-label="The right answers, right after handing in" checked'
        in html
    )
    assert html.count(" checked") == 1


def test_a_custom_matrix_is_frozen_and_a_preset_holds_otherwise():
    bank = a_team().bank
    draft = an_assessment(bank, a_question(bank))
    matrix = ReviewMatrixField().clean(told(**TICKED))
    for review, shows in (("custom", False), ("after_submit", True)):
        Assessment.objects.filter(pk=draft.pk).update(review=review, review_matrix=matrix)
        draft.refresh_from_db()
        version = freeze_assessment(assessment=draft, at=timezone.now())
        assert version.policy["review"]["after"]["attempt"] is shows
    assert "review_matrix" in AssessmentForm.base_fields


def test_the_matrix_slides_in_a_box_of_its_own_and_brings_its_sheet():
    field = ReviewMatrixField()
    assert '<div class="matrix"><table' in field.widget.render("review_matrix", None)
    assert "css/cms/matrix.css" in str(field.widget.media)
