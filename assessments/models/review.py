"""The step of a workflow in which somebody else looks at a draft."""

from wagtail.models import Page, Task, TaskState

from common.places import PlacePolicy

THROUGH_BANK = "bank__collection"


class PeerReview(Task):
    """Approval by somebody who may publish where the draft stands, and did not submit it."""

    class Meta:
        verbose_name = "peer review"

    def user_can_access_editor(self, obj, user):
        return may_publish(obj, user)

    def get_actions(self, obj, user):
        if not self._may_approve(obj, user):
            return []
        return [
            ("reject", "Request changes", True),
            ("approve", "Approve and publish", False),
            ("approve", "Approve with a comment and publish", True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        rows = waiting.select_related("revision", "workflow_state")
        return waiting.filter(
            pk__in=[row.pk for row in rows if self._may_approve(row.revision.content_object, user)]
        )

    @classmethod
    def get_description(cls):
        return "Somebody who may publish at this provider approves; not the person who submitted."

    def _may_approve(self, obj, user):
        state = obj.current_workflow_state
        return may_publish(obj, user) and not (state and state.requested_by_id == user.pk)


def may_publish(obj, user):
    """Whether a person may publish this page, question or assessment where it stands."""
    if isinstance(obj, Page):
        return obj.permissions_for_user(user).can_publish()
    policy = PlacePolicy(type(obj), through=THROUGH_BANK)
    return policy.user_has_permission_for_instance(user, "publish", obj)
