"""QTI as others write it: rules, templates, feedback, tests and packages, in 2.x and 3.0."""

import re
from fractions import Fraction

import pytest

from assessments.domain.answers.numbers import Tolerance
from assessments.domain.interchange import FORMATS, FileRefused, qti
from assessments.domain.interchange.fingerprint import comparable
from assessments.domain.interchange.package import open_package, write_package
from assessments.domain.interchange.qti.names import camel
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.file_answer import USUAL, FileAnswer
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse, Scheme
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.rating import Rating
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import Scheme as StatementScheme, TrueFalseSet
from assessments.domain.sequences import Scheme as OrderScheme
from tests.factories.items import multiple_response, one_of_each, short_text, single_best_answer
from tests.factories.portables import HEARTBEAT, a_png, a_portable

SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP = MATCH.replace("match_correct", "map_response")


def item(declaration: str, body: str, rest: str = "", outcomes: str = SCORE) -> bytes:
    return (
        '<?xml version="1.0"?>\n<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
        f'identifier="i" title="Named" adaptive="false" timeDependent="false">\n{declaration}'
        f"{outcomes}<itemBody>{body}</itemBody>{rest}</assessmentItem>"
    ).encode()


def response(right: str = "", mapping: str = "", cardinality="single", base="identifier") -> str:
    values = "".join(f"<value>{each}</value>" for each in right.split(",") if each)
    correct = f"<correctResponse>{values}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def mapping(lower: str = "", **worth: str) -> str:
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in worth.items()
    )
    return f'<mapping defaultValue="0" {lower}>{entries}</mapping>'


CHOICES = "".join(
    f'<simpleChoice identifier="{key}">Choice {key}</simpleChoice>' for key in "PQRST"
)


def choice(most: int = 1, prompt: str = "Which?", choices: str = CHOICES) -> str:
    return (
        "<p>A case.</p>"
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"<prompt>{prompt}</prompt>{choices}</choiceInteraction>"
    )


def entry(content: bytes):
    (found,) = qti.read(content).entries
    return found


def read(content: bytes):
    found = entry(content)
    assert found.portable, found.problems
    return found.portable.item


def told(content: bytes) -> str:
    return " ".join(problem.message for problem in entry(content).problems)


def test_single_choice_by_template():
    found = read(item(response("Q"), choice(), MATCH))
    assert isinstance(found, SingleBestAnswer)
    assert (found.stem, found.lead_in) == ("<p>A case.</p>", "Which?")
    assert [option.correct for option in found.options] == [False, True, False, False, False]
    assert found.shuffle


def test_several_choices_all_or_nothing():
    found = read(item(response("P,R", cardinality="multiple"), choice(0), MATCH))
    assert isinstance(found, MultipleResponse)
    assert found.scheme is Scheme.ALL_OR_NOTHING
    assert found.correct_keys == {"a", "c"}


@pytest.mark.parametrize(
    ("worth", "scheme"),
    [
        ({"P": "1", "Q": "1", "R": "-1", "S": "-1", "T": "-1"}, Scheme.RIGHT_MINUS_WRONG),
        ({"P": "0.5", "Q": "0.5", "R": "-0.5", "S": "-0.5", "T": "-0.5"}, Scheme.RIGHT_MINUS_WRONG),
        ({"P": "2", "Q": "2", "R": "-1", "S": "-1", "T": "-1"}, Scheme.FIXED_DOCK),
        ({"P": "3", "Q": "1", "R": "-1", "S": "-2", "T": "-1"}, Scheme.OPTION_POINTS),
    ],
)
def test_mappings_become_the_scheme_that_marks_so(worth, scheme):
    content = item(response("P,Q", mapping('lowerBound="0"', **worth), "multiple"), choice(0), MAP)
    assert read(content).scheme is scheme
    assert told(content) == ""


def test_a_mapping_without_a_price_for_wrong_picks_is_told():
    content = item(response("P,Q", mapping(P="1", Q="1"), "multiple"), choice(0), MAP)
    assert read(content).scheme is Scheme.RIGHT_MINUS_WRONG
    assert "became right minus wrong" in told(content)


