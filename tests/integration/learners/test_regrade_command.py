"""`regrade` replays any attempt to the same mark, and corrects results from a terminal."""

import io
from random import Random

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from assessments.models import Grade, Ruling
from assessments.queries import latest_grade
from learners.models import Regrade
from tests.factories.marking import FULL, NONE, a_marked_stage, a_marker, handed_in, mark, tasks_of
from tests.factories.outcomes import a_person
from tests.factories.rulings import a_faulty_stage
from tests.integration.learners.test_verify_ledger import behind_the_triggers, edit


@pytest.fixture
def faulty():
    return a_faulty_stage()


@pytest.fixture
def staff() -> User:
    return a_person(is_superuser=True)


def regrade(*options: str) -> tuple[list[str], int]:
    """Run the command; return what it printed and its exit code."""
    out = io.StringIO()
    try:
        call_command("regrade", *options, stdout=out)
    except SystemExit as end:
        return out.getvalue().splitlines(), end.code
    return out.getvalue().splitlines(), 0


def test_attempt_is_replayed_to_the_same_mark_under_every_grade(faulty):
    attempt = faulty.take("c").attempt
    ruling = faulty.regrade("current_and_previous_correct").ruling
    assert regrade(f"--attempt={attempt.pk}") == (
        [
            "grade 1: 1.0000 of 3.00, not passed",
            f"grade 2: 2.0000 of 3.00, passed, under rulings {ruling.pk}",
            f"attempt {attempt.pk}: 2 grades replayed, 0 differences",
        ],
        0,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": 3}, "grade 2 says 3.0000 of 3.00, passed, recomputed 2.0000 of 3.00, passed"),
        ({"rulings": []}, "grade 2 says 2.0000 of 3.00, passed, recomputed 1.0000 of 3.00"),
        ({"rulings": [10**6]}, "grade 2 names rulings 1000000, which are not all about"),
        ({"items": []}, "grade 2 has other scores of questions than recomputed"),
    ],
)
def test_difference_is_told_and_ends_with_1(faulty, changes, words):
    attempt = faulty.take("c").attempt
    faulty.regrade("current_and_previous_correct")
    with behind_the_triggers():
        edit(Grade.objects.get(number=2), **changes)
    printed, code = regrade(f"--attempt={attempt.pk}")
    assert code == 1
    assert any(words in line for line in printed), printed
    assert printed[-1].endswith("1 difference")


def test_attempt_that_is_open_or_not_there_cannot_be_replayed(faulty):
    for pk, words in ((faulty.begun("b").attempt_id, "handed in"), (10**6, "There is no attempt")):
        with pytest.raises(CommandError, match=words):
            regrade(f"--attempt={pk}")


def ask(faulty, staff, *more: str, choice: str = "current_correct_only"):
    return regrade(
        f"--question-version={faulty.asked.pk}",
        f"--choice={choice}",
        f"--against={faulty.fixed.pk}",
        "--reason=C is right",
        f"--by={staff.email.upper()}",
        *more,
    )


def test_dry_run_says_what_would_change(faulty, staff):
    kept, raised = faulty.take("b").attempt, faulty.take("c").attempt
    printed, _code = ask(faulty, staff, "--dry-run")
    first = [
        (
            f"attempt {kept.pk} of {kept.learner.email}: held back at 2.0000 of 3.00, passed, since it "
            "would be lower"
        ),
        (
            f"attempt {raised.pk} of {raised.learner.email}: raised, 1.0000 of 3.00, not passed → "
            "2.0000 of 3.00, passed; completes; credit given: 1"
        ),
        "Grades raised: 1",
        "Held back, since they would be lower: 1",
        "People who completed the activity: 1",
        "People given credit: 1",
    ]
    assert printed == first
    printed, _code = ask(faulty, staff, "--dry-run", "--lower")
    assert printed == [
        *first,
        (
            f"attempt {kept.pk} of {kept.learner.email}: lowered by {staff.email} (C is right), 2.0000 of "
            "3.00, passed → 1.0000 of 3.00, not passed; credit taken back: 1"
        ),
        "Grades lowered: 1",
        "People whose credit was taken back: 1",
    ]
    assert not Ruling.objects.exists()


