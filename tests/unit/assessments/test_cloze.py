"""A text with gaps: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from tests.factories.items import choice_gap, cloze, number_gap, text_gap

TEXT = "Give [[1]] within [[2]] minutes,\n\nthen [[3]]."
FILLINGS = st.dictionaries(
    st.sampled_from("123"), st.sampled_from(["heparin", "5", "b", "a", "aspirin", "", "x"])
)


def fill(**gaps):
    return {"gaps": {key.removeprefix("gap"): value for key, value in gaps.items()}}


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        # weights 1, 2 and 1
        (fill(gap1="heparin", gap2="5", gap3="b"), "1"),
        (fill(gap1="Heparin.", gap2="5,0"), "3/4"),
        (fill(gap2="5"), "1/2"),
        (fill(gap1="heparin", gap2="6", gap3="a"), "1/4"),
        (fill(gap1="aspirin", gap2="50", gap3="a"), "0"),
    ],
)
def test_worked_example(filled, expected):
    item = cloze(TEXT, text_gap("1"), number_gap("2", weight="2"), choice_gap("3"))
    assert item.score(filled) == Fraction(expected)


def test_partial_credit_inside_a_gap_is_weighed():
    accepted = [{"text": "epinephrine"}, {"text": "a catecholamine", "credit": "1/3"}]
    gap = {"key": "1", "type": "text", "weight": "3", "accepted": accepted}
    item = cloze("[[1]] at [[2]]", gap, number_gap("2"))
    assert item.score(fill(gap1="a catecholamine")) == Fraction(1, 4)


def test_gaps_guard_against_near_misses_as_a_question_does():
    item = cloze("[[1]]", text_gap("1", "hypertension", forgives_slips=True))
    assert item.score(fill(gap1="hypotension")) == 0
    assert item.score(fill(gap1="hypertensoin")) == 1


def test_form_has_a_field_a_gap():
    units = {"others": [{"symbol": "g", "multiplier": "1000"}]}
    item = cloze("[[1]] [[2]]", text_gap("1"), number_gap("2", "500", unit="mg", units=units))
    posted = {"answer-1": [" Heparin "], "answer-2": ["0.5"], "answer-2-unit": ["g"]}
    assert item.read_form(posted) == {"gaps": {"1": "Heparin", "2": "0.5 g"}}
    assert item.score(item.read_form(posted)) == 1
    assert item.read_form({"answer-1": [""], "answer-2-unit": ["g"]}) is None


@pytest.mark.parametrize(
    ("filled", "field", "message"),
    [
        (fill(gap2="five"), "answer-2", "Gap 2: Enter a number"),
        (fill(gap2="1,250"), "answer-2", "Gap 2: 1,250 can be read in two ways"),
        (fill(gap3="z"), "answer-3", "Gap 3: Choose one of the options"),
        (fill(gap1="a" * 201), "answer-1", "Gap 1: Shorten"),
        (fill(gap1=7), "answer-1", "Gap 1: give your answer as text"),
        (fill(gap9="a"), "answer", "Fill in the gaps"),
        ({"gaps": ["a"]}, "answer", "Fill in the gaps"),
    ],
)
def test_what_is_no_filling_is_refused_at_its_field(filled, field, message):
    with pytest.raises(items.ResponseInvalid) as refused:
        cloze().check(filled)
    assert refused.value.field == field
    assert refused.value.message.startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Give [[1]] in [[2]].", r"The text has no marker \[\[3\]\]."),
        ("[[1]] [[2]] [[3]] [[4]]", r"There is no gap for \[\[4\]\]."),
        ("[[1]] [[1]] [[2]] [[3]]", r"\[\[1\]\] stands twice"),
        ("[[]] [[1]] [[2]] [[3]]", r"There is no gap for \[\[\]\]."),
    ],
)
def test_markers_and_gaps_must_fit(text, message):
    with pytest.raises(items.ItemInvalid, match=message):
        cloze(text)


@pytest.mark.parametrize(
    ("gap", "message"),
    [
        (choice_gap("1", correct="ab"), "exactly one option of gap 1"),
        (text_gap("1", weight="0"), "greater than 0"),
        (text_gap("a-b"), "pattern"),
        ({"key": "1", "type": "essay"}, "expected tags"),
    ],
)
def test_gaps_are_checked(gap, message):
    with pytest.raises(items.ItemInvalid, match=message):
        cloze("[[1]]", gap)


def test_two_gaps_cannot_share_a_marker():
    with pytest.raises(items.ItemInvalid, match="used twice"):
        cloze("[[1]]", text_gap("1"), text_gap("1"))


def test_text_is_shown_line_by_line_with_each_gap_in_its_place():
    shown = cloze(TEXT).paragraphs({"3": ["c", "b", "a"]})
    assert [[piece.text or piece.number for piece in line] for line in shown] == [
        ["Give ", 1, " within ", 2, " minutes,"],
        ["then ", 3, "."],
    ]
    assert [option.key for option in shown[1][1].options] == ["c", "b", "a"]


def test_a_gap_is_named_by_the_words_beside_it():
    assert dict(cloze(TEXT).names) == {
        "1": "Gap 1: Give … within",
        "2": "Gap 2: within … minutes",
        "3": "Gap 3: then …",
    }


def test_stops_beside_a_gap_are_no_part_of_its_name():
    item = cloze("A dose of [[1]], and again ([[2]]) later.", text_gap("1"), text_gap("2"))
    assert [*item.names.values()] == ["Gap 1: A dose of … and again", "Gap 2: and again … later"]


def test_options_are_shuffled_by_seed():
    item = cloze("[[1]] [[2]]", choice_gap("1"), choice_gap("2", shuffle=False))
    arrangement = item.arrange(5, "salt")
    assert sorted(arrangement["1"]) == ["a", "b", "c"]
    assert set(arrangement) == {"1"}


def test_clients_are_told_everything_but_what_is_right():
    details = cloze(TEXT).details()
    assert details["paragraphs"][0][1] == {
        "gap": "1",
        "type": "text",
        "label": "Gap 1: Give … within",
        "options": [],
    }
    assert details["paragraphs"][1][1]["options"][0] == {"key": "a", "text": "Option a"}
    assert "heparin" not in str(details)


def test_review_goes_gap_by_gap():
    accepted = [{"text": "heparin"}, {"text": "LMWH", "credit": "1/2"}]
    gap = {"key": "1", "type": "text", "accepted": accepted, "rationale": "Why 1."}
    item = cloze(TEXT, gap, number_gap("2", unit="min"), choice_gap("3"))
    review = item.review(fill(gap1="lmwh", gap3="a"))
    assert [(line.given, line.expected, line.state, line.rationale) for line in review.lines] == [
        ("lmwh", "heparin", "partly", "Why 1."),
        ("", "5 min", "missed", ""),
        ("Option a", "Option b", "wrong", "On a."),
    ]
    assert review.score == Fraction(1, 6)


def test_a_table_counts_gap_by_gap():
    item = cloze(TEXT)
    keys = item.chosen(fill(gap1="HEPARIN", gap2="6", gap3="b"))
    assert keys == ["1: heparin", "2: 6", "3: b"]
    assert [(c.text, c.correct) for c in map(item.choice_for, keys)] == [
        ("Gap 1: heparin", True),
        ("Gap 2: 6", False),
        ("Gap 3: Option b", True),
    ]


def test_a_guess_hits_only_what_can_be_chosen():
    item = cloze(TEXT, text_gap("1"), number_gap("2"), choice_gap("3", weight="2"))
    assert item.guess_score() == Fraction(1, 3) * Fraction(2, 4)


@given(FILLINGS)
def test_score_lies_between_nothing_and_everything(filled):
    item = cloze(TEXT)
    try:
        checked = item.check({"gaps": filled})
    except items.ResponseInvalid:
        return
    assert 0 <= item.score(checked) <= 1
    assert item.check(checked) == checked
    for key in item.chosen(checked):
        item.choice_for(key)


@given(st.permutations(["1", "2", "3"]))
def test_order_of_fillings_never_changes_what_is_stored(keys):
    right = {"1": "heparin", "2": "5", "3": "b"}
    checked = cloze(TEXT).check({"gaps": {key: right[key] for key in keys}})
    assert list(checked["gaps"]) == ["1", "2", "3"]
