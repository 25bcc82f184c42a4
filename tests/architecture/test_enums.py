"""Every member that a person may read about has words for it."""

from enum import Enum

import pytest
from django.db.models import Choices

from accounts.domain import identifiers
from accounts.domain.roles import PERMISSIONS, Role
from assessments import review_field
from assessments.blocks import (
    branching_case,
    hotspot,
    key_feature,
    labelling,
    matching,
    multiple_response,
    numeric,
    ordering,
    script_concordance,
    true_false_set,
)
from assessments.domain import (
    flaws,
    marks,
    policy,
    question_report,
    regrading,
    review,
    rulings,
    sequences,
    shapes,
    states,
    tries,
)
from assessments.domain.answers.numbers import Tolerance
from assessments.domain.answers.units import PenaltyOf
from assessments.domain.cases.graph import Comparison, LinkType
from assessments.domain.files import FAMILY_LABELS, Family
from assessments.domain.items.branching_case import Scoring, Unfinished
from assessments.domain.items.features import Harm
from assessments.domain.items.labelling import Scheme as LabellingScheme
from assessments.domain.items.matching import OptionOrder, Scheme as MatchingScheme
from assessments.domain.items.menus import Amount, Scheme as MenuScheme
from assessments.domain.items.multiple_response import Scheme as MultipleScheme
from assessments.domain.items.script_concordance import Task
from assessments.domain.items.true_false_set import Scheme as StatementScheme
from assessments.domain.marking.rules import Agreed
from assessments.domain.marking.settling import LABELS as STAGES, Stage
from assessments.models import Attempt
from assessments.models.assessment import (
    Agreed as AgreedChoice,
    Checking,
    Expiry,
    Navigation,
    Shown,
)
from courses.domain import disclosure, support
from credits.domain import reporting
from credits.domain.requirements import findings
from credits.domain.rules import Rounding
from credits.domain.transcript import State as Standing
from credits.views.lines import LABELS as STANDINGS
from outcomes.domain import participation
from outcomes.domain.cohort import Basis
from outcomes.forms import BASES
from tests.architecture.tree import modules

WORDS = {
    MultipleScheme: dict(multiple_response.SCHEMES),
    LabellingScheme: dict(labelling.SCHEMES),
    MatchingScheme: dict(matching.SCHEMES),
    Amount: dict(key_feature.AMOUNTS),
    Comparison: dict(branching_case.COMPARISONS),
    LinkType: dict(branching_case.TYPES),
    Scoring: dict(branching_case.SCORINGS),
    Unfinished: dict(branching_case.UNFINISHED),
    Rounding: {each: each.label for each in Rounding},
    Harm: dict(key_feature.HARMS),
    Family: FAMILY_LABELS,
    MenuScheme: dict(key_feature.SCHEMES),
    OptionOrder: dict(matching.ORDERS),
    sequences.Scheme: dict(ordering.SCHEMES),
    marks.Scheme: dict(hotspot.SCHEMES),
    shapes.Outline: dict(hotspot.SHAPES),
    StatementScheme: dict(true_false_set.SCHEMES),
    Task: dict(script_concordance.TASKS),
    Tolerance: dict(numeric.TOLERANCES),
    PenaltyOf: dict(numeric.PENALTIES),
    Basis: dict(BASES),
    flaws.Family: flaws.FAMILIES,
    question_report.Alarm: question_report.ALARMS,
    policy.Expiry: dict(Expiry.choices),
    policy.Navigation: dict(Navigation.choices),
    review.Marks: review_field.MARK_LABELS,
    review.Moment: review_field.COLUMNS,
    tries.Checking: dict(Checking.choices),
    tries.Shown: dict(Shown.choices),
    states.State: dict(Attempt.State.choices),
    Stage: STAGES,
    Agreed: dict(AgreedChoice.choices),
    rulings.RulingChoice: rulings.LABELS,
    regrading.Effect: regrading.LABELS,
    findings.Status: findings.LABELS,
    Standing: {state: words for state, (words, *_rest) in STANDINGS.items()},
    disclosure.Nature: disclosure.NATURES,
    disclosure.Method: disclosure.METHODS,
    disclosure.Inclusion: disclosure.INCLUSIONS,
    disclosure.Exemption: disclosure.EXEMPTIONS,
    disclosure.State: disclosure.STATES,
    support.InKind: support.IN_KIND,
    identifiers.Kind: identifiers.LABELS,
    reporting.Status: reporting.LABELS,
    reporting.Problem: reporting.PROBLEMS,
    participation.Stage: participation.LABELS,
    Role: {role: role.value for role in PERMISSIONS},
}
UNSEEN = {
    "assessments.domain.interchange.portable.Severity",  # the value is the word
    "assessments.domain.interchange.report.Verdict",  # a template words each verdict
    "assessments.domain.policy.KeptGrade",
    "assessments.queries.panels.Refusal",  # a template words each refusal
    "assessments.services.operations.Act",
    "assessments.domain.states.Move",
    "assessments.domain.standard_setting.Difficulty",  # the value is the word
    "assessments.domain.standard_setting.Importance",  # the value is the word
    "assessments.domain.statistics.certainty.Judgement",  # the value is the word
    "assessments.domain.statistics.minimum.Footing",
    "assessments.domain.tries.Stage",  # a template words each stage as a sentence
    "courses.domain.preflight.findings.Severity",  # a template words each severity
    "courses.queries.disclosures.Refusal",  # a template words each refusal
    "credits.domain.requirements.cycles.Anchor",
    "credits.domain.requirements.facts.FactKind",
    "credits.domain.requirements.model.Confidence",
    "credits.queries.verification.Outcome",  # a template words each outcome as a sentence
    "learners.domain.completion.Need",
    "learners.domain.journey.Kind",
    "learners.domain.journey.Status",
    "outcomes.domain.learning_gain.Transition",  # the value is the word
    "outcomes.queries.ledger.Reason",
}


def address(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def enums() -> list[type[Enum]]:
    found = {
        thing
        for module in modules()
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Enum)
    }
    found |= {Attempt.State}
    ours = [each for each in found if address(each).split(".")[0] in OUR_PACKAGES]
    return sorted(ours, key=address)


OUR_PACKAGES = {module.__name__.split(".")[0] for module in modules()}


def test_every_enum_has_words_or_is_never_shown():
    plain = {each for each in enums() if not issubclass(each, Choices)}
    assert {address(each) for each in plain} == UNSEEN | set(map(address, WORDS))


@pytest.mark.parametrize("kind", WORDS, ids=address)
def test_every_member_has_words_of_its_own(kind):
    words = [WORDS[kind][member] for member in kind]
    assert len(set(words)) == len(WORDS[kind]) == len(words)
    assert all(word.strip() for word in words)


@pytest.mark.parametrize("kind", [e for e in enums() if issubclass(e, Choices)], ids=address)
def test_every_choice_has_a_label_of_its_own(kind):
    assert all(label.strip() for label in kind.labels)
    assert len(set(kind.labels)) == len(kind.labels)


def test_states_of_an_attempt_are_worded_alike():
    assert dict(Attempt.State.choices) == {
        state.value: words for state, words in states.LABELS.items()
    }
