"""The CMS page of a question through its versions."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.models import Question
from assessments.permissions import can_rule_on
from assessments.queries.question_history import history_of, trends_in
from common.cms import in_place, policy_of


@require_GET
def question_history(request, pk):
    """Show every frozen version: what changed, where it was asked, how it behaved."""
    return in_place(_question_history, policy_of(Question))(request, pk=pk)


def _question_history(request, pk):
    question = Question.objects.select_related("bank__collection").get(pk=pk)
    stages = history_of(question)
    context = {
        "question": question,
        "stages": stages,
        "trends": trends_in(stages),
        "may_correct": bool(stages) and can_rule_on(request.user, question),
    }
    return render(request, "assessments/cms/history.html", context)
