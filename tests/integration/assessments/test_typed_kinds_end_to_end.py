"""Words, numbers with units, gaps and calculated numbers: written in the CMS, answered, audited."""

import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command
from wagtail.test.utils.form_data import rich_text, streamfield

from assessments.models import Attempt, Question
from assessments.queries import frozen_questions
from assessments.queries.given import chosen_keys
from common.frozen import forget_everything
from tests.integration.assessments.walk import Walk, rows

UNITS = {
    "unit": "mg",
    "asks_for_unit": "on",
    "other_units": rows([{"symbol": "g", "multiplier": "1000"}]),
    "unit_penalty_percent": "10",
    "unit_penalty_of": "earned",
}
NO_UNITS = {"unit": "", "other_units": rows([]), "unit_penalty_percent": "100"}
NO_UNITS |= {"unit_penalty_of": "earned"}


def accepted_numbers(*values):
    told = {"tolerance_kind": "absolute", "tolerance": "0", "credit_percent": "100"}
    return {"accepted": rows([{"value": value, **told} for value in values])}


def accepted_texts(*texts, rejected=()):
    return {
        "accepted": rows([{"text": text, "credit_percent": "100"} for text in texts]),
        "rejected": rows([{"text": text, "feedback": why} for text, why in rejected]),
    }


TEXT = {
    **accepted_texts("Adrenaline", "epinephrine", rejected=[("noradrenaline", "Not this one.")]),
    "forgives_slips": "on",
}
NUMBER = {**accepted_numbers("500"), **UNITS}
GAP = {"weight": "1", "rationale": ""}
OPTIONS = rows(
    [
        {"text": "vein", "rationale": "Slow."},
        {"text": "muscle", "correct": "on", "rationale": "Fast."},
    ]
)
CLOZE = {
    "text": "Give [[1]] into the [[2]] at [[dose]].",
    "gaps": streamfield(
        [
            ("text", {**GAP, "marker": "1", **accepted_texts("adrenaline")}),
            ("choice", {**GAP, "marker": "2", "options": OPTIONS, "shuffle": "on"}),
            ("number", {"weight": "2", "marker": "DOSE", **accepted_numbers("0.5"), **UNITS}),
        ]
    ),
}
VARIABLES = [
    {"name": "weight", "lowest": "10", "highest": "30", "step": "0.5", "values": ""},
    {"name": "dose", "lowest": "", "highest": "", "step": "", "values": "5; 7.5, 10"},
]
CALCULATED = {
    "variables": rows(VARIABLES),
    "formula": "weight * dose",
    "decimals": "2",
    "tolerance_kind": "absolute",
    "tolerance": "0",
    **NO_UNITS,
    "unit": "mg",
}
CASE = {
    "stem": rich_text("<p>A child of {{weight}} kg.</p>"),
    "lead_in": "How much is {{dose}} mg/kg?",
    "rationale": rich_text("<p>{{weight}} times {{dose}} is {{answer}}.</p>"),
}


def refused_at(kind, value, **fields):
    """Publish a draft that cannot be; return what is wrong, by the place of the field."""
    refused = Walk(kind, value, **fields).write()
    assert refused.status_code == 200
    assert not Question.objects.filter(live=True).exists()
    [error] = refused.context["form"].errors.as_data()["interaction"]
    return dict(_places(error, ()))


def _places(error, path):
    inner = getattr(error, "block_errors", None)
    if not inner:
        yield ".".join(map(str, path[1:])), " ".join(error.messages)
        return
    places = inner.items() if isinstance(inner, dict) else enumerate(inner)
    for place, each in places:
        if each is not None:
            yield from _places(each, (*path, place))


def audit():
    forget_everything()
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue().strip().splitlines()[-1]


CLEAN = "1 completions, 1 entries checked, 0 differences"


def test_words_are_answered_by_form_and_the_audit_finds_the_same():
    walk = Walk("short_text", TEXT).begin()
    assert walk.post(answer=" epinephrin ").status_code == 302
    assert walk.post(answer="EPINEPHRINE").status_code == 302
    assert walk.held() == {"text": "EPINEPHRINE"}
    result = walk.result()
    assert "Passed" in result
    assert "Adrenaline or epinephrine" in result
    assert walk.score() == 1
    assert audit() == CLEAN


def test_a_rejected_answer_says_why_and_names_its_mark_in_words():
    walk = Walk("short_text", TEXT).begin()
    assert walk.put({"text": "Noradrenaline"}).status_code == 200
    result = walk.result()
    assert walk.score() == 0
    assert "Not this one." in result
    assert "Not correct" in result


