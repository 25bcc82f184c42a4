"""Who may see what in the CMS, where Wagtail itself would show everybody everything."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtailmedia.permissions import permission_policy as recording_policy

from accounts.domain.roles import Role
from courses.models import ActivityPage, LessonMedia, authors_of, is_in_team

WROTE_IT = "You wrote part of this activity: somebody who did not decides."
ASKED_FOR_IT = "You asked for this waiver: a second person grants it."
NOT_STAFF = "The accreditation staff of this provider grant waivers."
API_ACTION = "wagtailadmin_api:pages:action"
OVERVIEWS = ("wagtailadmin_reports:", "wagtailadmin_workflows:")


def may_see_everything(user):
    """Whether a person's work is with all providers."""
    return user.has_perm("wagtailcore.change_workflow")


def may_see_page(user, page):
    """Whether a page may be shown to a person: it is public, or on the way to where they work."""
    return (
        page.live or page_permission_policy.explorable_instances(user).filter(pk=page.pk).exists()
    )


def visible_pages(user, pages):
    """Return those of the pages that `may_see_page` lets through."""
    return pages.filter(live=True) | pages.filter(
        pk__in=page_permission_policy.explorable_instances(user).values("pk")
    )


def own_activity(user, pk):
    """Return an activity that a person may edit; raise `Http404` for every other."""
    activity = get_object_or_404(ActivityPage, pk=pk)
    if not page_permission_policy.user_has_permission_for_instance(user, "change", activity):
        raise Http404
    return activity


def check_cms_view(user, match, query):
    """Raise `Http404` for a view of Wagtail's that knows no places, outside the person's own."""
    if match.view_name.startswith(OVERVIEWS) and not may_see_everything(user):
        raise Http404
    if match.view_name == API_ACTION:  # the CMS itself uses none, and they pass by every form
        raise Http404
    if match.view_name == "wagtailadmin_choose_page_child":
        _check_page(user, match.kwargs["parent_page_id"])
    if match.view_name == "wagtail_bulk_action":
        _check_bulk(user, match.kwargs["model_name"], query)
    if match.view_name == "wagtailmedia:media_usage":
        recording = get_object_or_404(LessonMedia, pk=match.kwargs["media_id"])
        if not recording_policy.user_has_permission_for_instance(user, "change", recording):
            raise Http404


def _check_page(user, pk):
    if not may_see_page(user, get_object_or_404(Page, pk=pk)):
        raise Http404


def _check_bulk(user, model_name, query):
    """Refuse a list of ids that holds somebody else's: Wagtail would name those it leaves out."""
    visible = {
        "page": page_permission_policy.explorable_instances,
        "image": partial(image_policy.instances_user_has_permission_for, action="change"),
        "document": partial(document_policy.instances_user_has_permission_for, action="change"),
    }.get(model_name)
    asked = {pk for pk in query.getlist("id") + query.getlist("childOf") if pk.isdigit()}
    if visible and visible(user).filter(pk__in=asked).count() < len(asked):
        raise Http404


class GrantRefused(Exception):
    """A person may not decide about a waiver; the message says why."""


def check_can_grant(user, waiver):
    """Raise `GrantRefused` unless a second person decides, of the staff, who wrote nothing of it."""
    if user.pk == waiver.asked_by_id:
        raise GrantRefused(ASKED_FOR_IT)
    if not is_staff_of(user, waiver.activity):
        raise GrantRefused(NOT_STAFF)
    if user.pk in authors_of(waiver.activity):
        raise GrantRefused(WROTE_IT)


def can_grant(user, waiver):
    """Whether a person may grant a waiver."""
    try:
        check_can_grant(user, waiver)
    except GrantRefused:
        return False
    return True


def is_staff_of(user, activity):
    """Whether a person is of the accreditation staff of an activity's provider."""
    return is_in_team(user, Role.ACCREDITATION_STAFF, activity)
