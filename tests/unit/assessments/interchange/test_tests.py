"""Assessments on their way: whole in the site's own JSON, and in QTI as far as that can say it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from assessments.domain.interchange import FORMATS, own_json, qti
from assessments.domain.interchange.package import open_package, write_package
from assessments.domain.interchange.portable import Slot, Test as Sent
from assessments.domain.interchange.rules import WORDS, Rules, told
from assessments.domain.interchange.text_files import storable
from tests.factories.items import single_best_answer
from tests.factories.portables import a_portable

PORTABLES = [a_portable(single_best_answer(lead_in=f"Which {n}?"), title=f"Q{n}") for n in range(4)]
SLOTS = (
    Slot(entry=0, points="2"),
    Slot(
        entry=1,
        safety_critical=True,
        section="Shock",
        section_instructions="<p>Be quick.</p>",
    ),
    Slot(tag="pool", count=1, pool=(2, 3), points="1.5"),
    Slot(entry=3, section="Last"),
)
ODD = Rules(
    pass_mark=Decimal(70),
    time_limit_minutes=30,
    expiry="grace",
    grace_minutes=5,
    attempts_allowed=2,
    wait_minutes=60,
    stop_after_pass=False,
    kept_grade="last",
    password="Lactate",
    honour_statement="I am alone.",
    checking="adaptive",
    check_shows="verdict",
    penalty_percent=Decimal("12.5"),
    navigation="one_way",
    shuffle_questions=False,
    shuffle_options=False,
    review="after_pass",
    second_marking=Decimal(10),
    near_fail=Decimal(5),
    marking_tolerance=Decimal(20),
    agreed_mark="first",
    marking_days=7,
    anonymous_marking=False,
)
percents = st.decimals(0, 100, places=5)
rules = st.builds(
    Rules,
    pass_mark=st.none() | st.decimals(0, 100, places=2),
    time_limit_minutes=st.none() | st.integers(1, 600),
    attempts_allowed=st.none() | st.integers(1, 9),
    checking=st.sampled_from(["none", "once", "hints", "adaptive"]),
    check_shows=st.sampled_from(["verdict", "feedback", "reasons"]),
    penalty_percent=percents,
    navigation=st.sampled_from(["free", "one_way"]),
    shuffle_questions=st.booleans(),
    shuffle_options=st.booleans(),
    review=st.sampled_from(["after_submit", "after_pass", "never", "custom"]),
    kept_grade=st.sampled_from(["best", "first", "last", "mean"]),
    password=st.text(max_size=60).map(storable),
)


def carried(name, test):
    """Return a test that went out and came back, with what was told on both ways."""
    there = FORMATS[name]
    writing = there.write_tests(PORTABLES, [test])
    reading = there.read(writing.content)
    (back,) = reading.tests
    assert (
        there.write_tests([e.portable for e in reading.entries], [back]).content == writing.content
    )
    return back, [p.message for p in writing.problems], [p.message for p in reading.problems]


def test_own_json_carries_every_rule_section_slot_and_draw():
    sent = Sent(title="Final", slots=SLOTS, instructions="<p>Read.</p>", rules=ODD)
    back, lost, problems = carried("json", sent)
    content = own_json.write(PORTABLES, [sent]).content
    lines = content.decode().split("\n")
    for found in own_json.read(content).entries:
        assert lines[found.line].strip() == f'"title": "{found.name}",'
    by_tag = replace(SLOTS[2], pool=())
    assert back == replace(sent, slots=(*SLOTS[:2], by_tag, SLOTS[3]))
    assert (lost, problems) == ([], [])


@settings(max_examples=20, deadline=None)
@given(rules=rules)
@pytest.mark.parametrize("name", ["json", "qti-2.1", "qti-3.0"])
def test_export_import_export_is_the_same_under_any_rules(name, rules):
    back, _lost, problems = carried(name, Sent(title="Final", slots=SLOTS, rules=rules))
    assert problems == []
    if name == "json":
        assert back.rules == rules


@pytest.mark.parametrize("name", ["qti-2.1", "qti-2.2", "qti-3.0"])
def test_qti_carries_sections_draws_weights_limits_checks_and_the_pass_mark(name):
    sent = Sent(
        title="Final",
        slots=tuple(replace(slot, safety_critical=False) for slot in SLOTS),
        instructions="<p>Read.</p>",
        rules=Rules(
            pass_mark=Decimal("66.5"),
            time_limit_minutes=45,
            checking="once",
            check_shows="reasons",
            penalty_percent=0,
            navigation="one_way",
            review="never",
        ),
    )
    back, lost, problems = carried(name, sent)
    assert back == sent
    assert (lost, problems) == ([], [])


def test_what_qti_cannot_say_of_a_test_is_told_rule_by_rule():
    _back, lost, _problems = carried("qti-2.2", Sent(title="Final", slots=SLOTS, rules=ODD))
    for words in (
        "when time is over",
        "5 minutes to hand in",
        "2 attempts are allowed",
        "wait of 60 minutes",
        "go on after a pass",
        "the last counts",
        "the password",
        "the honour statement",
        "what a check shows",
        "the best try counts",
        "12.5 % of each earlier try",
        "options keep their order",
        "see again",
        "10 % of the answers",
        "near fails",
        "markers may differ",
        "which mark counts",
        "the days within",
        "markers see names",
        "1 of its questions must be right",
    ):
        assert any("“Final”: " in each and words in each for each in lost), words
    certain = Sent(title="Final", slots=SLOTS, rules=Rules(certainty=True, checking="once"))
    assert any("how sure they are" in each for each in carried("qti-3.0", certain)[1])


def test_every_rule_has_words():
    assert set(WORDS) == set(Rules.model_fields)
    assert list(told(Rules())) == []


def test_questions_that_stayed_behind_are_named():
    writing = FORMATS["qti-3.0"].write_tests(
        [PORTABLES[0], a_portable(single_best_answer(stem="<p><?</p>"), title="Kept")],
        [Sent(title="Final", slots=(Slot(entry=0), Slot(entry=7)))],
    )
    assert "stayed behind" in writing.problems[0].message


FOREIGN = b"""<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="Final">
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="20" masteryValue="12"/>
<testPart identifier="p" navigationMode="nonlinear" submissionMode="individual">
<itemSessionControl maxAttempts="3" showFeedback="true" allowSkipping="false"/>
<timeLimits maxTime="600" minTime="60" allowLateSubmission="true"/>
<assessmentSection identifier="s1" title="Whole" visible="true"><ordering shuffle="true"/>
<rubricBlock view="candidate"><p>Begin.</p></rubricBlock><rubricBlock view="scorer"><p>x</p></rubricBlock>
<assessmentSection identifier="s2" title="Inner" visible="true">
<preCondition><baseValue baseType="boolean">true</baseValue></preCondition>
<assessmentItemRef identifier="r1" href="a.xml" fixed="true"/>
<assessmentItemRef identifier="r2" href="b.xml"><timeLimits maxTime="9"/></assessmentItemRef>
</assessmentSection>
<assessmentSectionRef identifier="s3" href="s.xml"/>
<assessmentSection identifier="s4" title="Two" visible="false"><selection select="1" withReplacement="true"/>
<assessmentItemRef identifier="r3" href="a.xml" required="true"/>
<assessmentItemRef identifier="r4" href="b.xml"><weight identifier="W" value="2"/></assessmentItemRef>
</assessmentSection></assessmentSection></testPart>
<testPart identifier="q" navigationMode="nonlinear" submissionMode="individual">
<assessmentSection identifier="s5" title="More" visible="true"><assessmentItemRef identifier="r5" href="a.xml"/></assessmentSection>
</testPart><outcomeProcessing/></assessmentTest>"""


def package(test: bytes) -> bytes:
    files = dict(open_package(FORMATS["qti-2.1"].write(PORTABLES[:2]).content))
    files["a.xml"], files["b.xml"] = files.pop("question-1.xml"), files.pop("question-2.xml")
    manifest = files["imsmanifest.xml"].replace(b"question-1.xml", b"a.xml")
    manifest = manifest.replace(b"question-2.xml", b"b.xml").replace(
        b"<resources>",
        b'<resources><resource identifier="t" type="imsqti_test_xmlv2p1" href="t.xml"/>',
    )
    return write_package({**files, "imsmanifest.xml": manifest, "t.xml": test})


def test_a_test_of_others_is_read_as_far_as_it_goes_and_the_rest_is_told():
    reading = qti.read(package(FOREIGN))
    (test,) = reading.tests
    assert [(s.section, s.entry, s.tag, s.count) for s in test.slots] == [
        ("Inner", 0, "", 0),
        ("", 1, "", 0),
        ("", None, "Two", 1),
        ("More", 0, "", 0),
    ]
    assert test.rules == Rules(
        pass_mark=Decimal(60),
        time_limit_minutes=10,
        checking="adaptive",
        penalty_percent=0,
    )
    said = " ".join(problem.message for problem in reading.problems)
    for words in (
        "parts of the test became one",
        "Sections inside sections",
        "others than learners",
        "Conditions on what was answered",
        "Time limits of sections",
        "keeps its place",
        "always drawn",
        "drawn twice",
        "count alike",
        "file of its own",
        "least time",
        "may come late",
        "may be skipped",
        "3 tries",
        "only some sections",
        "result is computed",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rules": {"pass_mark": "101"}}, "Rules pass mark"),
        ({"rules": {"certainty": True, "checking": "adaptive"}}, "one try"),
        ({"rules": {"unknown": 1}}, "unknown"),
        ({"slots": [{"question": 0, "tag": "x", "count": 1}]}, "names a question, or a tag"),
        ({"slots": [{"question": 9}]}, "which the file has not"),
        ({"slots": [{"question": 0, "points": "0"}]}, "points"),
        ({"title": ""}, "Title"),
        ({"more": 1}, "More"),
    ],
)
def test_an_assessment_that_is_none_is_told_and_costs_no_question(change, words):
    sent = Sent(title="Final", slots=(Slot(entry=0),))
    whole = json.loads(own_json.write(PORTABLES[:1], [sent]).content)
    whole["assessments"][0] |= change
    reading = own_json.read(json.dumps(whole).encode())
    assert reading.entries[0].portable
    assert words in " ".join(problem.message for problem in reading.problems)
    for nonsense in (7, "x", [[]], [None]):
        whole["assessments"] = nonsense
        assert own_json.read(json.dumps(whole).encode()).problems
