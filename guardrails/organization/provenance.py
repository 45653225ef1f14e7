"""When something was read from AWS, and by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Provenance:
    """The day of a reading, and its reader."""

    on: dt.date
    """The day (UTC)."""
    by: str
    """The ARN of the user or the role, without the name of a session."""
