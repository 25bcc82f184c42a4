"""From Moodle XML to questions."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from assessments.domain.decimals import plain
from assessments.domain.files import MEGABYTE, MOST_MEGABYTES, families_named
from assessments.domain.interchange import choices
from assessments.domain.interchange.choices import Weighted, key_of
from assessments.domain.interchange.markup import lines_of, text_of
from assessments.domain.interchange.matched import Row, read_rows
from assessments.domain.interchange.moodle.calculated import read_calculated
from assessments.domain.interchange.moodle.cloze import read_cloze, read_drop_downs
from assessments.domain.interchange.moodle.orders import ORDERS
from assessments.domain.interchange.moodle.parts import (
    NO_TEXT,
    Parts,
    float_or,
    html_in,
    note_rest,
    share_of,
)
from assessments.domain.interchange.moodle.pictured import read_labels, read_markers
from assessments.domain.interchange.numbers import number_of
from assessments.domain.interchange.portable import (
    UNNAMED,
    Entry,
    FileRefused,
    ItemRefused,
    Notes,
    Portable,
    Reading,
    bounded,
    build,
    category_tag,
    one_line,
    read_entry,
    tagged,
    titled,
)
from assessments.domain.interchange.rubrics import marking_fields
from assessments.domain.interchange.safe_xml import Node, read_xml, source_of
from assessments.domain.interchange.scripted import read_one
from assessments.domain.interchange.text_files import decode
from assessments.domain.interchange.worded import read_words
from assessments.domain.items import Item
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.file_answer import MOST_FILES, USUAL, FileAnswer
from assessments.domain.items.multiple_response import Scheme
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.true_false_set import Scheme as StatementScheme, TrueFalseSet
from assessments.domain.sequences import Scheme as OrderScheme

EMBEDDED = re.compile(r"(<file\b[^>]*>)[^<]*(</file>)")
TEXTS = {"category", "description"}


def read(content: bytes) -> Reading:
    """Read a file; every question that cannot be kept is refused with its line."""
    root = read_xml(content)
    if root.tag != "quiz":
        raise FileRefused(f"This is no Moodle XML: it begins with <{root.tag}>, not with <quiz>.")
    lines, entries = decode(content)[0].split("\n"), []
    for node, category in bounded(_questions(root)):
        source = EMBEDDED.sub(r"\1\2", source_of(node, lines))
        entries.append(_read_entry(node, category, source))
    return Reading(tuple(entries))


def _questions(root: Node) -> Iterator[tuple[Node, str]]:
    """Yield the questions, each with its category: one holds until the next."""
    category = ""
    for node in root.below("question"):
        if node.get("type") == "category":
            category = category_tag(node.texts("category/text"))
        else:
            yield node, category


def _read_entry(node: Node, category: str, source: str) -> Entry:
    name = one_line(node.texts("name/text")) or UNNAMED
    return read_entry(
        lambda notes: _read_question(node, category, source, notes), name=name, line=node.line
    )


def _read_question(node: Node, category: str, source: str, notes: Notes) -> Portable:
    kind = node.get("type", "")
    if kind in TEXTS:
        raise ItemRefused("This is a text without a question.")
    read_kind = READERS.get(kind)
    if read_kind is None:
        raise ItemRefused(f"There is no kind of question here for Moodle's “{kind[:40]}”.")
    parts = Parts(node, notes)
    item = read_kind(parts)
    note_rest(node, notes)
    names = [tag.findtext("text") or "" for tag in node.children("tags/tag")]
    return Portable(
        title=titled(node.texts("name/text"), item, notes),
        item=item,
        tags=tagged([*names, category], notes),
        media=parts.media,
        source=source,
    )


def _weighted(parts: Parts) -> list[Weighted]:
    return [
        Weighted(
            parts.line(answer, "An option"),
            share_of(answer),
            parts.lines(answer.child("feedback"), "A reason"),
            answer.line,
        )
        for answer in parts.node.children("answer")
    ]


def _read_multichoice(parts: Parts) -> Item:
    shuffle = parts.is_on("shuffleanswers", otherwise=False)
    if parts.is_on("single", otherwise=True):
        return read_one(_weighted(parts), parts.notes, shuffle=shuffle, **parts.asked())
    return choices.read_multiple(_weighted(parts), parts.notes, shuffle=shuffle, **parts.asked())


def _read_multichoiceset(parts: Parts) -> Item:
    """Read the plugin “all or nothing”."""
    return choices.read_multiple(
        _weighted(parts),
        parts.notes,
        scheme=Scheme.ALL_OR_NOTHING,
        shuffle=parts.is_on("shuffleanswers", otherwise=False),
        **parts.asked(),
    )


def _read_truefalse(parts: Parts) -> Item:
    """Read True or False; old files have translated words, True first."""
    answers = _weighted(parts)
    if len(answers) != 2:
        raise ItemRefused("A true/false question needs two answers.")
    if answers[0].text.casefold() == "false" or answers[1].text.casefold() == "true":
        answers.reverse()
    true, false = answers
    if {true.share, false.share} != {Fraction(0), Fraction(1)}:
        raise ItemRefused("One of True and False must be worth 100 %, the other nothing.")
    rationales = (true.rationale, false.rationale)
    return choices.read_truth(is_true=true.share == 1, rationales=rationales, **parts.asked())


def _read_numerical(parts: Parts) -> Item:
    accepted, fields = [], parts.asked()
    for answer in parts.node.children("answer"):
        line = answer.line
        share, written = share_of(answer), parts.line(answer, "An answer")
        if written in {"*", ""} or share <= 0:
            if share > 0:
                parts.notes.lost("That any other number earns something did not come across.", line)
            _note_feedback(answer, parts)
            continue
        said = answer.child("feedback")
        if said is not None and not fields["rationale"] and share == 1:
            fields["rationale"] = parts.prose_of(said)
        else:
            _note_feedback(answer, parts)
        tolerance = answer.findtext("tolerance") or "0"
        accepted.append(
            {
                "value": plain(number_of(written, line)),
                "tolerance": plain(abs(number_of(tolerance, line))),
                "credit": str(min(share, Fraction(1))),
            }
        )
    if not accepted:
        raise ItemRefused("There is no right number.")
    return build(Numeric, accepted=accepted, unit=parts.unit(), **fields)


def _note_feedback(answer: Node, parts: Parts) -> None:
    feedback = answer.child("feedback")
    if feedback is not None and text_of(html_in(feedback)):
        parts.notes.lost("Feedback to one number did not come across.", answer.line)


def _read_shortanswer(parts: Parts) -> Item:
    weighted = [
        Weighted(
            one_line(answer.findtext("text") or ""),
            share_of(answer),
            parts.lines(answer.child("feedback"), "A reason"),
            answer.line,
        )
        for answer in parts.node.children("answer")
    ]
    case_matters = parts.is_on("usecase", otherwise=False)
    words = read_words(weighted, parts.notes, case_matters=case_matters)
    return build(ShortText, **words, **parts.asked())


def _read_essay(parts: Parts) -> Item:
    """Read an essay; one that is worth nothing is a comment here."""
    template = parts.node.child("responsetemplate")
    if template is not None and text_of(html_in(template)):
        parts.notes.lost("“responsetemplate” did not come across.")
    if float_or(parts.node.texts("defaultgrade")) == 0:
        return build(Comment, **parts.asked())
    told = parts.lines(parts.node.child("graderinfo"), "A note for markers")
    attached = parts.node.texts("attachments")
    if parts.node.texts("responseformat") == NO_TEXT:
        return build(
            FileAnswer,
            **_files_asked(parts, attached),
            **marking_fields(told, parts.notes),
            **parts.asked(),
        )
    if attached not in {"", "0"}:
        parts.notes.lost("That files may be attached to the text did not come across.")
    return build(
        Essay,
        min_words=_limit(parts, "minwordlimit"),
        max_words=_limit(parts, "maxwordlimit"),
        **marking_fields(told, parts.notes),
        **parts.asked(),
    )


def _files_asked(parts: Parts, attached: str) -> dict[str, Any]:
    """Return which files are taken; where no types are named, the usual ones."""
    types = re.split(r"[\s,;]+", parts.node.texts("filetypeslist"))
    accepts = families_named(types)
    if any(types) and not accepts:
        parts.notes.lost("The types of file did not come across: the usual ones can be sent.")
    written = parts.node.texts("maxbytes")
    most = -(-int(written) // MEGABYTE) if written.isdecimal() and len(written) < 12 else 0
    return {
        "accepts": accepts or USUAL,
        "max_files": int(attached) if attached in {"1", "2", "3"} else MOST_FILES,
        "max_megabytes": min(most or MOST_MEGABYTES, MOST_MEGABYTES),
    }


def _limit(parts: Parts, path: str) -> int | None:
    written = parts.node.texts(path)
    return int(written) if written.isdecimal() and 0 < int(written) <= 10_000 else None


def _read_matching(parts: Parts) -> Item:
    rows = [
        Row(parts.line(row, "An item"), one_line(row.findtext("answer/text") or ""), row.line)
        for row in parts.node.children("subquestion")
    ]
    shuffle = parts.is_on("shuffleanswers", otherwise=False)
    return read_rows(rows, shuffle=shuffle, notes=parts.notes, **parts.asked())


def _read_ordering(parts: Parts) -> Item:
    grading = parts.node.texts("gradingtype")
    if grading not in ORDERS:
        parts.notes.lost("The marking became steps exactly in their place.")
    if parts.node.texts("selecttype") not in {"", "ALL"}:
        parts.notes.lost("That only some of the steps are shown did not come across.")
    steps = [
        {"key": key_of(place), "text": parts.line(answer, "A step")}
        for place, answer in enumerate(parts.node.children("answer"))
    ]
    scheme = ORDERS.get(grading, OrderScheme.PLACES)
    return build(Ordering, steps=steps, scheme=scheme, **parts.asked())


def _read_statements(parts: Parts) -> Item:
    """Read the plugins “kprime” and “mtf”: rows, two columns, a weight where a row is right."""
    node = parts.node
    labels = [
        lines_of(html_in(_first(column, "responsetext")), parts.notes, "A verdict")
        for column in node.children("column")
    ]
    if len(labels) != 2:
        raise ItemRefused("Only two verdicts, such as True and False, can be kept here.")
    right = {
        (weight.get("rownumber"), weight.get("columnnumber"))
        for weight in node.children("weight")
        if number_of(weight.findtext("value") or "0", weight.line) > 0
    }
    statements = [
        {
            "key": key_of(place),
            "text": parts.line(_first(row, "rowtext"), "A statement"),
            "is_true": (row.get("number", str(place + 1)), "1") in right,
            "rationale": parts.lines(row.child("feedbacktext"), "A reason"),
        }
        for place, row in enumerate(node.children("row"))
    ]
    return build(
        TrueFalseSet,
        statements=statements,
        scheme=_statement_scheme(parts),
        true_label=labels[0],
        false_label=labels[1],
        shuffle=parts.is_on("shuffleanswers", otherwise=False),
        **parts.asked(),
    )


def _first(node: Node, path: str) -> Node:
    found = node.child(path)
    return node if found is None else found


def _statement_scheme(parts: Parts) -> StatementScheme:
    schemes = {
        "kprime": StatementScheme.KPRIM,
        "kprimeonezero": StatementScheme.ALL_OR_NOTHING,
        "mtfonezero": StatementScheme.ALL_OR_NOTHING,
        "subpoints": StatementScheme.PER_STATEMENT,
    }
    written = parts.node.texts("scoringmethod/text") or parts.node.texts("scoringmethod")
    scheme = schemes.get(written)
    if scheme is None and written:
        parts.notes.lost(f"The marking “{written[:40]}” became one share for each statement.")
    return scheme or StatementScheme.PER_STATEMENT


READERS: Mapping[str, Callable[[Parts], Item]] = {
    "multichoice": _read_multichoice,
    "cloze": read_cloze,
    "multianswer": read_cloze,
    "gapselect": read_drop_downs,
    "ddwtos": read_drop_downs,
    "calculated": read_calculated,
    "calculatedsimple": read_calculated,
    "multichoiceset": _read_multichoiceset,
    "truefalse": _read_truefalse,
    "shortanswer": _read_shortanswer,
    "numerical": _read_numerical,
    "matching": _read_matching,
    "ddmatch": _read_matching,
    "ordering": _read_ordering,
    "ddmarker": read_markers,
    "ddimageortext": read_labels,
    "essay": _read_essay,
    "kprime": _read_statements,
    "mtf": _read_statements,
}
