"""The CMS pages of standard setting: opening a study, judging, leading it, adopting its result."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from assessments.domain.standard_setting import DISPUTED_FROM
from assessments.forms import (
    AdoptionForm,
    AngoffForm,
    EbelForm,
    GridForm,
    JudgesForm,
    StudyForm,
)
from assessments.models import Assessment, Study
from assessments.permissions import can_adopt, can_chair, possible_judges
from assessments.queries.studies import (
    cell_name,
    first_unrated,
    judge_lines,
    percent,
    ratings_of,
    result_of,
    seat_of,
    study_items,
)
from assessments.services import (
    StudyRefused,
    adopt_cut_score,
    close_study,
    dismiss_judge,
    invite_judges,
    open_next_round,
    open_study,
    rate,
    set_grid,
)
from common.cms import in_place, policy_of
from common.spreadsheets import csv_response

FILE_HEADER = ["Question", "Points", "Judge", "Round", "Rating, %", "Rated at"]


def new_study(request, pk):
    """Say who judges an assessment's questions, and how."""

    def placed(request, pk):
        assessment = Assessment.objects.select_related("bank__collection").get(pk=pk)
        if not can_chair(request.user, assessment):
            raise PermissionDenied
        return _new_study(request, assessment)

    return in_place(placed, policy_of(Assessment))(request, pk=pk)


