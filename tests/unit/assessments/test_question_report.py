"""Figures of a question gathered over versions of a test, and when its key is doubted."""

from fractions import Fraction

from assessments.domain.question_report import (
    Alarm,
    Part,
    alarm,
    dump_figures,
    gathered,
    load_figures,
)
from assessments.domain.statistics.tally import Marked, Tally
from tests.factories.items import single_best_answer

ITEM = single_best_answer(keys="abcd", correct="b")
WORTH = {number: Fraction(1) for number in range(1, 6)}


def part(*attempts: tuple[str, int], question: int = 1) -> Part:
    """Count attempts: what each chose, and how many of four other questions were right."""
    tally = Tally()
    for chosen, right in attempts:
        rest = [Marked(n, "1" if n - 2 < right else "0", ("b",)) for n in range(2, 6)]
        tally.count([Marked(question, str(int(chosen == "b")), (chosen,)), *rest], WORTH)
    return Part(tally.of(question), Fraction(1))


def report(*parts: Part):
    return gathered(1, ITEM, parts)


def test_parts_add_up_as_if_they_were_one():
    first = [("b", 4), ("c", 1), ("b", 3), ("a", 0)] * 4
    second = [("b", 2), ("d", 2), ("b", 4)] * 6
    together, apart = report(part(*first, *second)), report(part(*first), part(*second))
    assert apart.attempts == 34
    assert apart.figures == together.figures
    assert [(row.picked, row.upper, row.lower) for row in apart.table.rows] == [
        (row.picked, row.upper, row.lower) for row in together.table.rows
    ]
    assert load_figures(dump_figures(apart)) == apart


def test_a_key_that_the_able_miss_raises_an_alarm():
    turned = report(part(*[("c", 4)] * 16, *[("b", 0)] * 16))
    assert turned.figures.point_biserial < 0
    assert alarm(turned) is Alarm.NEGATIVE


def test_a_wrong_answer_that_outdoes_the_key_among_the_best_raises_an_alarm():
    # Of the 27 best of 100, 15 chose c and 12 b; the weak guess, so that r stays positive
    best = [("c", 4)] * 15 + [("b", 4)] * 12
    others = [("b", 1)] * 13 + [("a", 1)] * 30 + [("d", 0)] * 30
    found = report(part(*best, *others))
    assert found.figures.point_biserial > 0
    assert alarm(found) is Alarm.OUTDONE


def test_a_sound_key_raises_none():
    sound = report(part(*[("b", 4)] * 16, *[("b", 2)] * 6, *[("c", 1)] * 8, *[("a", 0)] * 4))
    assert alarm(sound) is Alarm.NONE


def test_nothing_is_said_below_thirty_attempts():
    turned = [("c", 4)] * 14 + [("b", 0)] * 15
    assert alarm(report(part(*turned))) is Alarm.NONE
    assert alarm(report(part(*turned, ("b", 0)))) is Alarm.NEGATIVE
    assert report(part(*turned[:9])).figures is None
    assert report(part(*turned[:9])).table.rows == ()
