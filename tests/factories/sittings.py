"""An activity to sit: made small, published, and walked through by the services themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from assessments.domain.items import Item
from assessments.domain.states import NETWORK_ALLOWANCE
from assessments.models import Attempt, Objective
from assessments.queries import form_of, frozen_assessment
from courses.models import ActivityPage, Placement, Prerequisite
from courses.queries import FrozenActivity, frozen_activity
from courses.services import freeze_activity
from credits.domain.destinations import is_known_to_pars
from credits.models import CreditType
from credits.queries import offers_of
from credits.services import designate_credit
from learners import services
from learners.models import Enrolment, Sitting
from learners.queries import placed_assessments
from lms.demo.responses import ANSWERS
from lms.demo.saving import save_response
from tests.factories.items import comment, rating, single_best_answer
from tests.factories.outcomes import (
    a_bank,
    a_person,
    a_provider,
    a_question,
    an_activity,
    an_assessment,
)

TESTS = ("pre_test", "post_test", "evaluation")
RELEASED = timezone.now() - timedelta(days=100)
NOW = timezone.now()


class _FirstChoice:
    """Dice that always fall on the first."""

    def choice(self, rows):
        return rows[0]

    def choices(self, rows, *_weights):
        return [rows[0]]


def response_to(item: Item, *, right: bool = True) -> Any:
    """Return a right or a wrong response, whatever the kind."""
    return ANSWERS[item.kind](item, right, _FirstChoice())


@dataclass
class Stage:
    """A published activity, and what learners can be made to do in it."""

    activity: FrozenActivity
    places: dict[str, int]

    def enrol(self, learner: User | None = None) -> Enrolment:
        learner = learner or a_person(profession="physician")
        shown = services.front_matter_hash(
            self.activity,
            placed_assessments(self.activity),
            offers_of([self.activity.activity_id], NOW.date()),
        )
        return services.enrol(
            learner=learner,
            activity=self.activity,
            acknowledged_hash=shown,
            shown_hash=shown,
            at=RELEASED + timedelta(days=1),
        )

    def read(self, enrolment: Enrolment) -> None:
        """Finish every lesson."""
        for lesson in self.activity.facts["lessons"]:
            services.finish_lesson(
                enrolment=enrolment, lesson_id=lesson["id"], at=RELEASED + timedelta(days=2)
            )

    def begin(
        self, enrolment: Enrolment, purpose: str = "post_test", at: datetime | None = None
    ) -> Sitting:
        return services.begin_attempt(
            enrolment=enrolment,
            activity=self.activity,
            placement_id=self.places[purpose],
            at=at or timezone.now(),
        )

    def ready(self, learner: User | None = None, purpose: str = "post_test", **begin) -> Sitting:
        """Enrol, read, pass what comes before, and begin."""
        enrolment = self.enrol(learner)
        for earlier in TESTS[: TESTS.index(purpose)]:
            if earlier == "post_test":
                self.read(enrolment)
            if earlier in self.places:
                self.pass_(self.begin(enrolment, earlier))
        if purpose == "post_test":
            self.read(enrolment)
        return self.begin(enrolment, purpose, **begin)

    def pass_(self, sitting: Sitting) -> None:
        answer_all(sitting)
        services.submit(sitting=sitting, at=timezone.now())


def ask_first(stage: Stage, *firsts: Stage) -> None:
    """Publish an activity anew that asks for others to be completed before it."""
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    for first in firsts:
        Prerequisite.objects.create(activity=page, needs_id=first.activity.activity_id)
    version = freeze_activity(activity=page, at=timezone.now())
    stage.activity = frozen_activity(version.pk)


def answer_all(sitting: Sitting, *, right: int | None = None, at: datetime | None = None) -> None:
    """Answer every question, the first `right` of them rightly (all if left out)."""
    items = frozen_assessment(sitting.attempt.version_id).items
    for number, place in enumerate(form_of(sitting.attempt)):
        item = place.asks(items)
        is_right = right is None or number < right
        save_response(
            attempt=sitting.attempt,
            position=place.position,
            item=item,
            response=response_to(item, right=is_right),
            right=is_right,
            operation=uuid4,
            at=at or timezone.now(),
        )


def a_stage(
    questions: Sequence[Item] | None = None,
    *,
    tests: Sequence[str] = ("post_test",),
    lessons: int = 1,
    credits: Sequence[str] = ("ama_pra_1",),  # noqa: A002 what the activity offers
    objective: str = "",
    references: Sequence[dict[str, Any]] = (),
    **policy: Any,
) -> Stage:
    """Publish an activity with the tests named; `policy` bends the post-test's rules."""
    provider = a_provider(f"Academy {uuid4().hex[:6]}")
    bank = a_bank(provider)
    page = an_activity(
        provider,
        lessons=lessons,
        released_on=RELEASED.date(),
        reviewed_on=RELEASED.date(),
        expires_on=RELEASED.date() + timedelta(days=700),
    )
    aim = Objective.objects.create(bank=bank, text=objective) if objective else None
    asked = [
        a_question(bank, item, objective=aim, references=references)
        for item in questions or [single_best_answer()] * 3
    ]
    rules = {"pass_mark": "60", **policy}
    versions = {
        "pre_test": lambda: an_assessment(bank, asked, attempts_allowed=1),
        "post_test": lambda: an_assessment(bank, asked, **rules),
        "second_post_test": lambda: an_assessment(bank, asked, **rules),
        "evaluation": lambda: an_assessment(
            bank,
            [a_question(bank, item) for item in (rating(), comment())],
            attempts_allowed=1,
            review="never",
        ),
    }
    places = {
        name: Placement.objects.create(
            activity=page,
            assessment=versions[name]().assessment,
            purpose=name.removeprefix("second_"),
            sort_order=order,
        ).pk
        for order, name in enumerate(tests)
    }
    for code in credits:
        _designate(page, code)
    version = freeze_activity(activity=page, at=RELEASED)
    return Stage(activity=frozen_activity(version.pk), places=places)


def _designate(page, code: str) -> None:
    kind = CreditType.objects.get_or_create(
        code=code,
        defaults={
            "name": f"Credit {code}",
            "short_name": code,
            "body": "Example Council",
            "designation_statement": "{provider} {format} {amount} {unit}",
        },
    )[0]
    designate_credit(
        activity=page,
        credit_type=kind,
        amount=Decimal("1.00"),
        valid_from=RELEASED.date(),
        valid_until=RELEASED.date() + timedelta(days=700),
        at=RELEASED,
        pars_id=pars_id_of(page.pk) if is_known_to_pars(code) else "",
    )


def pars_id_of(activity_id: int) -> str:
    """Return the number under which PARS knows an activity of the tests."""
    return f"20{activity_id:07}"


def run_out(sitting: Sitting, seconds: float = 60) -> datetime:
    """Move an attempt's deadline into the past, as waiting would; return it."""
    attempt = Attempt.objects.get(pk=sitting.attempt_id)
    limit = frozen_assessment(attempt.version_id).policy.time_limit_minutes or 30
    ended = timezone.now() - timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=ended - timedelta(minutes=limit),
        deadline_at=ended,
        look_at=ended + NETWORK_ALLOWANCE,
    )
    return ended


def reread(sitting: Sitting) -> Attempt:
    """Return the attempt as it stands now."""
    return Attempt.objects.get(pk=sitting.attempt_id)
