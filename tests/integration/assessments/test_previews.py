"""What an author sees beside the editor: the learner's view, and the key under a fold."""

import pytest
from django.template.loader import get_template
from django.test import RequestFactory

from assessments.domain.items import KINDS
from assessments.models import Assessment, AssessmentSlot, Question
from lms.demo.interactions import interaction_of
from tests.factories.outcomes import a_bank, a_provider
from tests.factories.pictures import an_image

ROWS = {
    "single_best_answer": {
        "options": [
            {"text": "Amlodipine", "correct": True, "rationale": "Works if p<0.05 & more."},
            {"text": "Nothing", "correct": False, "rationale": "Harms."},
        ]
    },
    "multiple_response": {
        "options": [
            {"text": "Ask", "correct": True, "rationale": "Yes."},
            {"text": "Tell", "correct": False, "rationale": "No."},
        ]
    },
    "true_false_set": {
        "statements": [
            {"text": "Salt matters", "answer": True, "rationale": "It does."},
            {"text": "Sleep does not", "answer": False, "rationale": "It does too."},
        ]
    },
    "matching": {
        "options": ["Asthma", "Heart failure"],
        "stems": [{"text": "Wheeze", "answers": ["Asthma"], "rationale": "It narrows."}],
    },
    "ordering": {
        "steps": [{"text": text, "rationale": f"{text} now."} for text in ("Ask", "Look", "Act")]
    },
    "numeric": {"answer": "12.5", "tolerance": {"kind": "absolute", "value": "0.1"}, "unit": "mg"},
    "rating": {"scale": ["Poor", "Good"]},
    "comment": {"max_length": 500},
    "essay": {
        "criteria": [
            {
                "title": "Reasoning",
                "levels": [{"label": "No", "points": "0"}, {"label": "Yes", "points": "2"}],
            }
        ],
        "max_words": 200,
    },
    "file_answer": {
        "criteria": [
            {
                "title": "Structure",
                "levels": [{"label": "No", "points": "0"}, {"label": "Yes", "points": "2"}],
            }
        ],
        "accepts": ["pdf", "picture"],
        "max_files": 2,
    },
    "short_text": {"accepted": ["Hypertension"], "rejected": {"Hypotension": "Too low."}},
    "cloze": {
        "text": "Give [[1]] in [[2]] min by [[3]].",
        "gaps": [
            {"marker": "1", "type": "text", "accepted": ["fluids"]},
            {
                "marker": "2",
                "type": "number",
                "answer": "5",
                "tolerance": {"kind": "absolute", "value": "0"},
            },
            {
                "marker": "3",
                "type": "choice",
                "options": [
                    {"text": "vein", "correct": True, "rationale": "Fast."},
                    {"text": "mouth", "correct": False, "rationale": "Slow."},
                ],
            },
        ],
    },
    "calculated": {
        "variables": [{"name": "weight", "lowest": "10", "highest": "40", "step": "1"}],
        "formula": "weight * 5",
        "decimals": 0,
        "tolerance": {"kind": "absolute", "value": "0"},
        "unit": "mg",
    },
    "vignette_set": {
        "parts": [
            {
                "key": "a",
                "kind": "numeric",
                "lead_in": "How much?",
                "answer": "5",
                "tolerance": {"kind": "absolute", "value": "0"},
                "rationale": "<p>Five by <b>trials</b>.</p>",
            },
            {
                "key": "b",
                "kind": "short_text",
                "stem": "<p>New: a rash.</p>",
                "lead_in": "What is it?",
                "accepted": ["Measles"],
                "rationale": "",
            },
        ]
    },
    "branching_case": {
        "nodes": [
            {
                "title": "Doorway",
                "text": "<p>She waits.</p>",
                "start": True,
                "links": [{"text": "Ask", "to": "Done", "rationale": "It opens."}],
            },
            {"title": "Done", "text": "<p>Good.</p>", "end": True, "score": 100},
        ]
    },
    "script_concordance": {
        "task": "treatment",
        "hypothesis": "more fluid",
        "finding": "new crackles",
        "panel": {
            "counts": [5, 6, 1, 0, 0],
            "source": "A panel of twelve",
            "collected_on": "2026-03-02",
            "reasons": {-2: ["Wet lungs."]},
        },
    },
    "key_feature": {
        "questions": [
            {
                "key": "what",
                "type": "write_in",
                "text": "What is it?",
                "boxes": 1,
                "keys": [{"accepted": ["Urosepsis"]}],
            },
            {
                "key": "next",
                "type": "menu",
                "text": "What do you do?",
                "amount": "one",
                "most_picks": None,
                "scheme": "share",
                "options": [
                    {"text": f"Measure {name}", "correct": name == "lactate", "rationale": "So."}
                    for name in ("lactate", "sodium", "iron", "zinc", "copper", "calcium")
                ],
            },
        ]
    },
    "hotspot": {
        "alt": "An ECG strip.",
        "regions": [
            {"text": "R wave", "coords": "40, 5, 48, 30", "correct": True, "rationale": "Up."},
            {"text": "T wave", "coords": "64, 40, 76, 60", "correct": False, "rationale": "Late."},
        ],
    },
    "labelling": {
        "alt": "An ECG strip.",
        "labels": ["R wave", "T wave", "P wave"],
        "places": [
            {"text": "", "coords": "44, 10", "answer": "R wave", "rationale": "Up."},
            {"text": "Late", "coords": "70, 44", "answer": "T wave", "rationale": "Late."},
        ],
    },
}
STEMS = {"calculated": "<p>A woman of 54.</p><p>{{weight}} kg.</p>"}


