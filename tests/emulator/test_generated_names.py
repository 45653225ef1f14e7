"""Names that CloudFormation makes up: the same at every update, and another one in every region."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ministack.core.responses import set_request_region

from emulator import hooks


def _name(region: str) -> str:
    set_request_region(region)
    return hooks.generated_name("guardrails-trail", "LogWriter", longest=64, lowercase=False)


@pytest.fixture(autouse=True)
def _home() -> Iterator[None]:
    """Leave the region as it was for other tests of the process."""
    before = hooks.current_region()
    yield
    set_request_region(before)


def test_a_name_stays_in_its_region_and_differs_between_regions() -> None:
    """Roles are global: stacks of one name in two regions must not make one of the same name."""
    assert _name("eu-central-1") == _name("eu-central-1")
    assert _name("eu-central-1") != _name("eu-west-1")
