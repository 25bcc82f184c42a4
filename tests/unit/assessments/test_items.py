"""What holds for every kind of question."""

import json
import re
from fractions import Fraction

import pytest

from assessments.domain import items
from tests.factories.items import (
    cloze,
    key_feature,
    multiple_response,
    numeric,
    one_of_each,
    ordering,
    single_best_answer,
    true_false_set,
    vignette_set,
)
from tests.factories.sittings import response_to

# Left out where absent: content published before them keeps its hash
ADDED_LATER = {"hints", "units"}
EVERY_KIND = pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)


def test_kinds_are_found_without_a_list():
    assert set(items.KINDS) == {
        "single_best_answer",
        "multiple_response",
        "true_false_set",
        "numeric",
        "rating",
        "comment",
        "essay",
        "file_answer",
        "matching",
        "ordering",
        "short_text",
        "cloze",
        "calculated",
        "script_concordance",
        "key_feature",
        "vignette_set",
        "branching_case",
        "hotspot",
        "labelling",
    }


def test_every_kind_has_its_own_label():
    assert len({kind.label for kind in items.KINDS.values()}) == len(items.KINDS)


@EVERY_KIND
def test_item_survives_storage(item):
    stored = json.loads(json.dumps(items.dump(item)))
    assert items.load(stored) == item


@EVERY_KIND
def test_dump_writes_defaults_so_that_a_later_default_changes_nothing(item):
    assert set(items.dump(item)) | ADDED_LATER == set(type(item).model_fields) | ADDED_LATER


@EVERY_KIND
def test_item_cannot_be_changed(item):
    with pytest.raises(ValueError, match="frozen"):
        item.lead_in = "Another question?"


@EVERY_KIND
@pytest.mark.parametrize("empty", [None, {}])
def test_unanswered_scores_nothing_and_chooses_nothing(item, empty):
    assert item.check(empty) is None
    assert item.score(empty) == 0
    assert item.chosen(empty) == []


@EVERY_KIND
def test_empty_form_clears_the_answer(item):
    assert item.read_form({}) is None
    assert item.read_form({"answer": [""], "csrfmiddlewaretoken": ["x"]}) is None


@EVERY_KIND
def test_fields_of_a_response_are_read_as_that_response(item):
    response = item.check(response_to(item))
    posted = item.as_posted(response[item.response_field])
    assert item.read_form({"tab": [""], **posted}, response) == response


@EVERY_KIND
@pytest.mark.parametrize("right", [True, False])
def test_simulated_learners_are_right_or_wrong_as_asked(item, right):
    """Demo, bench and many tests stand on these answers."""
    if item.graded and not item.marked_by_people:
        assert (item.score(response_to(item, right=right)) == 1) == right


@EVERY_KIND
@pytest.mark.parametrize(
    "nonsense",
    ["b", 7, [], ["a"], {"choice": 1, "more": 2}, {"other": "b"}, {"correct": True}],
)
def test_nonsense_is_refused_with_a_sentence(item, nonsense):
    with pytest.raises(items.ResponseInvalid) as refused:
        item.check(nonsense)
    assert refused.value.field == "answer"
    assert refused.value.message.endswith(".")


HOSTILE = (
    object(),
    b"b",
    True,
    -1,
    10**5000,
    float("nan"),
    float("inf"),
    {"a": []},
    {"zz": True},
    [["a"]],
    ["a", None],
    ["a", {}],
    "zz\x00",
    "1e999",
)


@EVERY_KIND
def test_hostile_values_are_refused_or_harmless(item):
    for value in HOSTILE:
        try:
            checked = item.check({item.response_field: value})
        except items.ResponseInvalid:
            continue
        assert 0 <= item.score(checked) <= 1
        json.dumps(checked).encode()


@EVERY_KIND
def test_review_of_nothing_claims_nothing_was_chosen(item):
    review = item.review(None)
    assert review.score == 0
    assert not review.given
    assert not any(line.chosen for line in review.lines)


