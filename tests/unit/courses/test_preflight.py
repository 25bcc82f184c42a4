"""Each rule of the preflight holds for a sound activity and finds the one fault made in it."""

from dataclasses import replace
from datetime import date

import pytest

from courses.domain.preflight import (
    RULES,
    Asked,
    Figure,
    Offered,
    Person,
    Placed,
    Recording,
    Snapshot,
    Source,
    Target,
    Taught,
    check,
)

ITEM = Asked(pk=31, title="Lactate", objective=1)
TEST = Placed(
    pk=21,
    title="Post-test",
    purpose="post_test",
    required=True,
    states_pass_mark=True,
    asks=(ITEM,),
)
LESSON = Taught(
    pk=41,
    title="The first hour",
    objectives=frozenset({1}),
    figures=(Figure("Chart", has_alternative=True),),
    recordings=(
        Recording("Talk", is_video=True, has_captions=True, has_transcript=False),
        Recording("Voice", is_video=False, has_captions=False, has_transcript=True),
    ),
    checks=(Asked(pk=32, title="Fluids", objective=1),),
)
ANN = Person(61, "Ann", "MD")
AMA = Offered("AMA PRA Category 1", date(2026, 1, 1), needs_test=True)
SOUND = Snapshot(
    pk=1,
    provider=2,
    texts={"gap": "Delay.", "audience": "Nurses."},
    provider_texts={"accreditation_statement": "Accredited."},
    released_on=date(2026, 1, 1),
    reviewed_on=date(2026, 1, 1),
    expires_on=date(2029, 1, 1),
    objectives={1: "Recognise sepsis."},
    people=(ANN,),
    sources=(Source(51, "Author A. 2024.", is_graded=True),),
    assessments=(TEST,),
    lessons=(LESSON,),
    offers=(AMA,),
)


def with_item(**fields):
    return {"assessments": (replace(TEST, asks=(replace(ITEM, **fields),)),)}


def with_lesson(**fields):
    return {"lessons": (replace(LESSON, **fields),)}


def unread(*, is_video):
    return (Recording("Talk", is_video=is_video, has_captions=False, has_transcript=False),)


FAULTS = [
    ("front-matter", {"texts": {"gap": " ", "audience": "Nurses."}}, "“Gap” is empty.", "activity"),
    (
        "provider",
        {"provider_texts": {"accreditation_statement": ""}},
        "The provider's accreditation statement is empty.",
        "provider",
    ),
    ("objectives", {"objectives": {}}, "No objective is stated.", "activity"),
    ("people", {"people": ()}, "Nobody in control of the content is named.", "activity"),
    (
        "credentials",
        {"people": (replace(ANN, credentials=""),)},
        "Ann has no credentials.",
        "activity",
    ),
    (
        "disclosures",
        {"people": (replace(ANN, problems=("the declaration has expired.",)),)},
        "Ann: the declaration has expired.",
        "person",
    ),
    (
        "support",
        {"support_problems": ("The agreement with X is late.",)},
        "The agreement with X is late.",
        "activity",
    ),
    ("references", {"sources": ()}, "No reference is listed.", "activity"),
    (
        "evidence",
        {"sources": (Source(51, "Author A. 2024.", is_graded=False),)},
        "“Author A. 2024.” does not say what kind of evidence it is.",
        "reference",
    ),
    ("lessons", {"lessons": ()}, "No lesson is published.", "activity"),
    ("rationales", with_item(has_rationale=False), "“Lactate” has no rationale.", "assessment"),
    (
        "rationales",
        with_lesson(checks=(Asked(32, "Fluids", has_rationale=False),)),
        "“Fluids” has no rationale.",
        "lesson",
    ),
    ("item-references", with_item(references=0), "“Lactate” cites no reference.", "assessment"),
    (
        "assessed",
        {**with_item(objective=None), **with_lesson(checks=())},
        "No question measures “Recognise sepsis.”",
        "objective",
    ),
    (
        "taught",
        with_lesson(objectives=frozenset()),
        "No lesson teaches “Recognise sepsis.”",
        "objective",
    ),
    (
        "pass-mark",
        {"assessments": (replace(TEST, states_pass_mark=False),)},
        "“Post-test” has no pass mark.",
        "assessment",
    ),
    (
        "test",
        {"assessments": (replace(TEST, required=False),)},
        "AMA PRA Category 1 needs a post-test that learners must pass.",
        "activity",
    ),
    ("designation", {"offers": ()}, "No credit is designated.", "offers"),
    (
        "designation",
        {"offers": (replace(AMA, designated_on=date(2026, 1, 2)),)},
        "Credit was first designated on 2 January 2026, after the release date.",
        "activity",
    ),
    (
        "review",
        {"expires_on": date(2029, 1, 2)},
        "It ends more than three years after its last review: 1 January 2029 at the latest.",
        "activity",
    ),
    (
        "captions",
        with_lesson(recordings=unread(is_video=True)),
        "“Talk” has no captions.",
        "lesson",
    ),
    (
        "captions",
        with_lesson(recordings=unread(is_video=False)),
        "“Talk” has no transcript.",
        "lesson",
    ),
    (
        "alternatives",
        with_lesson(figures=(Figure("Chart", has_alternative=False),)),
        "“Chart” has no alternative text.",
        "lesson",
    ),
]


def findings(snapshot):
    return [
        (rule.code, each.sentence, each.target.kind)
        for rule in RULES
        for each in rule.findings(snapshot)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_sound_activity_passes_the_rule(rule):
    assert rule.findings(SOUND) == []


@pytest.mark.parametrize(("code", "fault", "sentence", "kind"), FAULTS)
def test_a_fault_is_found_by_its_rule_alone(code, fault, sentence, kind):
    assert findings(replace(SOUND, **fault)) == [(code, sentence, kind)]


def test_every_rule_has_a_fault_and_a_code_of_its_own():
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert {code for code, *_rest in FAULTS} == set(codes)


def test_questions_that_nobody_grades_and_evaluations_need_no_reasons():
    asked = replace(ITEM, pk=33, has_rationale=False, references=0)
    opinion = replace(TEST, pk=22, purpose="evaluation", asks=(asked,))
    rated = replace(TEST, asks=(ITEM, replace(asked, is_graded=False)))
    assert findings(replace(SOUND, assessments=(rated, opinion))) == []


def test_advice_does_not_block_and_a_waiver_lets_one_finding_stand():
    faulty = replace(SOUND, offers=(), people=(replace(ANN, credentials=""),))
    checklist = check(faulty, RULES, {})
    [blocking] = checklist.blocking
    assert blocking.code == "designation"

    waived = check(faulty, RULES, {blocking.key: 7})
    assert waived.passes
    assert waived.waivers == [7]


def test_what_is_mended_in_one_lesson_is_told_apart():
    checklist = check(
        replace(SOUND, offers=(), **with_lesson(recordings=unread(is_video=True))), RULES, {}
    )
    assert [each.code for each in checklist.blocking] == ["designation", "captions"]
    assert [each.code for each in checklist.blocking_about("lesson", 41)] == ["captions"]
    assert not Target("lesson", 42).is_about("lesson", 41)
