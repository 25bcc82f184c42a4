"""QTI items with several interactions as vignette sets, and sets as such items."""

from fractions import Fraction

import pytest

from assessments.domain.interchange import FORMATS
from assessments.domain.items.vignette_set import VignetteSet
from tests.factories.items import (
    calculated,
    cloze,
    matching,
    multiple_response,
    numeric,
    ordering,
    short_text,
    single_best_answer,
    true_false_set,
    vignette_set,
)
from tests.factories.portables import a_portable
from tests.unit.assessments.interchange.test_qti import item


def declared(name, right) -> str:
    return (
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="identifier">'
        f"<correctResponse><value>{right}</value></correctResponse></responseDeclaration>"
    )


def choice(name, prompt="Which?") -> str:
    asks = f"<prompt>{prompt}</prompt>" if prompt else ""
    choices = "".join(
        f'<simpleChoice identifier="{key}">Choice {key}</simpleChoice>' for key in "PQR"
    )
    return (
        f'<choiceInteraction responseIdentifier="{name}" shuffle="false" maxChoices="1">'
        f"{asks}{choices}</choiceInteraction>"
    )


def adding(**points) -> str:
    """Return rules that add points for each right response."""
    rules = "".join(
        f'<responseCondition><responseIf><match><variable identifier="{name}"/>'
        f'<correct identifier="{name}"/></match><setOutcomeValue identifier="SCORE"><sum>'
        f'<variable identifier="SCORE"/><baseValue baseType="float">{worth}</baseValue></sum>'
        "</setOutcomeValue></responseIf></responseCondition>"
        for name, worth in points.items()
    )
    return f"<responseProcessing>{rules}</responseProcessing>"


TOGETHER = (
    "<responseProcessing><responseCondition><responseIf><and>"
    '<match><variable identifier="ONE"/><correct identifier="ONE"/></match>'
    '<match><variable identifier="TWO"/><correct identifier="TWO"/></match></and>'
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
    "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
)
BOTH = declared("ONE", "P") + declared("TWO", "R")


def read(content):
    (entry,) = FORMATS["qti-2.1"].read(content).entries
    return entry


def test_questions_about_one_case_become_a_set():
    body = f"<p>A case.</p>{choice('ONE')}<p>The next day.</p>{choice('TWO', 'And now?')}"
    entry = read(item(BOTH, body, adding(ONE=1, TWO=3)))
    assert entry.problems == ()
    found = entry.portable.item
    assert isinstance(found, VignetteSet)
    assert found.stem == "<p>A case.</p>"
    assert [part.question.lead_in for part in found.parts] == ["Which?", "And now?"]
    assert [part.question.stem for part in found.parts] == ["", "<p>The next day.</p>"]
    assert [int(part.weight) for part in found.parts] == [1, 3]
    keys = [{o.text[-1]: o.key for o in part.question.options} for part in found.parts]
    right = {part.key: keys[n]["PR"[n]] for n, part in enumerate(found.parts)}
    assert found.score({"parts": right}) == 1
    assert found.score({"parts": {found.parts[0].key: keys[0]["P"]}}) == Fraction(1, 4)


def test_a_question_without_prompt_is_asked_by_the_paragraph_before_it():
    body = f"<p>A case.</p><p>What first?</p>{choice('ONE', '')}<p>Then?</p>{choice('TWO', '')}"
    found = read(item(BOTH, body, adding(ONE=1, TWO=1))).portable.item
    assert found.stem == "<p>A case.</p>"
    assert [part.question.lead_in for part in found.parts] == ["What first?", "Then?"]


@pytest.mark.parametrize(
    ("body", "rules", "words"),
    [
        (
            f"<p>A case.</p>{choice('ONE')}<drawingInteraction responseIdentifier='TWO'/>",
            adding(ONE=1),
            "no kind of question here for <drawingInteraction>",
        ),
        (f"<p>A case.</p><div>{choice('ONE')}{choice('TWO')}<p/></div><p/>", "", "one paragraph"),
        (f"<p>A case.</p>{choice('ONE')}{choice('TWO')}", TOGETHER, "No answer earns"),
    ],
)
def test_what_cannot_be_parted_is_refused(body, rules, words):
    entry = read(item(BOTH, body, rules))
    assert entry.portable is None
    assert any(words in problem.message for problem in entry.problems)


@pytest.mark.parametrize("name", ["qti-2.1", "qti-2.2", "qti-3.0"])
def test_sets_travel_whole(name):
    sent = vignette_set(
        single_best_answer(rationale="<p>First.</p>"),
        multiple_response(stem="<p>New.</p>"),
        true_false_set(),
        matching(),
        ordering(scheme="places"),
        numeric(),
        short_text(accents_matter=True, punctuation_matters=True),
        weights="1 2 1 1 1 3 0.5",
        lead_in="Answer each question about this case.",
        rationale="<p>All in all.</p>",
    )
    writing = FORMATS[name].write([a_portable(sent)])
    assert [p.message for e in writing.entries for p in e.problems] == []
    (entry,) = FORMATS[name].read(writing.content).entries
    found = entry.portable.item
    assert entry.problems == ()
    assert [part.question.kind for part in found.parts] == [p.question.kind for p in sent.parts]
    assert [int(part.weight) for part in found.parts] == [2, 4, 2, 2, 2, 6, 1]
    assert found.parts[0].question.rationale == "<p>First.</p>"
    assert found.parts[1].question.stem == "<p>New.</p>"
    assert found.rationale == "<p>All in all.</p>"


@pytest.mark.parametrize("stem", ["<p><?</p>", "<p>&nbsp;</p>", "<p><img src='none.png'></p>"])
@pytest.mark.parametrize("name", ["json", "qti-3.0"])
def test_a_set_whose_case_is_empty_once_cleaned_stays_behind(name, stem):
    (entry,) = (
        FORMATS[name].write([a_portable(vignette_set(numeric(), numeric(), stem=stem))]).entries
    )
    assert entry.portable is None
    assert "Write the case" in entry.problems[0].message


ONE_GAP = cloze(
    text="Only [[1]].", gaps=[{"key": "1", "type": "text", "accepted": [{"text": "a"}]}]
)


@pytest.mark.parametrize("part", [calculated(), cloze(), ONE_GAP], ids=["drawn", "gaps", "one gap"])
def test_a_set_with_a_part_that_qti_cannot_hold_stays_behind(part):
    writing = FORMATS["qti-3.0"].write([a_portable(vignette_set(numeric(), part))])
    (entry,) = writing.entries
    assert entry.portable is None
    assert f"“{part.label}”" in entry.problems[0].message