def test_a_mapping_without_a_lower_bound_is_told():
    worth = {"P": "1", "Q": "-1", "R": "-1", "S": "-1", "T": "-1"}
    content = item(response("P", mapping(**worth), "multiple"), choice(0), MAP)
    assert "below zero" in told(content)


RULES = """<responseProcessing><responseCondition><responseIf>
<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{full}</baseValue></setOutcomeValue>
</responseIf>{more}<responseElse>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue>
</responseElse></responseCondition>{last}</responseProcessing>"""
PARTIAL = """<responseElseIf><match><variable identifier="RESPONSE"/>
<baseValue baseType="identifier">P</baseValue></match>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
</responseElseIf>"""


def test_custom_rules_are_run():
    assert read(
        item(response("Q"), choice(), RULES.format(full=4, more="", last=""))
    ).correct_keys == {"b"}
    partly = item(response("Q"), choice(), RULES.format(full=4, more=PARTIAL, last=""))
    assert read(partly).correct_keys == {"b"}
    assert "“Choice P” was worth 25 %" in told(partly)


def test_rules_that_are_not_known_are_told():
    rules = "<customOperator><variable identifier='RESPONSE'/></customOperator>"
    last = f"<setOutcomeValue identifier='SCORE'>{rules}</setOutcomeValue>"
    content = item(response("Q"), choice(), RULES.format(full=1, more="", last=last))
    assert read(content).correct_keys == {"b"}
    assert "<customOperator>, which is not understood" in told(content)
    content = item(response("Q"), choice(), MATCH.replace("match_correct", "CC2_match"))
    assert "cc2_match" in told(content)


def test_feedback_goes_to_the_options_that_bring_it_about():
    rules = RULES.format(
        full=1,
        more="",
        last='<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>',
    )
    feedback = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{key}" showHide="show">'
        f"<p>On {key}.</p></modalFeedback>"
        for key in "PQ"
    ) + (
        '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="none" showHide="hide">'
        "<p>Said to <b>all</b>.</p></modalFeedback>"
    )
    outcomes = (
        SCORE
        + '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
    )
    inline = '<simpleChoice identifier="R">R<feedbackInline outcomeIdentifier="FEEDBACK" identifier="R" showHide="show">On R.</feedbackInline></simpleChoice>'
    choices = CHOICES.replace('<simpleChoice identifier="R">Choice R</simpleChoice>', inline)
    found = read(item(response("Q"), choice(choices=choices), rules + feedback, outcomes))
    assert [option.rationale for option in found.options] == ["On P.", "On Q.", "On R.", "", ""]
    assert found.options[2].text == "R"
    assert found.rationale == "<p>Said to <b>all</b>.</p>"


def test_a_choice_that_nothing_marks_is_a_rating():
    found = read(item(response(), choice(), ""))
    assert isinstance(found, Rating)
    assert found.scale[0] == "Choice P"
    refused = entry(item(response(cardinality="multiple"), choice(0), ""))
    assert "Nothing says which options are right" in refused.problems[0].message


STATEMENTS = """<matchInteraction responseIdentifier="RESPONSE" shuffle="false" maxAssociations="4">
<prompt>True?</prompt><simpleMatchSet>
<simpleAssociableChoice identifier="S1" matchMax="1">One</simpleAssociableChoice>
<simpleAssociableChoice identifier="S2" matchMax="1">Two</simpleAssociableChoice>
<simpleAssociableChoice identifier="S3" matchMax="1">Three</simpleAssociableChoice>
<simpleAssociableChoice identifier="S4" matchMax="1">Four</simpleAssociableChoice>
</simpleMatchSet><simpleMatchSet>
<simpleAssociableChoice identifier="yes" matchMax="4">True</simpleAssociableChoice>
<simpleAssociableChoice identifier="no" matchMax="4">False</simpleAssociableChoice>
</simpleMatchSet></matchInteraction>"""
PAIRS = "S1 yes,S2 no,S3 yes,S4 no"


