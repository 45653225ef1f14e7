"""Identity Center in another region than the home region, before a deployment."""

from __future__ import annotations

import pytest

from guardrails.preflight import checks
from guardrails.preflight.bootstrap import places
from tests.preflight import cases

TEXT = cases.TEXT.replace("\naccess:\n", "\naccess:\n  region: eu-west-1\n")
REGIONS = ("eu-central-1", "eu-west-1")


@pytest.mark.parametrize("region", REGIONS)
def test_identity_center_is_expected_where_the_file_says(region: str) -> None:
    """The region of the instance decides, not the home region."""
    assert TEXT != cases.TEXT
    inspection = cases.inspection(cases.access(region=region)(cases.sound()), TEXT)
    outcomes = list(checks()["PF-SSO-002"].check(inspection))
    assert [outcome.subject for outcome in outcomes] == [cases.INSTANCE] * (region != "eu-west-1")


def test_its_stacks_need_a_bootstrap_in_its_region() -> None:
    """The one of the home region isn't enough."""
    capture = cases.sound().model_copy(update={"regions": REGIONS})
    inspection = cases.inspection(capture, TEXT)
    assert [place.region for place in places(inspection) if place.is_management] == [*REGIONS]
    missing = {outcome.subject for outcome in checks()["PF-BTS-001"].check(inspection)}
    assert missing == {"management in eu-west-1"}
