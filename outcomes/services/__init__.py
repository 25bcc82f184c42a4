"""Writes about outcomes: who may review whom, and what is reported to which body."""

from outcomes.services.answers import AnswersRefused, read_in, record_reply, send_all_again
from outcomes.services.delivering import deliver_export, deliver_waiting
from outcomes.services.exporting import (
    ExportRefused,
    ask_for_export,
    fetch_export,
    forget_files,
    make_waiting_exports,
    prepare_export,
    progress_of,
)
from outcomes.services.reviews import GrantRefused, end_review, grant_review
from outcomes.services.setups import SetupRefused, save_columns, save_constants

__all__ = [
    "AnswersRefused",
    "ExportRefused",
    "GrantRefused",
    "SetupRefused",
    "ask_for_export",
    "deliver_export",
    "deliver_waiting",
    "end_review",
    "fetch_export",
    "forget_files",
    "grant_review",
    "make_waiting_exports",
    "prepare_export",
    "progress_of",
    "read_in",
    "record_reply",
    "save_columns",
    "save_constants",
    "send_all_again",
]