def _new_study(request, assessment):
    form = StudyForm(_posted(request), judges=possible_judges(assessment))
    if request.method == "POST" and form.is_valid():
        try:
            study = open_study(
                assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except StudyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{study}” is open; its judges find it on their start page.")
            return redirect("assessments_study", pk=study.pk)
    context = {"assessment": assessment, "form": form, "editor": _editor(assessment)}
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/study_new.html", context, status=status)


def study_page(request, pk):
    """Show a study to its chair: progress, spread, disputed questions, the cut score so far."""
    study = _chaired(request, pk)
    result = result_of(study)
    context = {
        "study": study,
        "result": result,
        "judges": judge_lines(result),
        "adoptions": study.adoptions.select_related("adopted_by"),
        "editor": _editor(study.assessment),
        "may_adopt": can_adopt(request.user, study.assessment),
        "invite": JudgesForm(judges=_uninvited(study)),
        "grid": GridForm(grid=study.grid) if study.is_ebel else None,
        "disputed_from": int(100 * DISPUTED_FROM),
    }
    return render(request, "assessments/cms/study.html", context)


def _uninvited(study):
    seated = study.judges.filter(left_at=None).values("user")
    return possible_judges(study.assessment).exclude(pk__in=seated)


@require_POST
def lead_study(request, pk):
    """Do what the chair asked for: the next round, further judges, the grid, the end."""
    study = _chaired(request, pk)
    try:
        said = _led(request, study)
    except StudyRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("assessments_study", pk=study.pk)


def _led(request, study):
    now = timezone.now()
    if "next_round" in request.POST:
        return f"Round {open_next_round(study=study).round} is open."
    if "invite" in request.POST:
        form = JudgesForm(request.POST, judges=_uninvited(study))
        if not form.is_valid():
            raise StudyRefused("Choose whom to ask.")
        invite_judges(study=study, users=form.cleaned_data["judges"], at=now)
        return "They find the study on their start page."
    if "dismiss" in request.POST:
        asked = request.POST["dismiss"]
        judge = get_object_or_404(study.judges, pk=asked if asked.isdigit() else 0)
        dismiss_judge(judge=judge, at=now)
        return f"{judge} judges no more; the ratings stay on record and out of the result."
    if "grid" in request.POST:
        form = GridForm(request.POST, grid=study.grid)
        if not form.is_valid():
            raise StudyRefused("Give a percentage for each cell of the grid.")
        set_grid(study=study, grid=form.cleaned_data)
        return "The grid is kept."
    if "close" in request.POST:
        close_study(study=study, at=now)
        return "The study is closed."
    raise StudyRefused("Nothing was asked for.")


def adopt(request, pk):
    """Take the cut score as the pass mark of the assessment's draft."""
    study = _chaired(request, pk)
    if not can_adopt(request.user, study.assessment):
        raise PermissionDenied
    result = result_of(study)
    form = AdoptionForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            adoption = adopt_cut_score(
                study=study, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except StudyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"The draft passes at {adoption.cut} %. Publish it to make it count."
            messages.success(request, said)
            return redirect(_editor(study.assessment))
    context = {"study": study, "result": result, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/study_adopt.html", context, status=status)


@require_GET
def study_file(request, pk):
    """Hand out every rating that was ever given, as CSV."""
    study = _chaired(request, pk)
    titles = {item.pk: (q.context["title"], item.points) for item, q in study_items(study)}
    seats = study.judges.select_related("user").prefetch_related("ratings")
    rows = [
        [
            *titles[rating.item_id],
            str(judge),
            rating.round,
            _rated(rating),
            rating.rated_at.isoformat(timespec="seconds"),
        ]
        for judge in seats
        for rating in judge.ratings.all()
    ]
    return csv_response(f"study-{study.pk}", FILE_HEADER, rows)


def _rated(rating):
    if rating.percent is not None:
        return rating.percent
    return cell_name(rating.difficulty, rating.importance)


def _chaired(request, pk):
    rows = Study.objects.select_related("assessment__bank__collection", "opened_by")
    study = get_object_or_404(rows, pk=pk)
    policy = policy_of(Assessment)
    if not policy.user_has_permission_for_instance(request.user, "view", study.assessment):
        raise Http404
    if not can_chair(request.user, study.assessment):
        raise PermissionDenied
    return study


def rating_page(request, pk, position=None):
    """Let a judge rate one question after the other, without the key unless the study shows it."""
    judge = seat_of(request.user, pk)
    if judge is None:
        raise Http404
    study, items, known = judge.study, study_items(judge.study), ratings_of(judge)
    rows = [item for item, _question in items]
    if position is None:
        at = first_unrated(rows, known, study.round)
        return redirect("assessments_rate_question", pk=pk, position=at)
    found = next(((i, q) for i, q in items if i.position == position), None)
    if found is None:
        raise Http404
    return _rating(request, judge, items, known, found)


def _rating(request, judge, items, known, found):
    study, (item, question) = judge.study, found
    form_class = EbelForm if study.is_ebel else AngoffForm
    held = known.get(item.pk)
    form = form_class(_posted(request), initial=_initial(held))
    if request.method == "POST" and form.is_valid():
        try:
            rate(judge=judge, item=item, at=timezone.now(), **form.cleaned_data)
        except StudyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            known[item.pk] = ratings_of(judge)[item.pk]
            return _after_rating(request, judge, items, known, item)
    arrangement = question.item.arrange(study.pk, "study")
    done = [i.pk in known and known[i.pk].round == study.round for i, _q in items]
    context = {
        "study": study,
        "item": item,
        "question": question.item.realised(arrangement),
        "arrangement": arrangement,
        "form": form,
        "held": held,
        "spread": _spread(study, item),
        "done": sum(done),
        "count": len(items),
        "places": [(i.position, is_done) for (i, _q), is_done in zip(items, done, strict=True)],
        "before": item.position - 1 or None,
        "after": item.position + 1 if item.position < len(items) else None,
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/rate.html", context, status=status)


def _initial(held):
    if held is None:
        return {}
    return {"percent": held.percent, "difficulty": held.difficulty, "importance": held.importance}


def _spread(study, item):
    """Return how far apart the judges were after the round before, None while they rate alone."""
    if study.round == 1 or not study.in_rounds:
        return None
    earlier = [each for each in result_of(study).rounds if each.number < study.round]
    standard = earlier[-1].items.get(item.pk) if earlier else None
    if standard is None:
        return None
    return {
        "mean": percent(standard.mean),
        "low": percent(standard.low),
        "high": percent(standard.high),
        "judges": standard.judges,
        "is_disputed": standard.is_disputed,
    }


def _after_rating(request, judge, items, known, item):
    study = judge.study
    waiting = [
        i.position for i, _q in items if i.pk not in known or known[i.pk].round < study.round
    ]
    if not waiting:
        messages.success(request, f"You have rated every question of “{study}”. Thank you.")
        return redirect("assessments_rate_question", pk=study.pk, position=item.position)
    after = [position for position in waiting if position > item.position]
    return redirect("assessments_rate_question", pk=study.pk, position=(after or waiting)[0])


def _posted(request):
    return request.POST if request.method == "POST" else None


def _editor(assessment):
    return reverse(assessment.snippet_viewset.get_url_name("edit"), args=[assessment.pk])
