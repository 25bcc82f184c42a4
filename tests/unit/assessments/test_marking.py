"""Marking by people: rubrics, samples, what marks come to, agreement."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain.form import FormItem
from assessments.domain.grading import grade, to_be_marked
from assessments.domain.items import ItemInvalid, ResponseInvalid, dump, load
from assessments.domain.items.essay import words_in
from assessments.domain.marking.agreement import MINIMUM, agreement, icc
from assessments.domain.marking.pseudonyms import pseudonym
from assessments.domain.marking.rubric import LevelsInvalid, Rubric
from assessments.domain.marking.rules import Agreed, MarkingRules
from assessments.domain.marking.settling import GivenMark, Stage, settle
from assessments.domain.policy import AssessmentPolicy
from tests.factories.items import a_rubric, essay, single_best_answer

RUBRIC = Rubric.model_validate(a_rubric(points=(2, 4)))
FULL, HALF, NONE = ({"c1": each, "c2": each} for each in ("full", "half", "none"))
LEVELS = st.fixed_dictionaries({key: st.sampled_from(["none", "half", "full"]) for key in FULL})
SHROUT_AND_FLEISS = [
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
]


def given_marks(*levels, first=1):
    return [GivenMark(number, number, each) for number, each in enumerate(levels, start=first)]


def settled(*levels, rules=None, twice=False):
    rules = rules or MarkingRules()
    return settle(given_marks(*levels), rubric=RUBRIC, rules=rules, wants_second=twice)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One", 1),
        ("It’s 5.5 mg/kg - twice a day.", 6),
        ("– — …", 0),
        ("naïve  cœur\n心臓", 3),
        ("well-known", 1),
    ],
)
def test_words_are_runs_that_hold_a_letter_or_a_digit(text, count):
    assert words_in(text) == count


def test_an_essay_keeps_what_is_written_and_asks_for_its_length_at_hand_in():
    item = essay(min_words=3, max_words=4)
    short = item.check({"text": " one \r\n two "})
    assert short == {"text": "one \n two"}
    assert item.shortcoming(short) == "Your answer has 2 words; write at least 3."
    assert item.shortcoming({"text": "a b c"}) == ""
    assert item.shortcoming({"text": "a b c d e"}) == "Your answer has 5 words; shorten it to 4."
    assert item.shortcoming(None) == ""
    assert item.check({"text": " \n"}) is None
    with pytest.raises(ResponseInvalid):
        item.check({"text": "x" * 100_001})
    with pytest.raises(ResponseInvalid):
        item.check({"text": ["x"]})


def test_an_essay_is_worth_nothing_until_it_is_marked_and_told_apart_from_its_model():
    item = essay(model_answer="Ideal.", marker_notes="Hidden.", shows_model_answer=False)
    assert item.score({"text": "Words"}) == 0
    assert item.review({"text": "Words"}).expected == ""
    assert essay(model_answer="Ideal.", shows_model_answer=True).review(None).expected == "Ideal."
    assert "Hidden." not in str(item.details())
    assert "full" not in str(item.details())
    assert essay(shows_criteria=False).details()["criteria"] == []
    assert load(dump(item)) == item


@pytest.mark.parametrize(
    "broken",
    [
        {"criteria": []},
        {"criteria": [a_rubric()["criteria"][0]] * 2},
        {"criteria": [{**a_rubric()["criteria"][0], "levels": []}]},
        {
            "criteria": [
                {
                    "key": "c1",
                    "title": "Nothing to earn",
                    "levels": [{"key": k, "label": k, "points": "0"} for k in "ab"],
                }
            ]
        },
    ],
)
def test_a_rubric_must_be_markable(broken):
    with pytest.raises(ItemInvalid):
        essay(rubric=broken)


def test_least_words_are_not_more_than_most():
    with pytest.raises(ItemInvalid, match="least number of words"):
        essay(min_words=5, max_words=4)


def test_worked_example_of_a_rubric():
    assert RUBRIC.points == 6
    assert RUBRIC.earned({"c1": "full", "c2": "half"}) == 4
    assert RUBRIC.share({"c1": "full", "c2": "half"}) == Fraction(2, 3)
    for wrong in ({"c1": "full"}, {**FULL, "c3": "full"}, {"c1": "full", "c2": "best"}):
        with pytest.raises(LevelsInvalid):
            RUBRIC.earned(wrong)


@given(LEVELS)
def test_a_share_lies_between_nothing_and_all(levels):
    share = RUBRIC.share(levels)
    assert 0 <= share <= 1
    assert share * Fraction(RUBRIC.points) == Fraction(RUBRIC.earned(levels))


def test_marks_come_to_what_the_rules_say():
    assert settled().stage is Stage.FIRST
    assert settled(HALF) == settled(HALF)
    assert (settled(HALF).share, settled(HALF).counted) == (Fraction(1, 2), (1,))
    assert settled(HALF, twice=True).stage is Stage.SECOND
    near = {"c1": "full", "c2": "half"}
    rules = MarkingRules(tolerance=Decimal(20))
    assert settled(HALF, near, rules=rules).share == Fraction(7, 12)
    first = MarkingRules(tolerance=Decimal(20), agreed=Agreed.FIRST)
    assert (settled(HALF, near, rules=first).share, settled(HALF, near, rules=first).counted) == (
        Fraction(1, 2),
        (1,),
    )
    assert settled(HALF, near).stage is Stage.RECONCILIATION
    assert settled(HALF, near, FULL).share == 1
    assert settled(HALF, near, FULL, NONE).counted == (4,)


@given(LEVELS, LEVELS, st.integers(0, 100))
def test_two_marks_settle_between_them_or_not_at_all(one, other, tolerance):
    found = settled(one, other, rules=MarkingRules(tolerance=Decimal(tolerance)))
    low, high = sorted([RUBRIC.share(one), RUBRIC.share(other)])
    if (high - low) * 100 > tolerance:
        assert found.stage is Stage.RECONCILIATION
    else:
        assert found.share is not None
        assert low <= found.share <= high


@given(st.integers(0, 2**62), st.integers(1, 50))
def test_the_sample_depends_on_the_seed_alone_and_grows_with_its_share(seed, position):
    drawn = [
        MarkingRules(second_share=Decimal(share)).draws(seed=seed, position=position)
        for share in range(0, 101, 10)
    ]
    assert drawn == sorted(drawn)
    assert (drawn[0], drawn[-1]) == (False, True)


def test_the_sample_is_about_as_large_as_asked():
    rules = MarkingRules(second_share=Decimal(20))
    drawn = sum(rules.draws(seed=seed, position=1) for seed in range(5000))
    assert 900 < drawn < 1100


def test_near_fails_are_doubted():
    rules = MarkingRules(near_fail=Decimal(10))
    doubted = [rules.doubts(Fraction(n, 100), Fraction(60)) for n in (49, 50, 59, 60, 80)]
    assert doubted == [False, True, True, False, False]
    assert not rules.doubts(Fraction(1, 2), None)
    assert not MarkingRules().doubts(Fraction(59, 100), Fraction(60))


def test_marks_enter_the_grade_exactly_and_nothing_else_does():
    form = [
        FormItem(position=1, slot=1, question_version=1, points=Decimal(3)),
        FormItem(position=2, slot=2, question_version=2, points=Decimal(1)),
    ]
    items = {1: essay(), 2: single_best_answer()}
    answered = {1: {"text": "Words"}, 2: {"choice": "b"}}
    assert to_be_marked(form, items, answered) == [1]
    assert to_be_marked(form, items, {2: {"choice": "b"}}) == []
    found = grade(
        form,
        items,
        answered,
        AssessmentPolicy(pass_mark=Decimal(75)),
        marks={1: Fraction(2, 3)},
    )
    assert (found.points, found.max_points, found.passed) == (Decimal(3), Decimal(4), True)
    assert found.items[0].score == Fraction(2, 3)


def test_agreement_as_shrout_and_fleiss_published_it():
    """Psychological Bulletin 86 (1979), 420-428, tables 2 and 4: ICC(1,1) = .17."""
    found = icc([[Fraction(each) for each in row] for row in SHROUT_AND_FLEISS])
    assert round(float(found), 2) == 0.17


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=40))
def test_agreement_lies_between_minus_one_and_one(pairs):
    found = icc([(Fraction(one, 12), Fraction(other, 12)) for one, other in pairs])
    assert found is None or -1 <= found <= 1
    if found is not None and all(one == other for one, other in pairs):
        assert found == 1


def test_agreement_says_nothing_of_few_answers():
    half, whole = Fraction(1, 2), Fraction(1)
    few = agreement([(half, half), (half, whole)], Fraction(1, 10))
    assert (few.answers, few.same, few.within, few.icc) == (2, 1, 1, None)
    assert few.mean_difference == Fraction(1, 4)
    assert agreement([(half, half), (whole, whole)] * MINIMUM, Fraction(0)).icc == 1
    assert agreement([], Fraction(0)).mean_difference is None


def test_pseudonyms_are_stable_and_tell_nothing():
    names = {pseudonym(attempt, seed=7 * attempt) for attempt in range(200)}
    assert len(names) == 200
    assert pseudonym(5, seed=35) == pseudonym(5, seed=35)
    assert all(len(name) == 7 for name in names)
