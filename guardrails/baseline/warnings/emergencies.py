"""Which exemptions say of themselves that they are for emergencies."""

from __future__ import annotations

import re

_EMERGENCY = re.compile(r"break[-_. ]?glass|emergenc|rescue", re.IGNORECASE)


def named_for_emergencies(name: str, principal: str) -> bool:
    """Return whether the name of an exemption, or its principal's, says break-glass, emergency or rescue."""
    resource = principal.split(":", 5)[5]
    return bool(_EMERGENCY.search(name) or _EMERGENCY.search(resource))
