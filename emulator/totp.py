"""The codes of a virtual multi-factor device: time-based one-time passwords of six digits.

Source: https://www.rfc-editor.org/rfc/rfc6238
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

SECONDS = 30
"""How long a code is shown."""
DIGITS = 6


def code(seed: str, moment: float | None = None) -> str:
    """Give the code that a device shows.

    Args:
        seed: The device's seed in base 32, as CreateVirtualMFADevice answers it.
        moment: Seconds since 1970; now by default.
    """
    counter = int((time.time() if moment is None else moment) // SECONDS)
    key = base64.b32decode(seed + "=" * (-len(seed) % 8), casefold=True)
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def shown_now(seed: str) -> tuple[str, ...]:
    """List the codes that AWS takes: the one that is shown, and its neighbours for a clock that is off."""
    now = time.time()
    return tuple(code(seed, now + shift) for shift in (-SECONDS, 0, SECONDS))
