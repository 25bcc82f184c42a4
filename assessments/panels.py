"""Panels that tell an author what is published, and what is not yet."""

from django.forms import Media, Script
from django.urls import reverse
from wagtail.admin.panels import Panel

from assessments.domain.flaws import CHECKLIST
from assessments.models import Study
from assessments.permissions import can_chair, can_rule_on
from assessments.queries import asked_versions, changed_questions, live_uses_of, tags_in
from assessments.queries.findings import (
    Checked,
    asked_with_open_findings,
    check_wording,
    saved_findings,
    told,
)
from assessments.queries.question_history import alarms


class TellingPanel(Panel):
    """A panel without fields; it has something to tell once the object is saved."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self):
            return self.instance.pk is not None and super().is_shown()


class UsePanel(TellingPanel):
    """Which live assessments ask a question, and whether they ask it as it now stands."""

    class BoundPanel(TellingPanel.BoundPanel):
        template_name = "assessments/cms/uses.html"

        def get_context_data(self, parent_context=None):
            uses = live_uses_of(self.instance)
            was_asked = asked_versions(self.instance).exists()
            raised = alarms().filter(question_version__question=self.instance.pk)
            return {
                **super().get_context_data(parent_context),
                "uses": uses,
                "behind": [use for use in uses if use.is_behind],
                "question": self.instance,
                "was_asked": was_asked,
                "alarms": raised.select_related("assessment", "question_version"),
                "may_correct": was_asked and can_rule_on(self.request.user, self.instance),
            }


class AdvicePanel(TellingPanel):
    """What an author should know about a question as it was last saved."""

    class BoundPanel(TellingPanel.BoundPanel):
        template_name = "assessments/cms/advice.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {**context, "advice": self.instance.advice()}


def told_of(question, checked):
    """Return what the list of findings shows of a checked draft."""
    rows = told(question.pk, checked.findings)
    return {
        "question": question,
        "findings": rows,
        "open": sum(row.acceptance is None for row in rows),
        "saved": saved_findings(question.pk),
        "problem": checked.problem,
    }


class FindingsPanel(Panel):
    """What the checks of wording say, anew while the author types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "assessments/cms/findings.html"

        @property
        def media(self):
            return Media(
                css={"all": ["css/cms/findings.css"]},
                js=[Script("js/cms/findings.js", type="module")],
            )

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                **told_of(self.instance, self._checked()),
                "checklist": CHECKLIST,
                "check_url": self._check_url(),
            }

        def _checked(self):
            if not self.instance.pk:
                return Checked([])
            return check_wording(
                self.instance,
                has_objective=self.instance.objective_id is not None,
                has_reference=bool(list(self.instance.references.all())),
            )

        def _check_url(self):
            if self.instance.pk:
                return reverse("assessments_check_of", args=[self.instance.pk])
            return reverse("assessments_check")


class VersionPanel(TellingPanel):
    """Which version of an assessment learners take, and which of its questions changed since."""

    class BoundPanel(TellingPanel.BoundPanel):
        template_name = "assessments/cms/version.html"

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "assessment": self.instance,
                "version": self.instance.versions.order_by("-number").first(),
                "changed": changed_questions(self.instance),
                "doubtful": asked_with_open_findings(self.instance),
            }


class StandardPanel(TellingPanel):
    """Where the pass mark comes from, and the studies of it."""

    class BoundPanel(TellingPanel.BoundPanel):
        template_name = "assessments/cms/standard.html"

        def get_context_data(self, parent_context=None):
            adopted = self.instance.standard
            return {
                **super().get_context_data(parent_context),
                "assessment": self.instance,
                "adopted": adopted,
                "is_kept": adopted is not None and adopted.cut == self.instance.pass_mark,
                "studies": Study.objects.filter(assessment=self.instance.pk),
                "may_chair": can_chair(self.request.user, self.instance),
            }


class TagPanel(TellingPanel):
    """Which tags a draw can use, and how many published questions each marks."""

    class BoundPanel(TellingPanel.BoundPanel):
        template_name = "assessments/cms/tags.html"

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "tags": tags_in(self.instance.bank_id),
            }
