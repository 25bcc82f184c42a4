"""Questions on their way between systems: dull ones, and any that Hypothesis thinks of."""

import struct
import zlib
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from assessments.domain import items
from assessments.domain.files import Family
from assessments.domain.interchange.choices import key_of
from assessments.domain.interchange.portable import LONGEST_TITLE, Portable
from assessments.domain.interchange.text_files import storable
from assessments.domain.items.labelling import Scheme as LabellingScheme
from assessments.domain.items.matching import OptionOrder, Scheme as MatchingScheme
from assessments.domain.items.multiple_response import Scheme
from assessments.domain.marks import Scheme as MarkScheme
from assessments.domain.sequences import Scheme as OrderScheme
from common.html import clean
from tests.factories.items import single_best_answer
from tests.factories.pictures import a_heartbeat

PICTURE = {"src": "ecg.png", "alt": "An ECG strip.", "width": 400, "height": 200}
HEARTBEAT = a_heartbeat()

AWKWARD = "\\:#={}~%[]()<>&'\"->./_*@$éß漢😀\u00a0 \n\t1aZ"
anything = st.text(alphabet=AWKWARD, max_size=20) | st.text(max_size=20)
words = anything.map(storable).map(str.strip).filter(bool)
maybe = st.just("") | words
paragraphs = words.map(lambda text: f"<p>{text}</p>")
lists = words.map(lambda text: f"<ul><li>{text}</li></ul>")
html = st.just("") | st.lists(paragraphs | lists | words, max_size=3).map("".join).map(clean)
titles = words.map(lambda text: " ".join(text.split())[:LONGEST_TITLE]).filter(bool)
tags = st.lists(titles.map(lambda text: text[:60].strip()), max_size=3, unique_by=str.casefold)
decimals = st.decimals(-10_000, 10_000, places=3).map(str)
tolerances = st.decimals(0, 10, places=3).map(str)
shares = st.fractions(Fraction(1, 12), 1, max_denominator=12).map(str)


@st.composite
def _options(draw, *, least: int, most: int) -> list[dict[str, Any]]:
    number = draw(st.integers(2, 6))
    keyed = draw(
        st.lists(
            st.integers(0, number - 1),
            min_size=least,
            max_size=min(most, number),
            unique=True,
        )
    )
    return [
        {
            "key": key_of(place),
            "text": draw(words),
            "correct": place in keyed,
            "rationale": draw(maybe),
        }
        for place in range(number)
    ]