@pytest.mark.parametrize(
    ("entries", "processing", "scheme"),
    [
        (False, MATCH, StatementScheme.ALL_OR_NOTHING),
        (True, MAP, StatementScheme.PER_STATEMENT),
    ],
)
def test_a_match_with_verdicts_is_a_set_of_statements(entries, processing, scheme):
    worth = mapping(**dict.fromkeys(PAIRS.split(","), "1")) if entries else ""
    found = read(item(response(PAIRS, worth, "multiple", "directedPair"), STATEMENTS, processing))
    assert isinstance(found, TrueFalseSet)
    assert [each.is_true for each in found.statements] == [True, False, True, False]
    assert found.scheme is scheme
    assert found.lead_in == "True?"


ENTRY = '<p>How much?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/> mg</p>'


def number_rules(test: str, score: str = "1", more: str = "") -> str:
    return (
        f"<responseProcessing><responseCondition><responseIf>{test}"
        f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{score}</baseValue>'
        f"</setOutcomeValue></responseIf>{more}</responseCondition></responseProcessing>"
    )


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (
            (
                '<equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>'
                '<correct identifier="RESPONSE"/></equal>'
            ),
            ("12.5", "0.5", Tolerance.ABSOLUTE),
        ),
        (
            (
                '<equal toleranceMode="relative" tolerance="10"><correct identifier="RESPONSE"/>'
                '<variable identifier="RESPONSE"/></equal>'
            ),
            ("12.5", "0.1", Tolerance.RELATIVE),
        ),
        (
            (
                '<and><gte><variable identifier="RESPONSE"/><baseValue baseType="float">10</baseValue></gte>'
                '<lte><variable identifier="RESPONSE"/><baseValue baseType="float">15</baseValue></lte></and>'
            ),
            ("12.5", "2.5", Tolerance.ABSOLUTE),
        ),
        (
            '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>',
            ("12.5", "0", Tolerance.ABSOLUTE),
        ),
    ],
)
def test_numbers_by_their_rules(test, expected):
    content = item(response("12.5", base="float"), ENTRY, number_rules(test))
    found = read(content)
    assert isinstance(found, Numeric)
    (accepted,) = found.accepted
    assert (f"{accepted.value:f}", f"{accepted.tolerance:f}", accepted.tolerance_kind) == expected
    assert (found.lead_in, found.unit) == ("How much?", "mg")
    assert told(content) == ""


def test_numbers_with_less_credit_further_off():
    exact = '<equal toleranceMode="exact"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
    wide = exact.replace('"exact"', '"absolute" tolerance="1 1"')
    more = (
        f"<responseElseIf>{wide}<setOutcomeValue identifier='SCORE'>"
        "<baseValue baseType='float'>1</baseValue></setOutcomeValue></responseElseIf>"
    )
    content = item(response("7", base="integer"), ENTRY, number_rules(exact, "3", more))
    assert [accepted.credit for accepted in read(content).accepted] == [1, Fraction(1, 3)]
    assert told(content) == ""


def test_rules_about_numbers_that_are_not_read_off_are_told():
    open_ended = (
        '<gte><variable identifier="RESPONSE"/><baseValue baseType="float">10</baseValue></gte>'
    )
    content = item(response("12.5", base="float"), ENTRY, number_rules(open_ended))
    assert "marked otherwise" in told(content)


@pytest.mark.parametrize(
    ("types", "accepts", "said"),
    [
        ("", USUAL, ""),
        (' type="application/pdf"', ("pdf",), ""),
        (' type="image/*"', ("picture",), ""),
        (' type="image/png text/plain"', ("text",), ""),
        (' type="application/zip"', USUAL, "Files of the type application/zip cannot be sent"),
    ],
)
def test_uploads_become_file_answers(types, accepts, said):
    body = (
        '<rubricBlock view="scorer"><p>Look for X.</p></rubricBlock>'
        f'<uploadInteraction responseIdentifier="RESPONSE"{types}>'
        "<prompt>Send your note.</prompt></uploadInteraction>"
    )
    content = item(response(base="file"), body)
    found = read(content)
    assert isinstance(found, FileAnswer)
    assert (found.lead_in, found.accepts, found.max_files) == ("Send your note.", accepts, 1)
    assert found.marker_notes == "Look for X."
    assert said in told(content)