@pytest.fixture
def bank():
    return a_bank(a_provider())


def a_draft(bank, kind="single_best_answer", **fields):
    row = {"kind": kind, "key": kind, **ROWS[kind]}
    if "alt" in row:
        row["picture"] = an_image(bank.collection).pk
    return Question(
        **{
            "bank": bank,
            "title": f"About {kind}",
            "stem": STEMS.get(kind, "<p>A woman of 54.</p>"),
            "lead_in": "What is best?",
            "rationale": "<p>Because of <b>trials</b>.</p>",
            "interaction": [interaction_of(row)],
            **fields,
        }
    )


def preview(draft):
    request = RequestFactory().get("/cms/")
    template = draft.get_preview_template(request, "")
    return get_template(template).render(draft.get_preview_context(request, ""), request)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_previewed_with_its_key_under_a_fold(bank, kind):
    body = preview(a_draft(bank, kind))
    shown, folded = body.split("<details", 1)
    assert "A woman of 54." in shown
    assert "What is best?" in shown
    assert 'name="answer' in shown
    assert "<b>trials</b>" in folded
    assert "trials" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_template_of_its_own(kind):
    assert get_template(f"assessments/items/{kind}.html")


def test_reasons_for_options_are_text_not_markup(bank):
    assert "Works if p&lt;0.05 &amp; more." in preview(a_draft(bank))


def test_draft_without_answer_format_says_what_is_missing(bank):
    body = preview(a_draft(bank, interaction=[]))
    assert "cannot be asked yet" in body
    assert "Choose an answer format." in body


def test_assessment_previews_every_question_that_it_may_ask(bank):
    questions = [a_draft(bank, kind) for kind in ("single_best_answer", "numeric")]
    for question in questions:
        question.save()
    assessment = Assessment(
        bank=bank,
        title="Final test",
        pass_mark=80,
        instructions="<p>Take care.</p><script>alert(1)</script>",
    )
    assessment.slots = [AssessmentSlot(question=question) for question in questions]
    body = preview(assessment)
    assert "2 questions may be asked. Pass mark 80%" in body
    assert body.count('name="answer.1"') == 2
    assert body.count('name="answer.2"') == 1
    assert "Take care." in body
    assert "alert(1)" not in body


def test_empty_assessment_says_what_to_add(bank):
    assert "Add a question" in preview(Assessment(bank=bank, title="Final test"))
