"""Questions and assessments in the CMS."""

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from assessments import expert_panels
from assessments.home import WaitingPanel, may_see_what_waits
from assessments.item_history import question_history
from assessments.item_lab import (
    accept,
    check,
    findings_report,
    take_back,
)
from assessments.pictures import picture
from assessments.republishing import republish
from assessments.services.freezing import REPUBLISHED
from assessments.services.panels import PANEL_USED
from assessments.services.regrading import RULED
from assessments.services.standard_setting import ADOPTED
from assessments.snippets import (
    AssessmentViewSet,
    BankViewSet,
    ObjectiveViewSet,
    QuestionViewSet,
)
from assessments.statistics import item_statistics
from assessments.studies import (
    adopt,
    lead_study,
    new_study,
    rating_page,
    study_file,
    study_page,
)
from assessments.transfers import (
    export_file,
    import_file,
    import_report,
    import_report_json,
)
from common.cms import NoBulkDelete

for viewset in (BankViewSet, QuestionViewSet, AssessmentViewSet, ObjectiveViewSet):
    register_snippet(viewset)

hooks.register("register_bulk_action", NoBulkDelete, order=1000)


@hooks.register("register_admin_urls")
def question_urls():
    return [
        path("questions/<int:pk>/republish/", republish, name="assessments_republish"),
        path("questions/<int:pk>/versions/", question_history, name="assessments_question_history"),
        path("questions/check/", check, name="assessments_check"),
        path("questions/<int:pk>/check/", check, name="assessments_check_of"),
        path("questions/<int:pk>/findings/<str:fingerprint>/", accept, name="assessments_accept"),
        path(
            "questions/<int:pk>/findings/<str:fingerprint>/take-back/",
            take_back,
            name="assessments_take_back",
        ),
        path("questions/findings/", findings_report, name="assessments_findings"),
        path("questions/picture/<int:pk>/", picture, name="assessments_picture"),
        path("questions/import/", import_file, name="assessments_import"),
        path("questions/import/<int:pk>/", import_report, name="assessments_import_report"),
        path(
            "questions/import/<int:pk>/report.json",
            import_report_json,
            name="assessments_import_report_json",
        ),
        path("questions/export/", export_file, name="assessments_export"),
    ]


@hooks.register("register_admin_urls")
def panel_urls():
    one = "panels/<int:pk>/"
    return [
        path("panels/", expert_panels.panels, name="assessments_panels"),
        path("panels/new/<int:bank>/", expert_panels.new_panel, name="assessments_panel_new"),
        path(one, expert_panels.panel, name="assessments_panel"),
        path(
            f"{one}questions/<int:position>/",
            expert_panels.panel_question,
            name="assessments_panel_question",
        ),
        path(
            f"{one}experts/<int:panelist>/",
            expert_panels.panel_decision,
            name="assessments_panel_panelist",
        ),
        path(
            f"{one}experts/<int:panelist>/<int:position>/",
            expert_panels.panel_decision,
            name="assessments_panel_answer",
        ),
    ]


class PanelsItem(MenuItem):
    """Shown to those who may change questions somewhere."""

    def is_shown(self, request):
        return expert_panels.may_collect(request.user)


@hooks.register("register_admin_menu_item")
def panels_item():
    url = reverse_lazy("assessments_panels")
    return PanelsItem("Expert panels", url, icon_name="group", order=235)


@hooks.register("register_admin_urls")
def assessment_urls():
    return [
        path("assessments/<int:pk>/statistics/", item_statistics, name="assessments_statistics"),
        path(
            "assessments/<int:pk>/statistics/<int:number>/",
            item_statistics,
            name="assessments_statistics_of",
        ),
    ]


@hooks.register("register_admin_urls")
def study_urls():
    return [
        path("assessments/<int:pk>/studies/new/", new_study, name="assessments_study_new"),
        path("studies/<int:pk>/", study_page, name="assessments_study"),
        path("studies/<int:pk>/lead/", lead_study, name="assessments_study_lead"),
        path("studies/<int:pk>/adopt/", adopt, name="assessments_study_adopt"),
        path("studies/<int:pk>/ratings.csv", study_file, name="assessments_study_file"),
        path("studies/<int:pk>/rate/", rating_page, name="assessments_rate"),
        path(
            "studies/<int:pk>/rate/<int:position>/",
            rating_page,
            name="assessments_rate_question",
        ),
    ]


@hooks.register("construct_homepage_panels")
def tell_what_waits(request, panels):
    if may_see_what_waits(request.user):
        panels.append(WaitingPanel(request.user))


@hooks.register("register_log_actions")
def adopted(actions):
    @actions.register_action(ADOPTED)
    class Adopted(LogFormatter):
        label = "Adopt a cut score"

        def format_message(self, log_entry):
            return "Pass mark {cut} % from study {study}".format(**log_entry.data)


@hooks.register("register_log_actions")
def republished(actions):
    @actions.register_action(REPUBLISHED)
    class Republished(LogFormatter):
        label = "Republish"

        def format_message(self, log_entry):
            return f"Published again as version {log_entry.data.get('version', '?')}"


@hooks.register("register_log_actions")
def panel_used(actions):
    @actions.register_action(PANEL_USED)
    class PanelUsed(LogFormatter):
        label = "Use a panel"

        def format_message(self, log_entry):
            return "The answers of “{panel}” stand in the draft ({experts})".format(
                **log_entry.data
            )


@hooks.register("register_log_actions")
def ruled(actions):
    @actions.register_action(RULED)
    class Ruled(LogFormatter):
        label = "Correct past results"

        def format_message(self, log_entry):
            return "Version {version}: {words}".format(**log_entry.data)
