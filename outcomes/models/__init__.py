"""Who may see whose outcomes, and what was reported to which body."""

from outcomes.models.reporting import (
    Answer,
    Export,
    ExportDownload,
    ExportLine,
    ReportingSetup,
    report_store,
)
from outcomes.models.review import ReviewGrant

__all__ = [
    "Answer",
    "Export",
    "ExportDownload",
    "ExportLine",
    "ReportingSetup",
    "ReviewGrant",
    "report_store",
]
