"""Each flaw is found where it is, and nowhere else."""

from dataclasses import replace

import pytest

from assessments.domain import items
from assessments.domain.flaws import FAMILIES, FLAWS, Draft, Family, find_flaws, with_answers
from assessments.domain.flaws.base import plain
from assessments.domain.items.base import Worded

CASE = "A 60-year-old man has had crushing chest pain for an hour."
ASKED = "What is the most appropriate next step in management?"


def draft(*wrong: str, key: str = "Aspirin", **changes) -> Draft:
    """Return a sound draft with these changes; the key comes first."""
    texts = wrong or ("Heparin", "Ramipril", "Morphine")
    answers = [Worded("k", key, correct=True, rationale="It is.")]
    answers += [
        Worded(f"d{n}", text, correct=False, rationale="It is not.") for n, text in enumerate(texts)
    ]
    sound = Draft(stem=CASE, lead_in=ASKED, rationale="Because.", answers=tuple(answers))
    return replace(sound, **changes)


def codes(found: Draft) -> set[str]:
    return {finding.flaw for finding in find_flaws(found)}


FLAWED = {
    "longest_is_right": [
        draft(key="Aspirin 300 mg by mouth at once, chewed, unless it is known to be an allergen"),
    ],
    "overlong_text": [draft(stem="word " * 201), draft(lead_in="word " * 41 + "?")],
    "absolute_terms": [
        draft("Never give heparin", "Ramipril", "Morphine"),
        draft("Oxygen for every patient", "Ramipril", "Morphine"),
    ],
    "vague_terms": [
        draft("It is usually mild", "Ramipril", "Morphine"),
        draft(lead_in="Which drug is often given first in this situation?"),
    ],
    "negative_lead_in": [
        draft(lead_in="Which drug is NOT given in this situation?"),
        draft(lead_in="All of these drugs are given in this situation EXCEPT which?"),
    ],
    "all_or_none": [
        draft("Heparin", "Ramipril", "All of the above"),
        draft("Heparin", "Ramipril", "None of these"),
        draft("Heparin", "Ramipril", "Both A and B"),
    ],
    "clang": [
        draft(
            "Heparin", "Ramipril", "Morphine",
            key="Reperfusion",
            stem="He can be brought to a centre for reperfusing arteries in time.",
        ),
    ],
    "convergence": [
        draft(
            "Aspirin with ramipril", "Clopidogrel with digoxin", "Aspirin with morphine",
            key="Aspirin with clopidogrel",
        ),
    ],
    "article": [draft("Heparin", "Ramipril", "Morphine", lead_in="He should be given an")],
    "number": [draft(lead_in="Which of the following are given first in this situation?")],
    "exhaustive_subset": [
        draft("Decrease the dose", "Ramipril", "Morphine", key="Increase the dose"),
    ],
    "unordered_numbers": [
        draft("10 mg", "40 mg", "20 mg", key="5 mg"),
        draft("10 mg", "20 mg", "40 mg", key="5 mg", is_shuffled=True),
    ],
    "unlike_units": [draft("10 mg", "1 g", "20 mg", key="5 mg")],
    "overlapping_ranges": [draft("5–10 mg", "10–20 mg", "20–30 mg", key="0–5 mg")],
    "unfocused": [
        draft(lead_in="Which of the following is true?"),
        draft(lead_in="Which of the following statements about aspirin is correct?"),
        draft(lead_in="Regarding aspirin, which is right?"),
        draft(lead_in="And then?", stem=""),
    ],
    "no_question_mark": [draft(lead_in="The most appropriate next step in management is")],
    "option_count": [
        draft("Heparin"),
        draft("Heparin", "Ramipril", "Morphine", "Oxygen", "Digoxin"),
    ],
    "same_options": [draft("heparin.", "Heparin", "Morphine")],
    "idle_distractor": [draft(idle=frozenset({"d1"}))],
    "no_rationale": [draft(rationale="")],
    "no_option_rationale": [
        draft(answers=(*draft().answers[:3], Worded("d9", "Morphine", correct=False))),
    ],
    "no_reference": [draft(has_reference=False)],
    "no_objective": [draft(has_objective=False)],
}  # fmt: skip

