"""The screens on which accreditation staff keep what boards ask and which credit they take."""

import difflib
from decimal import Decimal
from typing import Any

from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from accounts.models import Profession
from credits.domain.external import KINDS
from credits.domain.requirements import evaluate, load
from credits.domain.requirements.example import load_example
from credits.models import AcceptanceRule, Requirement
from credits.queries import acceptances
from credits.requirement_form import EXAMPLE, AcceptanceForm, RequirementForm, YamlField, as_yaml

FORM = "credits/cms/requirement_form.html"
LINES_AROUND = 2


class Previewing:
    """A form that shows, before anything is kept, what a holder would be told."""

    template_name = FORM
    error_message = "Nothing was kept: see below."

    def post(self, request, *args, **kwargs):
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = getattr(self, "object", None)
        self.form = self.get_form()
        findings = self.form.evaluated() if self.form.is_valid() else None
        context = self.get_context_data(findings=findings, is_preview=True)
        return TemplateResponse(request, self.template_name, context)

    def save_instance(self):
        kept = self.form.store(by=self.request.user)
        action = "wagtail.edit" if self.form.instance.pk else "wagtail.create"
        log(instance=kept, action=action, content_changed=True)
        return kept


class AddRequirementView(Previewing, generic.CreateView):
    """A requirement with its first version."""


class EditRequirementView(Previewing, generic.EditView):
    """What it is called, and the next version of what it asks."""

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)


class RequirementView(generic.InspectView):
    """Every version with what changed, and how an example stands."""

    page_title = "Requirement"
    template_name = "credits/cms/requirement.html"

    def get_professions_display_value(self):
        return ", ".join(Profession(code).label for code in self.object.professions)

    def get_context_data(self, **kwargs):
        versions = list(self.object.versions.select_related("created_by").order_by("-number"))
        rows = [
            {"version": version, "changes": changes(before.body if before else None, version.body)}
            for version, before in zip(versions, [*versions[1:], None], strict=True)
        ]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "newest": versions[0] if versions else None,
            "findings": example_of(versions[0].body) if versions else [],
        }


def changes(before: Any, after: Any) -> list[tuple[str, str]]:
    """Return the lines that differ, each with its sign; nothing for a first version."""
    if before is None:
        return []
    lines = difflib.unified_diff(
        as_yaml(before).splitlines(), as_yaml(after).splitlines(), lineterm="", n=LINES_AROUND
    )
    return [(line[:1], line[1:]) for line in lines if not line.startswith(("---", "+++"))]


def example_of(body: Any) -> list[Any]:
    """Return how the standing example stands to a body."""
    today = timezone.localdate()
    text = EXAMPLE.format(year=today.year + 1, today=today)
    example = load_example(YamlField(rows=1).to_python(text))
    return evaluate(load(body), example.holding(), example.earned(), acceptances(), today)


class RequirementViewSet(ModelViewSet):
    """Requirements of boards; none is deleted, because learners hold licences by them."""

    model = Requirement
    name = "requirements"
    icon = "list-ul"
    menu_label = "Requirements"
    menu_order = 262
    add_to_admin_menu = True
    add_view_class = AddRequirementView
    edit_view_class = EditRequirementView
    inspect_view_class = RequirementView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["credential", "authority", Column("jurisdiction", sort_key="jurisdiction")]
    list_filter = ["jurisdiction"]
    search_fields = ["authority", "credential", "jurisdiction"]
    inspect_view_fields = ["authority", "jurisdiction", "professions", "credential"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return RequirementForm

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(**{"panel": None, **kwargs})

    def get_edit_view_kwargs(self, **kwargs):
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})

    def get_urlpatterns(self):
        return [each for each in super().get_urlpatterns() if each.name != "delete"]


def credit_of(rule: AcceptanceRule) -> str:
    """Return the name of the credit that a rule is about."""
    return KINDS.get(rule.credit_type, rule.credit_type)


def written(amount: Decimal | None) -> str:
    """Write an amount without zeros that say nothing, a dash where there is none."""
    return "–" if amount is None else f"{amount.normalize():f}"


class AcceptanceViewSet(ModelViewSet):
    """Which credit counts in which category of boards."""

    model = AcceptanceRule
    name = "acceptance-rules"
    icon = "order"
    menu_label = "Acceptance of credit"
    menu_order = 263
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        TitleColumn(
            "credit_type",
            label="Credit",
            accessor=credit_of,
            url_name="acceptance-rules:edit",
            sort_key="credit_type",
        ),
        Column("category", label="Counts as", sort_key="category"),
        Column("factor", label="Times", accessor=lambda rule: written(rule.factor)),
        Column("cap", label="At most a cycle", accessor=lambda rule: written(rule.cap)),
        Column("valid_from", label="From"),
        Column("valid_until", label="Until"),
        Column("checked_on", label="Checked on", sort_key="checked_on"),
    ]
    list_filter = ["credit_type", "category"]
    search_fields = ["credit_type", "category", "source"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return AcceptanceForm

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(**{"panel": None, **kwargs})

    def get_edit_view_kwargs(self, **kwargs):
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})
