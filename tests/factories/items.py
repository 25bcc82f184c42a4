"""Questions as published, dull unless told otherwise."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assessments.domain import items
from assessments.domain.items.branching_case import BranchingCase
from assessments.domain.items.calculated import Calculated
from assessments.domain.items.cloze import Cloze
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.file_answer import FileAnswer
from assessments.domain.items.hotspot import Hotspot
from assessments.domain.items.key_feature import KeyFeature
from assessments.domain.items.labelling import Labelling
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.rating import Rating
from assessments.domain.items.script_concordance import ScriptConcordance
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import TrueFalseSet
from assessments.domain.items.vignette_set import VignetteSet


def options(keys: str, correct: str) -> list[dict[str, Any]]:
    return [
        {"key": key, "text": f"Option {key}", "correct": key in correct, "rationale": f"On {key}."}
        for key in keys
    ]


def single_best_answer(*, keys: str = "abcd", correct: str = "b", **fields: Any):
    return _load(
        SingleBestAnswer,
        "single_best_answer",
        {"options": options(keys, correct), "rationale": "Because.", **fields},
    )


def multiple_response(*, keys: str = "abcde", correct: str = "ab", **fields: Any):
    pointed = [
        {**option, "ticked": 1 if option["correct"] else -1} for option in options(keys, correct)
    ]
    return _load(MultipleResponse, "multiple_response", {"options": pointed, **fields})


def true_false_set(*, truths: str = "TFTF", **fields: Any):
    statements = [
        {"key": key, "text": f"Statement {key}", "is_true": truth == "T", "rationale": f"On {key}."}
        for key, truth in zip("abcdefgh", truths, strict=False)
    ]
    return _load(TrueFalseSet, "true_false_set", {"statements": statements, **fields})


def numeric(*accepted: dict[str, Any], **fields: Any):
    listed = list(accepted) or [{"value": "12.5"}]
    return _load(Numeric, "numeric", {"accepted": listed, **fields})


def short_text(*accepted: dict[str, Any] | str, **fields: Any):
    listed = [each if isinstance(each, dict) else {"text": each} for each in accepted]
    return _load(
        ShortText, "short_text", {"accepted": listed or [{"text": "Hypertension"}], **fields}
    )


def text_gap(key: str, *accepted: str, **fields: Any) -> dict[str, Any]:
    texts = [{"text": text} for text in accepted or ["heparin"]]
    return {"key": key, "type": "text", "accepted": texts, **fields}


def number_gap(key: str, value: str = "5", **fields: Any) -> dict[str, Any]:
    return {"key": key, "type": "number", "accepted": [{"value": value}], **fields}


def choice_gap(key: str, *, keys: str = "abc", correct: str = "b", **fields: Any) -> dict[str, Any]:
    return {"key": key, "type": "choice", "options": options(keys, correct), **fields}


def cloze(text: str = "", *gaps: dict[str, Any], **fields: Any):
    text = text or "Give [[1]] within [[2]] minutes,\n\nthen [[3]]."
    listed = gaps or (text_gap("1"), number_gap("2"), choice_gap("3"))
    return _load(Cloze, "cloze", {"text": text, "gaps": listed, **fields})


def calculated(**fields: Any):
    """How much at 5, 7.5 or 10 mg/kg for 10 to 40 kg."""
    variables = [
        {"name": "weight", "lowest": "10", "highest": "40", "step": "0.5"},
        {"name": "dose", "values": ["5", "7.5", "10"]},
    ]
    content = {
        "stem": "<p>A child of {{weight}} kg.</p>",
        "lead_in": "How much is {{dose}} mg/kg?",
        "variables": variables,
        "formula": "weight * dose",
        "decimals": 2,
        "unit": "mg",
    }
    return _load(Calculated, "calculated", content | fields)


def rating(**fields: Any):
    return _load(Rating, "rating", fields)


def comment(**fields: Any):
    return _load(Comment, "comment", fields)


def matching(*, answers: str = "b c a", keys: str = "abcd", **fields: Any):
    """Make stems s1, s2 and so on: "b ca" is one answered by b and one by c and a."""
    stems = [
        {
            "key": f"s{number}",
            "text": f"Stem {number}",
            "answers": list(found),
            "rationale": f"On {number}.",
        }
        for number, found in enumerate(answers.split(), start=1)
    ]
    shared = [{"key": key, "text": f"Option {key}"} for key in keys]
    return _load(Matching, "matching", {"options": shared, "stems": stems, **fields})


def vignette_set(*parts: items.Item, weights: str = "", **fields: Any):
    """Make a set with parts p1, p2 and so on; `weights` as in "1 2"."""
    asked = parts or (single_best_answer(), numeric(), true_false_set())
    listed = weights.split() or ["1"] * len(asked)
    held = [
        {"key": f"p{number}", "weight": weight, "question": items.dump(part)}
        for number, (part, weight) in enumerate(zip(asked, listed, strict=True), start=1)
    ]
    return _load(VignetteSet, "vignette_set", {"stem": "<p>A case.</p>", "parts": held, **fields})


def ordering(*, keys: str = "abcde", **fields: Any):
    steps = [{"key": key, "text": f"Step {key}", "rationale": f"On {key}."} for key in keys]
    return _load(Ordering, "ordering", {"steps": steps, **fields})


def script_concordance(*counts: int, **fields: Any):
    asked = {"hypothesis": "pulmonary embolism", "finding": "a swollen calf"}
    panel = {"counts": list(counts or (0, 1, 2, 6, 3))}
    return _load(ScriptConcordance, "script_concordance", {"panel": panel, **asked, **fields})


def a_menu(
    key: str,
    correct: str,
    *,
    most: int = 1,
    weights: dict[str, int] | None = None,
    harms: dict[str, str] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return a question with a menu of six options, a to f."""
    given = [
        {**option, "weight": (weights or {}).get(option["key"], 1)}
        | {"harm": (harms or {}).get(option["key"], "")}
        for option in options("abcdef", correct)
    ]
    amount = {"amount": "one"} if most == 1 else {"amount": "up_to", "most_picks": most}
    told = {"key": key, "type": "menu", "text": f"What about {key}?", "options": given}
    return told | amount | fields


