"""An activity with a past: learners who did some of it, written straight to the tables.

What they did is drawn from a seed, so that a test can count the rows by itself and compare.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Collection, Page

from accounts.models import Profile, User
from assessments.domain import items
from assessments.domain.drawing import draw
from assessments.domain.form import dump_form, load_form
from assessments.domain.grading import GradeResult, grade
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import Ruling, RulingChoice
from assessments.models import (
    Answer,
    Assessment,
    AssessmentVersion,
    Attempt,
    Grade,
    Objective,
    Question,
    QuestionBank,
    QuestionVersion,
    VersionQuestion,
)
from courses.models import (
    ActivityPage,
    ActivityVersion,
    CataloguePage,
    Contributor,
    LessonPage,
    Placement,
    Provider,
    ProviderPage,
)
from courses.services import freeze_activity
from credits.models import CreditOffer, Entry
from credits.services import adjust_claim, designate_credit, ensure_credit_types, reverse_credit
from learners.models import (
    Completion,
    Enrolment,
    FrontMatterAcknowledgement,
    LessonProgress,
    Sitting,
)
from tests.factories.items import comment, multiple_response, numeric, rating, single_best_answer
from tests.factories.people import somebody

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
HALF = 0.5
PROFESSIONS = ("physician", "nurse", "pharmacist", "other")
_numbers = count(1)


def a_person(*, profession: str = "", groups: Sequence[str] = (), **fields) -> User:
    number = next(_numbers)
    user = User.objects.create(
        email=f"person{number}@example.org", first_name="Per", last_name=f"Son {number}", **fields
    )
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    if profession:
        Profile.objects.create(user=user, profession=profession)
    return user


def a_provider(name: str = "Academy") -> Provider:
    slug = name.lower().replace(" ", "-")
    collection = Collection.get_first_root_node().add_child(name=name)
    provider = Provider.objects.create(
        name=name, slug=slug, contact_email=f"{slug}@example.org", collection=collection
    )
    catalogue = CataloguePage.objects.first() or Page.get_first_root_node().add_child(
        instance=CataloguePage(title="Catalogue", slug="catalogue")
    )
    catalogue.add_child(instance=ProviderPage(title=name, slug=slug, provider=provider))
    return provider


def an_activity(provider: Provider, *, code: str = "", lessons: int = 2, **fields) -> ActivityPage:
    code = code or f"activity-{next(_numbers)}"
    page = provider.page.add_child(
        instance=ActivityPage(
            **{
                "title": code.replace("-", " ").capitalize(),
                "slug": code,
                "code": code,
                "summary": "Summary.",
                "gap": "Gap.",
                "audience": "Everybody.",
                "professions": list(PROFESSIONS),
                "minutes": 30,
                "released_on": date(2026, 1, 1),
                "reviewed_on": date(2026, 1, 1),
                "expires_on": date(2028, 1, 1),
                **fields,
            }
        )
    )
    for number in range(1, lessons + 1):
        page.add_child(
            instance=LessonPage(title=f"Lesson {number}", slug=f"lesson-{number}", minutes=10)
        )
    return page


def a_bank(provider: Provider) -> QuestionBank:
    return QuestionBank.objects.get_or_create(name="Bank", collection=provider.collection)[0]


def a_question(
    bank: QuestionBank,
    item: items.Item,
    *,
    objective: Objective | None = None,
    references: Sequence[dict] = (),
):
    question = Question.objects.create(
        bank=bank, title=f"Question {next(_numbers)}", lead_in=item.lead_in, interaction=[]
    )
    content = items.dump(item)
    told = {"id": objective.pk, "text": objective.text} if objective else None
    described = {
        "content": content,
        "context": {
            "title": question.title,
            "objective": told,
            "references": list(references),
            "tags": [],
        },
    }
    return QuestionVersion.objects.create(
        question=question,
        number=1,
        kind=content["kind"],
        **described,
        objective=objective,
        content_hash=items.content_hash(described),
        frozen_at=BEGAN,
    )


def an_assessment(
    bank: QuestionBank,
    fixed: Sequence[QuestionVersion],
    *,
    drawn: Sequence[QuestionVersion] = (),
    draws: int = 0,
    points: str = "1",
    critical: Sequence[int] = (),
    **policy,
) -> AssessmentVersion:
    assessment = Assessment.objects.create(
        bank=bank, title=f"Assessment {next(_numbers)}", live=True
    )
    slots = [
        {
            "kind": "fixed",
            "question_version": v.pk,
            "points": points,
            "safety_critical": number in critical,
        }
        for number, v in enumerate(fixed, start=1)
    ]
    if drawn:
        slots.append({"kind": "draw", "pool": [v.pk for v in drawn], "count": draws})
    rules = AssessmentPolicy.model_validate({"slots": slots, **policy})
    version = AssessmentVersion.objects.create(
        assessment=assessment,
        number=1,
        title=assessment.title,
        policy=rules.model_dump(mode="json"),
        content_hash=items.content_hash(rules.model_dump(mode="json")),
        frozen_at=BEGAN,
    )
    VersionQuestion.objects.bulk_create(
        VersionQuestion(version=version, question_version=v, slot=number, points=Decimal(points))
        for number, v in enumerate([*fixed, *drawn], start=1)
    )
    return version


@dataclass
class World:
    """A provider's activity with all its parts."""

    provider: Provider
    activity: ActivityPage
    version: ActivityVersion
    lessons: list[LessonPage]
    tests: dict[str, AssessmentVersion]
    items: dict[int, items.Item]
    offers: list[CreditOffer]
    enrolments: list[Enrolment] = field(default_factory=list)


