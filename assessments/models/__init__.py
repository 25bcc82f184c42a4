"""Drafts that authors edit, versions that learners answer, and what they answered."""

from assessments.models.assessment import Assessment
from assessments.models.attempt import Answer, Attempt, Break, Grade, Transition
from assessments.models.finding import Acceptance, FoundFlaw, QuestionCheck
from assessments.models.marking import Mark, MarkDraft, MarkingTask
from assessments.models.panel import (
    ExpertPanel,
    PanelAnswer,
    PanelDecision,
    Panelist,
    PanelQuestion,
    PanelUse,
)
from assessments.models.question import Language, Objective, Question, QuestionBank, QuestionHint
from assessments.models.review import PeerReview
from assessments.models.ruling import Ruling
from assessments.models.slot import AssessmentSlot
from assessments.models.standard_setting import Adoption, Judge, Rating, Study, StudyItem
from assessments.models.statistics import QuestionStatistics, VersionStatistics
from assessments.models.transfer import QuestionImport, QuestionSource
from assessments.models.upload import Upload
from assessments.models.version import AssessmentVersion, QuestionVersion, VersionQuestion

__all__ = [
    "Acceptance",
    "Adoption",
    "Answer",
    "Assessment",
    "AssessmentSlot",
    "AssessmentVersion",
    "Attempt",
    "Break",
    "ExpertPanel",
    "FoundFlaw",
    "Grade",
    "Judge",
    "Language",
    "Mark",
    "MarkDraft",
    "MarkingTask",
    "Objective",
    "PanelAnswer",
    "PanelDecision",
    "PanelQuestion",
    "PanelUse",
    "Panelist",
    "PeerReview",
    "Question",
    "QuestionBank",
    "QuestionCheck",
    "QuestionHint",
    "QuestionImport",
    "QuestionSource",
    "QuestionStatistics",
    "QuestionVersion",
    "Rating",
    "Ruling",
    "Study",
    "StudyItem",
    "Transition",
    "Upload",
    "VersionQuestion",
    "VersionStatistics",
]