SOUND = {
    "longest_is_right": [draft("Heparin by infusion", "Ramipril by mouth", key="Aspirin by mouth")],
    "overlong_text": [draft(stem="word " * 200)],
    "absolute_terms": [draft("Allopurinol", "Nonet", "Wall stent")],
    "vague_terms": [draft(stem="He often has pain."), draft("Digoxin in May", "A", "B")],
    "negative_lead_in": [draft(lead_in="What does the note ask him to do next?")],
    "all_or_none": [draft("Call a physician", "Ramipril", "Morphine")],
    "clang": [
        draft(
            "Reperfusion after a day", "Ramipril", "Morphine",
            key="Reperfusion at once",
            stem="He can be brought to a centre for reperfusing arteries in time.",
        ),
    ],
    "convergence": [
        draft(
            "Heparin with ramipril", "Clopidogrel with digoxin", "Oxygen with morphine",
            key="Aspirin with metoprolol",
        ),
    ],
    "article": [
        draft("Anticoagulant", "Opioid", "Inhibitor", lead_in="He should be given an"),
        draft(lead_in="What should he be given?"),
    ],
    "number": [draft(lead_in="Which of the following is given first in this situation?")],
    "exhaustive_subset": [
        draft("Decrease the dose", "Raised ST", "Lowered ST", key="Increase the dose"),
        draft("Decreased rate", "Increased rate", "Morphine"),
    ],
    "unordered_numbers": [
        draft("10 mg", "20 mg", "40 mg", key="5 mg"),
        draft("1,000 mg", "500 mg", "250 mg", key="2,000 mg"),
    ],
    "unlike_units": [draft("10 mg", "20 mg", "40 mg", key="5 mg")],
    "overlapping_ranges": [draft("5–9 mg", "10–19 mg", "20–30 mg", key="0–4 mg")],
    "unfocused": [draft(), draft(lead_in="Which of the following drugs is given first?")],
    "no_question_mark": [draft()],
    "option_count": [draft("Heparin", "Ramipril")],
    "same_options": [draft("Heparin", "Heparins", "Morphine")],
    "idle_distractor": [draft(idle=frozenset({"k"}))],
    "no_rationale": [draft()],
    "no_option_rationale": [draft()],
    "no_reference": [draft()],
    "no_objective": [draft()],
}  # fmt: skip


def cases(table):
    return [
        pytest.param(code, found, id=f"{code} {number}")
        for code, each in table.items()
        for number, found in enumerate(each)
    ]


def test_every_flaw_has_a_case_with_it_and_one_without():
    assert set(FLAWED) == set(SOUND) == set(FLAWS)


@pytest.mark.parametrize(("code", "flawed"), cases(FLAWED))
def test_flaw_is_found(code, flawed):
    assert code in codes(flawed)


@pytest.mark.parametrize(("code", "sound"), cases(SOUND))
def test_flaw_is_not_found_where_it_is_not(code, sound):
    assert code not in codes(sound)


def test_a_sound_question_has_no_finding():
    assert find_flaws(draft()) == []


@pytest.mark.parametrize(("code", "flawed"), cases(FLAWED))
def test_words_are_judged_in_english_alone(code, flawed):
    reads_all = FLAWS[code].languages is None
    assert (code in codes(replace(flawed, language="de"))) is reads_all


def test_nothing_is_asked_of_a_question_that_nobody_marks():
    assert find_flaws(draft(is_graded=False, rationale="", has_objective=False)) == []


def test_a_finding_is_another_once_the_wording_changes():
    before = draft("Never give heparin", "Ramipril", "Morphine")
    same = draft("Never give heparin", "Lisinopril", "Morphine")
    after = draft("Never start heparin", "Ramipril", "Morphine")

    def mark(found):
        return [each.fingerprint for each in find_flaws(found) if each.flaw == "absolute_terms"]

    assert mark(before) == mark(same) != mark(after)


def test_every_flaw_tells_what_it_is():
    assert set(FAMILIES) == set(Family)
    assert all(flaw.title and flaw.why.endswith(".") for flaw in FLAWS.values())
    assert len({flaw.title for flaw in FLAWS.values()}) == len(FLAWS)


def test_what_a_question_offers_is_read_from_its_item():
    item = items.load(
        {
            "kind": "single_best_answer",
            "lead_in": ASKED,
            "options": [
                {"key": "a", "text": "Aspirin", "correct": True},
                {"key": "b", "text": "Always heparin"},
            ],
        }
    )
    read = with_answers(draft(), item)
    assert read.key.key == "a"
    assert read.is_shuffled
    assert codes(read) == {"absolute_terms", "no_option_rationale", "option_count"}


def test_markup_is_no_part_of_the_words():
    assert plain("<p>A <b>man</b> &amp; his dog.</p>") == "A man & his dog."
    assert not plain("<p> </p>")
