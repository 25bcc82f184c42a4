"""Read a lesson: prose, recordings, knowledge checks; remember the place, finish, go on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.queries import frozen_question
from courses.models import ActivityPage, LessonPage
from courses.queries import CurrentLesson, LessonBody, current_lesson, lesson_body
from learners import services
from learners.domain.journey import Kind, Status, Step
from learners.models import Enrolment
from learners.queries import Standing, check_responses, enrolment_in, standing_in
from learners.views.checks import Check, answered, check_of
from learners.views.steps import next_url, outline, step_url


@require_safe
def lesson(request: HttpRequest, code: str, slug: str) -> HttpResponseBase:
    """Show a lesson to somebody who is enrolled; others read about the activity first."""
    found = _find(code, slug)
    standing = _standing(request, found)
    if standing is None:
        return redirect("learners:activity", code)
    now = timezone.now()
    if waits_for := standing.lesson_waits_for(found.id, at=now):
        return _wait(request, found, standing, waits_for)
    services.open_lesson(enrolment=standing.enrolment, lesson_id=found.id, at=now)
    return _show(request, found, standing)


@login_required
@require_POST
def finish(request: HttpRequest, code: str, slug: str) -> HttpResponseBase:
    """Finish a lesson and go on to whatever comes next."""
    found = _find(code, slug)
    enrolment = _enrolment(request, found)
    try:
        completion = services.finish_lesson(
            enrolment=enrolment, lesson_id=found.id, at=timezone.now()
        )
    except services.StepRefused:
        return redirect("learners:lesson", code, slug)
    if completion:
        messages.success(request, "You have completed this activity.")
        return redirect("learners:activity", code)
    standing = standing_in(request.user, found.activity, enrolment)
    return redirect(_address(code, _after(standing, standing.step(Kind.LESSON, found.id))))


@login_required
@require_POST
def position(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Remember where reading stopped; sent by the page while it is read."""
    found = _find(code, slug)
    value = request.POST.get("position", "")
    if not value.isascii() or not value.isdigit() or len(value) > 4:
        return HttpResponse(status=400)
    services.save_position(
        enrolment=_enrolment(request, found), lesson_id=found.id, position=int(value)
    )
    return HttpResponse(status=204)


@login_required
@require_POST
def check(request: HttpRequest, code: str, slug: str, question_version_id: int) -> HttpResponseBase:
    """Keep the answer to a knowledge check and give the reasons, at once or on a new page."""
    found = _find(code, slug)
    standing = standing_in(request.user, found.activity)
    if standing.enrolment is None or not _is_asked(lesson_body(found), question_version_id):
        raise Http404
    if standing.lesson_waits_for(found.id, at=timezone.now()):
        return redirect("learners:lesson", code, slug)
    made = answered(request, found, standing.enrolment, question_version_id)
    if request.htmx:
        context = {"check": made}
        return render(request, "learners/_check.html", context, status=422 if made.errors else 200)
    if made.errors:
        return _show(request, found, standing, new=made, status=422)
    return redirect(f"{reverse('learners:lesson', args=[code, slug])}#check-{question_version_id}")


def _is_asked(body: LessonBody, question_version_id: int) -> bool:
    """Whether the lesson asks the question, in this version or in one that was open meanwhile."""
    try:
        return frozen_question(question_version_id).question_id in body.questions.values()
    except KeyError:
        return False


def _find(code: str, slug: str) -> CurrentLesson:
    try:
        return current_lesson(code, slug)
    except (ActivityPage.DoesNotExist, LessonPage.DoesNotExist):
        raise Http404 from None


def _enrolment(request: HttpRequest, found: CurrentLesson) -> Enrolment:
    enrolment = enrolment_in(request.user, found.activity.activity_id)
    if enrolment is None:
        raise Http404
    return enrolment


def _standing(request: HttpRequest, found: CurrentLesson) -> Standing | None:
    if not request.user.is_authenticated:
        return None
    standing = standing_in(request.user, found.activity)
    return standing if standing.enrolment else None


def _wait(
    request: HttpRequest, found: CurrentLesson, standing: Standing, waits_for: str
) -> HttpResponse:
    context = {
        "lesson": found,
        "waits_for": waits_for,
        "next_step": standing.next_step,
        "next_url": next_url(standing),
        "steps": outline(standing),
    }
    return render(request, "learners/lesson_waits.html", context, status=403)


def _show(
    request: HttpRequest,
    found: CurrentLesson,
    standing: Standing,
    *,
    new: Check | None = None,
    status: int = 200,
) -> HttpResponse:
    body = lesson_body(found)
    steps = standing.steps
    here = standing.step(Kind.LESSON, found.id)
    progress = standing.lessons.get(found.id)
    lessons = [step for step in steps if step.kind is Kind.LESSON]
    number = next(i for i, step in enumerate(lessons) if step.id == found.id)
    after, code = _after(standing, here), found.activity.code
    context = {
        "lesson": found,
        "facts": found.activity.facts,
        "parts": _parts(found, standing.enrolment, body, new),
        "references": body.references,
        "steps": outline(standing, here),
        "number": number + 1,
        "of": len(lessons),
        "done": sum(bool(row.finished_at) for row in standing.lessons.values()),
        "is_finished": bool(progress and progress.finished_at),
        "place": progress.position if progress else 0,
        "previous": step_url(code, lessons[number - 1]) if number else "",
        "after": after,
        "after_url": _address(code, after),
    }
    return render(request, "learners/lesson.html", context, status=status)


def _after(standing: Standing, here: Step | None) -> Step | None:
    """Return the step that follows a lesson: the next lesson, else the first that is missing."""
    steps = standing.steps
    later = steps[steps.index(here) + 1 :] if here else []
    missing = (step for step in steps if step.required and step.status is not Status.DONE)
    lessons = (step for step in later if step.kind is Kind.LESSON)
    return next(lessons, None) or next((step for step in missing if step != here), None)


def _address(code: str, step: Step | None) -> str:
    return step_url(code, step) if step else reverse("learners:activity", args=[code])


def _parts(
    found: CurrentLesson, enrolment: Enrolment, body: LessonBody, new: Check | None
) -> list[dict[str, Any]]:
    """Return the lesson's HTML with the learner's own checks in their places."""
    responses = check_responses(enrolment, found.id) if body.questions else {}
    parts: list[dict[str, Any]] = []
    for part in body.parts:
        pk = part.question_version_id
        if pk is None:
            parts.append({"html": part.html})
        elif new and new.id == pk:
            parts.append({"check": new})
        else:
            parts.append({"check": check_of(found, enrolment, pk, responses.get(pk))})
    return parts
