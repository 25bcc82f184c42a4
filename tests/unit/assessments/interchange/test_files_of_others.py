"""Packages in the manner of systems in use: TAO, Inspera, Canvas, and their response processing."""

from fractions import Fraction

import pytest

from assessments.domain.interchange import FileRefused, read as interchange_read
from assessments.domain.interchange.package import write_package
from tests.factories.portables import a_png

TAO_NAMES = (
    'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" xmlns:m="http://www.w3.org/1998/Math/MathML" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p2 '
    'http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd" label="Item" xml:lang="en-US" '
    'toolName="TAO" toolVersion="2023.12" class=""'
)
TAO_OUTCOMES = (
    '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" '
    'normalMaximum="{most}" normalMinimum="0"/>'
    '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
    "<defaultValue><value>{most}</value></defaultValue></outcomeDeclaration>"
)


def tao(title: str, declarations: str, body: str, processing: str, most: int = 1) -> bytes:
    """Return an item as TAO writes it: grid rows around everything, a style sheet, two outcomes."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<assessmentItem {TAO_NAMES} identifier="i1" title="{title}" adaptive="false" '
        f'timeDependent="false">{declarations}{TAO_OUTCOMES.format(most=most)}'
        '<stylesheet href="style/custom/tao-user-styles.css" type="text/css" media="all" title=""/>'
        f'<itemBody><div class="grid-row"><div class="col-12">{body}</div></div></itemBody>'
        f"{processing}</assessmentItem>"
    ).encode()


def declared(name: str, *right: str, cardinality="single", base="identifier", mapping="") -> str:
    values = "".join(f"<value><![CDATA[{each}]]></value>" for each in right)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def mapped(**worth: str) -> str:
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in worth.items()
    )
    return f'<mapping defaultValue="0" lowerBound="0" upperBound="1">{entries}</mapping>'


def choices(name: str, prompt: str, most: int = 1) -> str:
    listed = "".join(
        f'<simpleChoice identifier="choice_{n}" fixed="false" showHide="show">{text}</simpleChoice>'
        for n, text in enumerate(("Fluids", "Antibiotics", "Aspirin"), start=1)
    )
    return (
        f'<choiceInteraction responseIdentifier="{name}" shuffle="true" maxChoices="{most}" '
        f'minChoices="0" orientation="vertical">{prompt}{listed}</choiceInteraction>'
    )


MATCH = (
    "<responseProcessing "
    'template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
)


def adding(*names: str) -> str:
    """Return the rules that TAO makes for items with several interactions."""
    rules = "".join(
        f'<responseCondition><responseIf><not><isNull><variable identifier="{name}"/></isNull></not>'
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        f'<mapResponse identifier="{name}"/></sum></setOutcomeValue></responseIf></responseCondition>'
        for name in names
    )
    return f"<responseProcessing>{rules}</responseProcessing>"


def package(items: dict[str, bytes], test: bytes = b"", **more: bytes) -> bytes:
    resources = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv2p2" href="{name}"><metadata/>'
        f'<file href="{name}"/></resource>'
        for n, name in enumerate(items)
    )
    if test:
        resources += '<resource identifier="t" type="imsqti_test_xmlv2p2" href="tests/t/test.xml"/>'
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest '
        'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="QTI-TEST-MANIFEST"><metadata>'
        "<schema>QTIv2.2 Package</schema><schemaversion>1.0.0</schemaversion></metadata>"
        f"<organizations/><resources>{resources}</resources></manifest>"
    ).encode()
    files = {"imsmanifest.xml": manifest, **items, **more}
    return write_package({**files, "tests/t/test.xml": test} if test else files)


def read(content: bytes, name: str = "qti-2.2"):
    return interchange_read(content, name)


def only(content: bytes):
    (entry,) = read(content).entries
    assert entry.portable, entry.problems
    return entry.portable.item, " ".join(problem.message for problem in entry.problems)


def test_a_choice_of_tao_with_a_picture_in_a_folder_of_its_own():
    body = (
        '<p>A woman of 68.</p><p><img src="assets/ecg.png" alt="Waves" width="100%" type="image/png"/>'
        f"</p>{choices('RESPONSE', '<prompt>What first?</prompt>')}"
    )
    content = package(
        {"items/i1/qti.xml": tao("One", declared("RESPONSE", "choice_1"), body, MATCH)},
        **{"items/i1/assets/ecg.png": a_png()},
    )
    item, told = only(content)
    assert item.kind == "single_best_answer"
    assert (item.lead_in, item.shuffle) == ("What first?", True)
    assert item.stem == '<p>A woman of 68.</p><p><img src="ecg.png" alt="Waves"></p>'
    assert [o.text for o in item.options if o.correct] == ["Fluids"]
    assert told == ""


def test_an_empty_prompt_leaves_the_asking_to_the_text_before_it():
    body = f"<p>A case.</p><p>What first?</p>{choices('RESPONSE', '<prompt/>')}"
    item, _told = only(tao("One", declared("RESPONSE", "choice_2"), body, MATCH))
    assert (item.stem, item.lead_in) == ("<p>A case.</p>", "What first?")


def test_two_interactions_of_tao_are_a_set_that_adds_up():
    worth = mapped(choice_1="1")
    declarations = declared("RESPONSE", "choice_1", mapping=worth) + declared(
        "RESPONSE_1", "choice_2", mapping=mapped(choice_2="1")
    )
    body = (
        f"<p>A case.</p>{choices('RESPONSE', '<prompt>First?</prompt>')}"
        f"{choices('RESPONSE_1', '<prompt>Then?</prompt>')}"
    )
    rules = adding("RESPONSE", "RESPONSE_1")
    item, _told = only(tao("Two", declarations, body, rules, most=2))
    assert item.kind == "vignette_set"
    assert [part.question.lead_in for part in item.parts] == ["First?", "Then?"]
    right = {
        part.key: next(o.key for o in part.question.options if o.correct) for part in item.parts
    }
    assert item.score({"parts": right}) == 1
    assert item.score({"parts": {item.parts[0].key: right[item.parts[0].key]}}) == Fraction(1, 2)


def test_points_of_several_choices():
    worth = mapped(choice_1="0.5", choice_2="0.5", choice_3="-0.5")
    declared_as = declared(
        "RESPONSE", "choice_1", "choice_2", cardinality="multiple", mapping=worth
    )
    body = choices("RESPONSE", "<prompt>Which?</prompt>", most=0)
    rules = adding("RESPONSE")
    item, told = only(tao("Several", declared_as, body, rules))
    assert (item.kind, item.scheme) == ("multiple_response", "right_minus_wrong")
    assert told == ""


INLINE = (
    "<p>Give "
    '<inlineChoiceInteraction responseIdentifier="RESPONSE" shuffle="false" required="true">'
    '<inlineChoice identifier="a">fluids</inlineChoice><inlineChoice identifier="b">salt'
    "</inlineChoice></inlineChoiceInteraction> now.</p>"
)


def test_a_choice_inside_a_sentence():
    item, _told = only(tao("Inline", declared("RESPONSE", "a"), INLINE, MATCH))
    assert item.kind == "single_best_answer"
    assert [option.text for option in item.options] == ["fluids", "salt"]
    assert item.lead_in.startswith("Give")


GAPS = (
    "<p>A woman of 68.</p><p>Complete the plan.</p><p>Give "
    '<inlineChoiceInteraction responseIdentifier="RESPONSE" shuffle="true">'
    '<inlineChoice identifier="a">fluids</inlineChoice><inlineChoice identifier="b">salt'
    "</inlineChoice></inlineChoiceInteraction>, <b>then</b> "
    '<textEntryInteraction responseIdentifier="RESPONSE_1" expectedLength="9"/> within '
    '<textEntryInteraction responseIdentifier="RESPONSE_2" expectedLength="9"/> h.</p>'
)


def test_interactions_in_the_lines_of_a_text_are_its_gaps():
    declarations = (
        declared("RESPONSE", "a", mapping=mapped(a="2"))
        + declared("RESPONSE_1", "antibiotics", base="string", mapping=mapped(antibiotics="1"))
        + declared("RESPONSE_2", "1", base="float", mapping=mapped(**{"1": "1"}))
    )
    worth = declarations.replace('upperBound="1"', "")
    rules = adding("RESPONSE", "RESPONSE_1", "RESPONSE_2")
    item, told = only(tao("Gaps", worth, GAPS, rules, most=4))
    assert item.kind == "cloze"
    assert (item.stem, item.lead_in) == ("<p>A woman of 68.</p>", "Complete the plan.")
    assert item.text == "Give [[1]], then [[2]] within [[3]] h."
    assert [(gap.type, int(gap.weight)) for gap in item.gaps] == [
        ("choice", 2),
        ("text", 1),
        ("number", 1),
    ]
    assert [gap.wanted() for gap in item.gaps] == ["fluids", "antibiotics", "1"]
    assert told == "The text: the formatting “b” did not come across; this is plain text here."


PCI = (
    '<customInteraction responseIdentifier="RESPONSE"><pci:portableCustomInteraction '
    'xmlns:pci="http://www.imsglobal.org/xsd/portableCustomInteraction" '
    'customInteractionTypeIdentifier="likert"><pci:markup><div/></pci:markup>'
    "</pci:portableCustomInteraction></customInteraction>"
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (PCI, "no kind of question here for <customInteraction>"),
        ('<mediaInteraction responseIdentifier="RESPONSE"/>', "<mediaInteraction>"),
        (
            '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="9"/>',
            "<sliderInteraction>",
        ),
        ("<p>Read on.</p>", "asks nothing"),
    ],
)
def test_what_has_no_kind_here_is_named(body, words):
    (entry,) = read(tao("Odd", declared("RESPONSE", "a"), f"<p>Q?</p>{body}", MATCH)).entries
    assert entry.portable is None
    assert words in " ".join(problem.message for problem in entry.problems)


TAO_TEST = b"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="Test-1" title="Exam" toolName="tao" toolVersion="2023.12">
<outcomeDeclaration identifier="SCORE_TOTAL" cardinality="single" baseType="float" normalMaximum="2"/>
<testPart identifier="testPart-1" navigationMode="linear" submissionMode="individual">
<itemSessionControl maxAttempts="0" showFeedback="false" allowReview="true" showSolution="false" allowComment="false" allowSkipping="true" validateResponses="false"/>
<assessmentSection identifier="assessmentSection-1" required="true" fixed="false" title="Shock" visible="true" keepTogether="true">
<itemSessionControl maxAttempts="0" showFeedback="false" allowReview="true" showSolution="false" allowComment="false" allowSkipping="true" validateResponses="false"/>
<ordering shuffle="false"/>
<rubricBlock view="candidate" use="instructions"><div><p>Read well.</p></div></rubricBlock>
<assessmentItemRef identifier="item-1" required="false" fixed="false" href="../../items/i1/qti.xml" category="x-tao-option-reviewScreen"><weight identifier="WEIGHT" value="2"/></assessmentItemRef>
</assessmentSection></testPart>
<outcomeProcessing><setOutcomeValue identifier="SCORE_TOTAL"><sum><testVariables variableIdentifier="SCORE"/></sum></setOutcomeValue></outcomeProcessing>
</assessmentTest>"""


