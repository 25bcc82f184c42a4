"""Moodle's texts with gaps and its calculated questions, as Moodle writes them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.domain.answers.numbers import Tolerance
from assessments.domain.interchange import FORMATS, moodle
from assessments.domain.interchange.fingerprint import fingerprint
from assessments.domain.items.calculated import Calculated
from assessments.domain.items.cloze import Cloze
from assessments.domain.items.gaps import ChoiceGap, NumberGap, TextGap
from tests.factories.items import cloze
from tests.factories.portables import a_portable
from tests.unit.assessments.interchange.test_moodle import entry, item, told


def text(html: str, kind: str = "cloze", rest: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>Gaps</text></name><questiontext format="html">'
        f"<text><![CDATA[{html}]]></text></questiontext><generalfeedback format='html'><text>So."
        f"</text></generalfeedback>{rest}</question>"
    )


MIXED = """<p>A woman of 68 has sepsis.</p><p>Complete the plan.</p>
<p>Measure {1:SHORTANSWER:=lactate#Yes.~%50%gas~acid#No.} within {2:NM:=1:0.5~%33.33333%2:0.5} hours.</p>
<p>Then give {1:MULTICHOICE_VS:starch#Harms.~=crystalloid~%50%albumin} &amp; call {:MWC:=ICU}.</p>"""


def test_a_cloze_of_every_kind_of_gap():
    read = item(text(MIXED))
    assert isinstance(read, Cloze)
    assert (read.stem, read.lead_in) == ("<p>A woman of 68 has sepsis.</p>", "Complete the plan.")
    assert read.text == ("Measure [[1]] within [[2]] hours.\nThen give [[3]] & call [[4]].")
    assert read.rationale == "So."
    words, number, choice, cased = read.gaps
    assert isinstance(words, TextGap)
    assert [(each.text, each.credit) for each in words.accepted] == [
        ("lactate", 1),
        ("gas", Fraction(1, 2)),
    ]
    assert [(each.text, each.feedback) for each in words.rejected] == [("acid", "No.")]
    assert isinstance(number, NumberGap)
    assert number.weight == 2
    assert [each.credit for each in number.accepted] == [1, Fraction(1, 3)]
    assert isinstance(choice, ChoiceGap)
    assert choice.shuffle
    assert [(o.text, o.correct, o.rationale) for o in choice.options] == [
        ("starch", False, "Harms."),
        ("crystalloid", True, ""),
        ("albumin", False, ""),
    ]
    assert cased.case_matters
    assert not words.case_matters
    assert "“albumin” was worth 50 %" in told(text(MIXED))
    assert "feedback to “lactate” did not come across" in told(text(MIXED))


def test_escaped_signs_of_a_gap():
    read = item(text(r"<p>Q?</p><p>{1:MC:=a \} b\~c \# d &#61; e~p &lt; 0.05~&#37;x}</p>"))
    assert [option.text for option in read.gaps[0].options] == [
        "a } b~c # d = e",
        "p < 0.05",
        "%x",
    ]


def test_a_text_that_is_nothing_but_gaps_wants_its_question_written():
    read = item(text("It is {1:SA:=sepsis}."))
    assert (read.stem, read.lead_in, read.text) == ("", "", "It is [[1]].")
    assert "Write the question itself" in read.lacks()[0]


def test_every_mistake_of_a_broken_cloze_is_told():
    broken = "<p>{1:SA:wrong} {1:NM:=x} {1:MC:a~b} {1:XX:=a} {1:MR:=a~=b} {1:SA:=a</p>"
    found = entry(text(broken))
    assert found.portable is None
    assert [problem.message for problem in found.problems] == [
        "Gap 1: No answer is right.",
        "Gap 2: “x” is no number.",
        "Gap 3: exactly one option must be right.",
        "Gap 4: there is no kind of gap here for “XX”.",
        "Gap 5: there is no kind of gap here for “MR”.",
        "Gap 6: it does not end with }.",
    ]
    assert all(problem.line for problem in found.problems)
    assert entry(text("<p>No gap at all.</p>")).problems[0].message == "The text has no gaps."


def test_a_cloze_goes_out_and_comes_back():
    sent = cloze(lead_in="Complete {the plan}.", rationale="<p>So.</p>")
    writing = moodle.write([a_portable(sent)])
    (back,) = moodle.read(writing.content).entries
    assert back.problems == ()
    assert back.portable.item.lead_in == "Complete {the plan}."
    assert [gap.type for gap in back.portable.item.gaps] == [gap.type for gap in sent.gaps]
    assert moodle.write([back.portable]).content == writing.content


@pytest.mark.parametrize("name", ["moodle", "qti-2.1", "qti-3.0"])
@pytest.mark.parametrize(
    "words", ["Only [[1]].", "[[1]]\n[[2]]\n[[3]]", "Words first.\nThen [[1]]."]
)
def test_a_cloze_stays_one_wherever_its_gaps_stand(words, name):
    gaps = [gap for gap in cloze().model_dump(mode="json")["gaps"] if f"[[{gap['key']}]]" in words]
    sent = cloze(text=words, gaps=gaps, lead_in="Complete it.")
    writing = FORMATS[name].write([a_portable(sent)])
    (back,) = FORMATS[name].read(writing.content).entries
    assert back.portable.item.kind == "cloze"
    assert len(back.portable.item.gaps) == len(gaps)
    assert FORMATS[name].write([back.portable]).content == writing.content


def test_a_gap_by_another_name_is_the_same_question():
    renamed = cloze()
    content = renamed.model_dump(mode="json")
    for gap in content["gaps"]:
        content["text"] = content["text"].replace(f"[[{gap['key']}]]", f"[[n{gap['key']}]]")
        gap["key"] = f"n{gap['key']}"
    assert fingerprint(Cloze.model_validate(content)) == fingerprint(renamed)


DROP_DOWN = """<shuffleanswers>1</shuffleanswers>
<selectoption><text>crystalloid</text><group>1</group></selectoption>
<selectoption><text>30</text><group>2</group></selectoption>
<selectoption><text>starch</text><group>1</group></selectoption>
<selectoption><text>300</text><group>2</group></selectoption>"""


def test_missing_words_are_chosen_from_their_group():
    read = item(text("<p>Plan?</p><p>Give [[1]], [[2]] mL/kg.</p>", "gapselect", DROP_DOWN))
    assert read.text == "Give [[1]], [[2]] mL/kg."
    assert [[(o.text, o.correct) for o in gap.options] for gap in read.gaps] == [
        [("crystalloid", True), ("starch", False)],
        [("30", True), ("300", False)],
    ]
    assert all(gap.shuffle for gap in read.gaps)
    refused = entry(text("<p>[[7]]</p>", "gapselect", DROP_DOWN))
    assert "asks for choice 7, which is not there" in refused.problems[0].message


def test_words_to_drag_become_words_to_choose():
    boxes = DROP_DOWN.replace("selectoption", "dragbox")
    dragged = text("<p>Give [[1]], then [[3]].</p>", "ddwtos", boxes)
    assert [gap.wanted() for gap in item(dragged).gaps] == ["crystalloid", "starch"]
    assert "used only once" in told(dragged)
    free = dragged.replace("<group>", "<infinite/><group>")
    assert "used only once" not in told(free)


DATASETS = """<dataset_definitions>
<dataset_definition><status><text>private</text></status><name><text>weight</text></name>
<type>calculated</type><distribution><text>uniform</text></distribution>
<minimum><text>40</text></minimum><maximum><text>90</text></maximum><decimals><text>0</text></decimals>
<itemcount>1</itemcount><dataset_items><dataset_item><number>1</number><value>61</value>
</dataset_item></dataset_items></dataset_definition>
<dataset_definition><status><text>shared</text></status><name><text>Dose per kg</text></name>
<type>calculated</type><distribution><text>loguniform</text></distribution>
<minimum><text>0</text></minimum><maximum><text>0</text></maximum><decimals><text>1</text></decimals>
<dataset_items><dataset_item><number>1</number><value>1.5</value></dataset_item>
<dataset_item><number>2</number><value>2.5</value></dataset_item></dataset_items>
</dataset_definition></dataset_definitions>"""
FORMULA = """<answer fraction="100"><text>pow({weight},1) * {Dose per kg}</text>
<tolerance>0.01</tolerance><tolerancetype>1</tolerancetype>
<correctanswerformat>1</correctanswerformat><correctanswerlength>1</correctanswerlength></answer>
<units><unit><multiplier>1</multiplier><unit_name>mg</unit_name></unit></units>"""
DOSE = "<p>A patient of {weight} kg gets {Dose per kg} mg/kg.</p><p>How many mg?</p>"


@pytest.mark.parametrize("kind", ["calculated", "calculatedsimple"])
def test_calculated_questions_keep_formula_ranges_and_tolerance(kind):
    asked = text(DOSE, kind, FORMULA + DATASETS)
    read = item(asked)
    assert isinstance(read, Calculated)
    assert read.stem == "<p>A patient of {{weight}} kg gets {{x2}} mg/kg.</p>"
    assert (read.lead_in, read.unit, read.decimals) == ("How many mg?", "mg", 1)
    assert (read.tolerance, read.tolerance_kind) == (Decimal("0.01"), Tolerance.RELATIVE)
    weight, dose = read.variables
    assert (weight.lowest, weight.highest, weight.step) == (40, 90, 1)
    assert dose.values == (Decimal("1.5"), Decimal("2.5"))
    values = {"weight": ["50"], "x2": ["2.5"]}
    assert read.realised(values).score({"value": "125"}) == 1
    assert "How x2 is spread" in told(asked)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("sin({weight})", "There is no function sin"),
        ("{weight} +", ""),
        ("{unknown} * 2", ""),
    ],
)
def test_a_formula_that_cannot_be_worked_out_here_is_refused(formula, words):
    changed = FORMULA.replace("pow({weight},1) * {Dose per kg}", formula)
    found = entry(text(DOSE, "calculated", changed + DATASETS))
    assert found.portable is None
    assert words in " ".join(problem.message for problem in found.problems)


def test_formulas_inside_the_text_are_refused():
    asked = text("<p>Twice is {={weight}*2}.</p><p>How?</p>", "calculated", FORMULA + DATASETS)
    assert "inside the text" in entry(asked).problems[0].message
