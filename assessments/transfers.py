"""The CMS pages on which questions are brought in from files and taken out into files."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from assessments.domain.interchange import FORMATS
from assessments.domain.interchange.report import Report, export_report
from assessments.forms import ExportForm, ImportForm
from assessments.models import Question, QuestionImport
from assessments.services import (
    ImportRefused,
    discard_import,
    export_questions,
    finish_import,
    preview_import,
)
from common.cms import policy_of


def may_import(user):
    """Whether somebody may add questions anywhere."""
    return policy_of(Question).user_has_permission(user, "add")


def import_file(request):
    """Take a file and go on to its preview."""
    if not may_import(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            pending = preview_import(
                bank=form.cleaned_data["bank"],
                content=file.read(),
                file_name=file.name,
                format_name=form.cleaned_data["format"],
                at=timezone.now(),
                by=request.user,
            )
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("assessments_import_report", pk=pending.pk)
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/import.html", {"form": form}, status=status)


def import_report(request, pk):
    """Show what an import would do, or did; a POST goes through with it or forgets it."""
    found = _import_or_404(request, pk)
    if request.method == "POST":
        if "discard" in request.POST:
            discard_import(pending=found)
            messages.success(request, f"“{found}” was not imported.")
            return redirect("assessments_import")
        report = finish_import(pending=found, at=timezone.now())
        messages.success(request, f"Came in as drafts: {report.arrivals or 'nothing'}.")
        return redirect("assessments_import_report", pk=pk)
    report = Report.model_validate(found.report)
    context = {"found": found, "report": report, "format": FORMATS[found.format]}
    return render(request, "assessments/cms/import_report.html", context)


@require_GET
def import_report_json(request, pk):
    """Hand out a report as JSON."""
    found = _import_or_404(request, pk)
    name = f"import-{found.pk}-report.json"
    return JsonResponse(
        found.report,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _import_or_404(request, pk):
    found = get_object_or_404(QuestionImport.objects.select_related("bank__collection"), pk=pk)
    policy = policy_of(Question)
    if not policy.user_has_permission_for_instance(request.user, "add", Question(bank=found.bank)):
        raise Http404
    return found


def export_file(request):
    """Choose questions and a format, see what would stay behind, take the file."""
    if not policy_of(Question).user_has_permission(request.user, "view"):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else None
    form = ExportForm(given, user=request.user, bank=request.GET.get("bank", ""))
    context = {"form": form}
    if form.is_bound and form.is_valid():
        format_name = form.cleaned_data["format"]
        writing = export_questions(
            questions=form.cleaned_data["questions"],
            format_name=format_name,
            assessments=form.assessments(),
        )
        if "download" in request.POST:
            return _download(writing, format_name)
        context["report"] = export_report(format_name, writing)
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/export.html", context, status=status)


def _download(writing, format_name):
    there = FORMATS[format_name]
    day = timezone.localdate().isoformat()
    name = f"questions-{slugify(there.label)}-{day}{there.suffix}"
    return HttpResponse(
        writing.content,
        content_type=there.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
