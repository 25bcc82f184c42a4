"""MedBiquitous Medical Education Metrics, version 2, of 17 April 2014: what an activity came to.

Free text of an evaluation has no place here: the schema asks for the category under which each text
was analysed, and nobody has sorted them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from outcomes.domain.reports.activity_report import CERTIFICATIONS, KINDS, POINTS
from outcomes.domain.reports.clean import clean
from outcomes.domain.reports.xml import HEALTHCARE, LOM, METRICS, Node, document, root

BEFORE, AFTER = "Before", "After"
STEPS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
FEWEST, MOST = 3, len(STEPS)
LIVE = {"C", "RSS", "IL"}
PERCENT = "Percent"


@dataclass(frozen=True)
class DesignatedCredit:
    """A kind of credit: how much the activity gives, or how much it gave in all."""

    code: str
    name: str
    amount: Decimal


@dataclass(frozen=True)
class Described:
    """What an activity is."""

    title: str
    code: str
    pars_ids: Sequence[str]
    address: str
    description: str
    keywords: Sequence[str]
    type: str
    format: str
    starts_on: date
    ends_on: date
    professions: Sequence[str]
    provider: str
    measured: frozenset[str]
    credits: Sequence[DesignatedCredit]


@dataclass(frozen=True)
class ChoiceCount:
    """One answer with how many people gave it."""

    text: str
    people: int
    is_right: bool = False


@dataclass(frozen=True)
class AskedItem:
    """A question of a test with the answers that were chosen."""

    number: int
    text: str
    choices: Sequence[ChoiceCount]
    timing: str


@dataclass(frozen=True)
class SurveyItem:
    """A question of the evaluation with the steps of its scale."""

    number: int
    text: str
    steps: Sequence[ChoiceCount]


@dataclass(frozen=True)
class Score:
    """The mean score of a test over so many people, in percent."""

    name: str
    percent: float
    people: int
    timing: str


@dataclass(frozen=True)
class ActivityMetrics:
    """Everything that is told of an activity over a period."""

    activity: Described
    begins_on: date
    ends_on: date
    registered: int
    completed: int
    credited: int
    awarded: Sequence[DesignatedCredit]
    professions: Sequence[tuple[str, int]]
    survey: Sequence[SurveyItem] = ()
    items: Sequence[AskedItem] = ()
    scores: Sequence[Score] = ()


def write(metrics: ActivityMetrics) -> bytes:
    """Write the document."""
    top = root(METRICS, "MedicalEducationMetrics")
    report = top.add(METRICS, "ReportDescription")
    report.add(METRICS, "ReportingStartDate", metrics.begins_on)
    report.add(METRICS, "ReportingEndDate", metrics.ends_on)
    if metrics.begins_on.year == metrics.ends_on.year:
        report.add(METRICS, "ReportingYear", metrics.ends_on.year)
    _describe(top.add(METRICS, "ActivityDescription"), metrics.activity)
    if metrics.survey:
        evaluation = top.add(METRICS, "ParticipantActivityEvaluation")
        for item in metrics.survey:
            _survey_item(evaluation, item)
    if metrics.items or metrics.scores:
        _knowledge(top.add(METRICS, "KnowledgeAssessment"), metrics)
    _participation(top.add(METRICS, "ParticipationMetrics"), metrics)
    return document(top)


def _describe(node: Node, activity: Described) -> None:
    lom = node.add(LOM, "lom")
    general = lom.add(LOM, "general")
    numbers = [("ACCME Activity ID", each) for each in activity.pars_ids]
    for catalog, entry in [
        *numbers,
        ("Provider Activity ID", activity.code),
        ("URL", activity.address),
    ]:
        identifier = general.add(LOM, "identifier")
        identifier.add(LOM, "catalog", catalog)
        identifier.add(LOM, "entry", entry)
    _words(general, LOM, "title", activity.title)
    _words(general, LOM, "description", activity.description)
    for keyword in activity.keywords:
        _words(general, LOM, "keyword", keyword)
    healthcare = lom.add(HEALTHCARE, "healthcareMetadata")
    _education(healthcare.add(HEALTHCARE, "healthcareEducation"), activity)
    for outcome, name in {
        "Learner Competence": "ChangesInCompetenceMeasured",
        "Learner Performance": "ChangesInPerformanceMeasured",
        "Patient Health": "ChangesInPatientOutcomesMeasured",
    }.items():
        node.add(METRICS, name, str(outcome in activity.measured).lower())


def _education(node: Node, activity: Described) -> None:
    node.add(HEALTHCARE, "expirationDate", activity.ends_on)
    node.add(HEALTHCARE, "creditsAvailable", "yes" if activity.credits else "no")
    for credit in activity.credits:
        _credit(node.add(HEALTHCARE, "credits"), credit, activity.provider)
    audience = node.add(HEALTHCARE, "targetAudience")
    audience.add(HEALTHCARE, "audienceCategory", "professional")
    for profession in activity.professions:
        _words(audience, HEALTHCARE, "profession", profession)
    node.add(HEALTHCARE, "startDateTime", f"{activity.starts_on}T00:00:00")
    node.add(HEALTHCARE, "endDateTime", f"{activity.ends_on}T00:00:00")
    node.add(HEALTHCARE, "activityDelivery", "live" if activity.type in LIVE else "not live")
    _words(node, HEALTHCARE, "activityFormat", activity.format)


def _words(node: Node, space: str, name: str, text: str) -> None:
    node.add(space, name).add(LOM, "string", text, language="en")


def _credit(node: Node, credit: DesignatedCredit, provider: str) -> None:
    node.add(HEALTHCARE, "activityCertification", CERTIFICATIONS.get(credit.code, credit.name))
    kind, unit = POINTS if credit.code.endswith("_moc") else KINDS.get(credit.code, ("", ""))
    node.maybe(HEALTHCARE, "creditType", kind)
    node.maybe(HEALTHCARE, "creditUnit", unit)
    node.maybe(HEALTHCARE, "accreditedProvider", provider)
    node.add(HEALTHCARE, "numberOfCredits", credit.amount)


def _survey_item(node: Node, item: SurveyItem) -> None:
    survey = node.add(METRICS, "SurveyItemData", id=str(item.number))
    survey.add(METRICS, "SurveyQuestion", clean(item.text) or f"Question {item.number}")
    data = survey.add(METRICS, "ResponseData")
    if FEWEST <= len(item.steps) <= MOST:
        scale = data.add(METRICS, "ScaleData", type="Likert", points=str(len(item.steps)))
        for name, step in zip(STEPS, item.steps, strict=False):
            scale.add(METRICS, name, step.people, label=step.text)
        return
    choices = data.add(METRICS, "MultipleChoiceSelectOneData")
    for step in item.steps:
        _choice(choices.add(METRICS, "ResponseItemData"), step)


def _choice(node: Node, choice: ChoiceCount) -> None:
    node.add(METRICS, "ResponseText", clean(choice.text) or "(a picture)")
    node.add(METRICS, "TotalRespondents", choice.people)


def _knowledge(node: Node, metrics: ActivityMetrics) -> None:
    for item in metrics.items:
        asked = node.add(METRICS, "MultipleChoiceAssessmentItemData", id=str(item.number))
        asked.add(METRICS, "Question", clean(item.text) or f"Question {item.number}")
        data = asked.add(METRICS, "AssessmentResponseData")
        for choice in item.choices:
            right = str(choice.is_right).lower()
            _choice(data.add(METRICS, "AssessmentResponseItemData", correct=right), choice)
        asked.add(METRICS, "Timing", item.timing)
    for score in metrics.scores:
        data = node.add(METRICS, "AssessmentScoreData")
        data.add(METRICS, "AssessmentName", score.name)
        data.add(METRICS, "ScoreMethod", PERCENT)
        data.add(METRICS, "ScoreValue", f"{score.percent:.2f}")
        data.add(METRICS, "Timing", score.timing)
        data.add(METRICS, "Description", f"Mean over {score.people} people who took both tests")


def _participation(node: Node, metrics: ActivityMetrics) -> None:
    node.add(METRICS, "RegisteredParticipants", metrics.registered)
    node.add(METRICS, "NumberOfParticipantsReceivingCredit", metrics.credited)
    for credit in metrics.awarded:
        _credit(node.add(METRICS, "CreditsAwarded"), credit, metrics.activity.provider)
    node.add(METRICS, "NumberOfParticipantsCompletingActivity", metrics.completed)
    for profession, people in metrics.professions:
        node.add(METRICS, "ParticipantsByProfession", people, profession=profession)
