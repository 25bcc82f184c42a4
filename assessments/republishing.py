"""The CMS page on which an author lets live assessments ask a question as it now stands."""

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from assessments.models import Assessment, Question
from assessments.queries import live_uses_of
from assessments.services import FreezeRefused, republish_assessment
from common.cms import in_place, policy_of


def republish(request, pk):
    """Publish again every live assessment that asks an older text of the question."""
    return in_place(_republish, policy_of(Question))(request, pk=pk)


def _republish(request, pk):
    question = Question.objects.get(pk=pk)
    may_publish = policy_of(Assessment).user_has_permission
    if not may_publish(request.user, "publish"):
        raise PermissionDenied
    behind = [use for use in live_uses_of(question) if use.is_behind]
    if request.method == "POST":
        for use in behind:
            _publish_again(request, use.assessment)
        return redirect(reverse(_url_name(question, "edit"), args=[quote(question.pk)]))
    return render(
        request, "assessments/cms/republish.html", {"question": question, "behind": behind}
    )


def _publish_again(request, assessment):
    try:
        version = republish_assessment(assessment=assessment, at=timezone.now(), by=request.user)
    except FreezeRefused as refusal:
        messages.error(request, f"“{assessment}” was not published again: {refusal}")
    else:
        messages.success(request, f"“{assessment}” is published as version {version.number}.")


def _url_name(instance, view):
    return instance.snippet_viewset.get_url_name(view)
