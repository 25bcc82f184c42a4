"""Reads about outcomes: how far people came, what they earned, what they learned."""

from outcomes.queries.held import HELD_FROM
from outcomes.queries.metrics import activities_reported, metrics_of
from outcomes.queries.providers import (
    ActivityLine,
    ProviderLine,
    ProviderReport,
    provider_lines,
    provider_report,
    reported_activities,
)
from outcomes.queries.report import OutcomeReport, outcome_report, profession_label
from outcomes.queries.reports import columns_for, setup_of

__all__ = [
    "HELD_FROM",
    "ActivityLine",
    "OutcomeReport",
    "ProviderLine",
    "ProviderReport",
    "activities_reported",
    "columns_for",
    "metrics_of",
    "outcome_report",
    "profession_label",
    "provider_lines",
    "provider_report",
    "reported_activities",
    "setup_of",
]