def test_a_test_of_tao():
    body = f"<p>A case.</p>{choices('RESPONSE', '<prompt>What first?</prompt>')}"
    item = tao("One", declared("RESPONSE", "choice_1"), body, MATCH)
    reading = read(package({"items/i1/qti.xml": item}, test=TAO_TEST))
    (test,) = reading.tests
    assert (test.title, test.rules.navigation, test.rules.checking) == ("Exam", "one_way", "none")
    (slot,) = test.slots
    assert (slot.section, slot.section_instructions) == ("Shock", "<p>Read well.</p>")
    assert (slot.entry, slot.points) == (0, "2")
    assert not test.rules.shuffle_questions
    assert [problem.message for problem in reading.problems] == [
        "tests/t/test.xml: How the test's result is computed did not come across."
    ]


INSPERA = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
    'xmlns:inspera="http://www.inspera.no/qti" adaptive="false" timeDependent="false" '
    'identifier="contentItemID_1" title="Sepsis" inspera:defaultLanguage="en_us" '
    'inspera:objectType="content_question_qti2_{kind}" inspera:supportedLanguages="en_us">'
    '<templateDeclaration identifier="SCORE_EACH_CORRECT" cardinality="single" baseType="float">'
    "<defaultValue><value>1</value></defaultValue></templateDeclaration>{rest}</assessmentItem>"
)


