"""Answer formats of the content files as the CMS stores them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5


def interaction_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one question's answer format as StreamField's JSON."""
    return {"type": row["kind"], "value": FORMATS[row["kind"]](row)}


def list_items(salt: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """Give every item of a list block a lasting id, so that reloading keeps the option keys."""
    return [
        {"type": "item", "value": value, "id": str(uuid5(NAMESPACE_URL, f"{salt}/{place}"))}
        for place, value in enumerate(values)
    ]


def _options(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list_items(
        row["key"],
        [
            {"text": o["text"], "correct": o["correct"], "rationale": _text(o["rationale"])}
            for o in row["options"]
        ],
    )


def _single(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"options": _options(row), "shuffle": True}


def _multiple(row: Mapping[str, Any]) -> dict[str, Any]:
    scheme = row.get("scheme", "right_minus_wrong")
    return {"options": _options(row), "scheme": scheme, "shuffle": True}


def _true_false(row: Mapping[str, Any]) -> dict[str, Any]:
    statements = [
        {
            "text": s["text"],
            "answer": "true" if s["answer"] else "false",
            "rationale": _text(s["rationale"]),
        }
        for s in row["statements"]
    ]
    return {
        "statements": list_items(row["key"], statements),
        "scheme": "per_statement",
        "shuffle": True,
    }


def _numeric(row: Mapping[str, Any]) -> dict[str, Any]:
    accepted = {
        "value": row["answer"],
        "tolerance_kind": row["tolerance"]["kind"],
        "tolerance": row["tolerance"]["value"],
        "credit_percent": 100,
    }
    return {"accepted": list_items(row["key"], [accepted]), **_units(row)}


def _units(row: Mapping[str, Any]) -> dict[str, Any]:
    others = [{"symbol": unit, "multiplier": worth} for unit, worth in row.get("units", {}).items()]
    return {
        "unit": row.get("unit", ""),
        "asks_for_unit": bool(others),
        "other_units": list_items(f"{row['key']}/units", others),
        "unit_penalty_percent": row.get("unit_penalty", 100),
        "unit_penalty_of": "earned",
    }


def _short_text(row: Mapping[str, Any]) -> dict[str, Any]:
    accepted = [{"text": text, "credit_percent": 100} for text in row["accepted"]]
    rejected = [
        {"text": text, "feedback": _text(why)} for text, why in row.get("rejected", {}).items()
    ]
    return {
        "accepted": list_items(f"{row['key']}/accepted", accepted),
        "rejected": list_items(f"{row['key']}/rejected", rejected),
        "forgives_slips": row.get("forgives_slips", False),
    }


def _cloze(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": row["text"].strip(), "gaps": [_gap(gap, row["key"]) for gap in row["gaps"]]}


def _gap(gap: Mapping[str, Any], salt: str) -> dict[str, Any]:
    key = f"{salt}/{gap['marker']}"
    described = {
        "marker": gap["marker"],
        "weight": gap.get("weight", "1"),
        "rationale": _text(gap.get("rationale", "")),
        **GAPS[gap["type"]]({**gap, "key": key}),
    }
    return {"type": gap["type"], "value": described, "id": str(uuid5(NAMESPACE_URL, key))}


def _calculated(row: Mapping[str, Any]) -> dict[str, Any]:
    blank = {"lowest": None, "highest": None, "step": None, "values": ""}
    variables = [{**blank, **variable} for variable in row["variables"]]
    return {
        "variables": list_items(row["key"], variables),
        "formula": row["formula"],
        "decimals": row["decimals"],
        "tolerance_kind": row["tolerance"]["kind"],
        "tolerance": row["tolerance"]["value"],
        **_units(row),
    }


def _matching(row: Mapping[str, Any]) -> dict[str, Any]:
    stems = [
        {
            "text": s["text"],
            "answers": list_items(f"{row['key']}/{place}", s["answers"]),
            "rationale": _text(s["rationale"]),
        }
        for place, s in enumerate(row["stems"])
    ]
    return {
        "options": list_items(f"{row['key']}/options", row["options"]),
        "stems": list_items(row["key"], stems),
        "scheme": "per_answer",
        "reuse": row.get("reuse", True),
        "option_order": row.get("option_order", "shuffled"),
    }


def _ordering(row: Mapping[str, Any]) -> dict[str, Any]:
    steps = [{"text": s["text"], "rationale": _text(s["rationale"])} for s in row["steps"]]
    scheme = row.get("scheme", "longest_sequence")
    return {"steps": list_items(row["key"], steps), "scheme": scheme}


def _vignette_set(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"parts": [_part(part, f"{row['key']}/{part['key']}") for part in row["parts"]]}


def _part(part: Mapping[str, Any], key: str) -> dict[str, Any]:
    described = {
        "new": part.get("stem", ""),
        "lead_in": part["lead_in"],
        "answer": FORMATS[part["kind"]]({**part, "key": key}),
        "rationale": part["rationale"],
        "weight": part.get("weight", "1"),
    }
    return {"type": part["kind"], "value": described, "id": str(uuid5(NAMESPACE_URL, key))}


def _branching_case(row: Mapping[str, Any]) -> dict[str, Any]:
    blank = {"shown": False, "rules": []}
    counters = [{**blank, **counter} for counter in row.get("counters", ())]
    marking = {"scoring": "end", "counter": "", "lowest": 0, "highest": 10}
    return {
        **{name: row.get(name, value) for name, value in marking.items()},
        "nodes": list_items(row["key"], [_node(node, row["key"]) for node in row["nodes"]]),
        "counters": list_items(f"{row['key']}/counters", counters),
        "unfinished": "reached",
        "longest": row.get("longest", 40),
        "shuffle": True,
    }


def _node(node: Mapping[str, Any], salt: str) -> dict[str, Any]:
    key = f"{salt}/{node['title']}"
    flags = ("end", "once", "undo", "key_feature", "killer")
    plain = {"type": "go", "once": False, "best": False}
    changes = [{"counter": n, "formula": f} for n, f in node.get("changes", {}).items()]
    return {
        **{flag: node.get(flag, False) for flag in flags},
        "title": node["title"],
        "text": node["text"],
        "chance": int(node.get("start", False)),
        "score": node.get("score", 0),
        "need": {"formula": "", "comparison": "at_least", "limit": 1, "message": ""},
        "changes": list_items(f"{key}/changes", changes),
        "links": list_items(key, [{**plain, **link} for link in node.get("links", ())]),
        "annotation": "",
    }


def _script_concordance(row: Mapping[str, Any]) -> dict[str, Any]:
    panel = row["panel"]
    reasons = [
        {"step": str(step), "text": _text(why)}
        for step, told in panel.get("reasons", {}).items()
        for why in told
    ]
    return {
        "task": row["task"],
        "hypothesis": _text(row["hypothesis"]),
        "finding": _text(row["finding"]),
        "anchors": "",
        "allow_outside": True,
        "ask_reason": True,
        "show_reasons": True,
        "panel": {
            "counts": " ".join(map(str, panel["counts"])),
            "outside": panel.get("outside", 0),
            "source": panel["source"],
            "collected_on": panel["collected_on"],
            "reasons": list_items(f"{row['key']}/reasons", reasons),
        },
    }


def _key_feature(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"questions": [_feature(each, row["key"]) for each in row["questions"]]}


def _feature(question: Mapping[str, Any], salt: str) -> dict[str, Any]:
    key = f"{salt}/{question['key']}"
    asked = {
        "text": _text(question["text"]),
        "weight": question.get("weight", "1"),
        "rationale": _text(question.get("rationale", "")),
    }
    described = asked | FEATURES[question["type"]]({**question, "key": key})
    return {"type": question["type"], "value": described, "id": str(uuid5(NAMESPACE_URL, key))}


def _menu(row: Mapping[str, Any]) -> dict[str, Any]:
    options = [
        {
            "text": each["text"],
            "correct": each.get("correct", False),
            "weight": each.get("weight", 1),
            "harm": each.get("harm", ""),
            "rationale": _text(each.get("rationale", "")),
        }
        for each in row["options"]
    ]
    kept = {name: row[name] for name in ("amount", "most_picks", "scheme")}
    return {"options": list_items(row["key"], options), "shuffle": False, **kept}


def _write_in(row: Mapping[str, Any]) -> dict[str, Any]:
    keys = [
        {**_short_text({**each, "key": f"{row['key']}/{place}"}), "weight": each.get("weight", 1)}
        for place, each in enumerate(row["keys"])
    ]
    return {"boxes": row["boxes"], "keys": list_items(row["key"], keys), "harmful": []}


def _hotspot(row: Mapping[str, Any]) -> dict[str, Any]:
    regions = [
        {
            "text": r["text"],
            "shape": r.get("shape", "rect"),
            "coords": r["coords"],
            "correct": r["correct"],
            "rationale": _text(r["rationale"]),
        }
        for r in row["regions"]
    ]
    return {
        "picture": row["picture"],
        "alt": _text(row["alt"]),
        "regions": list_items(row["key"], regions),
        "max_marks": row.get("max_marks", 1),
        "scheme": row.get("scheme", "right_minus_wrong"),
        "offers_list": row.get("offers_list", False),
    }


def _labelling(row: Mapping[str, Any]) -> dict[str, Any]:
    places = [
        {
            "text": p["text"],
            "coords": p["coords"],
            "answer": p["answer"],
            "points": p.get("points", 1),
            "rationale": _text(p["rationale"]),
        }
        for p in row["places"]
    ]
    return {
        "picture": row["picture"],
        "alt": _text(row["alt"]),
        "labels": list_items(f"{row['key']}/labels", row["labels"]),
        "places": list_items(row["key"], places),
        "scheme": row.get("scheme", "per_place"),
        "reuse": row.get("reuse", False),
        "shuffle": True,
    }


def _rating(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"scale": list_items(row["key"], row["scale"])}


def _essay(row: Mapping[str, Any]) -> dict[str, Any]:
    limits = {name: row.get(name) for name in ("min_words", "max_words")}
    return {**_marked(row), **limits, "guidance": _text(row.get("guidance", ""))}


def _file_answer(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_marked(row),
        "guidance": _text(row.get("guidance", "")),
        "accepts": row["accepts"],
        "max_files": row.get("max_files", 1),
        "max_megabytes": row.get("max_megabytes", 10),
    }


def _marked(row: Mapping[str, Any]) -> dict[str, Any]:
    criteria = [
        {
            "title": each["title"],
            "descriptor": _text(each.get("descriptor", "")),
            "levels": list_items(
                f"{row['key']}/{place}",
                [
                    {
                        "label": level["label"],
                        "points": level["points"],
                        "descriptor": _text(level.get("descriptor", "")),
                    }
                    for level in each["levels"]
                ],
            ),
        }
        for place, each in enumerate(row["criteria"])
    ]
    return {
        "criteria": list_items(row["key"], criteria),
        "shows_criteria": True,
        "model_answer": _text(row.get("model_answer", "")),
        "shows_model_answer": bool(row.get("model_answer")),
        "marker_notes": _text(row.get("marker_notes", "")),
    }


def _comment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"max_length": row["max_length"]}


def _text(text: str) -> str:
    return " ".join(text.split())


FORMATS = {
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
    "vignette_set": _vignette_set,
    "branching_case": _branching_case,
    "script_concordance": _script_concordance,
    "key_feature": _key_feature,
    "hotspot": _hotspot,
    "labelling": _labelling,
}

FEATURES = {"menu": _menu, "write_in": _write_in}
GAPS = {"text": _short_text, "number": _numeric, "choice": _single}
