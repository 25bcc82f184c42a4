"""Script concordance: the published aggregate method, its way out, what is said of the panel."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.items.script_concordance import NO_PANEL, OUTSIDE
from tests.factories.items import script_concordance

COUNTS = st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any)


def judged(answer, **more):
    return {"judgement": {"answer": answer, **more}}


def test_the_modal_point_earns_everything_and_others_in_proportion():
    """The aggregate method: of ten experts six say +1, three +2, one 0."""
    item = script_concordance(0, 0, 1, 6, 3)
    earned = [item.score(judged(key)) for key in ("-2", "-1", "0", "1", "2")]
    assert earned == [0, 0, Fraction(1, 6), 1, Fraction(1, 2)]


def test_two_modes_both_earn_everything():
    item = script_concordance(0, 4, 4, 2, 0)
    assert (item.score(judged("-1")), item.score(judged("0"))) == (1, 1)


def test_a_guess_earns_the_mean_credit_not_nothing():
    item = script_concordance(0, 0, 1, 6, 3)
    assert item.guess_score() == (Fraction(1, 6) + 1 + Fraction(1, 2)) / 5 == Fraction(1, 3)


def test_outside_the_field_counts_as_answered_and_earns_what_a_guess_does():
    item = script_concordance(0, 0, 1, 6, 3, allow_outside=True)
    assert item.check(judged(OUTSIDE)) == judged(OUTSIDE)
    assert item.score(judged(OUTSIDE)) == item.guess_score()
    assert item.chosen(judged(OUTSIDE)) == [OUTSIDE]
    told = item.review(judged(OUTSIDE))
    assert "what a point chosen at random would earn" in told.feedback


def test_outside_the_field_is_refused_where_it_is_not_on_offer():
    with pytest.raises(items.ResponseInvalid, match="one of the points shown"):
        script_concordance().check(judged(OUTSIDE))


@given(counts=COUNTS)
def test_credits_lie_between_nothing_and_everything_and_somebody_earns_it(counts):
    item = script_concordance(*counts, allow_outside=True)
    earned = [item.score(judged(option.key)) for option in item.options_shown()]
    assert max(earned) == 1
    assert min(earned) >= 0
    assert 0 < item.guess_score() <= 1
    assert [item.score(judged(choice.key)) for choice in item.choices()] == [
        choice.credit for choice in item.choices()
    ]


@given(counts=COUNTS, factor=st.integers(2, 20))
def test_credits_depend_on_proportions_alone(counts, factor):
    once, often = script_concordance(*counts), script_concordance(*(n * factor for n in counts))
    assert once.credits == often.credits


def test_a_reason_is_kept_where_it_is_asked_for_and_earns_nothing():
    item = script_concordance(ask_reason=True)
    response = item.read_form({"answer": ["1"], "answer-reason": [" It fits.\x00 "]})
    assert response == judged("1", reason="It fits.")
    assert item.score(response) == item.score(judged("1"))
    assert "Your reason: It fits." in item.review(response).feedback


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"answer": "3"}, "one of the points"),
        ({"answer": True}, "one of the points"),
        ({"answer": ["1"]}, "one of the points"),
        ("1", "one of the points"),
        ({"answer": "1", "more": ""}, "one of the points"),
        ({"answer": "", "reason": "Because."}, "beside your reason"),
        ({"answer": "1", "reason": "x" * 2001}, "2000 characters"),
        ({"answer": "1", "reason": 5}, "takes no reason"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(given, message):
    with pytest.raises(items.ResponseInvalid, match=message):
        script_concordance(ask_reason=True).check({"judgement": given})


def test_two_points_at_once_are_refused():
    with pytest.raises(items.ResponseInvalid, match="one answer only"):
        script_concordance().read_form({"answer": ["1", "2"]})


def test_a_number_is_taken_as_its_point():
    assert script_concordance().check(judged(-1)) == judged("-1")


def test_an_answer_to_another_version_keeps_its_point_and_loses_its_reason():
    item = script_concordance(0, 0, 1, 6, 3)
    assert item.score_carried(judged("2", reason="It fits.")) == Fraction(1, 2)
    assert item.score_carried(judged(OUTSIDE)) == 0


def test_review_shows_the_panel_and_its_reasons_only_if_the_author_allows():
    panel = {"counts": [0, 0, 1, 6, 3], "reasons": [{"step": 1, "text": "Classic."}]}
    quiet, open_ = (
        script_concordance(panel=panel, show_reasons=allowed) for allowed in (False, True)
    )
    rows = quiet.review(judged("2")).spread
    assert [(row.count, row.credit) for row in rows][2:] == [
        (1, Fraction(1, 6)),
        (6, 1),
        (3, Fraction(1, 2)),
    ]
    assert [row.label for row in rows if row.chosen] == ["+2 Certain or almost certain"]
    assert all(row.reasons == () for row in rows)
    assert open_.review(judged("2")).spread[3].reasons == ("Classic.",)


def test_weights_without_a_number_of_experts_show_no_number():
    item = script_concordance(panel={"counts": [0, 1, 2, 4, 0], "are_shares": True})
    assert {row.count for row in item.review(None).spread} == {None}
    assert item.advice() == ["How many experts the panel had is not known."]


def test_what_learners_are_shown_gives_no_key_away():
    item = script_concordance(ask_reason=True)
    assert item.details() == {
        "task": "diagnosis",
        "hypothesis": "pulmonary embolism",
        "finding": "a swollen calf",
        "ask_reason": True,
    }
    assert {(option.correct, option.credit) for option in item.options_shown()} == {(None, None)}


def test_without_a_panel_it_lacks_one_and_earns_nothing():
    item = script_concordance(panel=None)
    assert item.lacks() == [NO_PANEL]
    assert item.score(judged("1")) == 0
    assert item.review(judged("1")).expected == "No panel has answered yet."
    assert script_concordance().lacks() == []


def test_a_panel_of_nobody_is_refused():
    with pytest.raises(items.ItemInvalid, match="At least one expert"):
        script_concordance(panel={"counts": [0] * 5})
