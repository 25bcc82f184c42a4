"""Reads about outcomes: how far people came, what they earned, what they learned."""

from outcomes.queries.held import HELD_FROM
from outcomes.queries.providers import (
    ActivityLine,
    ProviderLine,
    ProviderReport,
    provider_lines,
    provider_report,
    reported_activities,
)
from outcomes.queries.report import OutcomeReport, outcome_report, profession_label

__all__ = [
    "HELD_FROM",
    "ActivityLine",
    "OutcomeReport",
    "ProviderLine",
    "ProviderReport",
    "outcome_report",
    "profession_label",
    "provider_lines",
    "provider_report",
    "reported_activities",
]
