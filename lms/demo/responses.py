"""How simulated learners answer: right with some probability, else plausibly wrong."""

from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any

from assessments.domain.cases.play import choices_at
from assessments.domain.items import NO_ARRANGEMENT, Item

WORDS = (
    "I will check my technique before I repeat a reading.",
    "Ask the patient what matters most before I give advice.",
    "Bring the checklist to our Monday team meeting.",
    "Clear and short. More cases, please.",
    "",
)

LONGEST_WALK = 20
LOST = "I do not know"


def saved_one_by_one(item: Item, response: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return what a learner saves on the way to a response: a case that goes in steps, step by step."""
    if response is None:
        return []
    if not item.stepwise or item.takes_files:
        return [response]
    path = response[item.response_field]
    return [{item.response_field: path[: steps + 1]} for steps in range(len(path))]


def response_for(item: Item, *, right: bool, dice: Random) -> dict[str, Any] | None:
    """Return a response of the item's kind, right or wrong as asked."""
    return ANSWERS[item.kind](item, right, dice)


def _single(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    keys = [option.key for option in item.options if option.correct == right]
    # The first wrong option attracts more than the others, as real distractors do.
    weights = [3, *[1] * (len(keys) - 1)]
    return {"choice": dice.choices(keys, weights)[0]}


def _multiple(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    keys = {option.key for option in item.options if option.correct}
    if not right:
        keys ^= {dice.choice(item.options).key}
    return {"choices": sorted(keys) or [item.options[0].key]}


def _true_false(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    truth = {statement.key: statement.is_true for statement in item.statements}
    if not right:
        slip = dice.choice(list(truth))
        truth[slip] = not truth[slip]
    return {"statements": truth}


def _numeric(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    return {"value": _number(item, right, dice)}


def _calculated(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    return _numeric(item.realised(NO_ARRANGEMENT), right, dice)  # as it stands, if values are drawn


def _number(marking: Any, right: bool, dice: Random) -> str:
    best = marking.best
    wrong = (best.value * 10, best.value / 2, best.value + best.tolerance * 3 + 1)
    said = str(best.value if right else dice.choice(wrong).quantize(Decimal("0.1")))
    return f"{said} {marking.unit}" if marking.units else said


def _short_text(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    return {"text": _words(item, right, dice)}


def _words(marking: Any, right: bool, dice: Random) -> str:
    if right:
        return marking.expected_text.split(" or ")[0].replace(" …", "").replace("…", "")
    return dice.choice([*(rejected.text.replace("*", "") for rejected in marking.rejected), LOST])


def _cloze(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    wrong = None if right else dice.choice([*item.in_order])
    return {
        "gaps": {key: GAPS[gap.type](gap, key != wrong, dice) for key, gap in item.in_order.items()}
    }


def _option(gap: Any, right: bool, dice: Random) -> str:
    return dice.choice([option.key for option in gap.options if option.correct == right])


def _matching(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    matches = {stem.key: list(stem.answers) for stem in item.stems}
    if not right:
        mistaken = dice.choice(item.stems).key
        used = (
            matches[mistaken] if item.reuse else [key for keys in matches.values() for key in keys]
        )
        others = [option.key for option in item.options if option.key not in used]
        matches[mistaken] = [dice.choice(others)] if others else []
    return {"matches": matches}


def _ordering(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    order = [step.key for step in item.steps]
    if not right:
        early = dice.choice(order[1:])
        order.remove(early)
        order.insert(0, early)
    return {"order": order}


def _script_concordance(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    keys = [key for key, credit in item.credits.items() if (credit == 1) == right]
    return {"judgement": {"answer": dice.choice(keys)}}


def _key_feature(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    wrong = None if right else dice.choice(item.questions).key
    given = {each.key: FEATURES[each.type](each, each.key != wrong) for each in item.questions}
    return {"features": given}


def _picks(menu: Any, right: bool) -> list[str]:
    keys = sorted((o for o in menu.options if o.correct), key=lambda o: -o.weight)
    if right:
        return [option.key for option in keys][: menu.most]
    return [next(o.key for o in menu.options if not o.correct and not o.harm)]


def _written(question: Any, right: bool) -> list[str]:
    keys = sorted(question.keys, key=lambda key: -key.weight)[: question.boxes]
    return [key.expected_text.split(" or ")[0] for key in keys] if right else [LOST]


def _vignette_set(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    wrong = None if right else dice.choice(item.parts).key
    answers = {
        part.key: response_for(part.question, right=part.key != wrong, dice=dice)
        for part in item.parts
    }
    given = {
        part.key: (answers[part.key] or {}).get(part.question.response_field) for part in item.parts
    }
    return {"parts": {key: value for key, value in given.items() if value is not None}}


def _branching_case(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    if right:
        return {"path": item.best}
    path: list[str] = []
    while not item.is_complete({"path": path}) and len(path) < LONGEST_WALK:
        links = choices_at(item.graph, item.run({"path": path}).state)
        fresh = [link for link in links if link.key not in path] or links
        path.append(dice.choice([link for link in fresh if not link.best] or fresh).key)
    return {"path": path}


def _hotspot(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    inside = {region.key: list(item.point_in(at)) for at, region in enumerate(item.regions)}
    marks = [inside[region.key] for region in item.regions if region.correct]
    if not right:
        marks[0] = dice.choice([inside[r.key] for r in item.regions if not r.correct] or [[0, 0]])
    return {"marks": marks}


def _labelling(item: Any, right: bool, dice: Random) -> dict[str, Any]:
    placed = {place.key: place.answer for place in item.places}
    if not right:
        mistaken = dice.choice(item.places).key
        used = [placed[mistaken]] if item.reuse else list(placed.values())
        others = [label.key for label in item.labels if label.key not in used]
        placed[mistaken] = dice.choice(others) if others else ""
    return {"placed": placed}


def _rating(item: Any, _right: bool, dice: Random) -> dict[str, Any]:
    steps = len(item.scale)
    return {"value": max(1, steps - dice.choices((0, 1, 2, 3), (10, 8, 3, 1))[0])}


def _comment(_item: Any, _right: bool, dice: Random) -> dict[str, Any] | None:
    words = dice.choice(WORDS)
    return {"text": words} if words else None


FEATURES: dict[str, Callable[[Any, bool], list[str]]] = {"menu": _picks, "write_in": _written}


ESSAY = (
    "“You have waited for somebody to talk to you, and that must be very hard. Let us sit down in here, "
    "where nobody disturbs us. Before I answer, may I ask what you have been told so far, and how much "
    "you would like to know?” I wait. “I wish that I had other news. Yes, I think that she is dying. It may "
    "be days, perhaps a few weeks; nobody knows exactly. This is not what you hoped to hear.” I let her "
    "speak, ask what matters most to both of them now, and say that we keep her mother comfortable, that "
    "she can stay, and that I come back at four."
)
EVASIVE = (
    "“Your mother is very unwell at the moment. Her blood results are worse than last week: the bilirubin "
    "has doubled and the albumin is low, and the scan shows that the disease has progressed. We are doing "
    "everything that we can, and she is getting fluids and pain relief through the pump. Every patient is "
    "different, so it would not be right to speculate. You should stay positive, for her sake. The "
    "consultant will be on the ward on Thursday and can explain it better than I can.” Then I go back to "
    "the round and ask the nurse to look after her."
)


def _essay(_item: Any, right: bool, _dice: Random) -> dict[str, Any]:
    return {"text": ESSAY if right else EVASIVE}


NOTE = (
    b"Situation: Mr Ito in bed 7 has a rate of 126 and a pressure of 88/50 since ten minutes.\n"
    b"Background: day 2 after a sigmoid resection, heparin this morning.\n"
    b"Assessment: I think that he bleeds.\n"
    b"Recommendation: please come now; two units are being cross-matched.\n"
)
PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


def file_for(item: Any, *, right: bool) -> tuple[str, bytes]:
    """Return name and content of a file that a simulated learner sends."""
    if item.takes("text"):
        return "handover.txt", NOTE if right else b"See the chart.\n"
    return "handover.pdf", PAGE + (b"%%EOF\n" if right else b"% See the chart.\n%%EOF\n")


def _file_answer(item: Any, right: bool, _dice: Random) -> dict[str, Any]:
    name, content = file_for(item, right=right)
    held = {
        "sha256": sha256(content).hexdigest(),
        "size": len(content),
        "format": "text" if item.takes("text") else "pdf",
        "name": name,
        "uploaded_at": "2026-03-02T09:00:00+00:00",
    }
    return {"files": [held]}


GAPS: dict[str, Callable[[Any, bool, Random], str]] = {
    "text": _words,
    "number": _number,
    "choice": _option,
}

ANSWERS: dict[str, Callable[[Any, bool, Random], dict[str, Any] | None]] = {
    "single_best_answer": _single,
    "multiple_response": _multiple,
    "true_false_set": _true_false,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "rating": _rating,
    "comment": _comment,
    "essay": _essay,
    "file_answer": _file_answer,
    "short_text": _short_text,
    "cloze": _cloze,
    "calculated": _calculated,
    "key_feature": _key_feature,
    "script_concordance": _script_concordance,
    "vignette_set": _vignette_set,
    "branching_case": _branching_case,
    "hotspot": _hotspot,
    "labelling": _labelling,
}
