import pytest

from assessments.domain.distractors import choices_of, tabulate
from assessments.domain.statistics import Footing
from tests.factories.items import multiple_response, numeric, rating, single_best_answer

CHOICES = single_best_answer().choices()


def test_each_choice_is_counted_once_an_attempt():
    chosen = [["b"]] * 6 + [["a"]] * 3 + [["c"]] * 2 + [[]]
    table = tabulate(CHOICES, chosen, range(12))
    assert {row.choice.key: row.picked for row in table.rows} == {"a": 3, "b": 6, "c": 2, "d": 0}
    assert (table.attempts, table.unanswered) == (12, 1)
    assert table.rows[0].share == 0.25


def test_shares_of_several_picks_may_pass_one_in_sum():
    choices = multiple_response().choices()
    table = tabulate(choices, [["a", "b"]] * 10, [1] * 10)
    assert sum(row.share for row in table.rows) == 2


def test_too_few_attempts_show_no_rows():
    table = tabulate(CHOICES, [["b"]] * 9, range(9))
    assert (table.rows, table.footing, table.attempts) == ((), Footing.NONE, 9)


@pytest.mark.parametrize(("picks", "idle"), [(0, True), (1, True), (2, False)])
def test_a_distractor_below_five_percent_is_idle(picks, idle):
    """2 of 40 are 5 %: it works."""
    chosen = [["a"]] * picks + [["b"]] * (40 - picks)
    assert tabulate(CHOICES, chosen, range(40)).rows[0].is_idle is idle


def test_the_key_is_never_an_idle_distractor():
    assert not tabulate(CHOICES, [["a"]] * 40, range(40)).rows[1].is_idle


def test_a_distractor_that_the_able_pick_is_shown():
    chosen = [["b"]] * 10 + [["c"]] * 10
    table = tabulate(CHOICES, chosen, range(20))
    assert [row.attracts_the_able for row in table.rows] == [False, False, True, False]
    assert table.rows[2].upper == 1
    assert table.rows[2].lower == 0
    assert table.rows[1].point_biserial < 0


def test_steps_of_a_scale_are_neither_idle_nor_suspicious():
    table = tabulate(rating().choices(), [["5"]] * 12, range(12))
    assert not any(row.is_idle or row.attracts_the_able for row in table.rows)


def test_rows_may_stand_for_many_attempts():
    chosen, rest = [["b"], ["a"], []], [3, 1, 0]
    counts = [8, 3, 2]
    spread = [(keys, r) for keys, r, n in zip(chosen, rest, counts, strict=True) for _ in range(n)]
    assert tabulate(CHOICES, chosen, rest, counts) == tabulate(
        CHOICES, [keys for keys, _ in spread], [r for _, r in spread]
    )


def test_open_answers_are_those_given_most_often():
    given = [["1"], ["12.5"], [], *([str(number)] for number in range(100, 110))]
    found = choices_of(numeric(), given, [2, 5, 9, *[1] * 10])
    assert [choice.key for choice in found[:3]] == ["12.5", "1", "100"]
    assert [choice.correct for choice in found[:2]] == [True, False]
    assert len(found) == 8
