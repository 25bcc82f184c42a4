"""Correcting past results and marking answers, in the CMS."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments.permissions import may_mark
from learners import marking
from learners.corrections import correct, corrections, regrade_report


@hooks.register("register_admin_urls")
def correction_urls():
    return [
        path("questions/<int:pk>/corrections/", corrections, name="learners_corrections"),
        path("questions/<int:pk>/correct/", correct, name="learners_correct"),
        path("regrades/<int:pk>/", regrade_report, name="learners_regrade"),
    ]


@hooks.register("register_admin_urls")
def marking_urls():
    return [
        path("marking/", marking.queue, name="learners_marking"),
        path("marking/next/", marking.take, name="learners_mark_next"),
        path("marking/<int:pk>/", marking.script, name="learners_script"),
        path(
            "marking/<int:pk>/files/<int:number>/", marking.script_file, name="learners_script_file"
        ),
        path("marking/<int:pk>/take/", marking.take, name="learners_take"),
        path("marking/<int:pk>/again/", marking.mark_again, name="learners_mark_again"),
        path("marking/agreement/<int:pk>/", marking.agreement, name="learners_agreement"),
    ]


class MarkingItem(MenuItem):
    """Shown to those who may mark somewhere."""

    def is_shown(self, request):
        return may_mark(request.user)


@hooks.register("register_admin_menu_item")
def marking_menu_item():
    return MarkingItem("Marking", reverse("learners_marking"), icon_name="edit", order=260)
