"""Faulty questions: learners who answered them, their correction, and rulings on them."""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from assessments.domain import items
from assessments.domain.rulings import RulingChoice
from assessments.models import QuestionVersion, Ruling
from assessments.queries import form_of
from assessments.services import rule_on_question, save_answer
from learners import services
from learners.models import Regrade, Sitting
from tests.factories.items import single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import Stage, a_stage

REASON = "C is right too, since the guideline of 2026"


def corrected(version: QuestionVersion, item: items.Item) -> QuestionVersion:
    """Freeze the next version of a question."""
    content = items.dump(item)
    described = {"content": content, "context": version.context}
    return QuestionVersion.objects.create(
        question=version.question,
        number=version.number + 1,
        kind=content["kind"],
        **described,
        objective=version.objective,
        content_hash=items.content_hash(described),
        frozen_at=timezone.now(),
    )


@dataclass
class Faulty:
    """An activity whose post-test asks two sound questions and a faulty one: b is keyed, c is right.

    Two of three pass.
    """

    stage: Stage
    asked: QuestionVersion
    fixed: QuestionVersion

    def take(self, choice: str | None, *, right: int = 1, learner: User | None = None) -> Sitting:
        """Let somebody answer the faulty question so, and so many of the others rightly."""
        sitting = self.begun(choice, right=right, learner=learner)
        services.submit(sitting=sitting, at=timezone.now())
        return sitting

    def begun(self, choice: str | None, *, right: int = 1, learner: User | None = None) -> Sitting:
        sitting = self.stage.ready(learner or a_person(profession="physician"))
        left = right
        for place in form_of(sitting.attempt):
            if place.question_version == self.asked.pk:
                key = choice
            else:
                key, left = "b" if left > 0 else "a", left - 1
            if key is not None:
                save_answer(
                    attempt=sitting.attempt,
                    position=place.position,
                    response={"choice": key},
                    operation=uuid4(),
                    at=timezone.now(),
                )
        return sitting

    def rule(self, choice: str, *, by: User | None = None, reason: str = REASON, **said) -> Ruling:
        against = self.fixed if choice.startswith("current") else None
        return rule_on_question(
            **{
                "question_version": self.asked,
                "choice": RulingChoice(choice),
                "against": against,
                "reason": reason,
                "by": by or a_person(),
                "at": timezone.now(),
                **said,
            }
        )

    def regrade(self, choice: str, *, lowers: bool = False, **said) -> Regrade:
        """Rule and carry it out."""
        return carried_out(self.rule(choice, **said), lowers=lowers)


def carried_out(ruling: Ruling, *, lowers: bool = False) -> Regrade:
    regrade = services.ask_for_regrade(
        ruling=ruling,
        by=ruling.decided_by,
        at=timezone.now(),
        lowers=lowers,
        reason="The answer was wrong after all" if lowers else "",
    )
    services.carry_out(regrade=regrade, clock=timezone.now)
    regrade.refresh_from_db()
    return regrade


def a_faulty_stage(**stage) -> Faulty:
    found = a_stage([single_best_answer(correct="b") for _ in range(3)], **stage)
    [place] = found.activity.facts["placements"]
    used = QuestionVersion.objects.filter(used_in__version__assessment=place["assessment_id"])
    asked = used.order_by("pk").first()
    return Faulty(found, asked, corrected(asked, single_best_answer(correct="c")))
