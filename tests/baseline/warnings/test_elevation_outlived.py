"""elevation-outlived: sessions of roles that an elevated person assumed."""

from __future__ import annotations

from tests.baseline.warnings.helpers import warned
from tests.baselines import SMALL
from tests.elevations import elevated

ID = "elevation-outlived"


def test_every_elevation_may_be_outlived_by_a_session() -> None:
    """The warning stands at the elevation, and can be accepted."""
    assert warned(ID, SMALL).fields == []
    assert warned(ID, elevated(name="§incident-4711")).fields == ["access.elevations.incident-4711"]