def test_long_texts_become_comments():
    body = (
        '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLength="300">'
        "<prompt>Tell.</prompt></extendedTextInteraction>"
    )
    found = read(item(response(base="string"), body))
    assert isinstance(found, Comment)
    assert found.max_length == 300
    marked = item(response("x", base="string"), body, MATCH)
    assert isinstance(read(marked), Essay)
    assert "without a rubric" in told(marked)
    noted = body.replace(
        "<extended", '<rubricBlock view="scorer"><p>Look for X.</p></rubricBlock><extended', 1
    )
    assert read(item(response(base="string"), noted)).marker_notes == "Look for X."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (item(response("Q"), "<p>Nothing asked.</p>"), "asks nothing"),
        (
            item(response("Q"), "<drawingInteraction responseIdentifier='RESPONSE'/>"),
            "<drawingInteraction>",
        ),
        (item(response("Z"), choice(), MATCH), "No answer earns"),
        (item("", choice(), MATCH), "not declared"),
        (item(response("Q"), choice(prompt="").replace("<p>A case.</p>", ""), MATCH), "no text"),
        (item(response("x", mapping(Q="many")), choice(), MAP), "the number many"),
        (item(response("Q"), choice(choices=CHOICES * 2), MATCH), "same identifier"),
        (b"<assessmentItem/>", "no body"),
        (item(response("Q"), choice(), MATCH + "<templateProcessing/>"), "templates"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(content, words):
    found = entry(content)
    assert found.portable is None
    assert words in found.problems[0].message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html/>", "begins with <html>"),
        (write_package({"a.txt": b""}), "no imsmanifest.xml"),
        (
            write_package(
                {
                    "imsmanifest.xml": b"<manifest><resources><resource type='imsqti_xmlv1p2' "
                    b"href='a.xml'/></resources></manifest>"
                }
            ),
            "QTI 1.2",
        ),
    ],
)
def test_other_files_are_refused_with_a_sentence(content, words):
    with pytest.raises(FileRefused, match=words):
        qti.read(content)


def as_3(content: bytes) -> bytes:
    """Respell a document of 2.x as 3.0 has it."""
    text = content.decode().replace("imsqti_v2p1", "imsqtiasi_v3p0")
    dashed = re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"-{found[1].lower()}", text)
    html = r"(?!p>|/p>|b>|/b>|\?|img|/?qti-)"
    dashed = re.sub(rf"<(/?){html}([a-z])", r"<\1qti-\2", dashed)
    return dashed.encode()


def test_the_same_item_in_3_0():
    content = item(response("P,R", cardinality="multiple"), choice(0), MATCH)
    dashed = as_3(content)
    assert b"<qti-choice-interaction response-identifier=" in dashed
    assert read(dashed) == read(content)
    assert camel("qti-simple-match-set") == "simpleMatchSet"


TEST = b"""<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="Final">
<timeLimits maxTime="1800"/>
<testPart identifier="p" navigationMode="linear" submissionMode="individual">
<itemSessionControl maxAttempts="2"/>
<assessmentSection identifier="s1" title="Fixed" visible="true"><ordering shuffle="true"/>
<assessmentItemRef identifier="r1" href="items/a.xml"><weight identifier="W" value="2"/></assessmentItemRef>
</assessmentSection>
<assessmentSection identifier="s2" title="Pool" visible="true"><selection select="1"/>
<assessmentItemRef identifier="r2" href="items/a.xml"/>
<assessmentItemRef identifier="r3" href="items/b.xml"/>
<assessmentItemRef identifier="r4" href="items/c.xml"/>
</assessmentSection></testPart><outcomeProcessing/></assessmentTest>"""
MANIFEST = b"""<manifest><resources>
<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/>
<resource identifier="a" type="imsqti_item_xmlv2p1" href="items/a.xml"><metadata><lom><general>
<keyword><langstring>shock</langstring></keyword></general></lom></metadata></resource>
<resource identifier="b" type="imsqti_item_xmlv2p1" href="items/b.xml"/>
<resource identifier="d" type="imsqti_item_xmlv2p1" href="items/d.xml"/>
</resources></manifest>"""


