"""Providers, activities and lessons as authors edit them, and the frozen facts of each publication."""

from courses.models.activity import (
    ActivityObjective,
    ActivityPage,
    ActivityReference,
    Contributor,
    JointProvider,
    Placement,
    Prerequisite,
    Purpose,
    Strand,
)
from courses.models.company import Company
from courses.models.disclosure import (
    Declaration,
    DisclosureLetter,
    DisclosureRequest,
    Relationship,
    RelevanceDecision,
    StandardExemption,
)
from courses.models.lesson import LessonPage
from courses.models.media import LessonMedia
from courses.models.people import Person
from courses.models.provider import CataloguePage, Provider, ProviderPage, StatementWording
from courses.models.search import Findable, KnownWord
from courses.models.support import SupportAgreement, SupportLine
from courses.models.version import ActivityVersion
from courses.models.waiver import Waiver
from courses.models.workflow import (
    AccreditationPreflight,
    ClinicalReview,
    ItemReview,
    authors_of,
    is_in_team,
)

__all__ = [
    "AccreditationPreflight",
    "ActivityObjective",
    "ActivityPage",
    "ActivityReference",
    "ActivityVersion",
    "CataloguePage",
    "ClinicalReview",
    "Company",
    "Contributor",
    "Declaration",
    "DisclosureLetter",
    "DisclosureRequest",
    "Findable",
    "ItemReview",
    "JointProvider",
    "KnownWord",
    "LessonMedia",
    "LessonPage",
    "Person",
    "Placement",
    "Prerequisite",
    "Provider",
    "ProviderPage",
    "Purpose",
    "Relationship",
    "RelevanceDecision",
    "StandardExemption",
    "StatementWording",
    "Strand",
    "SupportAgreement",
    "SupportLine",
    "Waiver",
    "authors_of",
    "is_in_team",
]