def boxes_for(
    key: str, *accepted: list[str], boxes: int = 1, rejected: Any = (), **fields: Any
) -> dict[str, Any]:
    """Return a question to write in, with a key for each list of words."""
    keys = [
        {
            "key": f"k{number}",
            "accepted": [{"text": text} for text in texts],
            "rejected": list(rejected),
        }
        for number, texts in enumerate(accepted, start=1)
    ]
    asked = {"key": key, "type": "write_in", "text": f"What about {key}?"}
    return {**asked, "boxes": boxes, "keys": keys, **fields}


def key_feature(*questions: dict[str, Any], **fields: Any):
    asked = list(questions) or [
        a_menu("q1", "ab", most=2, harms={"f": "case"}),
        boxes_for("q2", ["Urosepsis"]),
    ]
    return _load(KeyFeature, "key_feature", {"questions": asked, **fields})


PICTURE = {"src": "/media/asked/ecg.png", "alt": "An ECG strip.", "width": 400, "height": 200}


def region(key: str, coords: str, *, correct: bool = False, **fields: Any) -> dict[str, Any]:
    """Make a region: "10 10 30 30" is a rectangle in percent unless `shape` says otherwise."""
    return {
        "key": key,
        "text": f"Region {key}",
        "shape": "rect",
        "coords": [int(float(part) * 10) for part in coords.split()],
        "correct": correct,
        "rationale": f"On {key}.",
        **fields,
    }


