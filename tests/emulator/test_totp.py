"""The codes of a multi-factor device are those of RFC 6238."""

from __future__ import annotations

import base64

import pytest

from emulator import totp

SEED = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_of_the_standard(moment: int, expected: str) -> None:
    """The last six digits of the values in its appendix B."""
    assert totp.code(SEED, moment) == expected


def test_a_neighbour_is_taken_too() -> None:
    """The clock of a device may be off by one step, and by no more."""
    codes = totp.shown_now(SEED)
    assert len(codes) == 3
    assert totp.code(SEED) in codes
