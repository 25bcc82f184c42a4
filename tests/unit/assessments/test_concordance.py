"""What panels of experts say about a question, and single experts about themselves."""

import pytest
from hypothesis import given, strategies as st

from assessments.domain.concordance import (
    DEVIANTS_MATTER_LITTLE,
    DROP_ANSWERS,
    RELIABILITY,
    UNANIMOUS,
    Spread,
    advice_on,
    advice_on_panel,
    counted,
    figures_of,
    modes_of,
    without,
)


def test_small_panels_are_told_what_resampling_found():
    (told,) = advice_on((0, 1, 2, 4, 2))
    assert told.startswith("The panel has 9 experts: 10 to 15 are recommended.")
    for figure in (".62 with 5", ".70 with 10", ".74 with 20", ".76 with 38"):
        assert figure in told


@pytest.mark.parametrize("counts", [(0, 1, 3, 4, 2), (0, 2, 4, 10, 4)])
def test_enough_experts_are_told_nothing(counts):
    assert advice_on(counts) == []


def test_a_panel_of_one_mind_makes_no_script_concordance_question():
    assert advice_on((0, 0, 0, 12, 0)) == [UNANIMOUS]
    assert Spread((0, 0, 0, 12, 0)).is_unanimous


def test_two_camps_are_named():
    assert Spread((0, 5, 1, 5, 1)).camps == (-1, 1)
    assert advice_on((0, 5, 1, 5, 1)) == [
        "The panel falls into two camps, −1 and +1: look at the wording."
    ]
    assert Spread((0, 0, 5, 6, 1)).camps is None, "neighbours are one camp"
    assert Spread((1, 0, 0, 8, 3)).camps is None, "one expert is no camp"


def test_collecting_a_panel_is_advised_by_its_size():
    small, middle = advice_on_panel(8), advice_on_panel(15)
    assert small[0].startswith("8 experts have answered; 10 to 15 are recommended.")
    assert small[1] == DROP_ANSWERS
    assert middle == [f"15 experts have answered. {RELIABILITY}", DEVIANTS_MATTER_LITTLE]
    assert advice_on_panel(20) == []


def test_spread_by_hand():
    """Two say 0 and two +2: mean 1, squares 4, over 3; two even halves are one bit."""
    spread = Spread((0, 0, 2, 0, 2))
    assert (spread.experts, spread.agreement) == (4, 0.5)
    assert spread.variance == pytest.approx(4 / 3)
    assert spread.entropy == pytest.approx(1)
    nobody = Spread((0, 0, 0, 0, 0))
    assert (nobody.agreement, nobody.variance, nobody.entropy) == (None, None, None)
    assert Spread((1, 1, 1, 1, 1)).entropy == pytest.approx(2.3219, abs=1e-4)


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=40))
def test_entropy_and_agreement_stay_in_their_bounds(steps):
    spread = Spread(counted(steps))
    assert spread.experts == len(steps)
    assert 0 <= spread.entropy <= 2.3220
    assert 0.2 <= spread.agreement <= 1


def test_an_expert_is_compared_with_the_others_alone():
    """In question 1 the others say +1, in 2 they say -1; in 3 nobody else answered."""
    others = {1: counted([1, 1, 1]), 2: counted([-1]), 3: counted([])}
    found = figures_of({1: -2, 2: -1, 3: 2}, others)
    assert (found.answers, found.compared, found.agreeing, found.far) == (3, 2, 1, 1)
    assert found.distance == 1.5
    assert found.agreement == 0.5
    alone = figures_of({3: 2}, others)
    assert (alone.distance, alone.agreement) == (None, None)


def test_answers_are_taken_out_of_the_counts():
    assert without((0, 1, 2, 3, 0), [1, 0]) == (0, 1, 1, 2, 0)


def test_modes():
    assert modes_of((0, 3, 3, 1, 0)) == (-1, 0)
    assert modes_of((0, 0, 0, 0, 0)) == ()
