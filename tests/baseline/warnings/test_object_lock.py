"""object-lock-ends-early: evidence is locked as long as it is kept."""

from __future__ import annotations

import pytest

from tests.baseline.warnings.helpers import warned
from tests.baselines import changed

BUCKET = "  bucket: exampleorg1-trail\n"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("  expire_after_days: 400\n  object_lock: { mode: GOVERNANCE, §days: 399 }\n", True),
        ("  expire_after_days: 400\n  object_lock: { mode: GOVERNANCE, days: 400 }\n", False),
        ("  expire_after_days: null\n  object_lock: { mode: COMPLIANCE, §days: 3650 }\n", True),
        ("  expire_after_days: 400\n", False),
    ],
)
def test_a_lock_that_ends_before_the_files_go(lines: str, *, found: bool) -> None:
    """Equal days are fine; without a lock there is none that ends."""
    text = changed((BUCKET, BUCKET + lines))
    assert warned("object-lock-ends-early", text).fields == ["trail.object_lock.days"] * found