def test_a_slip_counts_and_is_told():
    walk = Walk("short_text", TEXT).begin()
    walk.put({"text": "adreanline"})
    assert "Counted as “adrenaline” in spite of the spelling." in walk.result()
    assert walk.score() == 1


def test_words_over_the_api_are_held_as_typed_and_nonsense_is_refused():
    walk = Walk("short_text", TEXT).begin()
    assert walk.put({"text": 7}).status_code == 400
    assert walk.put({"text": "a" * 201}).status_code == 400
    assert walk.put({"text": "Saline"}).status_code == 200
    asked = walk.asked()
    assert asked["response"] == {"text": "Saline"}
    assert "drenaline" not in json.dumps(asked)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (accepted_texts("*tension"), "opposites alike"),
        (accepted_texts("a b", rejected=[("a *", "")]), "both accepted and rejected"),
        (accepted_texts("a", "A."), "accepted twice"),
    ],
)
def test_what_is_wrong_with_accepted_words_is_told_there(value, message):
    assert message in refused_at("short_text", value)["accepted"]


def test_a_number_is_answered_in_another_unit():
    walk = Walk("numeric", NUMBER).begin()
    assert walk.asked()["details"] == {"units": ["mg", "g"]}
    assert walk.post(answer="0,5", **{"answer-unit": "g"}).status_code == 302
    assert walk.held() == {"value": "0.5 g"}
    walk.result()
    assert walk.score() == 1
    assert audit() == CLEAN


def test_a_number_without_its_unit_pays_the_penalty():
    walk = Walk("numeric", NUMBER).begin()
    walk.post(answer="500")
    result = walk.result()
    assert walk.score() == Fraction(9, 10)
    assert "Partly right" in result
    assert "unit is missing" in result


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"asks_for_unit": ""}, "other_units", "Let the learner choose"),
        ({"unit": ""}, "unit", "Name the unit"),
        ({"unit": "G"}, "other_units", "listed twice"),
        (
            {"other_units": rows([{"symbol": "g", "multiplier": "many"}])},
            "other_units.0.multiplier",
            "1/60",
        ),
    ],
)
def test_what_is_wrong_with_units_is_told_at_its_field(changed, field, message):
    assert message in refused_at("numeric", {**NUMBER, **changed})[field]


def test_gaps_are_answered_by_form_in_part_and_reviewed_one_by_one():
    walk = Walk("cloze", CLOZE).begin()
    right = next(option.key for option in walk.item.in_order["2"].options if option.correct)
    body = walk.client.get(walk.page).content.decode()
    assert body.count('aria-label="Gap') == 3
    assert "[[" not in body
    assert "Fast." not in body
    fields = {"answer-1": "Adrenaline", "answer-2": right, "answer-dose": "0.5"}
    assert walk.post(**fields).status_code == 302
    assert walk.held() == {"gaps": {"1": "Adrenaline", "2": right, "dose": "0.5"}}
    result = walk.result()
    assert walk.score() == (1 + 1 + 2 * Fraction(9, 10)) / 4
    for words in (
        "Adrenaline, as you said",
        "muscle, as you said",
        "You said 0.5, partly right; it is 0.5 mg",
        "The number fits, but its unit is missing.",
    ):
        assert words in result
    assert audit() == CLEAN


def test_gaps_are_asked_and_answered_over_the_api():
    walk = Walk("cloze", CLOZE).begin()
    asked = walk.asked()
    [line] = asked["details"]["paragraphs"]
    assert [piece.get("text") or piece["gap"] for piece in line] == [
        "Give ", "1", " into the ", "2", " at ", "dose", ".",
    ]  # fmt: skip
    assert line[5]["units"] == ["mg", "g"]
    assert {option["text"] for option in line[3]["options"]} == {"vein", "muscle"}
    assert "correct" not in json.dumps(asked)
    muscle = next(option["key"] for option in line[3]["options"] if option["text"] == "muscle")
    assert walk.put({"gaps": {"2": "zzz"}}).status_code == 400
    assert walk.put({"gaps": {"9": "x"}}).status_code == 400
    gaps = {"1": "adrenaline", "2": muscle, "dose": "500000 µg"}
    assert walk.put({"gaps": gaps}).status_code == 400
    assert walk.put({"gaps": gaps | {"dose": "0.0005 g"}}).status_code == 200
    walk.result()
    assert walk.score() == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Give [[1]] into [[2]].", {"gaps.2.marker": "The text has no marker [[dose]]."}),
        (
            "[[1]] [[2]] [[dose]] [[4]] [[4]]",
            {"text": "There is no gap for [[4]]. [[4]] stands twice in the text."},
        ),
    ],
)
def test_markers_that_do_not_fit_are_told_at_their_fields(text, found):
    assert refused_at("cloze", {**CLOZE, "text": text}) == found


