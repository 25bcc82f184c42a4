from decimal import Decimal
from types import SimpleNamespace

import pytest

from outcomes import page
from outcomes.domain.evaluation import Evaluation, Rating
from outcomes.domain.first_attempts import FirstAttempt
from outcomes.domain.item_analysis import item_report
from tests.factories.items import single_best_answer

ITEMS = {1: single_best_answer(), 2: single_best_answer()}
POINTS = {1: Decimal(1), 2: Decimal(1)}
AGREEMENT = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]


def attempts(count):
    return [
        FirstAttempt(n, "", Decimal(1), Decimal(2), {1: 1.0, 2: n % 2}, {1: "b", 2: "ba"[n % 2]})
        for n in range(count)
    ]


def rows(before, after):
    text = SimpleNamespace(title="Fluids first", lead_in="What first?")
    report = SimpleNamespace(
        items=item_report(attempts(before), attempts(after), items=ITEMS, points=POINTS),
        questions={1: text, 2: text},
    )
    return page.item_rows(report)


@pytest.mark.parametrize(
    ("before", "after", "tags"),
    [
        (0, 9, ["n < 10"]),
        (0, 10, ["n < 30"]),
        (0, 40, []),
        (9, 40, []),
        (40, 40, ["Easy before", "3 idle distractors", "Review"]),
        (40, 20, ["n < 30", "Easy before", "3 idle distractors", "Review"]),
    ],
)
def test_questions_carry_what_to_look_at(before, after, tags):
    assert [tag.text for tag in rows(before, after)[0].tags] == tags


def test_figures_are_those_of_the_later_test_and_empty_on_few_answers():
    row = rows(40, 40)[1]
    assert (row.p_before, row.p_after, row.p) == (0.5, 0.5, 0.5)
    few = rows(40, 9)[1]
    assert (few.p_before, few.p_after, few.p) == (0.5, None, 0.5)
    none = rows(0, 9)[1]
    assert (none.p, none.r, none.upper_lower, none.discrimination) == (None, None, None, "")


def test_withheld_items_are_no_rows():
    assert page.item_rows(SimpleNamespace(items=None)) == []
    assert page.test_row(SimpleNamespace(items=None)) is None


def test_keys_name_the_steps_where_all_scales_are_one():
    one = Rating(1, "Clear", AGREEMENT, [0, 0, 1, 2, 3])
    other = Rating(2, "Useful", ["a", "b", "c", "d", "e"], [1, 1, 1, 1, 1])
    short = Rating(3, "Length", ["Short", "Right", "Long"], [1, 5, 1])
    assert [key.text for key in page.rating_keys(Evaluation(6, True, [one, short]))] == AGREEMENT
    mixed = page.rating_keys(Evaluation(6, True, [one, other]))
    assert [key.text for key in mixed] == ["Lowest", "Highest"]
    assert page.rating_keys(Evaluation(6, True, [short])) == []
