"""From questions to Moodle XML, in types that every Moodle has."""

import base64
from collections.abc import Sequence
from fractions import Fraction
from functools import singledispatch
from xml.etree import ElementTree as ET

from assessments.domain.decimals import plain
from assessments.domain.files import formats_of
from assessments.domain.interchange import choices
from assessments.domain.interchange.choices import Weighted
from assessments.domain.interchange.intervals import symmetric
from assessments.domain.interchange.markup import escaped, hints_kept, joined, lines, prose
from assessments.domain.interchange.matched import Row, write_matching, write_statements
from assessments.domain.interchange.moodle.cloze import write_cloze
from assessments.domain.interchange.moodle.orders import ORDERS
from assessments.domain.interchange.moodle.parts import MOST_ATTACHMENTS, NO_TEXT, PLUGIN_FILE
from assessments.domain.interchange.moodle.pictured import write_labels, write_markers
from assessments.domain.interchange.pictures import addresses_in, rename_pictures
from assessments.domain.interchange.portable import Notes, Portable, Writing, one_line
from assessments.domain.interchange.rubrics import marking_text
from assessments.domain.interchange.safe_xml import write_xml
from assessments.domain.interchange.scripted import as_case, write_script
from assessments.domain.interchange.worded import write_words
from assessments.domain.interchange.writers import CannotCarry, write_entries
from assessments.domain.items import Item
from assessments.domain.items.cloze import Cloze
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.file_answer import FileAnswer
from assessments.domain.items.hotspot import Hotspot
from assessments.domain.items.labelling import Labelling
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.script_concordance import ScriptConcordance
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import TrueFalseSet
from assessments.domain.shares import percent_of

PENALTY = "0.3333333"
DEFAULT_LENGTH = Comment.model_fields["max_length"].default


def write(portables: Sequence[Portable]) -> Writing:
    """Write what Moodle can hold of these questions."""
    return write_entries(portables, _write_item, _assemble)


def _assemble(questions: list[ET.Element]) -> bytes:
    quiz = ET.Element("quiz")
    quiz.extend(questions)
    return write_xml(quiz)


def _write_item(portable: Portable, notes: Notes) -> ET.Element:
    item = as_case(portable.item)
    question = ET.Element("question")
    add_text(question, "name", one_line(portable.title), html=False)
    _add_prose(question, "questiontext", joined(prose(item.stem), item.lead_in), portable)
    _add_prose(question, "generalfeedback", prose(item.rationale), portable)
    add(question, "defaultgrade", "1" if item.graded else "0")
    add(question, "hidden", "0")
    question.set("type", write_kind(item, question, notes))
    _add_hints(question, item, notes)
    portable.check_pictures()
    for address in item.pictures():
        _add_file(question, address, portable)
    if portable.tags:
        tags = ET.SubElement(question, "tags")
        for tag in portable.tags:
            add_text(tags, "tag", tag, html=False)
    return question


def _add_hints(question: ET.Element, item: Item, notes: Notes) -> None:
    """Append the hints, and Moodle's own penalty: ours stands in the assessment."""
    hints = [hint.model_dump() for hint in item.hints]
    if hints:
        add(question, "penalty", PENALTY)
    for hint in hints_kept(hints, notes):
        element = add_text(question, "hint", hint["text"])
        if hint["clear_wrong"]:
            ET.SubElement(element, "clearwrong")


def add(parent: ET.Element, name: str, text: str) -> ET.Element:
    """Append an element that holds a word."""
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def add_text(parent: ET.Element, name: str, text: str, *, html: bool = True) -> ET.Element:
    """Append an element that holds a `text`."""
    child = ET.SubElement(parent, name, {"format": "html"} if html else {})
    add(child, "text", text)
    return child


def _add_prose(question: ET.Element, name: str, html: str, portable: Portable) -> None:
    element = add_text(
        question, name, rename_pictures(html, lambda address: f"{PLUGIN_FILE}{address}")
    )
    for address in addresses_in(html):
        if address in portable.media:
            _add_file(element, address, portable)


def _add_file(element: ET.Element, address: str, portable: Portable) -> None:
    file = ET.SubElement(element, "file", name=address, path="/", encoding="base64")
    file.text = base64.b64encode(portable.media[address]).decode()


@singledispatch
def write_kind(item: Item, question: ET.Element, notes: Notes) -> str:
    """Append what the kind needs and return Moodle's type; raise `CannotCarry` if it has none."""
    raise CannotCarry(item, "Moodle XML")


@write_kind.register
def _(item: SingleBestAnswer, question: ET.Element, notes: Notes) -> str:
    truth = choices.truth_of(item)
    if truth:
        for option in truth:
            share = Fraction(int(option.correct))
            _add_answer(
                question, Weighted(option.text.casefold(), share, option.rationale), html=False
            )
        return "truefalse"
    _add_options(question, choices.write_single(item), single=True, shuffle=item.shuffle)
    return "multichoice"


@write_kind.register
def _(item: ScriptConcordance, question: ET.Element, notes: Notes) -> str:
    _add_options(question, write_script(item, notes), single=True, shuffle=False)
    return "multichoice"


@write_kind.register
def _(item: MultipleResponse, question: ET.Element, notes: Notes) -> str:
    _add_options(question, choices.write_multiple(item, notes), single=False, shuffle=item.shuffle)
    return "multichoice"