def test_what_is_wrong_inside_a_gap_is_told_there():
    gaps = [
        ("text", {**GAP, "marker": "1", **accepted_texts("*tension")}),
        ("choice", {**GAP, "marker": "1", "options": rows([{"text": "a"}, {"text": "b"}])}),
    ]
    found = refused_at("cloze", {"text": "[[1]]", "gaps": streamfield(gaps)})
    assert "opposites alike" in found["gaps.0.accepted"]
    assert found["gaps.1.options"] == "Mark exactly one option as right."


def test_two_gaps_of_one_marker_are_told_at_the_second():
    gaps = [("text", {**GAP, "marker": "1", **accepted_texts(word)}) for word in ("a", "b")]
    found = refused_at("cloze", {"text": "[[1]]", "gaps": streamfield(gaps)})
    assert found == {"gaps.1.marker": "Two gaps are called 1."}


def test_a_calculated_number_asks_each_learner_with_values_of_their_own():
    walk = Walk("calculated", CALCULATED, **CASE).begin()
    drawn = walk.sitting.attempt.form[0]["arrangement"]
    [weight], [dose] = drawn["weight"], drawn["dose"]
    body = walk.client.get(walk.page).content.decode()
    assert f"A child of {weight} kg." in body
    assert f"How much is {dose} mg/kg?" in body
    assert "{{" not in body
    asked = walk.asked()
    assert (asked["lead_in"], asked["unit"]) == (f"How much is {dose} mg/kg?", "mg")
    assert walk.post(answer=f"{Decimal(weight) * Decimal(dose)}").status_code == 302
    result = walk.result()
    assert walk.score() == 1
    assert f"{weight} times {dose} is {walk.held()['value']}." in result
    assert "{{" not in result
    assert audit() == CLEAN


def test_what_an_attempt_drew_decides_and_not_what_its_seed_would_draw():
    walk = Walk("calculated", CALCULATED, **CASE).begin()
    form = walk.sitting.attempt.form
    form[0]["arrangement"] = {"weight": ["12"], "dose": ["5"]}
    Attempt.objects.filter(pk=walk.sitting.attempt_id).update(form=form)
    assert "A child of 12 kg." in walk.client.get(walk.page).content.decode()
    assert walk.put({"value": "600"}).status_code == 200
    version = form[0]["question_version"]
    counted = chosen_keys({walk.sitting.attempt_id: {1: version}}, frozen_questions([version]))
    assert counted == {walk.sitting.attempt_id: {1: ("x10",)}}
    walk.put({"value": "60"})
    walk.result()
    assert walk.score() == 1


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"formula": "weight / (dose - 10)"}, "formula", "divides by zero"),
        ({"formula": "weight * doze"}, "formula", "There is no variable doze."),
        ({"formula": "weight ^ 2"}, "formula", "Write powers with **"),
        ({"variables": rows([{**VARIABLES[0], "step": ""}])}, "variables.0.name", "and a step"),
        ({"variables": rows([{**VARIABLES[0], "name": "Weight"}])}, "variables.0.name", "small"),
    ],
)
def test_what_is_wrong_with_a_formula_is_told_at_its_field(changed, field, message):
    assert message in refused_at("calculated", {**CALCULATED, **changed}, **CASE)[field]


def test_a_case_that_hides_a_value_cannot_be_published():
    refused = Walk("calculated", CALCULATED, **{**CASE, "lead_in": "How much?"}).write()
    assert "Nobody is told {{dose}}" in refused.content.decode()
    assert not Question.objects.filter(live=True).exists()


@pytest.mark.parametrize("kind", ["short_text", "cloze", "calculated", "numeric"])
def test_a_blank_draft_is_kept_and_previewed(kind):
    """What is unfinished is saved; the preview says what is missing."""
    walk = Walk(kind, {})
    block = Question.interaction.field.stream_block.child_blocks[kind]
    draft = Question(
        bank=walk.team.bank,
        title="Draft",
        lead_in="What?",
        interaction=[(kind, block.get_default())],
        live=False,
    )
    draft.save()
    context = draft.get_preview_context(None, "")
    assert context["shown"][0]["problem"]