def _with_points(options: list[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Give options points under which the right decision earns more than the wrong one."""
    right = st.fixed_dictionaries({"ticked": st.integers(1, 100), "blank": st.integers(-5, 0)})
    wrong = st.fixed_dictionaries({"ticked": st.integers(-100, -1), "blank": st.integers(0, 5)})
    plain = st.fixed_dictionaries({"ticked": st.integers(-100, -1), "blank": st.just(0)})
    kept = st.fixed_dictionaries({"ticked": st.integers(1, 100), "blank": st.just(0)})
    pointed = [
        st.tuples(*(right if option["correct"] else wrong for option in options)),
        st.tuples(*(kept if option["correct"] else plain for option in options)),
    ]
    return st.one_of(pointed).map(
        lambda points: [{**option, **each} for option, each in zip(options, points, strict=True)]
    )


@st.composite
def _statements(draw) -> list[dict[str, Any]]:
    return [
        {
            "key": key_of(place),
            "text": draw(words),
            "is_true": draw(st.booleans()),
            "rationale": draw(maybe),
        }
        for place in range(draw(st.integers(1, 5)))
    ]


@st.composite
def _matched(draw) -> dict[str, Any]:
    texts = draw(st.lists(words, min_size=2, max_size=5, unique_by=str.casefold))
    keys = [f"m{place}" for place in range(len(texts))]
    answers = st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True)
    stems = draw(st.lists(st.tuples(words, answers, maybe), min_size=1, max_size=3))
    return {
        "options": [{"key": key, "text": text} for key, text in zip(keys, texts, strict=True)],
        "stems": [
            {"key": f"s{place}", "text": text, "answers": found, "rationale": rationale}
            for place, (text, found, rationale) in enumerate(stems)
        ],
        "scheme": draw(st.sampled_from(MatchingScheme)),
        "reuse": True,
        "option_order": draw(st.sampled_from(OptionOrder)),
    }


accepted = st.fixed_dictionaries(
    {
        "value": decimals,
        "tolerance": tolerances,
        "tolerance_kind": st.sampled_from(["absolute", "relative", "geometric"]),
        "credit": shares,
    }
)
penalties = st.fractions(0, 1, max_denominator=12).map(str)
units = st.fixed_dictionaries(
    {
        "others": st.just(
            [{"symbol": "g", "multiplier": "1000"}, {"symbol": "µg", "multiplier": "1/1000"}]
        ),
        "penalty": penalties,
        "penalty_of": st.sampled_from(["earned", "maximum"]),
    }
)
_switches = ("case_matters", "accents_matter", "punctuation_matters", "forgives_slips")
_rejected = st.lists(
    st.fixed_dictionaries({"text": st.sampled_from(["asepsis", "antisepsis"]), "feedback": maybe}),
    max_size=2,
)
_texts = {"rejected": _rejected, **{name: st.booleans() for name in _switches}}
VARIABLES = [
    {"name": "weight", "lowest": "10", "highest": "40", "step": "0.5"},
    {"name": "dose", "values": ["5", "7.5"]},
]


@st.composite
def _regions(draw) -> list[dict[str, Any]]:
    """Draw two right regions and three wrong ones, of every shape, beside each other."""
    names = draw(st.lists(words, min_size=5, max_size=5, unique_by=_as_one_line))
    far = draw(st.integers(1, 90))
    shapes = [
        ("rect", [0, 0, 50 + far, 100]),
        ("circle", [300, 500, far]),
        ("poly", [500, 0, 500 + far, 900, 500, 1000 - far]),
        ("rect", [700, far, 790, 1000]),
        ("circle", [900, 300 + far, 90]),
    ]
    return [
        {
            "key": key_of(place),
            "text": name,
            "shape": shape,
            "coords": coords,
            "correct": place < 2,
            "rationale": draw(maybe),
        }
        for place, (name, (shape, coords)) in enumerate(zip(names, shapes, strict=True))
    ]


@st.composite
def _labelled(draw) -> dict[str, Any]:
    """Draw labels and places, of which some take the same label where labels are used again."""
    texts = draw(st.lists(words, min_size=4, max_size=5, unique_by=_as_one_line))
    keys = [key_of(place) for place in range(len(texts))]
    reuse = draw(st.booleans())
    answers = draw(st.lists(st.sampled_from(keys), min_size=2, max_size=4, unique=not reuse))
    across = draw(
        st.lists(st.integers(0, 200), min_size=len(answers), max_size=len(answers), unique=True)
    )
    return {
        "picture": PICTURE,
        "labels": [{"key": key, "text": text} for key, text in zip(keys, texts, strict=True)],
        "places": [
            {
                "key": f"s{place + 1}",
                "text": draw(maybe),
                "x": x * 5,
                "y": draw(st.integers(0, 1000)),
                "answer": answer,
                "points": draw(st.integers(1, 3)),
                "rationale": draw(maybe),
            }
            for place, (x, answer) in enumerate(zip(across, answers, strict=True))
        ],
        "scheme": draw(st.sampled_from(LabellingScheme)),
        "reuse": reuse,
        "shuffle": draw(st.booleans()),
    }


def _as_one_line(text: str) -> str:
    return " ".join(text.split()).casefold()


@st.composite
def _gaps(draw) -> list[dict[str, Any]]:
    said = {"weight": str(draw(st.integers(1, 9))), "rationale": draw(maybe)}
    options = draw(_options(least=1, most=1))
    return [
        {"key": "1", "type": "text", "accepted": [{"text": "fluids"}], **said},
        {"key": "dose", "type": "number", "accepted": [draw(accepted)], "unit": "min", **said},
        {"key": "3", "type": "choice", "options": options, "shuffle": draw(st.booleans())},
    ]


@st.composite
def _panels(draw) -> dict[str, Any]:
    counts = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any)
    reasons = st.fixed_dictionaries({"step": st.integers(-2, 2), "text": words})
    return {
        "counts": draw(counts),
        "are_shares": draw(st.booleans()),
        "outside": draw(st.integers(0, 3)),
        "source": draw(maybe),
        "collected_on": draw(st.sampled_from(["", "2026-03-01"])),
        "reasons": draw(st.lists(reasons, max_size=2)),
    }


@st.composite
def _features(draw) -> list[dict[str, Any]]:
    asked = {"weight": str(draw(st.integers(1, 9))), "rationale": draw(maybe)}
    options = [
        {
            "key": key_of(place),
            "text": draw(words),
            "correct": place < 2,
            "weight": draw(st.integers(1, 5)),
            "harm": draw(st.sampled_from(["", "question", "case"])) if place > 1 else "",
            "rationale": draw(maybe),
        }
        for place in range(6)
    ]
    menu = {"options": options, "amount": "up_to", "most_picks": 2, "shuffle": draw(st.booleans())}
    keys = [{"key": "k1", "accepted": [{"text": "sepsis"}], "weight": draw(st.integers(1, 5))}]
    harmful = [{"text": "digoxin", "harm": "case", "feedback": draw(maybe)}]
    written = {"boxes": draw(st.integers(1, 3)), "keys": keys, "harmful": harmful}
    return [
        {"key": "q1", "type": "menu", "text": draw(words), **asked, **menu},
        {"key": "q2", "type": "write_in", "text": draw(words), **asked, **written},
    ]


INSIDE = (
    "single_best_answer",
    "multiple_response",
    "true_false_set",
    "matching",
    "ordering",
    "numeric",
    "short_text",
)


@st.composite
def _parts(draw) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(INSIDE), min_size=2, max_size=3))
    return [
        {
            "key": key_of(place),
            "weight": str(draw(st.integers(1, 9))),
            "question": items.dump(draw(contents(kind))),
        }
        for place, kind in enumerate(kinds)
    ]


@st.composite
def _cases(draw) -> dict[str, Any]:
    """Return a line of nodes, each with a way out to the last."""
    size = draw(st.integers(2, 5))
    titles = draw(st.lists(words, min_size=size, max_size=size, unique_by=_same_title))
    last = f"n{size - 1}"
    nodes = [
        {
            "key": f"n{at}",
            "title": title,
            "text": draw(html),
            "chance": "1" if at == 0 else "0",
            "undo": draw(st.booleans()),
            "changes": [{"counter": "trust", "formula": "trust + 1"}],
            "links": [
                {
                    "key": f"l{at}{to}",
                    "to": to,
                    "text": draw(words),
                    "rationale": draw(maybe),
                    "best": draw(st.booleans()),
                }
                for to in dict.fromkeys([f"n{at + 1}", last])
            ],
        }
        for at, title in enumerate(titles[:-1])
    ]
    end = {"key": last, "title": titles[-1], "text": draw(html), "end": True, "score": "80"}
    counters = [{"name": "trust", "label": draw(words), "shown": draw(st.booleans())}]
    return {"nodes": [*nodes, end], "counters": counters, "longest": draw(st.integers(2, 200))}


def _same_title(title: str) -> str:
    return " ".join(title.split()).casefold()


_levels = st.lists(
    st.tuples(titles, st.decimals(0, 9, places=2).map(str), maybe), min_size=1, max_size=3
).map(
    lambda rows: [
        {"key": key_of(place), "label": label, "points": points, "descriptor": said}
        for place, (label, points, said) in enumerate([*rows, ("Best", "10", "")])
    ]
)
_criteria = st.lists(st.tuples(titles, maybe, _levels), min_size=1, max_size=3).map(
    lambda rows: [
        {"key": key_of(place), "title": title, "descriptor": said, "levels": levels}
        for place, (title, said, levels) in enumerate(rows)
    ]
)
_marked = {
    "rubric": st.fixed_dictionaries({"criteria": _criteria}),
    "shows_criteria": st.booleans(),
    "model_answer": maybe,
    "marker_notes": maybe,
}
FIELDS: dict[str, dict[str, st.SearchStrategy]] = {
    "single_best_answer": {"options": _options(least=1, most=1), "shuffle": st.booleans()},
    "multiple_response": {
        "options": _options(least=1, most=6).flatmap(_with_points),
        "scheme": st.sampled_from(list(Scheme)),
        "dock": shares,
        "shuffle": st.booleans(),
    },
    "true_false_set": {
        "statements": _statements(),
        "scheme": st.sampled_from(["per_statement", "all_or_nothing"]),
        "true_label": words,
        "false_label": words,
        "shuffle": st.booleans(),
    },
    "numeric": {"accepted": st.lists(accepted, min_size=1, max_size=3), "unit": maybe},
    "matching": {"matched": _matched()},
    "ordering": {
        "steps": st.lists(st.tuples(words, maybe), min_size=3, max_size=5).map(
            lambda rows: [
                {"key": key_of(place), "text": text, "rationale": rationale}
                for place, (text, rationale) in enumerate(rows)
            ]
        ),
        "scheme": st.sampled_from(OrderScheme),
    },
    "short_text": {
        "accepted": st.just([{"text": "sepsis"}, {"text": "blood *", "credit": "1/3"}]),
        **_texts,
    },
    "cloze": {"text": st.just("Give [[1]] in [[dose]] by [[3]]."), "gaps": _gaps()},
    "calculated": {
        "stem": st.just("<p>{{weight}} kg, {{dose}} mg</p>"),
        "variables": st.just(VARIABLES),
        "formula": st.sampled_from(["weight * dose", "round(sqrt(weight) / 3, 2) + dose"]),
        "decimals": st.integers(2, 4),
        "tolerance": tolerances,
        "unit": st.just("mg"),
        "units": st.none() | units,
    },
    "script_concordance": {
        "task": st.sampled_from(["diagnosis", "investigation", "treatment"]),
        "hypothesis": words,
        "finding": words,
        "scale": st.lists(words, min_size=5, max_size=5),
        "allow_outside": st.booleans(),
        "ask_reason": st.booleans(),
        "show_reasons": st.booleans(),
        "panel": st.none() | _panels(),
    },
    "key_feature": {"questions": _features()},
    "vignette_set": {"stem": paragraphs, "parts": _parts()},
    "branching_case": {"matched": _cases()},
    "labelling": {"labelled": _labelled()},
    "hotspot": {
        "picture": st.just(PICTURE),
        "regions": _regions(),
        "max_marks": st.integers(2, 5),
        "scheme": st.sampled_from(MarkScheme),
        "offers_list": st.booleans(),
    },
    "rating": {"scale": st.lists(words, min_size=2, max_size=5)},
    "essay": {
        **_marked,
        "guidance": maybe,
        "min_words": st.none() | st.integers(1, 50),
        "max_words": st.none() | st.integers(50, 900),
    },
    "file_answer": {
        **_marked,
        "guidance": maybe,
        "accepts": st.sets(st.sampled_from(Family), min_size=1).map(list),
        "max_files": st.integers(1, 5),
        "max_megabytes": st.integers(1, 50),
    },
    "comment": {"max_length": st.integers(1, 5000)},
}


def contents(kind: str) -> st.SearchStrategy[items.Item]:
    """Return items of a kind."""
    shared = {"stem": html, "lead_in": words, "rationale": html}
    own = st.fixed_dictionaries({"kind": st.just(kind), **shared, **FIELDS[kind]})
    return own.map(_laid_flat).map(items.load)


def _laid_flat(content: dict[str, Any]) -> dict[str, Any]:
    """Return content whose fields that hang together were drawn together."""
    return {**content.pop("matched", {}), **content.pop("labelled", {}), **content}


def portables(kind: str) -> st.SearchStrategy[Portable]:
    """Return questions of a kind as they travel."""
    made = st.builds(Portable, title=titles, item=contents(kind), tags=tags.map(tuple))
    return made.map(
        lambda portable: replace(portable, media=dict.fromkeys(portable.item.pictures(), HEARTBEAT))
    )


def a_portable(item: items.Item | None = None, **fields: Any) -> Portable:
    return Portable(**{"title": "Sepsis", "item": item or single_best_answer(), **fields})


def a_png(width: int = 4) -> bytes:
    """Return a small picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\x00" + b"\x30\x60\x90" * width for _ in range(3))
    head = struct.pack(">IIBBBBB", width, 3, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
