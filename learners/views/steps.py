"""Where the steps of an activity lead, and how an outline words them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.states import Refusal
from assessments.queries import is_being_marked, terms_for
from learners.domain.journey import Kind, Status, Step
from learners.queries import Standing


@dataclass(frozen=True)
class OutlineStep:
    """A line of an outline; `state` is done, now, open or waiting, `url` empty while it waits."""

    title: str
    url: str
    state: str
    note: str
    detail: str = ""


def step_url(code: str, step: Step) -> str:
    """Return the address of a lesson or assessment."""
    if step.kind is Kind.LESSON:
        return reverse("learners:lesson", args=[code, step.slug])
    return reverse("learners:assessment", args=[code, step.id])


def next_url(standing: Standing) -> str:
    """Return where the learner goes on; the activity's own page when nothing is left."""
    code, step = standing.activity.code, standing.next_step
    return step_url(code, step) if step else reverse("learners:activity", args=[code])


def action(standing: Standing) -> str:
    """Name what the button to the next step does."""
    step = standing.next_step
    if step is None:
        return "Look at it again"
    if step.kind is Kind.LESSON:
        return "Resume lesson" if step.id in standing.lessons else "Start lesson"
    attempts = standing.attempts_at(_assessment_id(standing, step))
    if any(attempt.is_open for attempt in attempts):
        return f"Go on with the {_purpose(standing, step)}"
    if any(is_being_marked(attempt) for attempt in attempts):
        return f"See how the {_purpose(standing, step)} stands"
    return f"Start the {_purpose(standing, step)}"


def next_refusal(learner: User, standing: Standing, at: datetime) -> Refusal | None:
    """Return why the next step is an assessment that cannot be started now, if it is one."""
    step = standing.next_step
    if step is None or step.kind is not Kind.ASSESSMENT:
        return None
    version = standing.assessments.get(_assessment_id(standing, step))
    attempts = standing.attempts_at(_assessment_id(standing, step))
    if version is None or not attempts or attempts[-1].is_open:
        return None
    return terms_for(learner, version, attempts, at, closes_at=standing.activity.closes_at).refusal


def _purpose(standing: Standing, step: Step) -> str:
    place = standing.activity.placement(step.id) or {}
    return str(place.get("label", "assessment")).lower()


def _assessment_id(standing: Standing, step: Step) -> int:
    place = standing.activity.placement(step.id) or {}
    return int(place.get("assessment_id", 0))


def outline(standing: Standing, current: Step | None = None) -> list[OutlineStep]:
    """Return every step in order; links lead only to what is open."""
    return [_line(standing, step, current) for step in standing.steps]


def _line(standing: Standing, step: Step, current: Step | None) -> OutlineStep:
    may_enter = standing.enrolment is not None and step.status is not Status.WAITING
    is_marked = _is_being_marked(standing, step)
    state = "now" if step == current and not is_marked else step.status.value
    detail = _detail(standing, step)
    notes = {Status.DONE: "Completed", Status.WAITING: step.waits_for}
    if is_marked:
        notes[Status.OPEN] = "Handed in, being marked"
    return OutlineStep(
        title=step.title,
        url=step_url(standing.activity.code, step) if may_enter else "",
        state=state,
        note=notes.get(step.status, detail) if standing.enrolment else detail,
        detail=detail,
    )


def _is_being_marked(standing: Standing, step: Step) -> bool:
    if step.kind is not Kind.ASSESSMENT or step.status is not Status.OPEN:
        return False
    return any(map(is_being_marked, standing.attempts_at(_assessment_id(standing, step))))


def _detail(standing: Standing, step: Step) -> str:
    if step.kind is Kind.LESSON:
        return f"{step.minutes} min"
    place = standing.activity.placement(step.id) or {}
    version = standing.assessments.get(place.get("assessment_id", 0))
    asks = f", {terms_in_short(version.policy)}" if version else ""
    return f"{place.get('label', 'Assessment')}{asks}"


def terms_in_short(policy: AssessmentPolicy) -> str:
    """Say how long an assessment is and what it asks: 10 questions, 80% to pass."""
    noun = "question" if policy.length == 1 else "questions"
    asks = f", {policy.pass_mark_words} to pass" if policy.pass_mark else ""
    return f"{policy.length} {noun}{asks}"


def percentage(mark: object) -> str:
    """Write a mark without needless zeros: 80%, 66.67%."""
    text = f"{mark:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