@EVERY_KIND
def test_question_needs_a_text_and_before_it_is_asked_a_lead_in(item):
    silent = items.dump(item) | {"stem": "", "lead_in": "  "}
    if item.kind == "cloze":  # its text with the gaps is there all the same
        assert items.load(silent).lacks()
    else:
        with pytest.raises(items.ItemInvalid):
            items.load(silent)
    stem = f"{item.stem}<p>{item.lead_in}</p>"
    told = items.load(items.dump(item) | {"stem": stem, "lead_in": ""})
    assert "Write the question itself" in told.lacks()[0]


def named_alike(item: items.Item) -> items.Item:
    """Return a question in which a wrong and a right answer read the same."""
    written = json.dumps(items.dump(item))
    return items.load(json.loads(re.sub(r'"(Option|Step|Statement) [ab]"', '"Fluid"', written)))


@pytest.mark.parametrize(
    ("item", "where"),
    [
        (single_best_answer(), ""),
        (multiple_response(correct="ac"), ""),
        (ordering(), ""),
        (true_false_set(), ""),
        (cloze(), "Gap 3: "),
        (key_feature(), "Question 1: "),
        (vignette_set(), "Question 1: "),
    ],
)
def test_nobody_is_asked_to_tell_two_answers_apart_that_read_the_same(item, where):
    assert item.lacks() == []
    told = f"{where}“Fluid” stands there more than once: nobody could tell which is meant."
    assert told in named_alike(item).lacks()


def test_what_an_author_left_open_is_said_in_plain_words():
    steps = [{"key": key, "text": text} for key, text in (("a", ""), ("b", "Call for help"))]
    dose = [{"value": ""}]
    for content, told in (
        ({"kind": "ordering", "steps": steps}, ["Steps 1 text is empty."]),
        ({"kind": "ordering", "steps": steps[1:]}, ["Steps: 3 or more are needed."]),
        ({"kind": "numeric", "accepted": dose}, ["Accepted 1 value must be a number."]),
        ({"kind": "script_concordance", "finding": "none"}, ["Hypothesis is missing."]),
    ):
        with pytest.raises(items.ItemInvalid) as refused:
            items.load({"lead_in": "What now?", **content})
        assert refused.value.messages == told


@EVERY_KIND
def test_unknown_fields_are_refused(item):
    with pytest.raises(items.ItemInvalid):
        items.load(items.dump(item) | {"hint": "b"})


@pytest.mark.parametrize("content", [{}, {"kind": "telepathy"}, {"kind": None}])
def test_unknown_kind_is_refused(content):
    with pytest.raises(items.ItemInvalid, match="no kind of question"):
        items.load(content)


def test_problems_name_their_place():
    with pytest.raises(items.ItemInvalid) as refused:
        numeric({"value": "1"}, {"value": "x"})
    assert refused.value.messages == ["Accepted 2 value must be a number."]


def test_hash_ignores_the_order_of_fields():
    content = items.dump(single_best_answer())
    assert items.content_hash(content) == items.content_hash(dict(reversed(content.items())))


def test_hash_tells_any_change_of_text():
    before = items.dump(single_best_answer())
    assert items.content_hash(before) != items.content_hash(before | {"stem": "<p>More.</p>"})


def test_hash_sees_equal_numbers_as_equal():
    written = [items.dump(numeric({"value": text})) for text in ("12.5", "12.50", "1.25e1")]
    assert len({items.content_hash(content) for content in written}) == 1


def test_hash_stays_as_it_is():
    """Versions are looked up by this hash: it may never move."""
    content = {"kind": "comment", "lead_in": "Qué?"}
    assert items.content_hash(content) == (
        "812c771d50a7a9aad2607c824d6bf891b6d79626dbc205cbcae715820f0de98c"
    )


def test_kinds_that_nobody_grades_say_so():
    assert {item.kind for item in one_of_each() if not item.graded} == {"rating", "comment"}


@EVERY_KIND
def test_choices_cover_what_can_be_chosen(item):
    keys = [choice.key for choice in item.choices()]
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert isinstance(key, str)


@EVERY_KIND
def test_score_is_exact(item):
    assert isinstance(item.score(None), Fraction)