def test_a_package_with_a_test_and_pictures():
    pictured = choice().replace(
        "<p>A case.</p>",
        '<p>An ECG:</p><p><object data="../media/ecg.png" type="image/png">Waves</object></p>',
    )
    content = write_package(
        {
            "imsmanifest.xml": MANIFEST,
            "test.xml": TEST,
            "items/a.xml": item(response("Q"), pictured, MATCH),
            "items/b.xml": item(response("P"), choice(), MATCH),
            "media/ecg.png": a_png(),
        }
    )
    reading = qti.read(content)
    first, second, missing = reading.entries
    assert first.portable.media == {"ecg.png": a_png()}
    assert '<img src="ecg.png" alt="Waves">' in first.portable.item.stem
    assert first.portable.tags == ("shock",)
    assert second.portable
    assert "does not hold it" in missing.problems[0].message
    (test,) = reading.tests
    assert (test.title, test.rules.time_limit_minutes) == ("Final", 30)
    assert test.rules.shuffle_questions
    assert test.rules.navigation == "one_way"
    assert test.rules.checking == "none"
    fixed, drawn = test.slots
    assert (fixed.entry, fixed.points) == (0, "2")
    assert (drawn.tag, drawn.count, drawn.pool) == ("Pool", 1, (0, 1))
    messages = " ".join(problem.message for problem in reading.problems)
    assert "c.xml" in messages
    assert "result is computed" in messages


def test_tests_go_out_and_come_back():
    content = write_package(
        {
            "imsmanifest.xml": MANIFEST,
            "test.xml": TEST,
            "items/a.xml": item(response("Q"), choice(), MATCH),
            "items/b.xml": item(response("P"), choice(), MATCH),
        }
    )
    reading = qti.read(content)
    portables = [entry.portable for entry in reading.entries if entry.portable]
    for version in qti.VERSIONS.values():
        writing = qti.write(portables, reading.tests, version=version)
        again = qti.read(writing.content)
        assert again.tests == reading.tests
        assert again.problems == ()


@pytest.mark.parametrize("number", qti.VERSIONS)
def test_every_version_says_what_it_is(number):
    version = qti.VERSIONS[number]
    files = open_package(FORMATS[f"qti-{number}"].write([a_portable()]).content)
    assert version.namespace.encode() in files["question-1.xml"]
    assert version.item_type.encode() in files["imsmanifest.xml"]
    assert (b"qti-assessment-item" in files["question-1.xml"]) == version.is_dashed


def without_unused(item) -> dict:
    """Return what counts of an item: words instead of markup, no points that the scheme ignores."""
    content = comparable(item)
    for option in content.get("options", []):
        option.pop("ticked", None)
    for gap in content.get("gaps", []):
        for switch in ("accents_matter", "punctuation_matters"):
            gap.pop(switch, None)
    return content


@pytest.mark.parametrize("sent", one_of_each(), ids=lambda item: item.kind)
def test_our_own_items_come_back_as_they_went(sent):
    sent = sent.with_pictures(dict.fromkeys(sent.pictures(), "ecg.png"))
    media = dict.fromkeys(sent.pictures(), HEARTBEAT)
    writing = FORMATS["qti-3.0"].write([a_portable(sent, media=media)])
    if writing.entries[0].portable is None:
        assert "no form for the kind" in writing.entries[0].problems[0].message
        return
    (found,) = qti.read(writing.content).entries
    assert found.problems == ()
    if found.portable.item.kind != sent.kind:
        said = [problem.message for problem in writing.entries[0].problems]
        assert "Key features became plain questions." in said
        return
    told = ("scheme", "accents_matter", "punctuation_matters", "panel")
    lost = dict.fromkeys(told) if writing.entries[0].problems else {}
    assert without_unused(found.portable.item) | lost == without_unused(sent) | lost


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("So: <li>one</li>", "<p>So: </p><ul><li>one</li></ul>"),
        ("<dt>Shock</dt><dd>Low flow</dd>", "<dl><dt>Shock</dt></dl><dl><dd>Low flow</dd></dl>"),
    ],
)
def test_items_without_a_list_get_one(html, written):
    sent = a_portable(single_best_answer(rationale=html))
    writing = FORMATS["qti-3.0"].write([sent])
    (found,) = qti.read(writing.content).entries
    assert found.portable.item.rationale == written


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_marking_of_several_answers_comes_back(scheme):
    points = [{"ticked": 2, "blank": 0}, {"ticked": 1, "blank": 0}, *[{"ticked": -1}] * 3]
    options = [
        {"key": key, "text": key, "correct": key in "ab", **each}
        for key, each in zip("abcde", points, strict=True)
    ]
    sent = multiple_response(options=options, scheme=scheme)
    (found,) = qti.read(FORMATS["qti-2.2"].write([a_portable(sent)]).content).entries
    assert found.portable.item.scheme is scheme


