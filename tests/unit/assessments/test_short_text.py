"""Short text: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from tests.factories.items import short_text

TEXTS = st.text(max_size=120)


def score(item, text):
    return item.score(item.read_form({"answer": [text]}))


@pytest.mark.parametrize(
    "typed", ["Hypertension", "hypertension", " HYPERTENSION. ", "“hypertension”"]
)
def test_ways_of_writing_an_accepted_answer(typed):
    assert score(short_text(), typed) == 1


@pytest.mark.parametrize(
    ("meant", "typed"),
    [
        ("hypertension", "hypotension"),
        ("hyperkalemia", "hypokalemia"),
        ("hypotension", "hypertension"),
        ("hypokalemia", "hyperkalemia"),
    ],
)
@pytest.mark.parametrize("forgives", [False, True])
def test_published_near_misses_are_wrong(meant, typed, forgives):
    """Frappe LMS marks these right, being 87 % alike."""
    assert score(short_text(meant, forgives_slips=forgives), typed) == 0


def test_no_slip_is_forgiven_unless_the_author_says_so():
    assert score(short_text("pneumonia"), "pnuemonia") == 0
    forgiving = short_text("pneumonia", forgives_slips=True)
    assert score(forgiving, "pnuemonia") == 1
    assert "Counted as “pneumonia”" in forgiving.review({"text": "pnuemonia"}).feedback


def test_credit_of_each_answer():
    item = short_text("myocardial infarction", {"text": "MI", "credit": "1/3"}, "heart attack")
    assert [score(item, text) for text in ("Heart attack", "mi", "angina", "")] == [
        1,
        Fraction(1, 3),
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("pattern", "taken", "refused"),
    [
        (
            "beta blocker *",
            ["beta-blocker", "Beta blocker bisoprolol 5 mg"],
            ["a beta blocker", "beta blockers", "alpha blocker"],
        ),
        ("antibiotic*", ["antibiotic", "antibiotics", "antibiotical"], ["antibodies", "anti"]),
        ("* oxygen *", ["oxygen", "give oxygen now", "high-flow oxygen"], ["oxygenate"]),
        (
            "give * then * fluids",
            ["give oxygen then warm IV fluids", "give then fluids"],
            ["fluids"],
        ),
        ("HLA-B*57:01", ["hla-b*57:01", "HLA B*57:01"], ["HLA-B 57:01", "HLA-BX57:01"]),
        ("*", ["anything", "no idea"], [""]),
    ],
)
def test_patterns(pattern, taken, refused):
    item = short_text(pattern)
    assert [score(item, text) for text in taken] == [1] * len(taken)
    assert [score(item, text) for text in refused] == [0] * len(refused)


@pytest.mark.parametrize(
    "typed", ["sepsis excluded", "sepsis was not found", "no sepsis", "sepsis without shock"]
)
def test_a_pattern_never_takes_a_denial(typed):
    assert score(short_text("* sepsis *"), typed) == 0


def test_a_denial_that_the_author_wrote_is_taken():
    item = short_text("no * sepsis *")
    assert score(item, "no signs of sepsis today") == 1
    assert score(item, "no signs of sepsis, not today") == 0


@pytest.mark.parametrize("pattern", ["*tension", "arterial *tension", "**"])
def test_a_pattern_that_takes_opposites_is_refused(pattern):
    with pytest.raises(items.ItemInvalid, match="opposites alike"):
        short_text(pattern)


def test_patterns_take_no_time_to_fail():
    item = short_text(" ".join(["* a"] * 40))
    assert score(item, "a " * 99 + "b") == 0


def test_rejected_answers_win_and_say_why():
    item = short_text(
        "aspirin *",
        rejected=[
            {"text": "aspirin 3000 mg", "feedback": "Ten times the dose."},
            {"text": "* paracetamol *"},
        ],
    )
    assert score(item, "Aspirin 300 mg") == 1
    assert score(item, "aspirin 3000 mg.") == 0
    assert item.review({"text": "aspirin 3000 mg"}).feedback == "Ten times the dose."
    assert score(item, "aspirin, not paracetamol") == 0


def test_a_slip_towards_a_rejected_answer_is_not_forgiven():
    forgiving = short_text("propanolol", forgives_slips=True)
    guarded = short_text("propanolol", rejected=[{"text": "propranolal"}], forgives_slips=True)
    assert score(forgiving, "propranolol") == 1
    assert score(guarded, "propranolol") == 0


def test_a_slip_that_is_another_accepted_answer_earns_what_that_earns():
    item = short_text("cytokines", {"text": "cytokinnes", "credit": "1/2"}, forgives_slips=True)
    assert score(item, "cytokinnes") == Fraction(1, 2)


def test_capitals_accents_and_punctuation_may_matter():
    assert score(short_text("NaCl", case_matters=True), "nacl") == 0
    assert score(short_text("résumé", accents_matter=True), "resume") == 0
    assert score(short_text("x.y", punctuation_matters=True), "x y") == 0


def test_answer_is_kept_as_typed_on_one_line():
    assert short_text().check({"text": " Acute \r\n Kidney\tinjury\x00 "}) == {
        "text": "Acute Kidney injury"
    }


@pytest.mark.parametrize("value", [7, True, ["a"], {"a": "b"}])
def test_json_that_is_no_text_is_refused(value):
    with pytest.raises(items.ResponseInvalid, match="in words"):
        short_text().check({"text": value})


def test_endless_answers_are_refused():
    with pytest.raises(items.ResponseInvalid, match="200 characters"):
        short_text().check({"text": "a" * 201})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"accepted": []}, "1 or more"),
        ({"accepted": [{"text": "…"}]}, "no words to compare"),
        ({"accepted": [{"text": "a"}, {"text": "A."}]}, "accepted twice"),
        ({"accepted": [{"text": "a", "credit": "1/2"}]}, "the whole credit"),
        ({"accepted": [{"text": "a b"}], "rejected": [{"text": "a *"}]}, "accepted and rejected"),
    ],
)
def test_authors_answers_are_checked(fields, message):
    with pytest.raises(items.ItemInvalid, match=message):
        short_text(**fields)


def test_review_shows_every_full_answer_without_its_wildcards():
    item = short_text("aspirin", "acetylsalicylic acid", {"text": "NSAID *", "credit": "1/2"})
    review = item.review({"text": "NSAID such as ibuprofen"})
    assert (review.given, review.expected) == (
        "NSAID such as ibuprofen",
        "aspirin or acetylsalicylic acid",
    )
    assert short_text("beta blocker *").review(None).expected == "beta blocker …"


def test_a_table_counts_ways_of_writing_as_one():
    item = short_text()
    assert item.chosen({"text": "HYPERTENSION!"}) == item.chosen({"text": "hypertension"})
    assert item.choice_for("hypertension").correct
    assert not item.choice_for("hypotension").correct


def test_only_what_takes_anything_is_guessed():
    assert short_text("sepsis", "* sepsis *").guess_score() == 0
    assert short_text("sepsis", {"text": "*", "credit": "1/4"}).guess_score() == Fraction(1, 4)


@given(TEXTS, st.booleans())
def test_score_lies_between_nothing_and_everything(text, forgives):
    item = short_text("pneumonia", {"text": "lung *", "credit": "1/2"}, forgives_slips=forgives)
    try:
        checked = item.check({"text": text})
    except items.ResponseInvalid:
        return
    assert 0 <= item.score(checked) <= 1
    assert item.check(checked) == checked
    for key in item.chosen(checked):
        assert item.choice_for(key).correct == (item.score(checked) == 1)


@given(TEXTS.filter(lambda text: text.strip()))
def test_the_exact_answer_earns_everything(text):
    try:
        item = short_text({"text": text})
    except items.ItemInvalid:
        return
    if not text.strip().endswith("*"):
        assert score(item, text) == 1
