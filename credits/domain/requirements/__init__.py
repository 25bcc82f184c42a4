"""What a licence or certification still asks of its holder, evaluated from credit earned.

A requirement is dated data (`model`): a cycle and clauses. `evaluate` holds a holder's credit against
it and explains every result. Rules and worked numbers: docs/rules/requirements.md.
"""

from credits.domain.requirements.cycles import FactMissing, Holding, Period
from credits.domain.requirements.evaluation import evaluate
from credits.domain.requirements.findings import Allocated, Finding, Status
from credits.domain.requirements.model import Requirement, RequirementInvalid, load
from credits.domain.requirements.supply import Acceptance, Credit, Earned, accepted

__all__ = [
    "Acceptance",
    "Allocated",
    "Credit",
    "Earned",
    "FactMissing",
    "Finding",
    "Holding",
    "Period",
    "Requirement",
    "RequirementInvalid",
    "Status",
    "accepted",
    "evaluate",
    "load",
]
