"""What waits for an educator on the start page of the CMS."""

from django.db.models import Count
from django.urls import reverse
from wagtail.admin.ui.components import Component

from assessments.models import Assessment, FoundFlaw, Question
from assessments.queries.question_history import alarms
from assessments.queries.studies import studies_to_rate
from common.cms import policy_of

SHOWN = 5


class WaitingPanel(Component):
    """Studies to rate, alarms, open findings and one's own drafts, wherever one may work."""

    name = "waiting"
    template_name = "assessments/cms/home.html"
    order = 50

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        questions = policy_of(Question).visible_to(self.user)
        assessments = policy_of(Assessment).visible_to(self.user)
        raised = alarms().filter(question_version__question__in=questions)
        found = FoundFlaw.objects.filter(question__in=questions, acceptance=None)
        banks = found.order_by().values("question__bank", "question__bank__name")
        context = {
            "seats": list(studies_to_rate(self.user)),
            "alarms": _first(
                raised.select_related("question_version__question", "assessment").order_by(
                    "-attempts"
                )
            ),
            "banks": list(banks.annotate(open=Count("pk")).order_by("-open")[:SHOWN]),
            "drafts": [
                *_drafts(questions, self.user),
                *_drafts(assessments, self.user),
            ],
            "places": [(label, reverse(address)) for label, address in self._places()],
        }
        waiting = ("seats", "alarms", "banks", "drafts")
        return {**context, "is_idle": not any(context[name] for name in waiting)}

    def _places(self):
        questions, assessments = (model.snippet_viewset for model in (Question, Assessment))
        yield "Questions", questions.get_url_name("list")
        yield "Assessments", assessments.get_url_name("list")
        yield "Item check", "assessments_findings"
        if policy_of(Question).user_has_permission(self.user, "add"):
            yield "Write a question", questions.get_url_name("add")
            yield "Import questions", "assessments_import"


def _first(rows):
    return list(rows[:SHOWN])


def _drafts(rows, user):
    """Return what somebody saved last and has not published."""
    own = rows.filter(has_unpublished_changes=True, latest_revision__user=user)
    return _first(own.select_related("latest_revision").order_by("-latest_revision__created_at"))


def may_see_what_waits(user):
    """Whether somebody works with questions anywhere."""
    return policy_of(Question).user_has_permission(user, "view")