def a_crowd(faulty, dice: Random) -> None:
    """Let some learners take the test, some of them twice, some twice with other luck."""
    for _ in range(dice.randint(3, 6)):
        learner = a_person(profession=dice.choice(["physician", "nurse", "other"]))
        for _ in range(dice.randint(1, 3)):
            key, right = dice.choice(["a", "b", "c", None]), dice.randint(0, 2)
            if latest_grade(faulty.take(key, right=right, learner=learner).attempt).passed:
                break


@pytest.mark.parametrize("seed", range(6))
def test_dry_run_says_exactly_what_the_run_then_does(staff, seed):
    dice = Random(seed)
    kept = dice.choice(["best", "last", "first", "mean"])
    faulty = a_faulty_stage(kept_grade=kept, attempts_allowed=None)
    a_crowd(faulty, dice)
    choices = ["full_credit", "exclude", "current_correct_only", "current_and_previous_correct"]
    for _ in range(2):  # the second ruling meets what the first one left behind
        options = (*(["--lower"] if dice.random() < 0.6 else []),)
        choice = dice.choice(choices)
        foreseen = ask(faulty, staff, "--dry-run", *options, choice=choice)
        assert ask(faulty, staff, *options, choice=choice) == foreseen
        a_crowd(faulty, dice)


def test_dry_run_foresees_who_is_graded_at_last(staff):
    stage = a_marked_stage(2)
    waiting, graded = handed_in(stage), handed_in(stage)
    first, second = tasks_of(graded)
    marker = a_marker(graded)
    for task in (first, second):
        mark(task, marker, NONE)
    by_half = tasks_of(waiting)[0]
    mark(by_half, marker, FULL)
    left = tasks_of(waiting)[1]
    version = f"--question-version={left.question_version_id}"
    given = [version, "--choice=full_credit", "--reason=Unclear", f"--by={staff.email}"]
    foreseen = regrade(*given, "--dry-run")
    assert any("graded, since nothing is left to mark" in line for line in foreseen[0])
    assert latest_grade(waiting.attempt) is None
    assert regrade(*given) == foreseen
    assert latest_grade(waiting.attempt) is not None


def test_results_are_corrected_and_lowered_only_if_asked(faulty, staff):
    kept, raised = faulty.take("b"), faulty.take("c")
    printed, code = ask(faulty, staff)
    assert code == 0
    assert "Grades raised: 1" in printed
    assert "Held back, since they would be lower: 1" in printed
    assert latest_grade(kept.attempt).passed
    assert latest_grade(raised.attempt).graded_by == staff
    printed, _code = ask(faulty, staff, "--lower")
    assert "People whose credit was taken back: 1" in printed
    assert not latest_grade(kept.attempt).passed
    assert Ruling.objects.count() == 1
    assert not Regrade.objects.filter(finished_at=None).exists()


def test_lowering_names_who_lowers_and_why_though_another_decided(faulty, staff):
    kept = faulty.take("b")
    ask(faulty, staff)
    other = a_person(is_superuser=True)
    printed, _code = ask(faulty, other, "--lower", "--reason=The board wants it")
    assert any(f"lowered by {other.email} (The board wants it)" in line for line in printed)
    lowered = latest_grade(kept.attempt)
    assert (lowered.graded_by, lowered.reason) == (other, "The board wants it")
    assert Ruling.objects.get().decided_by == staff


def test_what_is_missing_or_refused_is_said(faulty, staff):
    version = f"--question-version={faulty.asked.pk}"
    for options, words in (
        ([version], "Give --choice, --reason, --by too"),
        ([version, "--choice=full_credit", "--reason=x", "--by=no@example.org"], "Nobody here"),
        (
            ["--question-version=999999", "--choice=exclude", "--reason=x", f"--by={staff.email}"],
            "There is no question version",
        ),
        (
            [version, "--choice=current_correct_only", "--reason=x", f"--by={staff.email}"],
            "Choose the corrected version",
        ),
    ):
        with pytest.raises(CommandError, match=words):
            regrade(*options)
    with pytest.raises(CommandError, match="may not publish"):
        ask(faulty, a_person())
