"""The screens on which banks, objectives, questions and assessments are kept."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.widgets import Button
from wagtail.snippets.views import snippets

from assessments.domain.flaws import FLAWS
from assessments.domain.items import KINDS
from assessments.domain.items.base import MOST_HINTS
from assessments.forms import AssessmentForm, BankForm, QuestionForm
from assessments.models import Assessment, FoundFlaw, Objective, Question, QuestionBank
from assessments.models.review import THROUGH_BANK
from assessments.panels import (
    AdvicePanel,
    FindingsPanel,
    StandardPanel,
    TagPanel,
    UsePanel,
    VersionPanel,
)
from assessments.queries import live_uses_of
from assessments.queries.findings import open_findings_of, with_open_findings
from assessments.queries.question_history import with_alarm
from assessments.transfers import may_import
from common.cms import PlacedFilterSet, PlacedIndexView, PlacedModelForm, PlacedViewSet
from common.widgets import FilteredCheckboxes


class QuestionEditView(snippets.EditView):
    """After publishing a question, offer to publish the assessments that ask it."""

    def get_success_message(self):
        said = super().get_success_message()
        if self.action == "publish" and (found := open_findings_of([self.object.pk]).count()):
            warning = f"The item check has {found} open finding{'' if found == 1 else 's'}."
            messages.warning(self.request, f"{warning} Learners get the question as it is.")
        return said

    def get_success_buttons(self):
        buttons = super().get_success_buttons()
        behind = [use for use in live_uses_of(self.object) if use.is_behind]
        if self.action == "publish" and behind:
            url = reverse("assessments_republish", args=[self.object.pk])
            buttons.append(messages.button(url, f"Republish {_assessments(len(behind))}"))
        return buttons


def _assessments(count):
    return "1 assessment" if count == 1 else f"{count} assessments"


class BankViewSet(PlacedViewSet):
    """Question banks."""

    model = QuestionBank
    icon = "folder-open-inverse"
    menu_label = "Question banks"
    menu_order = 210
    list_display = ["name", "collection"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("collection", heading="Provider's collection"),
            FieldPanel("language"),
        ],
        base_form_class=BankForm,
    )


class BankFilterSet(PlacedFilterSet):
    """Objectives by bank."""

    class Meta:
        model = Objective
        fields = ["bank"]


class ObjectiveViewSet(PlacedViewSet):
    """Objectives."""

    model = Objective
    through = THROUGH_BANK
    icon = "pick"
    menu_order = 240
    list_display = ["text", "bank"]
    filterset_class = BankFilterSet
    edit_handler = ObjectList(
        [
            FieldPanel("bank"),
            FieldPanel("text", help_text="What the learner will be able to do: begin with a verb."),
        ],
        base_form_class=PlacedModelForm,
    )


class QuestionFilterSet(PlacedFilterSet):
    """Questions by bank, state and difficulty."""

    findings = ChoiceFilter(
        label="Item check",
        choices=[("open", "Open findings"), ("none", "No open finding")],
        method="by_findings",
    )
    flaw = ChoiceFilter(
        label="Open finding",
        choices=[(code, flaw.title) for code, flaw in FLAWS.items()],
        method="by_flaw",
    )

    alarm = ChoiceFilter(
        label="Alarm", choices=[("key", "The key may be wrong")], method="by_alarm"
    )

    class Meta:
        model = Question
        fields = ["bank", "live", "difficulty"]

    def by_alarm(self, questions, name, value):
        return questions.filter(has_alarm=True)

    def by_findings(self, questions, name, value):
        has_any = questions.filter(open_findings__gt=0)
        return has_any if value == "open" else questions.filter(open_findings=0)

    def by_flaw(self, questions, name, value):
        found = FoundFlaw.objects.filter(flaw=value, acceptance=None)
        return questions.filter(pk__in=found.values("question"))


class QuestionIndexView(PlacedIndexView):
    """The list of questions, with the ways in and out of files."""

    @cached_property
    def header_more_buttons(self):
        buttons = [*super().header_more_buttons]
        if may_import(self.request.user):
            url = reverse("assessments_import")
            buttons.append(Button("Import from a file", url=url, icon_name="upload", priority=50))
        bank = urlencode({"bank": self.request.GET.get("bank", "")})
        url = f"{reverse('assessments_export')}?{bank}"
        found = reverse("assessments_findings") + f"?{bank}"
        buttons.append(Button("Item check", url=found, icon_name="clipboard-list", priority=55))
        return [*buttons, Button("Export to a file", url=url, icon_name="download", priority=60)]


class QuestionViewSet(PlacedViewSet):
    """Questions."""

    model = Question
    through = THROUGH_BANK
    index_view_class = QuestionIndexView
    icon = "help"
    menu_order = 220
    list_display = [
        "title",
        Column("kind", label="Kind", accessor=lambda q: KINDS[q.kind].label if q.kind else "–"),
        "bank",
        Column(
            "has_alarm", label="Alarm", accessor=lambda q: "Check the key" if q.has_alarm else "–"
        ),
        Column("open_findings", label="Open findings", accessor="open_findings"),
        UpdatedAtColumn(),
    ]
    filterset_class = QuestionFilterSet
    edit_view_class = QuestionEditView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    UsePanel(),
                    AdvicePanel(),
                    FieldRowPanel([FieldPanel("title"), FieldPanel("bank")]),
                    FieldPanel("stem"),
                    FieldPanel("lead_in"),
                    FieldPanel("interaction"),
                    FieldPanel("rationale"),
                    InlinePanel(
                        "hints",
                        heading="Hints",
                        label="Hint",
                        max_num=MOST_HINTS,
                        help_text="Shown one after the other after wrong tries, where an "
                        "assessment allows several: one more than there are hints.",
                        panels=[FieldPanel("text"), FieldPanel("clear_wrong")],
                    ),
                    FindingsPanel(heading="Item check"),
                ],
                heading="Question",
            ),
            ObjectList(
                [
                    FieldPanel("objective"),
                    FieldPanel("difficulty"),
                    FieldPanel("tags", help_text="Random draws select by tag."),
                    FieldPanel("references", widget=FilteredCheckboxes),
                    PublishingPanel(),
                ],
                heading="What it measures",
            ),
        ],
        base_form_class=QuestionForm,
    )

    def get_queryset(self, request):
        return with_alarm(with_open_findings(super().get_queryset(request)).select_related("bank"))


class AssessmentFilterSet(PlacedFilterSet):
    """Assessments by bank and state."""

    class Meta:
        model = Assessment
        fields = ["bank", "live"]


class AssessmentViewSet(PlacedViewSet):
    """Assessments."""

    model = Assessment
    through = THROUGH_BANK
    icon = "list-ol"
    menu_order = 230
    list_display = ["title", "bank", UpdatedAtColumn()]
    filterset_class = AssessmentFilterSet
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    VersionPanel(),
                    FieldRowPanel([FieldPanel("title"), FieldPanel("bank")]),
                    FieldPanel("instructions"),
                    InlinePanel(
                        "slots",
                        heading="Questions",
                        label="Slot",
                        help_text="Each slot asks one chosen question, or some drawn at random.",
                        panels=[
                            FieldPanel("section_title"),
                            FieldPanel("section_instructions"),
                            FieldPanel("question"),
                            FieldRowPanel(
                                [
                                    FieldPanel("draw_tag"),
                                    FieldPanel("draw_count"),
                                    FieldPanel("draw_difficulty"),
                                ]
                            ),
                            FieldRowPanel([FieldPanel("points"), FieldPanel("safety_critical")]),
                        ],
                    ),
                    TagPanel(heading="Tags to draw by"),
                ],
                heading="Questions",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            StandardPanel(),
                            FieldPanel("pass_mark"),
                            FieldPanel("pass_mark_from_form"),
                            FieldPanel("time_limit_minutes"),
                            FieldPanel("expiry"),
                            FieldPanel("grace_minutes"),
                            FieldRowPanel(
                                [FieldPanel("attempts_allowed"), FieldPanel("wait_minutes")]
                            ),
                            FieldRowPanel(
                                [FieldPanel("kept_grade"), FieldPanel("stop_after_pass")]
                            ),
                        ],
                        heading="Passing",
                    ),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("second_marking"), FieldPanel("near_fail")]),
                            FieldRowPanel(
                                [FieldPanel("marking_tolerance"), FieldPanel("agreed_mark")]
                            ),
                            FieldRowPanel(
                                [FieldPanel("marking_days"), FieldPanel("anonymous_marking")]
                            ),
                        ],
                        heading="Marking by people",
                        help_text="For questions with a rubric: essays and files.",
                    ),
                    MultiFieldPanel(
                        [FieldPanel("password"), FieldPanel("honour_statement")],
                        heading="Starting",
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("certainty"),
                            FieldPanel("checking"),
                            FieldPanel("check_shows"),
                            FieldPanel("penalty_percent"),
                        ],
                        heading="Answering",
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("navigation"),
                            FieldPanel("shuffle_questions"),
                            FieldPanel("shuffle_options"),
                        ],
                        heading="Showing",
                    ),
                    MultiFieldPanel(
                        [FieldPanel("review"), FieldPanel("review_matrix")],
                        heading="Looking back",
                    ),
                    PublishingPanel(),
                ],
                heading="Rules",
            ),
        ],
        base_form_class=AssessmentForm,
    )