def test_a_choice_of_inspera_marked_by_its_own_rules():
    rest = (
        declared("RESPONSE-1", "rId0")
        + '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        "<itemBody><p inspera:lang='en_us'>A woman of 68.</p>"
        '<choiceInteraction responseIdentifier="RESPONSE-1" shuffle="true" maxChoices="1" '
        'inspera:variant="default"><prompt>What first?</prompt>'
        '<simpleChoice identifier="rId0"><p>Fluids</p></simpleChoice>'
        '<simpleChoice identifier="rId1"><p>Salt</p></simpleChoice></choiceInteraction></itemBody>'
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE-1"/>'
        '<correct identifier="RESPONSE-1"/></match><setOutcomeValue identifier="SCORE"><sum>'
        '<variable identifier="SCORE"/><variable identifier="SCORE_EACH_CORRECT"/></sum>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    item, told = only(INSPERA.format(kind="multiple_choice", rest=rest).encode())
    assert item.kind == "single_best_answer"
    assert [option.text for option in item.options if option.correct] == ["Fluids"]
    assert told == ""


CANVAS = b"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="g1" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"><metadata>
<schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata><organizations/><resources>
<resource identifier="g2" type="imsqti_xmlv1p2"><file href="g2/g2.xml"/><dependency identifierref="g3"/></resource>
<resource identifier="g3" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="g2/assessment_meta.xml"><file href="g2/assessment_meta.xml"/></resource>
</resources></manifest>"""


def test_a_package_of_canvas_in_qti_1_2_is_refused_with_what_to_do():
    with pytest.raises(FileRefused, match=r"QTI 1\.2; export it as QTI 2\.1"):
        read(write_package({"imsmanifest.xml": CANVAS, "g2/g2.xml": b"<questestinterop/>"}))


def test_a_package_that_lists_other_things_too_is_read_for_its_items():
    body = choices("RESPONSE", "<prompt>What first?</prompt>")
    item = tao("One", declared("RESPONSE", "choice_1"), body, MATCH)
    content = package({"i1/qti.xml": item}, **{"style.css": b"p{}", "readme.html": b"<p/>"})
    assert len(read(content).entries) == 1