def a_world(provider: Provider | None = None, *, code: str = "", **fields) -> World:
    """Make an activity with two lessons, pre-test, post-test, evaluation and two credit offers."""
    provider = provider or a_provider()
    bank = a_bank(provider)
    activity = an_activity(provider, code=code, **fields)
    objectives = [
        Objective.objects.create(bank=bank, text=f"Objective {letter}") for letter in "AB"
    ]
    shared = [
        a_question(bank, single_best_answer(), objective=objectives[0]),
        a_question(bank, single_best_answer(keys="abc", correct="c"), objective=objectives[1]),
        a_question(bank, multiple_response(), objective=objectives[1]),
        a_question(bank, numeric(), objective=objectives[0]),
    ]
    pool = [a_question(bank, single_best_answer(correct="a")) for _ in range(3)]
    replies = [a_question(bank, rating()) for _ in range(2)]
    replies.append(a_question(bank, rating(scale=["Poor", "Fair", "Good"])))
    replies.append(a_question(bank, comment()))
    tests = {
        "pre_test": an_assessment(bank, shared[:3]),
        "post_test": an_assessment(
            bank, shared, drawn=pool, draws=2, pass_mark="60", points="2", shuffle_questions=True
        ),
        "evaluation": an_assessment(bank, replies),
    }
    for number, (purpose, test) in enumerate(tests.items()):
        Placement.objects.create(
            activity=activity, assessment=test.assessment, purpose=purpose, sort_order=number
        )
    Contributor.objects.create(activity=activity, person=somebody(activity.provider), role="author")
    kinds = {kind.code: kind for kind in ensure_credit_types()}
    offers = [
        designate_credit(
            activity=activity,
            credit_type=kinds[code],
            amount=amount,
            valid_from=date(2026, 1, 2),
            valid_until=date(2028, 1, 1),
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for code, amount in (("ama_pra_1", Decimal("1.50")), ("participation", Decimal("1.25")))
        if code in kinds
    ]
    return World(
        provider=provider,
        activity=activity,
        version=freeze_activity(activity=activity, at=BEGAN),
        lessons=list(LessonPage.objects.child_of(activity).order_by("path")),
        tests=tests,
        items={v.pk: items.load(v.content) for v in [*shared, *pool, *replies]},
        offers=offers,
    )


@dataclass
class History:
    """Write what learners did; `chance` is drawn for each step."""

    world: World
    seed: int
    sure: bool = False  # what is likely happens, nothing else does
    spread: timedelta = timedelta(days=200)
    rows: dict[type, list] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def keep(self, row):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def chance(self, share: float) -> bool:
        return share >= HALF if self.sure else self.random.random() < share

    def write(self, learners: int, chosen: Callable[[], str] | None = None) -> World:
        """Enrol so many learners and let each go as far as the dice say."""
        pick = chosen or partial(self.random.choice, PROFESSIONS)
        for _ in range(learners):
            self.live(pick())
        self.save()
        self.world.enrolments += self.rows.get(Enrolment, [])
        self.correct_some()
        return self.world

    def save(self) -> None:
        """Write the rows kept so far, parents first."""
        for model in (
            User, Profile, Enrolment, FrontMatterAcknowledgement, LessonProgress, Attempt,
            Sitting, Answer, Grade, Completion, Entry,
        ):  # fmt: skip
            model.objects.bulk_create(self.rows.get(model, []), batch_size=2000)

    def live(self, profession: str) -> None:
        number = next(_numbers)
        user = self.keep(User(email=f"learner{number}@example.org", first_name="L"))
        user.last_name = str(number)
        if profession != "other" or self.chance(0.5):
            self.keep(Profile(user=user, profession=profession))
        at = BEGAN + self.spread * self.random.random()
        enrolment = self.keep(
            Enrolment(learner=user, activity=self.world.activity, enrolled_at=at, last_seen_at=at)
        )
        self.keep(
            FrontMatterAcknowledgement(
                enrolment=enrolment, version=self.world.version, shown_hash="0", acknowledged_at=at
            )
        )
        skill = self.random.random()
        if not self.chance(0.95) or not self.sit(enrolment, "pre_test", at, skill * 0.6):
            return
        read = [lesson for lesson in self.world.lessons if self.chance(0.9)]
        for lesson in read:
            self.keep(
                LessonProgress(
                    enrolment=enrolment,
                    lesson=lesson,
                    first_opened_at=at,
                    last_opened_at=at,
                    finished_at=at if self.chance(0.95) else None,
                )
            )
        done = all(
            any(
                row.enrolment is enrolment and row.lesson == lesson and row.finished_at
                for row in self.rows.get(LessonProgress, [])[-len(self.world.lessons) :]
            )
            for lesson in self.world.lessons
        )
        if not done:
            return
        passed = self.sit(enrolment, "post_test", at, 0.3 + 0.7 * skill)
        if passed is False and self.chance(0.7):
            passed = self.sit(enrolment, "post_test", at + timedelta(days=1), 0.9, number=2)
        replied = self.chance(0.8) and self.sit(enrolment, "evaluation", at, skill)
        if passed and replied:
            self.complete(enrolment, profession, at + timedelta(hours=2))

    def sit(self, enrolment, purpose: str, at: datetime, skill: float, *, number: int = 1):
        """Answer a test; return whether it was passed, None if left open. Some are voided."""
        version = self.world.tests[purpose]
        policy = AssessmentPolicy.model_validate(version.policy)
        seed = self.random.getrandbits(60)
        form = draw(policy, self.world.items, seed=seed)
        state = self.random.choices(
            ["submitted", "timed_out", "voided", "in_progress"],
            [1, 0, 0, 0] if self.sure else [90, 5, 3, 2],
        )[0]
        attempt = self.keep(
            Attempt(
                learner=enrolment.learner,
                assessment=version.assessment,
                version=version,
                number=number,
                state=state,
                seed=seed,
                form=dump_form(form),
                max_points=sum(place.points for place in form),
                pass_mark=policy.pass_mark,
                started_at=at,
                finished_at=None if state == "in_progress" else at + timedelta(minutes=20),
            )
        )
        self.keep(Sitting(enrolment=enrolment, attempt=attempt, purpose=purpose))
        responses = self.answer(attempt, skill)
        if state == "in_progress":
            return None
        form = load_form(attempt.form)
        result = self.mark(attempt, 1, grade(form, self.world.items, responses, policy))
        if self.chance(0.1):
            version = form[0].question_version
            ruling = Ruling(0, version, RulingChoice.FULL_CREDIT)
            again = grade(form, self.world.items, responses, policy, rulings={version: ruling})
            result = self.mark(attempt, 2, again)
        return result.passed and state != "voided"

    def mark(self, attempt: Attempt, number: int, result: GradeResult) -> GradeResult:
        self.keep(
            Grade(
                attempt=attempt,
                number=number,
                points=result.points,
                max_points=result.max_points,
                passed=result.passed,
                items=result.items_json(),
                reason="Submitted" if number == 1 else "A question was corrected",
                graded_at=attempt.finished_at,
            )
        )
        return result

    def answer(self, attempt: Attempt, skill: float) -> dict[int, object]:
        """Answer most questions, some of them twice, some cleared again."""
        newest: dict[int, object] = {}
        sequence = count(1)
        for place in load_form(attempt.form):
            for _ in range(self.random.choice([0, 1, 1, 1, 1, 1, 1, 1, 2])):
                response = self.response(self.world.items[place.question_version], skill)
                newest[place.position] = response
                self.keep(
                    Answer(
                        attempt=attempt,
                        position=place.position,
                        sequence=next(sequence),
                        operation=UUID(int=self.random.getrandbits(128), version=4),
                        response=response,
                        saved_at=attempt.started_at,
                    )
                )
        return {position: given for position, given in newest.items() if given is not None}

    def response(self, item: items.Item, skill: float):
        right = self.chance(skill)
        match item.kind:
            case "single_best_answer":
                keys = [o.key for o in item.options if not right or o.correct]
                return {"choice": self.random.choice(keys)} if self.chance(0.98) else None
            case "multiple_response":
                keys = [o.key for o in item.options if (o.correct if right else self.chance(0.4))]
                return {"choices": keys} if keys else None
            case "numeric":
                return {"value": "12.5" if right else self.random.choice(["1", "12", "125"])}
            case "rating":
                return {"value": self.random.randint(1, len(item.scale))}
            case _:
                return {"text": self.random.choice(["Good.", "=1+1", "Too long; didn't\nread"])}

    def complete(self, enrolment: Enrolment, profession: str, at: datetime) -> None:
        completion = self.keep(
            Completion(enrolment=enrolment, version=self.world.version, completed_at=at, facts={})
        )
        for offer in self.world.offers:
            allowed = offer.credit_type.professions
            if not allowed or profession in allowed:
                self.keep(
                    Entry(
                        learner=enrolment.learner,
                        credit_type=offer.credit_type,
                        offer=offer,
                        amount=offer.amount,
                        source=f"completion:{id(completion)}:{offer.pk}:{next(_numbers)}",
                        facts={"profession": profession},
                        earned_on=at.date(),
                        awarded_at=at,
                    )
                )

    def correct_some(self) -> None:
        """Let some learners claim less, twice even, and take some credit back."""
        for entry in self.rows.get(Entry, []):
            at = entry.awarded_at + timedelta(days=1)
            standing = entry
            if self.chance(0.2):
                standing = adjust_claim(entry=standing, claim=Decimal("0.75"), at=at)
                if self.chance(0.3):
                    standing = adjust_claim(entry=standing, claim=Decimal("0.50"), at=at)
            if self.chance(0.1):
                reverse_credit(entry=standing, reason="Awarded in error", at=at)


def with_history(world: World, *, learners: int, seed: int = 1, sure: bool = False) -> World:
    """Give an activity a past.

    Rows of a test are never committed, so the server would go on planning for empty tables.
    """
    told = History(world, seed, sure=sure).write(learners)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return told
