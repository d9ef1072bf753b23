"""Account: figures frozen at a date, and the files made of them."""

from reports.models.file import ReportFile, ReportFileState
from reports.models.snapshot import Snapshot

__all__ = ["ReportFile", "ReportFileState", "Snapshot"]
