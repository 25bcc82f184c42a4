"""What reviewers confirm as they approve."""

from django import forms
from wagtail.forms import TaskStateCommentForm

from courses.models import ClinicalReview, ItemReview


def _ticked(label):
    return forms.BooleanField(label=label)


class ContentReviewForm(TaskStateCommentForm):
    """Standard 1: content is valid; Standard 2: it is without bias."""

    recommendations_rest_on_evidence = _ticked(
        "Recommendations for care rest on the evidence cited"
    )
    evolving_topics_are_named_so = _ticked("New and evolving topics are named so")
    nothing_is_promoted = _ticked("Nothing is promoted")


class ItemReviewForm(TaskStateCommentForm):
    """What an item review looks at."""

    keys_are_right = _ticked("Every key is right")
    reasons_are_given = _ticked("Every reason explains its answer")
    items_measure_objectives = _ticked("Every question measures an objective")


def attach():
    """Give the steps their forms; models may not know them."""
    ClinicalReview.approval_form = ContentReviewForm
    ItemReview.approval_form = ItemReviewForm
