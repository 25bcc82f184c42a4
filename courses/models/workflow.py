"""The steps from a draft to a publication: each is somebody's of the provider's team who did not write it."""

from typing import ClassVar

from django.core.exceptions import PermissionDenied
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Revision, Task, TaskState

from accounts.domain.roles import Role
from courses.domain.teams import team_called
from courses.models.lesson import LessonPage
from courses.models.provider import Provider


def authors_of(page: Page) -> set[int]:
    """Return the people who began or saved a draft of a page or of one below it."""
    pages = list(page.get_descendants(inclusive=True).values_list("pk", "owner_id"))
    drafts = Revision.page_revisions.filter(
        object_id__in=[str(pk) for pk, _owner in pages], user__isnull=False
    )
    owners = {owner for _pk, owner in pages if owner}
    return owners | set(drafts.values_list("user_id", flat=True).distinct())


def is_in_team(user, role, page):
    """Whether a person has the role at the provider of a page, or works with all providers."""
    if user.has_perm("wagtailcore.change_workflow"):
        return True
    provider = Provider.objects.get(page__in=page.get_ancestors(inclusive=True))
    return user.groups.filter(name=team_called(role, provider.name)).exists()


class Step(Task):
    """A step that members of one role take; nobody takes it for what they wrote themselves."""

    role: ClassVar[Role] = Role.REVIEWER
    approval = "Approve"
    approval_form: ClassVar[type] = TaskStateCommentForm

    class Meta:
        abstract = True

    def user_can_access_editor(self, obj, user):
        return is_in_team(user, self.role, obj)

    def get_actions(self, obj, user):
        if not self.may_act(obj, user):
            return []
        return [("reject", "Request changes", True), ("approve", self.approval, True)]

    def get_form_for_action(self, action):
        return self.approval_form if action == "approve" else TaskStateCommentForm

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        rows = waiting.select_related("revision")
        mine = [row.pk for row in rows if self.may_act(row.revision.content_object, user)]
        return waiting.filter(pk__in=mine)

    def may_act(self, obj, user):
        """Whether a person takes this step for a page."""
        return is_in_team(user, self.role, obj) and user.pk not in authors_of(obj)

    def on_action(self, task_state, user, action_name, comment="", **told):
        """Refuse whoever may not take the step, whatever screen they come from."""
        page = task_state.revision.content_object
        if not self.may_act(page, user):
            raise PermissionDenied
        ticked = [name.replace("_", " ").capitalize() for name, yes in told.items() if yes is True]
        words = "\n".join(filter(None, [comment, ticked and f"Checked: {'; '.join(ticked)}."]))
        return super().on_action(task_state, user, action_name, comment=words)


class ClinicalReview(Step):
    """A clinical reviewer reads the content against a checklist."""

    class Meta:
        verbose_name = "clinical review of pages"

    @classmethod
    def get_description(cls):
        return "A clinical reviewer of the provider, who wrote none of it, reads the content."


class ItemReview(Step):
    """A clinical reviewer reads the questions; a lesson that asks none passes by itself."""

    class Meta:
        verbose_name = "item review"

    def start(self, workflow_state, user=None):
        page = workflow_state.content_object.specific
        if isinstance(page, LessonPage) and not _asks(page):
            state = super().start(workflow_state, user=user)
            state.status = TaskState.STATUS_APPROVED
            state.save(update_fields=["status"])
            return state
        return super().start(workflow_state, user=user)

    @classmethod
    def get_description(cls):
        return "A clinical reviewer reads the questions: key, reasons, references, flaws."


def _asks(lesson):
    draft = lesson.get_latest_revision_as_object()
    return any(block.block_type == "knowledge_check" for block in draft.body)


class AccreditationPreflight(Step):
    """Accreditation staff sign off; the preflight itself is computed as the page goes live."""

    role = Role.ACCREDITATION_STAFF
    approval = "Sign off and publish"

    class Meta:
        verbose_name = "accreditation preflight"

    @classmethod
    def get_description(cls):
        return "Accreditation staff sign off what passes the preflight; it is published then."