def test_pictures_are_packed_and_found_again():
    sent = a_portable(
        single_best_answer(stem='<p><img src="ecg.png" alt="Waves"></p>'),
        media={"ecg.png": a_png()},
    )
    writing = FORMATS["qti-2.1"].write([sent])
    assert open_package(writing.content)["images/ecg.png"] == a_png()
    (found,) = qti.read(writing.content).entries
    assert found.portable.media == sent.media


ORDER = """<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>In order?</prompt>
<simpleChoice identifier="x">Last</simpleChoice><simpleChoice identifier="y">First</simpleChoice>
<simpleChoice identifier="z">Middle</simpleChoice></orderInteraction>"""


def test_orders():
    content = item(response("y,z,x", cardinality="ordered"), ORDER, MATCH)
    found = read(content)
    assert isinstance(found, Ordering)
    assert [step.text for step in found.steps] == ["First", "Middle", "Last"]
    assert found.scheme is OrderScheme.ALL_OR_NOTHING
    refused = entry(item(response("y,z", cardinality="ordered"), ORDER, MATCH))
    assert "right order of all the steps" in refused.problems[0].message


PLAYS = (
    STATEMENTS.replace('"yes"', '"m"').replace('"no"', '"n"').replace(">True<", ">Heart<")
).replace(">False<", ">Lung<")


@pytest.mark.parametrize("turned", [False, True])
def test_matches(turned):
    pairs = ["S1 m", "S2 n", "S3 m", "S4 n"]
    worth = mapping(**dict.fromkeys(pairs, "1"))
    said = [" ".join(reversed(pair.split())) if turned else pair for pair in pairs]
    found = read(item(response(",".join(said), worth, "multiple", "directedPair"), PLAYS, MAP))
    assert isinstance(found, Matching)
    assert [stem.text for stem in found.stems] == ["One", "Two", "Three", "Four"]
    assert [stem.answers for stem in found.stems] == [("a",), ("b",), ("a",), ("b",)]
    assert found.reuse


WORDS = '<p>Which city?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def test_short_answers_by_mapping_and_by_rules():
    entries = (
        '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1" caseSensitive="false"/>'
        '<mapEntry mapKey="Leeds" mappedValue="0.5" caseSensitive="false"/></mapping>'
    )
    found = read(item(response("York", entries, base="string"), WORDS, MAP))
    assert isinstance(found, ShortText)
    assert [(each.text, each.credit) for each in found.accepted] == [
        ("York", 1),
        ("Leeds", Fraction(1, 2)),
    ]
    assert not found.case_matters
    exact = read(item(response("York", base="string"), WORDS, MATCH))
    assert exact.case_matters
    rule = (
        '<stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>'
        '<baseValue baseType="string">Hull</baseValue></stringMatch>'
    )
    ruled = read(item(response(base="string"), WORDS, number_rules(rule)))
    assert [each.text for each in ruled.accepted] == ["Hull"]
    refused = entry(item(response(base="string"), WORDS, MATCH))
    assert "which words are right" in refused.problems[0].message


def test_patterns_have_no_form_there():
    told = {"beta *": "no form for answers with", "sepsis": ""}
    for text, words in told.items():
        (found,) = FORMATS["qti-3.0"].write([a_portable(short_text(text))]).entries
        assert words in " ".join(problem.message for problem in found.problems)
