"""Credit types and offers, the append-only ledger, certificates; what boards ask and learners hold."""

from credits.models.bundle import Bundle
from credits.models.conditions import Awaiting, Diplomate, Reflection
from credits.models.ledger import Badge, Certificate, Entry
from credits.models.licence import ExternalCredit, Licence
from credits.models.offer import CreditOffer, CreditType, StatementVersion
from credits.models.reminder import DAYS_BEFORE, CalendarFeed, Reminder, ReminderWish
from credits.models.reporting import (
    CreditReport,
    ReportEvent,
)
from credits.models.requirement import (
    AcceptanceRule,
    Confidence,
    Requirement,
    RequirementVersion,
)
from credits.models.seal import Seal, SealedEntry

__all__ = [
    "DAYS_BEFORE",
    "AcceptanceRule",
    "Awaiting",
    "Badge",
    "Bundle",
    "CalendarFeed",
    "Certificate",
    "Confidence",
    "CreditOffer",
    "CreditReport",
    "CreditType",
    "Diplomate",
    "Entry",
    "ExternalCredit",
    "Licence",
    "Reflection",
    "Reminder",
    "ReminderWish",
    "ReportEvent",
    "Requirement",
    "RequirementVersion",
    "Seal",
    "SealedEntry",
    "StatementVersion",
]