@write_kind.register
def _(item: Numeric, question: ET.Element, notes: Notes) -> str:
    for accepted in item.accepted:
        value, tolerance = symmetric(accepted, notes)
        answer = _add_answer(question, Weighted(plain(value), accepted.credit), html=False)
        add(answer, "tolerance", plain(tolerance))
    if item.units:
        notes.lost("That the unit has to be named did not come across.")
    if item.unit:
        unit = ET.SubElement(ET.SubElement(question, "units"), "unit")
        add(unit, "multiplier", "1")
        add(unit, "unit_name", one_line(item.unit))
    add(question, "unitgradingtype", "0")
    add(question, "showunits", "0" if item.unit else "3")
    return "numerical"


@write_kind.register
def _(item: ShortText, question: ET.Element, notes: Notes) -> str:
    add(question, "usecase", "1" if item.case_matters else "0")
    for answer in write_words(item, notes, case_matters=item.case_matters):
        _add_answer(question, answer, html=False)
    return "shortanswer"


@write_kind.register
def _(item: Cloze, question: ET.Element, notes: Notes) -> str:
    return write_cloze(item, question, notes)


@write_kind.register
def _(item: TrueFalseSet, question: ET.Element, notes: Notes) -> str:
    add(question, "shuffleanswers", "true" if item.shuffle else "false")
    _add_rows(question, write_statements(item, notes))
    return "matching"


@write_kind.register
def _(item: Matching, question: ET.Element, notes: Notes) -> str:
    add(question, "shuffleanswers", "false")
    _add_rows(question, write_matching(item, notes))
    return "matching"


@write_kind.register
def _(item: Ordering, question: ET.Element, notes: Notes) -> str:
    if any(step.rationale for step in item.steps):
        notes.lost("The reasons of single steps did not come across.")
    add(question, "layouttype", "VERTICAL")
    add(question, "selecttype", "ALL")
    add(question, "selectcount", "0")
    grading = next(name for name, scheme in ORDERS.items() if scheme is item.scheme)
    add(question, "gradingtype", grading)
    add(question, "showgrading", "SHOW")
    add(question, "numberingstyle", "none")
    for place, step in enumerate(item.steps, start=1):
        answer = add_text(question, "answer", escaped(one_line(step.text)))
        answer.set("fraction", str(place))
    return "ordering"


@write_kind.register
def _(item: Hotspot, question: ET.Element, notes: Notes) -> str:
    return write_markers(item, question, notes)


@write_kind.register
def _(item: Labelling, question: ET.Element, notes: Notes) -> str:
    return write_labels(item, question, notes)


@write_kind.register
def _(item: Comment, question: ET.Element, notes: Notes) -> str:
    if item.max_length != DEFAULT_LENGTH:
        notes.lost(f"The longest text of {item.max_length} characters did not come across.")
    add(question, "responseformat", "plain")
    add(question, "responserequired", "0")
    add(question, "responsefieldlines", "10")
    add(question, "attachments", "0")
    return "essay"


@write_kind.register
def _(item: Essay, question: ET.Element, notes: Notes) -> str:
    if item.guidance:
        notes.lost("The guidance did not come across.")
    add(question, "responseformat", "plain")
    add(question, "responserequired", "1")
    add(question, "responsefieldlines", "20")
    if item.min_words:
        add(question, "minwordlimit", str(item.min_words))
    if item.max_words:
        add(question, "maxwordlimit", str(item.max_words))
    add(question, "attachments", "0")
    add_text(question, "graderinfo", escaped(marking_text(item, notes)))
    return "essay"


@write_kind.register
def _(item: FileAnswer, question: ET.Element, notes: Notes) -> str:
    if item.guidance:
        notes.lost("The guidance did not come across.")
    if item.max_files > MOST_ATTACHMENTS:
        notes.lost(f"Moodle takes {MOST_ATTACHMENTS} files at most.")
    add(question, "responseformat", NO_TEXT)
    add(question, "responserequired", "0")
    add(question, "attachments", str(min(item.max_files, MOST_ATTACHMENTS)))
    add(question, "attachmentsrequired", "1")
    add(question, "maxbytes", str(item.max_bytes))
    suffixes = dict.fromkeys(each.suffix for each in formats_of(item.accepts))
    add(question, "filetypeslist", ",".join(suffixes))
    add_text(question, "graderinfo", escaped(marking_text(item, notes)))
    return "essay"


def _add_rows(question: ET.Element, rows: Sequence[Row]) -> None:
    for row in rows:
        part = add_text(question, "subquestion", escaped(row.text))
        add_text(part, "answer", row.answer, html=False)


def _add_options(
    question: ET.Element, options: Sequence[Weighted], *, single: bool, shuffle: bool
) -> None:
    add(question, "single", "true" if single else "false")
    add(question, "shuffleanswers", "true" if shuffle else "false")
    add(question, "answernumbering", "abc")
    for option in options:
        _add_answer(question, option)


def _add_answer(question: ET.Element, option: Weighted, *, html: bool = True) -> ET.Element:
    text = one_line(option.text)
    answer = add_text(question, "answer", escaped(text) if html else text, html=html)
    answer.set("fraction", percent_of(option.share))
    add_text(answer, "feedback", escaped(lines(option.rationale)))
    return answer
