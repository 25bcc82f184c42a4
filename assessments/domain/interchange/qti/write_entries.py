"""How numbers, words, longer texts and files are written."""

from xml.etree import ElementTree as ET

from assessments.domain.answers.numbers import Accepted, Tolerance
from assessments.domain.answers.patterns import is_pattern
from assessments.domain.decimals import plain
from assessments.domain.files import formats_of
from assessments.domain.interchange.intervals import symmetric
from assessments.domain.interchange.markup import joined
from assessments.domain.interchange.portable import ItemRefused, Notes, one_line
from assessments.domain.interchange.qti.elements import (
    base,
    blocks,
    condition,
    declaration,
    el,
    mapped,
    number_text,
    set_score,
    variable,
)
from assessments.domain.interchange.qti.processing import RESPONSE
from assessments.domain.interchange.qti.written import Written, for_markers, prompted, write_kind
from assessments.domain.interchange.rubrics import marking_text
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.file_answer import FileAnswer
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.short_text import ShortText


@write_kind.register
def _(item: Numeric, notes: Notes) -> Written:
    if item.units:
        notes.lost("That the unit has to be named did not come across.")
    accepted = [_accepted(each, notes) for each in item.accepted]
    right = max(item.accepted, key=lambda each: each.credit)
    entry = el("textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="20")
    line = el("p", entry)
    if one_line(item.unit):
        entry.tail = " "
        unit = el("span", one_line(item.unit))
        unit.set("class", "unit")
        line.append(unit)
    return Written(
        declaration("single", "float", [plain(right.value)]),
        [*blocks(joined(item.stem, item.lead_in)), line],
        [condition(*accepted)],
    )


def _accepted(accepted: Accepted, notes: Notes) -> tuple[ET.Element, ET.Element]:
    """Return the test for a number and what it earns."""
    value, reach = accepted.value, accepted.tolerance
    if accepted.tolerance_kind is Tolerance.GEOMETRIC:
        value, reach = symmetric(accepted, notes)
    relative = accepted.tolerance_kind is Tolerance.RELATIVE and reach
    width = plain(reach * 100 if relative else reach)
    test = el("equal", base(plain(value)), variable(), toleranceMode="exact")
    if reach:
        test.set("toleranceMode", "relative" if relative else "absolute")
        test.set("tolerance", f"{width} {width}")
    return test, base(accepted.credit)


@write_kind.register
def _(item: ShortText, notes: Notes) -> Written:
    plain_ones = [each for each in item.accepted if not is_pattern(item.normal(each.text))]
    if len(plain_ones) < len(item.accepted):
        notes.lost("Answers with * did not come across.")
    if not any(each.credit == 1 for each in plain_ones):
        raise ItemRefused("QTI has no form for answers with *.")
    if item.rejected:
        notes.lost("Rejected answers and what is said to them did not come across.")
    if item.forgives_slips or not item.accents_matter or not item.punctuation_matters:
        notes.lost("Accents, punctuation and slips of the fingers count there.")
    best = next(each for each in plain_ones if each.credit == 1)
    declared = declaration("single", "string", [one_line(best.text)])
    mapping = el("mapping", defaultValue="0")
    for each in plain_ones:
        entry = el("mapEntry", mapKey=one_line(each.text), mappedValue=number_text(each.credit))
        entry.set("caseSensitive", "true" if item.case_matters else "false")
        mapping.append(entry)
    declared.append(mapping)
    entry = el("textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="40")
    body = [*blocks(joined(item.stem, item.lead_in)), el("p", entry)]
    return Written(declared, body, [set_score(mapped())], "map_response")


@write_kind.register
def _(item: Comment, notes: Notes) -> Written:
    body = prompted("extendedTextInteraction", item, expectedLength=str(item.max_length))
    return Written(declaration("single", "string"), body)


@write_kind.register
def _(item: Essay, notes: Notes) -> Written:
    if item.guidance or item.length_asked:
        notes.lost("The guidance and the number of words did not come across.")
    body = [
        for_markers(marking_text(item, notes)),
        *prompted("extendedTextInteraction", item, expectedLines="20"),
    ]
    return Written(declaration("single", "string"), body, by_people=True)


@write_kind.register
def _(item: FileAnswer, notes: Notes) -> Written:
    if item.guidance:
        notes.lost("The guidance did not come across.")
    if item.max_files > 1:
        notes.lost("That several files may be sent did not come across.")
    types = dict.fromkeys(each.plain_type for each in formats_of(item.accepts))
    body = [
        for_markers(marking_text(item, notes)),
        *prompted("uploadInteraction", item, type=" ".join(types)),
    ]
    return Written(declaration("single", "file"), body, by_people=True)