def hotspot(*regions: dict[str, Any], **fields: Any):
    """Make a picture with a right rectangle and a wrong circle."""
    drawn = regions or (
        region("a", "10 10 30 30", correct=True),
        region("b", "70 50 10", shape="circle"),
    )
    return _load(Hotspot, "hotspot", {"picture": PICTURE, "regions": drawn, **fields})


def labelling(*, answers: str = "bca", keys: str = "abcd", **fields: Any):
    """Make a place for each answer, side by side; labels are named by their keys."""
    places = [
        {
            "key": f"p{number}",
            "text": f"Part {number}",
            "x": number * 100,
            "y": 500,
            "answer": key,
            "rationale": f"On {number}.",
        }
        for number, key in enumerate(answers, start=1)
    ]
    labels = [{"key": key, "text": f"Label {key}"} for key in keys]
    content = {"picture": PICTURE, "labels": labels, "places": places}
    return _load(Labelling, "labelling", content | fields)


def a_rubric(*, points: Sequence[int] = (2, 2)) -> dict[str, Any]:
    """Return criteria c1, c2 … with levels none, half and full."""
    criteria = [
        {
            "key": f"c{number}",
            "title": f"Criterion {number}",
            "levels": [
                {"key": "none", "label": "Not met", "points": "0"},
                {"key": "half", "label": "Partly", "points": str(Decimal(most) / 2)},
                {"key": "full", "label": "Met", "points": str(most), "descriptor": "All of it."},
            ],
        }
        for number, most in enumerate(points, start=1)
    ]
    return {"criteria": criteria}


def essay(**fields: Any):
    return _load(Essay, "essay", {"rubric": a_rubric(), **fields})


def file_answer(**fields: Any):
    content = {"rubric": a_rubric(), "accepts": ["pdf", "text"], **fields}
    return _load(FileAnswer, "file_answer", content)


def one_of_each() -> list[items.Item]:
    return [
        single_best_answer(),
        multiple_response(),
        true_false_set(),
        numeric(),
        rating(),
        comment(),
        matching(),
        ordering(),
        short_text(),
        cloze(),
        calculated(),
        script_concordance(),
        key_feature(),
        vignette_set(),
        branching_case(),
        hotspot(),
        labelling(),
        essay(rubric=a_rubric(points=[2])),
        file_answer(rubric=a_rubric(points=[2])),
    ]


def _load(expected, kind: str, fields: dict[str, Any]):
    item = items.load({"kind": kind, "lead_in": "Which is most likely?", **fields})
    assert isinstance(item, expected)
    return item


def link(key: str, to: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, "to": to, "text": f"Choose {key}", "rationale": f"On {key}.", **fields}


def node(key: str, *links: dict[str, Any], **fields: Any) -> dict[str, Any]:
    told = {"title": f"Node {key}", "text": f"<p>Text of {key}.</p>", "links": list(links)}
    return {"key": key, **told, **fields}


def branching_case(*nodes: dict[str, Any], **fields: Any):
    """Make a talk in which `ask` and then `tell` is best, `blurt` ends badly, `chat` comes back."""
    dull = (
        node(
            "door",
            link("ask", "listen", type="ask", best=True),
            link("blurt", "upset", type="say"),
            link("chat", "smalltalk", once=True),
            chance="1",
        ),
        node("smalltalk", link("back", "door"), undo=True),
        node(
            "listen",
            link("tell", "told", type="say", best=True),
            link("leave", "gone"),
            key_feature=True,
            undo=True,
            changes=[{"counter": "trust", "formula": "trust + 2"}],
        ),
        node("told", end=True, score="100", key_feature=True),
        node(
            "upset",
            end=True,
            score="25",
            changes=[{"counter": "trust", "formula": "trust - 1"}],
        ),
        node("gone", end=True, score="50", killer=True),
    )
    content = {
        "nodes": list(nodes or dull),
        "counters": [{"name": "trust", "label": "Trust", "start": "1", "shown": True}],
        **fields,
    }
    return _load(BranchingCase, "branching_case", content)
